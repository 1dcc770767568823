//! Exponential methods with a fixed step: equations that are linear in their own state are solved exactly with all others
//! held, so that steps may be longer than time constants.

use super::fixed::{self, Grid};
use super::{Bernstein, LastStep, Method, RestartError, Statistics, StepError, Stepper, first_not_finite, not_finite};
use crate::number::Scalar;
use crate::system::{Given, System, WithExponentialSteps};

/// Exponential Euler with a fixed step, of first order, staggered: see
/// [`System::exponential_euler`](crate::system::System::exponential_euler). The last step is shortened to end on time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialEuler {
    /// Length of the step, ms.
    pub step: f64,
}

impl ExponentialEuler {
    /// Sets the length of the step, ms.
    pub const fn step(step: f64) -> Self {
        ExponentialEuler { step }
    }
}

/// The exponential midpoint rule with a fixed step, of second order if all steps are equal and short: see
/// [`System::exponential_midpoint`](crate::system::System::exponential_midpoint). The last step is shortened to end on time.
///
/// A step costs two of [`ExponentialEuler`]. The voltage of that method is of second order, too, in a cell of one
/// compartment where no concentration matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialMidpoint {
    /// Length of the step, ms.
    pub step: f64,
}

impl ExponentialMidpoint {
    /// Sets the length of the step, ms.
    pub const fn step(step: f64) -> Self {
        ExponentialMidpoint { step }
    }
}

impl<T: Scalar> Method<T> for ExponentialEuler {
    type Stepper = ExponentialStepper<T>;
    type Needs = WithExponentialSteps;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of exponential Euler", self.step)
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, self.step, t, y, Vec::new())
    }
}

impl<T: Scalar> Method<T> for ExponentialMidpoint {
    type Stepper = ExponentialStepper<T>;
    type Needs = WithExponentialSteps;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of the exponential midpoint rule", self.step)
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, self.step, t, y, y.to_vec())
    }
}

/// A solution in progress by [`ExponentialEuler`] or [`ExponentialMidpoint`].
#[derive(Clone, Debug)]
pub struct ExponentialStepper<T> {
    grid: Grid,
    last_step: LastStep<T>,
    /// State in the middle of a step; empty for exponential Euler.
    middle: Vec<T>,
    work: Vec<T>,
}

impl<T: Scalar> ExponentialStepper<T> {
    fn new(network: &dyn System<T>, step: f64, t: f64, y: &[T], middle: Vec<T>) -> Self {
        ExponentialStepper {
            grid: Grid::new(step, t),
            last_step: LastStep { is_straight: true, ..LastStep::new(t, y) },
            middle,
            work: vec![T::zero(); network.work()],
        }
    }

    /// Returns the number of evaluations in a step.
    fn evaluations(&self) -> u64 {
        if self.middle.is_empty() { 1 } else { 2 }
    }
}

/// Names the state that the trial step in `step` made infinite or NaN, if there is one: the first whose derivative was so at
/// the beginning, or else the first.
#[inline]
fn failure<T: Scalar>(network: &dyn System<T>, step: &LastStep<T>) -> Option<StepError> {
    not_finite(&step.y, || {
        let mut slopes = vec![T::zero(); step.y.len()];
        network.rhs(T::from_f64(step.t), &step.previous, &mut slopes);
        first_not_finite(&slopes)
    })
}

impl<T: Scalar> Stepper<T> for ExponentialStepper<T> {
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        let begin = self.last_step.t;
        if limit <= begin {
            return Ok(());
        }
        let step = self.grid.next(begin, limit);
        let (next, t, h) = (step.end, T::from_f64(begin), T::from_f64(step.h));
        self.last_step.begin();
        let (y, middle, work) = (&mut self.last_step.y, &mut self.middle, &mut self.work);
        if middle.is_empty() {
            network.exponential_euler(t, h, &Given::NONE, y, work);
        } else {
            network.exponential_midpoint(t, h, &Given::NONE, y, middle, work);
        }
        if let Some(failure) = failure(network, &self.last_step) {
            return Err(self.last_step.reject(failure));
        }
        self.last_step.accept(next);
        self.grid.accept(step);
        Ok(())
    }

    fn repeat(&mut self, network: &dyn System<T>, end: f64, _: bool, _: Option<usize>) -> Result<f64, StepError> {
        self.step(network, end).map(|()| 0.0)
    }

    fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError> {
        self.last_step.restart(t, y)?;
        self.grid.restart(t);
        Ok(())
    }

    fn equations_changed(&mut self) {
        // Every step evaluates all that it uses.
    }

    fn halve_steps(&mut self, times: u32) -> bool {
        self.grid.halve_steps(times);
        true
    }

    fn last_step(&self) -> &LastStep<T> {
        &self.last_step
    }

    fn retract(&mut self) {
        self.last_step.retract();
        self.grid.retract();
    }

    fn last_step_mut(&mut self) -> &mut LastStep<T> {
        &mut self.last_step
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        let (from, to) = (self.last_step.previous[index], self.last_step.y[index]);
        from + (to - from) * self.last_step.theta(t)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let (from, to) = (self.last_step.previous[index], self.last_step.y[index]);
        from + (to - from) * self.last_step.theta_at(t)
    }

    fn slope_at(&self, _: T, index: usize) -> T {
        (self.last_step.y[index] - self.last_step.previous[index]) / self.last_step.h()
    }

    fn slope(&self, _: f64, index: usize) -> f64 {
        (self.last_step.y[index].re() - self.last_step.previous[index].re()) / self.last_step.h()
    }

    fn interpolant(&self, index: usize) -> Bernstein {
        Bernstein::new([self.last_step.previous[index].re(), self.last_step.y[index].re()])
    }

    fn statistics(&self) -> Statistics {
        let steps = self.grid.steps();
        Statistics { steps, rejected: 0, evaluations: steps * self.evaluations(), uncoupled: false }
    }

    fn memory(&self) -> Vec<f64> {
        [&self.grid.memory()[..], &[self.evaluations() as f64]].concat()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        match memory.split_last() {
            Some((evaluations, grid)) if *evaluations == self.evaluations() as f64 => {
                self.grid.remember(grid, self.last_step.t)
            }
            _ => false,
        }
    }
}
