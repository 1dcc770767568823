//! Checks before a stepper begins.

use super::stability::check_step;
use super::{AnyMethod, EventStepper, Method, first_not_finite};
use crate::error::Error;
use crate::model::{bounds, names};
use crate::number::Scalar;
use crate::system::System;

/// Checks the settings of a method, and that every parameter has a value within its bounds.
///
/// # Errors
/// [`Error::Setting`] and [`Error::Parameter`].
pub(crate) fn check<T: Scalar>(network: &dyn System<T>, method: &dyn AnyMethod<T>) -> Result<(), Error> {
    method.check().map_err(|(setting, value, expected)| Error::Setting { setting, value, expected })?;
    Ok(bounds::check(network)?)
}

/// Checks that there is one finite number for each state at a finite time `t` (ms).
///
/// # Errors
/// [`Error::Length`], [`Error::Setting`] for the time, and [`Error::Start`].
pub(crate) fn check_state<T: Scalar>(network: &dyn System<T>, t: f64, y: &[T]) -> Result<(), Error> {
    if y.len() != network.dim() {
        return Err(Error::Length { list: "the state to begin with", found: y.len(), wanted: network.dim() });
    }
    if !t.is_finite() {
        let expected = "it has to be a finite number of milliseconds";
        return Err(Error::Setting { setting: "the time at the start", value: t, expected });
    }
    match first_not_finite(y) {
        None => Ok(()),
        Some(index) => {
            let (neuron, state) = names::neuron_and_state(network, index);
            Err(Error::Start { neuron, state, value: y[index].re() })
        }
    }
}

/// See [`Method::begin`].
pub(super) fn begin<T: Scalar, M: Method<T>>(
    method: &M,
    network: &dyn System<T>,
    t: f64,
    y: &[T],
) -> Result<EventStepper<T, M::Stepper>, Error> {
    check(network, method)?;
    check_state(network, t, y)?;
    check_step(network, method, t, y)?;
    Ok(method.stepper(network, t, y))
}
