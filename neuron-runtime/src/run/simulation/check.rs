//! Checks before a run begins, and errors of steps that name the neuron.

use super::settings::Settings;
use crate::error::Error;
use crate::model::handle::{Group, Origin, Quantity};
use crate::model::mechanism::Held;
use crate::model::{name, names};
use crate::number::Scalar;
use crate::solve::{AnyMethod, OnGrid, StepError, Stepper, Tie, begin};
use crate::system::{Given, System};

/// Checks the settings of the run and of the method, and the bounds of all parameters.
///
/// # Errors
/// [`Error::Setting`], [`Error::OnGrid`], [`Error::Length`] and [`Error::Parameter`].
pub(crate) fn check<T: Scalar>(
    network: &dyn System<T>,
    method: &dyn AnyMethod<T>,
    settings: &Settings<'_, T>,
) -> Result<(), Error> {
    if !(settings.duration > 0.0 && settings.duration.is_finite()) {
        let expected = "it has to be a positive number of milliseconds";
        return Err(Error::Setting { setting: "the duration", value: settings.duration, expected });
    }
    if !settings.threshold.is_finite() {
        let expected = "it has to be a number of millivolts";
        return Err(Error::Setting { setting: "the spike threshold", value: settings.threshold, expected });
    }
    if let Some(step) = settings.grid.filter(|step| !(*step >= 1e-6 && *step <= 5.0)) {
        let expected = "it has to be between 1e-6 and 5 ms, usually 0.05 or 0.1 ms";
        return Err(Error::Setting { setting: "the grid of spikes", value: step, expected });
    }
    let mut listed = settings.listed.iter().flat_map(|(_, times)| times);
    if let Some(time) = listed.find(|time| !(**time >= 0.0 && time.is_finite())) {
        let expected = "it has to be a time in milliseconds from 0 on";
        return Err(Error::Setting { setting: "a listed spike", value: *time, expected });
    }
    let begin = settings.begin.time;
    if settings.duration <= begin {
        let expected = "it counts from 0 ms, and has to be longer than the run that is continued";
        return Err(Error::Setting { setting: "the duration", value: settings.duration, expected });
    }
    settings.sample_times.check(begin, settings.duration)?;
    settings.checkpointing.check()?;
    begin::check(network, method)
}

/// Returns a relation as written, and the mechanism and the neuron or synapse in whose equations it stands. Both are empty if
/// there is no such relation.
pub(crate) fn relation_name<T: Scalar>(network: &dyn System<T>, index: usize) -> (String, String) {
    let (mut found, mut next) = ((String::new(), String::new()), 0);
    network.relations(&mut |relation| {
        if next == index {
            let owner = relation.element.and_then(|element| {
                let origin = Origin { group: relation.group, element: Some(element), len: 0 };
                name::owner(network.info(), origin).map(|owner| owner.to_string())
            });
            let owner = owner.filter(|owner| !owner.is_empty()).unwrap_or_else(|| network.info().name.to_owned());
            found = (relation.info.text.to_owned(), format!("{} of {owner}", relation.mechanism));
        }
        next += 1;
    });
    found
}

/// Returns the error of the step that a stepper failed to make. If a rate of change has no value, as after a division by 0, that is
/// the cause, and not the step or the tolerance.
#[cold]
pub(super) fn explain_step<T: Scalar>(network: &dyn System<T>, failure: StepError, stepper: &dyn Stepper<T>) -> Error {
    let time = stepper.time();
    match failure {
        StepError::NotFinite { .. } | StepError::Underflow { .. } => {
            without_rate(network, time, stepper.state(), stepper.held())
                .unwrap_or_else(|| explain(network, failure, time))
        }
        _ => explain(network, failure, time),
    }
}

