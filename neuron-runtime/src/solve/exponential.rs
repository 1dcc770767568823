//! Exponential methods with a fixed step: equations that are linear in their own state are solved exactly with all others
//! held, so that steps may be longer than time constants.

use super::fixed::{self, Grid};
use super::{Bernstein, LastStep, Method, RestartError, Statistics, StepError, Stepper, first_not_finite, not_finite};
use crate::number::Scalar;
use crate::system::{Given, System, WithExponentialSteps, Workspace};

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

/// Strang splitting with a fixed step, of second order: see [`System::strang`](crate::system::System::strang). Membrane
/// potentials and the states of channels move in turn (Strang 1968; for neurons Chen, Raman & Stern 2020), all states stand at
/// one time at the end of a step, and compartments are solved together. The last step is shortened to end on time.
///
/// A step costs about as much as one of [`ExponentialEuler`] where all states are gates and there are no pools, and up to twice
/// as much elsewhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strang {
    /// Length of the step, ms.
    pub step: f64,
}

impl Strang {
    /// Sets the length of the step, ms.
    pub const fn step(step: f64) -> Self {
        Strang { step }
    }
}

impl<T: Scalar> Method<T> for ExponentialEuler {
    type Stepper = ExponentialStepper<T>;
    type Needs = WithExponentialSteps;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of exponential Euler", self.step)
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, Rule::Euler, self.step, t, y)
    }
}

impl<T: Scalar> Method<T> for Strang {
    type Stepper = ExponentialStepper<T>;
    type Needs = WithExponentialSteps;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of Strang splitting", self.step)
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, Rule::Strang, self.step, t, y)
    }
}

/// A solution in progress by [`ExponentialEuler`] or [`Strang`].
#[derive(Clone, Debug)]
pub struct ExponentialStepper<T: 'static> {
    rule: Rule,
    grid: Grid,
    last_step: LastStep<T>,
    work: Workspace<'static, T>,
}

/// The rule of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Euler = 1,
    Strang = 2,
}

impl<T: Scalar> ExponentialStepper<T> {
    fn new(network: &dyn System<T>, rule: Rule, step: f64, t: f64, y: &[T]) -> Self {
        ExponentialStepper {
            rule,
            grid: Grid::new(step, t),
            last_step: LastStep { is_straight: true, ..LastStep::new(t, y) },
            work: network.workspace().keeping(),
        }
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
        let (y, work) = (&mut self.last_step.y, &mut self.work);
        match self.rule {
            Rule::Euler => network.exponential_euler(t, h, &Given::NONE, y, work),
            Rule::Strang => network.strang(t, h, &Given::NONE, y, work),
        }
        if let Some(failure) = failure(network, &self.last_step) {
            self.work.forget();
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
        self.work.forget();
        Ok(())
    }

    fn equations_changed(&mut self) {
        self.work.forget();
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
        self.work.forget();
    }

    fn last_step_mut(&mut self) -> &mut LastStep<T> {
        self.work.forget();
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
        let uncoupled = self.work.leaves_out_couplings();
        Statistics { steps, evaluations: steps, uncoupled, ..Statistics::default() }
    }

    fn memory(&self) -> Vec<f64> {
        [&self.grid.memory()[..], &[f64::from(self.rule as u8)]].concat()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        match memory.split_last() {
            Some((rule, grid)) if *rule == f64::from(self.rule as u8) => {
                self.work.forget();
                self.grid.remember(grid, self.last_step.t)
            }
            _ => false,
        }
    }
}
