//! Curves of gates over V.

use super::{Figure, Panel};
use crate::error::Error;
use crate::model::equations::{Equations, Motion};
use std::ops::Range;

/// Draws the steady state and the time constant (ms) of every gate of a channel or synapse over V (mV), that of the presynaptic
/// side for a synapse. `given` has the values of what else the curves depend on, as [`Equations::at`] takes them:
/// parameters, concentrations, the temperature.
///
/// ```
/// use neuron_runtime::library::prinz_2003::{KCa, NaV};
/// use neuron_runtime::plot;
/// use neuron_runtime::prelude::*;
///
/// plot::gates(NaV::EQUATIONS, -100.0..50.0, &[])?;
/// plot::gates(KCa::EQUATIONS, -100.0..50.0, &[("ca", 3.0)])?; // µM
/// let error = plot::gates(KCa::EQUATIONS, -100.0..50.0, &[]).expect_err("no concentration");
/// assert_eq!(error.to_string(), "KCa.ca has no value; give it one");
/// # Ok::<(), Error>(())
/// ```
///
/// # Errors
/// [`Error::Format`] if there are no gates, [`Error::Setting`] for an empty range; those of [`Equations::at`] and of
/// [`Point::name`](crate::model::equations::Point::name).
pub fn gates(equations: &Equations, v: Range<f64>, given: &[(&str, f64)]) -> Result<Figure, Error> {
    const POINTS: u32 = 400;
    if !(v.start < v.end && v.start.is_finite() && v.end.is_finite()) {
        let expected = "it ends after it begins, as `-100.0..50.0`";
        return Err(Error::Setting { setting: "the length of the range of V", value: v.end - v.start, expected });
    }
    let own = if equations.inputs().contains(&"v_pre") { "v_pre" } else { "v" };
    let potentials: Vec<f64> =
        (0..=POINTS).map(|k| v.start + (v.end - v.start) * f64::from(k) / f64::from(POINTS)).collect();
    let curve = |name: &str| {
        let at = |potential: &f64| {
            let inputs: Vec<(&str, f64)> = [(own, *potential)].into_iter().chain(given.iter().copied()).collect();
            equations.at(&inputs)?.name(name)
        };
        potentials.iter().map(at).collect::<Result<Vec<f64>, Error>>()
    };
    let (mut steady, mut slow) = (Panel::new("steady state"), Panel::new("time constant (ms)"));
    let (mut any, mut any_slow) = (false, false);
    for state in equations.states {
        let has_tau = match &state.motion {
            Motion::Relax { tau, .. } => tau.is_some() && !state.instantaneous,
            Motion::Rates { .. } => true,
            Motion::Derivative(_) => continue,
        };
        steady = steady.line(state.name, &potentials, &curve(&format!("{}_inf", state.name))?);
        any = true;
        if has_tau {
            slow = slow.line(state.name, &potentials, &curve(&format!("{}_tau", state.name))?);
            any_slow = true;
        }
    }
    if !any {
        let problem = format!("{} has no gates, and so no curves to draw", equations.name());
        return Err(Error::Format { problem });
    }
    let axis = if own == "v" { "V (mV)" } else { "presynaptic V (mV)" };
    let figure = Figure::new(equations.name());
    Ok(if any_slow { figure.panel(steady).panel(slow.x_label(axis)) } else { figure.panel(steady.x_label(axis)) })
}
