//! Exponential methods with a fixed step: the states that relax do so exactly while their surroundings stand still, so that
//! steps may be long where time constants are short.

use super::fixed::{self, Clock};
use super::{Method, Span, Statistics, StepError, Stepper, first_not_finite, not_finite};
use crate::number::Scalar;
use crate::system::System;

/// Exponential Euler with a fixed step, of first order, staggered (see [`System::exponential_euler`](crate::system::System::exponential_euler)); the last step is
/// shortened to end on time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialEuler {
    /// The step, ms.
    pub step: f64,
}

impl ExponentialEuler {
    /// With a fixed step, ms.
    pub const fn step(step: f64) -> Self {
        ExponentialEuler { step }
    }
}

/// The exponential midpoint rule with a fixed step, of second order (see [`System::exponential_midpoint`](crate::system::System::exponential_midpoint)), for equal short
/// steps; the last one is shortened to end on time. A step costs two of [`ExponentialEuler`], whose V is of second order, too,
/// in one compartment where no concentration matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExponentialMidpoint {
    /// The step, ms.
    pub step: f64,
}

impl ExponentialMidpoint {
    /// With a fixed step, ms.
    pub const fn step(step: f64) -> Self {
        ExponentialMidpoint { step }
    }
}

impl<T: Scalar> Method<T> for ExponentialEuler {
    type Stepper = ExponentialStepper<T>;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of exponential Euler", self.step)
    }

    fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, self.step, t, y, Vec::new())
    }
}

impl<T: Scalar> Method<T> for ExponentialMidpoint {
    type Stepper = ExponentialStepper<T>;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of the exponential midpoint rule", self.step)
    }

    fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, self.step, t, y, y.to_vec())
    }
}

/// A solution in progress by [`ExponentialEuler`] or [`ExponentialMidpoint`].
#[derive(Clone, Debug)]
pub struct ExponentialStepper<T> {
    clock: Clock,
    span: Span<T>,
    /// The state in the middle of a step, where the rule has one.
    middle: Vec<T>,
    work: Vec<T>,
}

impl<T: Scalar> ExponentialStepper<T> {
    fn new(network: &dyn System<T>, step: f64, t: f64, y: &[T], middle: Vec<T>) -> Self {
        ExponentialStepper {
            clock: Clock::new(step, t),
            span: Span::new(t, y),
            middle,
            work: vec![T::zero(); network.work()],
        }
    }

    /// How many evaluations a step takes.
    fn evaluations(&self) -> u64 {
        if self.middle.is_empty() { 1 } else { 2 }
    }
}

/// The state that the step tried in `span` made infinite or NaN, if it did: rather one that moved there on its own than
/// one that followed it.
#[inline]
fn failure<T: Scalar>(network: &dyn System<T>, span: &Span<T>) -> Option<StepError> {
    not_finite(&span.y, || {
        let mut slopes = vec![T::zero(); span.y.len()];
        network.rhs(T::from_f64(span.t), &span.previous, &mut slopes);
        first_not_finite(&slopes)
    })
}

impl<T: Scalar> Stepper<T> for ExponentialStepper<T> {
    fn advance(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        let begin = self.span.t;
        if limit <= begin {
            return Ok(());
        }
        let (next, h) = self.clock.next(begin, limit);
        let t = T::from_f64(begin);
        self.span.begin();
        if self.middle.is_empty() {
            network.exponential_euler(t, h, &mut self.span.y, &mut self.work);
        } else {
            network.exponential_midpoint(t, h, &mut self.span.y, &mut self.middle, &mut self.work);
        }
        if let Some(failure) = failure(network, &self.span) {
            return Err(self.span.abandon(failure));
        }
        self.span.reach(next);
        self.clock.steps += 1;
        Ok(())
    }

    fn repeat(&mut self, network: &dyn System<T>, end: f64, _: bool) -> Result<f64, StepError> {
        self.advance(network, end).map(|()| 0.0)
    }

    fn span(&self) -> &Span<T> {
        &self.span
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        let (from, to) = (self.span.previous[index], self.span.y[index]);
        from + (to - from) * self.span.theta(t)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let (from, to) = (self.span.previous[index], self.span.y[index]);
        from + (to - from) * self.span.theta_at(t)
    }

    fn slope_at(&self, _: T, index: usize) -> T {
        (self.span.y[index] - self.span.previous[index]) / self.span.h()
    }

    fn slope(&self, _: f64, index: usize) -> f64 {
        (self.span.y[index].re() - self.span.previous[index].re()) / self.span.h()
    }

    fn statistics(&self) -> Statistics {
        let steps = self.clock.steps;
        Statistics { steps, rejected: 0, evaluations: steps * self.evaluations(), uncoupled: false }
    }

    fn memory(&self) -> Vec<f64> {
        [&self.clock.memory()[..], &[self.evaluations() as f64]].concat()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        match memory.split_last() {
            Some((evaluations, clock)) if *evaluations == self.evaluations() as f64 => {
                self.clock.remember(clock, self.span.t)
            }
            _ => false,
        }
    }
}
