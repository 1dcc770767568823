//! The loop of all methods with an embedded error estimate: compute a trial step, estimate its error, accept or reject it,
//! choose the length of the next.

use super::controller::{Controller, Trial, Verdict};
use super::{Bernstein, LastStep, RestartError, Statistics, StepError, Stepper, first_not_finite, not_finite};
use crate::number::Scalar;
use crate::system::System;

/// The part of a method that its family defines: the stages of a trial step, its error estimate and its dense output.
///
/// Functions that return a `u64` return the number of evaluations of the right-hand side.
pub trait Stages<T: Scalar> {
    /// True if only steps that are short against the fastest time constant are stable.
    const IS_EXPLICIT: bool = false;

    /// Returns dy/dt at the beginning of the step.
    fn slopes(&self) -> &[T];
    /// Forgets what was kept for the next step, since the state or the right-hand side has changed. The evaluations that
    /// [`begin`](Stages::begin) then needs for it count now, as those of a fresh stepper do.
    fn forget(&mut self) -> u64;
    /// Prepares for the trials of a step from the end of `step`.
    fn begin(&mut self, network: &dyn System<T>, step: &LastStep<T>) -> u64;
    /// Returns the reason why no step can be made, whatever its length.
    fn refusal(&mut self) -> Option<StepError> {
        None
    }
    /// Computes the stages of a trial step of length `h` (ms), and writes the solution to `step.y`. Returns `None` if a
    /// matrix is singular.
    fn compute(&mut self, network: &dyn System<T>, step: &mut LastStep<T>, h: f64) -> Option<u64>;
    /// Writes the estimated error of the last trial step, of length `h` (ms), to `error`.
    fn estimate(&self, h: f64, error: &mut [T]);
    /// Keeps the values of the accepted trial step that the next step can use.
    fn accept(&mut self) {}
    /// Finds the state whose derivative was the first to become infinite or NaN in a trial step of length `h` (ms).
    fn first_not_finite(&mut self, network: &dyn System<T>, step: &mut LastStep<T>, h: f64) -> Option<usize>;
    /// Estimates the length of the last step times the fastest rate. `scales` has the size of an error in each state that
    /// counts as much as 1 mV.
    fn stiffness(&mut self, network: &dyn System<T>, step: &LastStep<T>, scales: &[f64]) -> f64;

    /// Returns the dense output of state `index` after the part θ of the step.
    fn interpolate(&self, step: &LastStep<T>, theta: f64, index: usize) -> T;
    /// Returns the same where θ has tangents.
    fn interpolate_at(&self, step: &LastStep<T>, theta: T, index: usize) -> T;
    /// Returns the time derivative (per ms) of the real part of the dense output.
    fn slope(&self, step: &LastStep<T>, theta: f64, index: usize) -> f64;
    /// Returns the time derivative of the dense output where θ has tangents.
    fn slope_at(&self, step: &LastStep<T>, theta: T, index: usize) -> T;
    /// Returns the real part of the dense output as a polynomial of θ.
    fn interpolant(&self, step: &LastStep<T>, index: usize) -> Bernstein;
}

/// A solution in progress by a method with an embedded error estimate.
#[derive(Clone, Debug)]
pub struct EmbeddedStepper<T, S> {
    pub(super) stages: S,
    pub(super) controller: Controller,
    pub(super) last_step: LastStep<T>,
    /// Estimated error of the last trial step.
    pub(super) error: Vec<T>,
    /// The number of steps in a row that are so short that a run by them hardly ends.
    pub(super) short_steps: u32,
}

impl<T: Scalar, S: Stages<T>> EmbeddedStepper<T, S> {
    /// The length of a short step, ms. The fastest processes of a neuron take some microseconds.
    const SHORT: f64 = 1e-7;
    /// The number of short steps in a row after which an explicit method gives up. Behind a jump, steps grow within a few.
    const MOST_SHORT_STEPS: u32 = 10_000;

    /// Returns a stepper at the time `t` (ms) and the state `y`, where the slopes of `stages` have been computed. `order` is
    /// that of the error estimate.
    pub(super) fn new(stages: S, order: f64, network: &dyn System<T>, limits: (f64, f64), t: f64, y: &[T]) -> Self {
        let controller = Controller::new(network, limits, order, y, stages.slopes());
        EmbeddedStepper { stages, controller, last_step: LastStep::new(t, y), error: y.to_vec(), short_steps: 0 }
    }

    /// Computes a trial step of length `h` (ms). Returns its error in units of the tolerance, and the state where it is
    /// largest.
    fn try_step(&mut self, network: &dyn System<T>, h: f64) -> (f64, usize) {
        let Some(evaluations) = self.stages.compute(network, &mut self.last_step, h) else { return (f64::NAN, 0) };
        self.controller.statistics.evaluations += evaluations;
        self.stages.estimate(h, &mut self.error);
        self.controller.error(&self.last_step.previous, &self.last_step.y, &self.error)
    }

    /// Prepares for the trials of a step.
    fn begin(&mut self, network: &dyn System<T>) -> Result<(), StepError> {
        if let Some(refusal) = self.stages.refusal() {
            return Err(refusal);
        }
        self.controller.statistics.evaluations += self.stages.begin(network, &self.last_step);
        self.last_step.begin();
        Ok(())
    }

    /// Accepts the last trial step, of length `h` and with the end `end` (ms), unless it made a state infinite or NaN.
    fn accept(&mut self, network: &dyn System<T>, h: f64, end: f64) -> Result<(), StepError> {
        if let Some(failure) = self.not_finite(network, h) {
            self.equations_changed();
            return Err(self.last_step.reject(failure));
        }
        self.stages.accept();
        self.last_step.accept(end);
        self.controller.statistics.steps += 1;
        Ok(())
    }

