//! Methods that solve a network in time.
//!
//! A [`Method`] holds the settings. It makes a [`Stepper`], which owns all the memory it needs: a step allocates nothing.
//! Methods see a network as a [`System`] and know nothing of runs, recordings, measures or derivatives. This folder imports
//! from `error`, `number`, `model` and `system` only.
//!
//! - `tableau`: coefficients of methods, as data.
//! - `embedded`: the loop of all methods with an error estimate; `controller` chooses the length of their steps, `explicit`
//!   and `rosenbrock` compute their stages, `adaptive` switches between the two.
//! - `rk4`, `exponential`: methods of fixed steps; `fixed` has their common parts.
//! - `last_step`: times and states at both ends of a step.

mod adaptive;
pub(crate) mod controller;
mod embedded;
mod explicit;
mod exponential;
mod fixed;
mod last_step;
mod rk4;
mod rosenbrock;
pub mod tableau;

pub use adaptive::{Adaptive, AdaptiveStepper};
pub use explicit::{ExplicitStepper, Tsit5};
pub use exponential::{ExponentialEuler, ExponentialMidpoint, ExponentialStepper};
pub use last_step::LastStep;
pub use rk4::{Rk4, Rk4Stepper};
pub use rosenbrock::{Rodas3P, Rodas4, Rodas5P, Ros34Pw2, RosenbrockStepper};

use crate::number::Scalar;
use crate::system::System;

/// Settings of a method.
pub trait Method<T: Scalar> {
    /// The stepper of the method.
    type Stepper: Stepper<T> + 'static;

    /// Checks the settings. If one is wrong, returns its name, its value and the requirement.
    fn check(&self) -> Result<(), (&'static str, f64, &'static str)>;
    /// Returns a stepper for `network` at the time `t` (ms) and the state `y`.
    fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper;
}

/// A [`Method`] whose type is erased.
pub(crate) trait AnyMethod<T: Scalar> {
    /// Returns the name of the method's type.
    fn name(&self) -> &'static str;
    /// See [`Method::check`].
    fn check(&self) -> Result<(), (&'static str, f64, &'static str)>;
    /// See [`Method::stepper`].
    fn begin(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Box<dyn Stepper<T>>;
}

impl<T: Scalar, M: Method<T>> AnyMethod<T> for M {
    fn name(&self) -> &'static str {
        let name = std::any::type_name::<M>();
        let plain = name.split('<').next().unwrap_or(name);
        plain.rsplit("::").next().unwrap_or(plain)
    }

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        Method::check(self)
    }

    fn begin(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Box<dyn Stepper<T>> {
        Box::new(self.stepper(network, t, y))
    }
}

