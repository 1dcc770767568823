//! Checks of changes before a run begins.

use super::present::apply;
use super::{Change, Operation, Target, is_ramp};
use crate::error::Error;
use crate::model::bounds;
use crate::model::handle::{Group, Origin};
use crate::model::mechanism::Held;
use crate::model::name;
use crate::model::network::{Layout, Network};
use crate::number::Scalar;
use crate::system::System;

/// Why a ramp of a parameter is refused.
const OF_TIMES: &str = "a ramp cannot move a parameter that decides when something happens; use `set_at`";

/// Checks times and values, the bounds of all parameters after each change, and ramps.
pub(super) fn check<T: Scalar, N: Network<T>>(
    original: &N,
    changes: &[Change<T>],
    relations: usize,
) -> Result<(), Error> {
    let mut network = original.map(&mut |parameter| *parameter);
    for (k, change) in changes.iter().enumerate() {
        let Change { time, value, operation, .. } = *change;
        for (setting, number) in [("the time of a change", time), ("the value of a change", value)] {
            if !number.is_finite() {
                return refuse(setting, number, "it has to be a finite number");
            }
        }
        if time.re() < 0.0 {
            return refuse("the time of a change", time, "it cannot lie before the start at 0 ms");
        }
        if let Target::Parameter(origin, index) = change.target
            && name::parameter(original.info(), origin, index)
                .is_some_and(|(name, _)| is_start(&name.local.to_string()))
        {
            return refuse("the value of a change", value, "a run reads `v_start` at its start alone; set V itself");
        }
        if let Target::Parameter(Origin { group: Group::Cells(group), .. }, _) = change.target
            && is_ramp(change)
            && original.info().cells[group].cell.source
        {
            return refuse("the value of a change", value, OF_TIMES);
        }
        let before = is_ramp(change).then(|| network.map(&mut |parameter| *parameter));
        if !apply(&mut network, change) {
            return Err(Error::UnknownName { name: "parameter of a change".to_owned(), known: Vec::new() });
        }
        bounds::check(&network)?;
        let (Operation::Ramp { end }, Some(before)) = (operation, before) else { continue };
        if !(end.is_finite() && end.re() > time.re()) {
            return refuse("the end of a ramp", end, "it has to be a time after the beginning");
        }
        let within = |other: &&Change<T>| other.time.re() < end.re() && is_same(other.target, change.target);
        if let Some(other) = changes[k + 1..].iter().find(within) {
            return refuse("the time of a change", other.time, "a ramp of the same parameter is under way then");
        }
        if margins(&before, relations) != margins(&network, relations) {
            return refuse("the value of a change", value, OF_TIMES);
        }
    }
    Ok(())
}

/// Returns true for the V with which a compartment begins, whose handle is `v_start`.
fn is_start(parameter: &str) -> bool {
    parameter == "v" || parameter.ends_with(".v")
}

fn refuse<T: Scalar>(setting: &'static str, value: T, expected: &'static str) -> Result<(), Error> {
    Err(Error::Setting { setting, value: value.re(), expected })
}

/// Returns true if there is a parameter that both change.
fn is_same(a: Target, b: Target) -> bool {
    let (Target::Parameter(a, of_a), Target::Parameter(b, of_b)) = (a, b) else { return false };
    let overlap = |a: Origin, b: Origin| a.element.is_none() || b.element.is_none() || a.element == b.element;
    of_a == of_b && a.group == b.group && overlap(a, b)
}

/// Returns the bits of the margins of all relations at two states and times.
fn margins<T: Scalar, N: Network<T>>(network: &N, relations: usize) -> Vec<u64> {
    let (mut y, mut margins) = (vec![T::zero(); network.dim()], vec![T::zero(); relations]);
    network.start(&mut y);
    let mut bits = Vec::new();
    for t in [0.0, 1.7] {
        network.margins(T::from_f64(t), &y, Held::NONE, &mut margins);
        bits.extend(margins.iter().map(|margin| margin.re().to_bits()));
        // A factor of a state that is 0 at the start shows here.
        y.iter_mut().for_each(|y| *y += T::from_f64(0.3));
    }
    bits
}
