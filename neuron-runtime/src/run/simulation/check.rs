//! Checks before a run begins, and errors of steps that name the neuron.

use super::settings::Settings;
use crate::error::Error;
use crate::model::handle::Origin;
use crate::model::{name, names};
use crate::number::Scalar;
use crate::solve::{AnyMethod, StepError, begin};
use crate::system::System;

/// Checks the settings of the run and of the method, and the bounds of all parameters.
///
/// # Errors
/// [`Error::Setting`], [`Error::Length`] and [`Error::Parameter`].
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
        StepError::Uncoupled => Error::Uncoupled { time },
    }
}