/// A solution in progress: the last step and the states at both of its ends.
pub trait Stepper<T: Scalar> {
    /// Makes one step that ends at `limit` (ms) at the latest; none if `limit` is not after the present time.
    ///
    /// # Errors
    /// If the step fails. The state is then that before the step.
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError>;
    /// Makes the step that ends at `end` (ms), whatever its error. Returns the error in units of the tolerance; 0 if the
    /// method estimates none. A step that [`step`](Stepper::step) made is repeated to the last bit. `implicit` chooses
    /// between the explicit and the implicit method where there are both, see [`is_implicit`](Stepper::is_implicit).
    ///
    /// # Errors
    /// If the step fails. The state is then that before the step.
    fn repeat(&mut self, network: &dyn System<T>, end: f64, implicit: bool) -> Result<f64, StepError>;
    /// Returns true if the method has both an explicit and an implicit one, and the implicit one made the last step.
    fn is_implicit(&self) -> bool {
        false
    }
    /// Counts the tangents of a [`Grad`](crate::number::Grad) into the error of a step from now on. Each is multiplied by
    /// the entry of `sizes`, a typical change of its parameter in the parameter's unit.
    fn watch_derivatives(&mut self, _sizes: [f64; 8]) {}
    /// Returns the last step.
    fn last_step(&self) -> &LastStep<T>;
    /// Returns the time at the end of the last step, ms.
    fn time(&self) -> f64 {
        self.last_step().t
    }
    /// Returns the time at the beginning of the last step, ms.
    fn previous_time(&self) -> f64 {
        self.last_step().previous_t
    }
    /// Returns the state at the end of the last step.
    fn state(&self) -> &[T] {
        &self.last_step().y
    }
    /// Returns the state at the beginning of the last step.
    fn previous_state(&self) -> &[T] {
        &self.last_step().previous
    }
    /// Returns the dense output of state `index` at a time within the last step.
    fn interpolate(&self, t: f64, index: usize) -> T;
    /// Returns the same at a time that has tangents itself, as that of an event does.
    fn interpolate_at(&self, t: T, index: usize) -> T;
    /// Returns the time derivative (per ms) of the real part of state `index` at a time within the last step.
    fn slope(&self, t: f64, index: usize) -> f64;
    /// Returns the time derivative with its tangents, at a time that may have some.
    fn slope_at(&self, t: T, index: usize) -> T;
    /// Finds the time within the last step at which the real part of state `index` has an extremum, if its slopes at both
    /// ends have opposite signs.
    fn turn(&self, _index: usize) -> Option<f64> {
        None
    }
    /// Returns the work done so far.
    fn statistics(&self) -> Statistics;
    /// Returns what the next steps depend on besides the time and the state at the end of the last step: settings of the
    /// method, its step-size controller, its counters (exact below 2⁵³, as times are). What [`Method::stepper`] computes
    /// from time and state is not among them, nor is the dense output of the last step. Values need not be finite.
    fn memory(&self) -> Vec<f64>;
    /// Restores the [`memory`](Stepper::memory) of another stepper. If this one is fresh from [`Method::stepper`], made of
    /// the other's network, time and state, then both make the same steps to the last bit from now on. Returns false, and
    /// changes nothing, if the memory is of another method or of other settings, or is none that a stepper could have.
    fn remember(&mut self, memory: &[f64]) -> bool;
}

/// Work done by a method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Steps taken.
    pub steps: u64,
    /// Steps rejected for their error.
    pub rejected: u64,
    /// Evaluations of the right-hand side; a step of exponential Euler counts as one.
    pub evaluations: u64,
    /// True if synapses were left out of the matrix of an implicit method, which they would have filled up; see
    /// [`Jacobian::is_complete`](crate::system::jacobian::Jacobian::is_complete).
    pub uncoupled: bool,
}

/// Why a step failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepError {
    /// A state became NaN or infinite.
    NotFinite {
        /// Index of the state.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// The tolerance cannot be met.
    Underflow {
        /// Index of the state with the largest error.
        index: usize,
        /// Length of the step that was too long, ms.
        step: f64,
    },
}

/// Finds the first number that is infinite or NaN.
fn first_not_finite<T: Scalar>(numbers: &[T]) -> Option<usize> {
    numbers.iter().position(|x| !x.is_finite())
}

/// Names the state that a step to `y` made infinite or NaN, if there is one. Where several are, `origin` finds the one that
/// the others followed; if it finds none, the first is named.
#[inline]
fn not_finite<T: Scalar>(y: &[T], origin: impl FnOnce() -> Option<usize>) -> Option<StepError> {
    let first = first_not_finite(y)?;
    let index = origin().unwrap_or(first);
    Some(StepError::NotFinite { index, value: y[index].re() })
}

/// Finds the time within the last step at which state `index` has an extremum, if its slopes at both ends (`from` and `to`)
/// have opposite signs.
pub(crate) fn turn<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, from: f64, to: f64) -> Option<f64> {
    if from * to >= 0.0 || from.is_nan() || to.is_nan() {
        return None;
    }
    let (mut low, mut high) = (stepper.previous_time(), stepper.time());
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if stepper.slope(middle, index) * from > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(high)
}

/// Reads a counter from a memory. Returns `None` if it is not a whole number that is exact.
fn count(number: f64) -> Option<u64> {
    let exact = (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0;
    exact.then_some(number as u64)
}
