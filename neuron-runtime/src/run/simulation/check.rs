//! Checks before a run begins, and errors of steps that name the neuron.

use super::settings::Settings;
use crate::error::Error;
use crate::model::names;
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
    settings.sample_times.check(settings.duration)?;
    settings.checkpointing.check()?;
    begin::check(network, method)
}

/// Returns the error of a step that failed at `time` (ms), with the name of the neuron and the state.
pub(crate) fn explain<T: Scalar>(network: &dyn System<T>, failure: StepError, time: f64) -> Error {
    let (StepError::NotFinite { index, .. } | StepError::Underflow { index, .. }) = failure;
    let (neuron, state) = names::neuron_and_state(network, index);
    match failure {
        StepError::NotFinite { value, .. } => Error::NotFinite { time, neuron, state, value },
        StepError::Underflow { step, .. } => Error::StepUnderflow { time, step, neuron, state },
    }
}