    /// Returns true if the equations are stiff: an explicit method has made more than `MOST_SHORT_STEPS` short steps in a row.
    /// Steps that a limit cut short do not count.
    fn is_stuck(&mut self, trial: Trial) -> bool {
        if S::IS_EXPLICIT && !trial.cut_short {
            self.short_steps = if trial.h < Self::SHORT { self.short_steps + 1 } else { 0 };
        }
        self.short_steps > Self::MOST_SHORT_STEPS
    }

    /// Gives up after a trial step of length `h` (ms) whose error is largest in the state `worst`. Returns the reason.
    #[cold]
    fn fail(&mut self, network: &dyn System<T>, h: f64, worst: usize) -> StepError {
        let failure = self.not_finite(network, h).unwrap_or(StepError::Underflow { index: worst, step: h });
        self.equations_changed();
        self.last_step.reject(failure)
    }

    /// Names the state that the last trial step, of length `h` (ms), made infinite or NaN, if there is one.
    fn not_finite(&mut self, network: &dyn System<T>, h: f64) -> Option<StepError> {
        first_not_finite(&self.last_step.y)?;
        let y = self.last_step.y.clone();
        not_finite(&y, || self.stages.first_not_finite(network, &mut self.last_step, h))
    }
}

impl<T: Scalar, S: Stages<T>> Stepper<T> for EmbeddedStepper<T, S> {
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        let begin = self.last_step.t;
        if limit <= begin {
            return Ok(());
        }
        self.begin(network)?;
        let proposal = self.controller.proposal();
        loop {
            let trial = self.controller.trial(begin, limit);
            let (error, worst) = self.try_step(network, trial.h);
            match self.controller.judge(trial, begin, error) {
                Verdict::Accept if self.is_stuck(trial) => return Err(self.fail(network, trial.h, worst)),
                Verdict::Accept => return self.accept(network, trial.h, trial.end),
                Verdict::Reject => {}
                Verdict::TooShort => {
                    self.controller.propose(proposal);
                    return Err(self.fail(network, trial.h, worst));
                }
            }
        }
    }

    fn repeat(&mut self, network: &dyn System<T>, end: f64, _: bool, _: Option<usize>) -> Result<f64, StepError> {
        self.begin(network)?;
        let h = end - self.last_step.t;
        let (error, worst) = self.try_step(network, h);
        if error.is_nan() {
            return Err(self.fail(network, h, worst));
        }
        self.accept(network, h, end)?;
        Ok(error)
    }

    fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError> {
        self.last_step.restart(t, y)?;
        self.equations_changed();
        Ok(())
    }

    fn equations_changed(&mut self) {
        self.controller.statistics.evaluations += self.stages.forget();
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.controller.watch_derivatives(sizes);
    }

    fn halve_steps(&mut self, times: u32) -> bool {
        self.controller.halve_steps(times)
    }

    fn last_step(&self) -> &LastStep<T> {
        &self.last_step
    }

    fn retract(&mut self) {
        self.last_step.retract();
        let statistics = &mut self.controller.statistics;
        (statistics.steps, statistics.rejected) = (statistics.steps - 1, statistics.rejected + 1);
        self.equations_changed();
    }

    fn last_step_mut(&mut self) -> &mut LastStep<T> {
        &mut self.last_step
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        self.stages.interpolate(&self.last_step, self.last_step.theta(t), index)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        self.stages.interpolate_at(&self.last_step, self.last_step.theta_at(t), index)
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        self.stages.slope(&self.last_step, self.last_step.theta(t), index)
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        self.stages.slope_at(&self.last_step, self.last_step.theta_at(t), index)
    }

    fn interpolant(&self, index: usize) -> Bernstein {
        self.stages.interpolant(&self.last_step, index)
    }

    fn statistics(&self) -> Statistics {
        self.controller.statistics
    }

    fn memory(&self) -> Vec<f64> {
        self.controller.memory()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        // The values that stages keep for the next step are not restored: a fresh stepper has computed them from time
        // and state.
        self.controller.remember(memory)
    }
}

/// A stepper that can continue the solution of another one.
pub(super) trait Switchable<T: Scalar>: Stepper<T> {
    /// Returns the length of the next step (ms), if no limit cuts it short.
    fn next_step(&self) -> f64;
    /// Returns the length of the step (ms) with which a run would begin at the present time and state.
    fn first_step(&self) -> f64;
    /// Continues from the last step of another stepper, with a next step of length `h` (ms).
    fn continue_from(&mut self, from: &LastStep<T>, h: f64);
    /// Estimates the length of the last step times the fastest rate.
    fn stiffness(&mut self, network: &dyn System<T>) -> f64;
}

impl<T: Scalar, S: Stages<T>> Switchable<T> for EmbeddedStepper<T, S> {
    fn next_step(&self) -> f64 {
        self.controller.next_step()
    }

    fn first_step(&self) -> f64 {
        self.controller.first_step(&self.last_step.y, self.stages.slopes())
    }

    fn continue_from(&mut self, from: &LastStep<T>, h: f64) {
        self.last_step.continue_from(from);
        self.controller.begin(h);
        self.equations_changed();
    }

    fn stiffness(&mut self, network: &dyn System<T>) -> f64 {
        self.stages.stiffness(network, &self.last_step, self.controller.scales())
    }
}
