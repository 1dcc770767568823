//! Checks before a run begins, and errors of steps that name the neuron.

use super::settings::Settings;
use crate::error::Error;
use crate::model::access;
use crate::model::network::Layout;
use crate::number::Scalar;
use crate::solve::{AnyMethod, StepError};
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
    if let Some(start) = &settings.start
        && start.len() != network.dim()
    {
        return Err(Error::Length { list: "the start", found: start.len(), wanted: network.dim() });
    }
    method.check().map_err(|(setting, value, expected)| Error::Setting { setting, value, expected })?;
    settings.sample_times.check(settings.duration)?;
    settings.checkpointing.check()?;
    check_parameters(network)
}

/// Checks that every parameter has a value within its bounds.
///
/// # Errors
/// [`Error::Parameter`].
pub(crate) fn check_parameters<T: Scalar>(network: &dyn Layout<T>) -> Result<(), Error> {
    for parameter in access::named_parameters(network) {
        let (value, info) = (parameter.value.re(), parameter.info);
        let problem = if value.is_nan() {
            "has no value: give it in the declaration, or `set` it".to_owned()
        } else if value.is_infinite() {
            "is not finite".to_owned()
        } else if let Some(minimum) = info.minimum.filter(|minimum| value < *minimum) {
            format!("is below its smallest value, {minimum}")
        } else if let Some(maximum) = info.maximum.filter(|maximum| value > *maximum) {
            format!("is above its largest value, {maximum}")
        } else {
            continue;
        };
        return Err(Error::Parameter { name: parameter.name, value, unit: info.unit, problem });
    }
    Ok(())
}

/// Returns the error of a step that failed at `time` (ms), with the name of the neuron and the state.
pub(crate) fn explain<T: Scalar>(network: &dyn System<T>, failure: StepError, time: f64) -> Error {
    let at = match failure {
        StepError::NotFinite { index, .. } | StepError::Underflow { index, .. } => index,
    };
    let (mut neuron, mut state) = (String::new(), String::new());
    access::each_state(network, |index, owner, name, _| {
        if index == at {
            (neuron, state) = (owner.to_owned(), name.to_owned());
        }
    });
    if neuron.is_empty() {
        neuron = network.info().name.to_owned();
    }
    match failure {
        StepError::NotFinite { value, .. } => Error::NotFinite { time, neuron, state, value },
        StepError::Underflow { step, .. } => Error::StepUnderflow { time, step, neuron, state },
    }
}
