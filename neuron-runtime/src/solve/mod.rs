//! Methods that solve a network in time. Each is used the same way: a [`Method`] holds the settings and makes a
//! [`Stepper`], which owns all the room it needs and allocates nothing afterwards.

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
use crate::number::simd::linear;
use crate::system::System;

/// Settings of a method.
pub trait Method<T: Scalar> {
    /// What carries it out.
    type Stepper: Stepper<T> + 'static;

    /// Checks the settings: what is wrong, its value, and what it has to be.
    fn check(&self) -> Result<(), (&'static str, f64, &'static str)>;
    /// A stepper for `network` at the state `y` and the time `t` (ms).
    fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper;
}

/// A [`Method`] of whatever type.
pub(crate) trait AnyMethod<T: Scalar> {
    /// The name of its type.
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
    /// Makes one step that ends at `limit` (ms) at the latest, or none if that is not later than the present time. On
    /// failure the state is that before the step.
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError>;
    /// Makes the step that ends at `end` (ms), whatever its error, which it gives in units of the tolerance; 0 where none is
    /// estimated. `implicit` says which of its two methods makes it, where a method has two. Steps that
    /// [`step`](Stepper::step) made are repeated to the last bit. On failure the state is that before the step.
    fn repeat(&mut self, network: &dyn System<T>, end: f64, implicit: bool) -> Result<f64, StepError>;
    /// Whether the implicit one of a method's two made the last step.
    fn is_implicit(&self) -> bool {
        false
    }
    /// From now on the error of a step is also that of the derivatives which a [`Grad`](crate::number::Grad) carries, each
    /// for a change of its parameter by this size (in its unit).
    fn watch_derivatives(&mut self, _sizes: [f64; 8]) {}
    /// The last step.
    fn last_step(&self) -> &LastStep<T>;
    /// Time at the end of the last step, ms.
    fn time(&self) -> f64 {
        self.last_step().t
    }
    /// Time at the beginning of the last step, ms.
    fn previous_time(&self) -> f64 {
        self.last_step().previous_t
    }
    /// State at the end of the last step.
    fn state(&self) -> &[T] {
        &self.last_step().y
    }
    /// State at the beginning of the last step.
    fn previous_state(&self) -> &[T] {
        &self.last_step().previous
    }
    /// State `index` at a time within the last step.
    fn interpolate(&self, t: f64, index: usize) -> T;
    /// State `index` at a time within the last step that depends on parameters itself, as that of an event does.
    fn interpolate_at(&self, t: T, index: usize) -> T;
    /// Time derivative (per ms) of the real part of state `index` at a time within the last step.
    fn slope(&self, t: f64, index: usize) -> f64;
    /// The same derivative with its own derivatives, at a time that may have some.
    fn slope_at(&self, t: T, index: usize) -> T;
    /// A time within the last step at which the real part of state `index` turns round, where its slopes at both ends
    /// say that it does.
    fn turn(&self, _index: usize) -> Option<f64> {
        None
    }
    /// What it has done so far.
    fn statistics(&self) -> Statistics;
    /// Numbers that the steps to come depend on besides the time and the state at the end of the last step: settings of
    /// the method, its step-size control, its counters (exact below 2⁵³, as times are). What can be computed from time
    /// and state to the last bit, as [`Method::stepper`] does, is not among them; nor is anything that only
    /// interpolates within the last step. Values need not be finite.
    fn memory(&self) -> Vec<f64>;
    /// Takes up the [`memory`](Stepper::memory) of another stepper. Called on one fresh from [`Method::stepper`], made of the
    /// other's network, time and state: from then on, both make the same steps to the last bit. Returns false, and
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
    /// Whether synapses stayed out of the matrix of an implicit method, since there are so many that it would have filled
    /// up; see [`Jacobian::is_complete`](crate::system::jacobian::Jacobian::is_complete).
    pub uncoupled: bool,
}

/// Why a step failed; `index` is that of the state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StepError {
    /// A state became NaN or infinite.
    NotFinite {
        /// Which one.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// The tolerance cannot be met.
    Underflow {
        /// State with the largest error.
        index: usize,
        /// The step that was too large, ms.
        step: f64,
    },
}

/// Finds the first number that is infinite or NaN.
fn first_not_finite<T: Scalar>(numbers: &[T]) -> Option<usize> {
    numbers.iter().position(|x| !x.is_finite())
}

/// Names the state that a step to `y` made infinite or NaN, if it did: the one that `origin` finds, which others followed, or
/// else the first of them.
#[inline]
fn not_finite<T: Scalar>(y: &[T], origin: impl FnOnce() -> Option<usize>) -> Option<StepError> {
    if linear::is_finite(y) {
        return None;
    }
    let first = first_not_finite(y)?;
    let index = origin().unwrap_or(first);
    Some(StepError::NotFinite { index, value: y[index].re() })
}

/// Where in the last step state `index` turns round, if its slopes at both ends say that it does.
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

/// A counter that a memory holds; none if it is not a whole number that is exact.
fn count(number: f64) -> Option<u64> {
    let exact = (0.0..9_007_199_254_740_992.0).contains(&number) && number.fract() == 0.0;
    exact.then_some(number as u64)
}
