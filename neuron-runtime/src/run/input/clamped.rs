//! What may not happen to a V while an ideal voltage clamp holds it.
//!
//! The clamp has the last word over V, and knows its capacitance from the beginning of the run. What would move V against it
//! has no effect, and what would change the charge on the membrane asks it for a current that is no number. A run refuses both
//! before it begins.

use super::Placed;
use super::source::Source;
use crate::error::Error;
use crate::model::handle::{Origin, Quantity};
use crate::model::mechanism::Held;
use crate::model::{name, names};
use crate::number::Scalar;
use crate::run::change::{Change, Operation, Target};
use crate::system::{Spike, System};

/// Returns the name of an input in messages.
pub(super) fn label<T>(index: usize, source: &dyn Source<T>) -> String {
    format!("input {index}: {}", source.name())
}

/// Checks that a clamp whose highest command is `highest` (mV) brings no V, whose indices are `held`, to a threshold at which
/// its cell resets it.
///
/// # Errors
/// [`Error::Input`].
pub(super) fn check_resets<T: Scalar>(
    network: &dyn System<T>,
    label: &str,
    highest: f64,
    held: &[usize],
) -> Result<(), Error> {
    let mut relations = 0;
    network.relations(&mut |_| relations += 1);
    let mut start = vec![T::zero(); network.dim()];
    network.start(&mut start);
    held.iter().for_each(|v| start[*v] = T::from_f64(highest));
    let mut margins = vec![T::zero(); relations];
    network.margins(T::zero(), &start, Held::NONE, &mut margins);
    let mut after = start.clone();
    for (index, margin) in margins.iter().enumerate().filter(|(_, margin)| margin.re() >= 0.0) {
        after.copy_from_slice(&start);
        let Some(Spike { v, hold, .. }) = network.apply_spike(index, T::zero(), &mut after, Held::NONE) else {
            continue;
        };
        if held.contains(&v) && (after[v] != start[v] || hold.is_some()) {
            let (neuron, state) = names::neuron_and_state(network, v);
            let problem = format!(
                "holds {state} of {neuron} at up to {highest} mV, but at its threshold, {} mV, a spike moves it; keep the \
                 command below `spike.threshold`, clamp through a series resistance, or leave `reset` and `hold` out of the \
                 cell",
                highest - margin.re()
            );
            return Err(Error::Input { input: label.to_owned(), problem });
        }
    }
    Ok(())
}

/// Checks that nothing of a V, of its capacitance and of its threshold changes while a clamp holds it in a run between two
/// times (ms). A clamp measures the capacitance before all changes.
///
/// # Errors
/// [`Error::Input`].
pub(crate) fn check_changes<T: Scalar>(
    network: &dyn System<T>,
    inputs: &[Placed<T>],
    changes: &[Change<T>],
    [begin, end]: [f64; 2],
) -> Result<(), Error> {
    for (index, Placed { v, input }) in inputs.iter().enumerate().filter(|(_, placed)| placed.input.0.holds_v()) {
        let source = &*input.0;
        let while_held = |change: &&Change<T>| {
            let (time, of_state) = (change.time.re(), matches!(change.target, Target::State(_)));
            // What happens where a run ends is not made, a state that changes before its beginning is not changed again.
            time <= source.holds_until() && time < end && (!of_state || time >= begin)
        };
        for change in changes.iter().filter(while_held) {
            if let Some(problem) = problem(network, *v, change, source.highest_command(end)) {
                let problem = format!("holds {} while {problem}", names::name_of(network.info(), *v).0);
                return Err(Error::Input { input: label(index, source), problem });
            }
        }
    }
    Ok(())
}

/// Returns the problem with a change while a V is held at commands up to `highest` (mV), and the way out.
fn problem<T: Scalar>(network: &dyn System<T>, v: Quantity, change: &Change<T>, highest: f64) -> Option<String> {
    let (Quantity::State(place, state), info, at) = (v, network.info(), change.time.re()) else { return None };
    let is_here = |origin: Origin| {
        let is_any = origin.element.is_none() || place.element.is_none();
        origin.group == place.group && (is_any || origin.element == place.element)
    };
    let (origin, index) = match change.target {
        Target::State(Quantity::State(origin, index)) if index == state && is_here(origin) => {
            return Some(format!(
                "it changes at {at} ms; change the command instead, or V after the clamp has released it (`until`)"
            ));
        }
        Target::Parameter(origin, index) if is_here(origin) => (origin, index),
        _ => return None,
    };
    let parameter = name::parameter(info, origin, index)?.0.local.to_string();
    let of_v = name::state(info, place, state)?.0.local.to_string();
    // What the compartment itself has stands beside its V.
    let compartment = of_v.strip_suffix('v')?;
    match parameter.strip_prefix(compartment)? {
        "capacitance" | "area" => Some(format!(
            "`{parameter}` changes at {at} ms, and with it all at once the charge on the membrane; change it after the clamp \
             has released V (`until`), or clamp through a series resistance"
        )),
        "spike.threshold" => {
            let moves_v = |local: name::LocalName| {
                let local = local.to_string();
                local.strip_prefix(compartment).is_some_and(|own| matches!(own, "spike.reset" | "spike.hold"))
            };
            let is_above = change.operation == Operation::Set && change.value.re() > highest;
            let is_problem = !is_above && name::parameters(info, place.group).any(|(local, _)| moves_v(local));
            is_problem.then(|| {
                format!(
                    "`{parameter}` changes at {at} ms and may come below the command, so that a spike moves V; set it above \
                     {highest} mV, the highest command, or change it after the clamp has released V (`until`)"
                )
            })
        }
        _ => None,
    }
}
