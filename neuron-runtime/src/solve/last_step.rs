//! The last step of a solution in progress.

use super::{RestartError, first_not_finite};
use crate::number::Scalar;

/// The last step: times and states at both ends. While a step is tried, `y` is the state of the trial.
#[derive(Clone, Debug, PartialEq)]
pub struct LastStep<T> {
    /// Time at the beginning, ms.
    pub previous_t: f64,
    /// Time at the end, ms.
    pub t: f64,
    /// State at the beginning.
    pub previous: Vec<T>,
    /// State at the end.
    pub y: Vec<T>,
    /// True if the dense output in between is a straight line.
    pub is_straight: bool,
}

impl<T: Copy> LastStep<T> {
    /// Begins at the time `t` (ms) and the state `y`, with no step made.
    pub fn new(t: f64, y: &[T]) -> Self {
        LastStep { previous_t: t, t, previous: y.to_vec(), y: y.to_vec(), is_straight: false }
    }

    /// Begins a step at the present state.
    pub(super) fn begin(&mut self) {
        self.previous.copy_from_slice(&self.y);
    }

    /// Accepts the trial as the last step, which ends at `t` (ms).
    pub(super) fn accept(&mut self, t: f64) {
        (self.previous_t, self.t) = (self.t, t);
    }

    /// Goes back to the state before the trial. Returns `failure`.
    pub(super) fn reject<E>(&mut self, failure: E) -> E {
        self.y.copy_from_slice(&self.previous);
        failure
    }

    /// Takes the step back.
    pub(super) fn retract(&mut self) {
        self.t = self.previous_t;
        self.y.copy_from_slice(&self.previous);
    }

    /// Continues from the last step of another stepper.
    pub(super) fn continue_from(&mut self, from: &LastStep<T>) {
        (self.t, self.previous_t) = (from.t, from.previous_t);
        self.y.copy_from_slice(&from.y);
    }

    /// Returns the length of the step, ms.
    pub(crate) fn h(&self) -> f64 {
        self.t - self.previous_t
    }

    /// Returns the part θ of the step that has passed at the time `t` (ms).
    pub(super) fn theta(&self, t: f64) -> f64 {
        (t - self.previous_t) / self.h()
    }
}

impl<T: Scalar> LastStep<T> {
    /// Goes to the time `t` (ms) and the state `y`, with no step made.
    ///
    /// # Errors
    /// Those of [`Stepper::restart`](super::Stepper::restart). Nothing has changed then.
    pub(crate) fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError> {
        if y.len() != self.y.len() {
            return Err(RestartError::Length { expected: self.y.len(), found: y.len() });
        }
        if !t.is_finite() {
            return Err(RestartError::Time { time: t });
        }
        if let Some(index) = first_not_finite(y) {
            return Err(RestartError::NotFinite { index, value: y[index].re() });
        }
        (self.previous_t, self.t) = (t, t);
        self.previous.copy_from_slice(y);
        self.y.copy_from_slice(y);
        Ok(())
    }

    /// Returns the same at a time with tangents.
    pub(super) fn theta_at(&self, t: T) -> T {
        (t - self.previous_t) / self.h()
    }
}
