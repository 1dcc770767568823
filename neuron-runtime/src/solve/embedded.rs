//! One loop for all methods with an embedded error estimate: try a step, estimate its error, accept it or reject it, choose
//! the length of the next.

use super::control::{Control, Verdict};
use super::{Span, Statistics, StepError, Stepper, not_finite, turn};
use crate::number::Scalar;
use crate::number::simd::linear;
use crate::system::System;

/// The stages of a family of methods: how a trial step, its error estimate and its dense output are computed.
///
/// Functions that evaluate the right-hand side return the number of evaluations.
pub trait Stages<T: Scalar> {
    /// dy/dt at the beginning of the step.
    fn slopes(&self) -> &[T];
    /// Prepares for steps from the end of `span`, which another method reached.
    fn take_over(&mut self, network: &dyn System<T>, span: &Span<T>) -> u64;
    /// Prepares for the trials of a step from the end of `span`.
    fn begin(&mut self, network: &dyn System<T>, span: &Span<T>) -> u64;
    /// Computes the stages of a trial step of length `h` (ms), and its solution in `span.y`. `None` if a matrix is singular.
    fn compute(&mut self, network: &dyn System<T>, span: &mut Span<T>, h: f64) -> Option<u64>;
    /// Estimates the error of the trial step computed last.
    fn estimate(&self, h: f64, error: &mut [T]);
    /// Keeps what the next step can use of an accepted one.
    fn accept(&mut self) {}
    /// Finds the state whose derivative was the first to be infinite or NaN in a trial step, before others followed it.
    fn first_not_finite(&mut self, network: &dyn System<T>, span: &mut Span<T>, h: f64) -> Option<usize>;
    /// Estimates the length of the last step times the fastest rate; `scales` has the size of an error in each state that
    /// matters as much as 1 mV.
    fn stiffness(&mut self, network: &dyn System<T>, span: &Span<T>, scales: &[f64]) -> f64;

    /// The dense output of state `index` after the part θ of the step.
    fn interpolate(&self, span: &Span<T>, theta: f64, index: usize) -> T;
    /// The same where θ has derivatives.
    fn interpolate_at(&self, span: &Span<T>, theta: T, index: usize) -> T;
    /// The time derivative (per ms) of the real part of the dense output.
    fn slope(&self, span: &Span<T>, theta: f64, index: usize) -> f64;
    /// The time derivative of the dense output, where θ has derivatives.
    fn slope_at(&self, span: &Span<T>, theta: T, index: usize) -> T;
    /// The slopes of the dense output at both ends of the step.
    fn end_slopes(&self, span: &Span<T>, index: usize) -> (f64, f64) {
        let slope = |t: f64| self.slope(span, span.theta(t), index);
        (slope(span.previous_t), slope(span.t))
    }
}

/// A solution in progress by a method with an embedded error estimate.
#[derive(Clone, Debug)]
pub struct EmbeddedStepper<T, S> {
    stages: S,
    pub(super) control: Control,
    span: Span<T>,
    /// Estimate of the error.
    error: Vec<T>,
}

impl<T: Scalar, S: Stages<T>> EmbeddedStepper<T, S> {
    /// Begins with `stages`, whose slopes are those at the time `t` (ms) and the state `y`.
    pub(super) fn new(stages: S, order: f64, network: &dyn System<T>, limits: (f64, f64), t: f64, y: &[T]) -> Self {
        let control = Control::new(network, limits, order, y, stages.slopes());
        EmbeddedStepper { stages, control, span: Span::new(t, y), error: y.to_vec() }
    }

    /// Computes a trial step of length `h` (ms). Returns its error in units of the tolerance, and the state where it is
    /// largest.
    fn attempt(&mut self, network: &dyn System<T>, h: f64) -> (f64, usize) {
        let Some(evaluations) = self.stages.compute(network, &mut self.span, h) else { return (f64::NAN, 0) };
        self.control.statistics.evaluations += evaluations;
        self.stages.estimate(h, &mut self.error);
        self.control.error(&self.span.previous, &self.span.y, &self.error)
    }

    /// Prepares for the trials of a step.
    fn begin(&mut self, network: &dyn System<T>) {
        self.control.statistics.evaluations += self.stages.begin(network, &self.span);
        self.span.begin();
    }