/// Returns the error of a rate of change that has no value at a time (ms) and a state, or a little ahead on the line along which the
/// state moves.
fn without_rate<T: Scalar>(network: &dyn System<T>, time: f64, state: &[T], held: Held<'_>) -> Option<Error> {
    let (t, mut y) = (T::from_f64(time), state.to_vec());
    let rates_at = |y: &[T]| {
        let mut rates = vec![T::zero(); y.len()];
        network.rhs_with(t, y, &Given { held, ..Given::NONE }, &mut rates);
        rates
    };
    let slopes = rates_at(state);
    let mut scales = vec![1.0; y.len()];
    network.scales(&mut scales);
    let fastest = slopes.iter().zip(&scales).fold(0.0, |most: f64, (slope, scale)| most.max(slope.re().abs() / scale));
    // An equation that only grows has a value on so short a way.
    for way in [0.0, 1e-6, 1e-3, 0.1] {
        if way > 0.0 {
            let ahead = way / fastest;
            y.iter_mut().zip(state).zip(&slopes).for_each(|((y, state), slope)| *y = *state + *slope * ahead);
        }
        let rates = rates_at(&y);
        let has_none = |index: &usize| !rates[*index].re().is_finite();
        let Some(first) = (0..y.len()).find(has_none) else { continue };
        let mut potentials = Vec::new();
        network.potentials(&mut |v| potentials.push(v));
        // V follows from its currents, and these from gates.
        let of_part = (0..y.len()).find(|index| has_none(index) && !potentials.contains(index));
        let index = of_part.unwrap_or(first);
        let (neuron, state) = names::neuron_and_state(network, index);
        let current = first_flow_without_value(network, t, &y, held);
        return Some(Error::NoRate { time, neuron, state, value: rates[index].re(), current });
    }
    None
}

/// Returns the full name of the first current that is infinite or NaN.
fn first_flow_without_value<T: Scalar>(network: &dyn System<T>, t: T, y: &[T], held: Held<'_>) -> Option<String> {
    let info = network.info();
    let mut flows = name::groups(info).flat_map(|group| {
        (0..network.elements(group)).flat_map(move |element| {
            let origin = Origin { group, element: Some(element), len: 0 };
            (0..name::flows(info, group, "current").count()).map(move |index| Quantity::Current(origin, index))
        })
    });
    let found = flows.find(|quantity| {
        let Quantity::Current(origin, index) = *quantity else { return false };
        network.flow(origin, index, t, y, held).is_some_and(|flow| !flow.current.re().is_finite())
    });
    found.map(|quantity| names::name_of(info, quantity).0)
}

/// Returns the error of a step that failed at `time` (ms), with the name of the neuron and the state.
pub(crate) fn explain<T: Scalar>(network: &dyn System<T>, failure: StepError, time: f64) -> Error {
    let name = |index| names::neuron_and_state(network, index);
    match failure {
        StepError::NotFinite { index, value } => {
            let (neuron, state) = name(index);
            Error::NotFinite { time, neuron, state, value }
        }
        StepError::Underflow { index, step } => {
            let (neuron, state) = name(index);
            Error::StepUnderflow { time, step, neuron, state }
        }
        StepError::Grazing { relation } => {
            let (relation, place) = relation_name(network, relation);
            Error::Grazing { time, relation, place }
        }
        StepError::Chattering { relation } => {
            let (relation, place) = relation_name(network, relation);
            Error::Chattering { time, relation, place }
        }
        StepError::NoInstant { relation } => {
            let (relation, place) = relation_name(network, relation);
            Error::NoInstant { time, relation, place }
        }
        StepError::OnGrid(OnGrid::Threshold { relation }) => {
            let (_, place) = relation_name(network, relation);
            Error::OnGrid { time, place: format!("the {place}") }
        }
        StepError::OnGrid(what) => Error::OnGrid { time, place: what.text().to_owned() },
        StepError::Tie(Tie::Spike { relation }) => {
            let (_, place) = relation_name(network, relation);
            Error::Tie { time, place: format!("the {place}") }
        }
        StepError::Tie(Tie::Synapse { group, link }) => {
            let origin = Origin { group: Group::Synapses(group), element: Some(link), len: 0 };
            let place = name::owner(network.info(), origin).map(|owner| owner.to_string());
            Error::Tie { time, place: place.unwrap_or_default() }
        }
        StepError::ShortDelay { delay, step } => Error::ShortDelay { time, delay, step },
        StepError::Uncoupled => Error::Uncoupled { time },
    }
}