    /// Ends the step at the time `end` (ms) with the trial of length `h`, unless a state is infinite or NaN there.
    fn accept(&mut self, network: &dyn System<T>, h: f64, end: f64) -> Result<(), StepError> {
        if let Some(failure) = self.not_finite(network, h) {
            return Err(self.span.abandon(failure));
        }
        self.stages.accept();
        self.span.reach(end);
        self.control.statistics.steps += 1;
        Ok(())
    }

    /// The state that a trial step of length `h` (ms) made infinite or NaN.
    fn not_finite(&mut self, network: &dyn System<T>, h: f64) -> Option<StepError> {
        if linear::is_finite(&self.span.y) {
            return None;
        }
        let y = self.span.y.clone();
        not_finite(&y, || self.stages.first_not_finite(network, &mut self.span, h))
    }
}

impl<T: Scalar, S: Stages<T>> Stepper<T> for EmbeddedStepper<T, S> {
    fn advance(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        let begin = self.span.t;
        if limit <= begin {
            return Ok(());
        }
        self.begin(network);
        loop {
            let attempt = self.control.attempt(begin, limit);
            let (error, worst) = self.attempt(network, attempt.h);
            match self.control.judge(attempt, begin, error) {
                Verdict::Accept => return self.accept(network, attempt.h, attempt.end),
                Verdict::Repeat => {}
                Verdict::TooShort => {
                    let too_short = StepError::Underflow { index: worst, step: attempt.h };
                    let failure = self.not_finite(network, attempt.h).unwrap_or(too_short);
                    return Err(self.span.abandon(failure));
                }
            }
        }
    }

    fn repeat(&mut self, network: &dyn System<T>, end: f64, _: bool) -> Result<f64, StepError> {
        self.begin(network);
        let h = end - self.span.t;
        let (error, _) = self.attempt(network, h);
        self.accept(network, h, end)?;
        Ok(error)
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.control.watch_derivatives(sizes);
    }

    fn span(&self) -> &Span<T> {
        &self.span
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        self.stages.interpolate(&self.span, self.span.theta(t), index)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        self.stages.interpolate_at(&self.span, self.span.theta_at(t), index)
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        self.stages.slope(&self.span, self.span.theta(t), index)
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        self.stages.slope_at(&self.span, self.span.theta_at(t), index)
    }

    fn turn(&self, index: usize) -> Option<f64> {
        let (from, to) = self.stages.end_slopes(&self.span, index);
        turn(self, index, from, to)
    }

    fn statistics(&self) -> Statistics {
        self.control.statistics
    }

    fn memory(&self) -> Vec<f64> {
        self.control.memory()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        // What the stages keep from one step to the next, a fresh stepper has computed from time and state.
        self.control.remember(memory)
    }
}

/// A stepper that another one can give a solution to, and take it from.
pub(super) trait TakeOver<T: Scalar>: Stepper<T> {
    /// The length of the next step (ms), unless its limit comes before.
    fn next_step(&self) -> f64;
    /// The length (ms) with which this stepper would begin where it is.
    fn first_step(&self) -> f64;
    /// Continues from the last step of another stepper, with a next step of length `h` (ms).
    fn take_over(&mut self, network: &dyn System<T>, from: &Span<T>, h: f64);
    /// Estimates the length of the last step times the fastest rate.
    fn stiffness(&mut self, network: &dyn System<T>) -> f64;
}

impl<T: Scalar, S: Stages<T>> TakeOver<T> for EmbeddedStepper<T, S> {
    fn next_step(&self) -> f64 {
        self.control.next_step()
    }

    fn first_step(&self) -> f64 {
        self.control.first_step(&self.span.y, self.stages.slopes())
    }

    fn take_over(&mut self, network: &dyn System<T>, from: &Span<T>, h: f64) {
        self.span.take_over(from);
        self.control.take_over(h);
        self.control.statistics.evaluations += self.stages.take_over(network, &self.span);
    }

    fn stiffness(&mut self, network: &dyn System<T>) -> f64 {
        self.stages.stiffness(network, &self.span, self.control.scales())
    }
}
