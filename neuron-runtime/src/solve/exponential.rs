//! Exponential methods with a fixed step: the states that relax do so exactly while their surroundings stand still, so that
//! steps may be long where time constants are short.

use super::fixed::{self, Clock};
use super::{Method, Statistics, StepError, Stepper};
use crate::network::Network;
use crate::scalar::Scalar;

/// Exponential Euler with a fixed step, of first order, staggered (see [`Network::exponential_euler`]); the last step is
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

/// The exponential midpoint rule with a fixed step, of second order (see [`Network::exponential_midpoint`]): the method to
/// take where steps have to be equal. The last step is shortened to end on time.
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

    fn stepper<N: Network<T>>(&self, network: &N, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, self.step, t, y, Vec::new())
    }
}

impl<T: Scalar> Method<T> for ExponentialMidpoint {
    type Stepper = ExponentialStepper<T>;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of the exponential midpoint rule", self.step)
    }

    fn stepper<N: Network<T>>(&self, network: &N, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialStepper::new(network, self.step, t, y, y.to_vec())
    }
}

/// A solution in progress by [`ExponentialEuler`] or [`ExponentialMidpoint`].
#[derive(Clone, Debug)]
pub struct ExponentialStepper<T> {
    clock: Clock,
    y: Vec<T>,
    previous: Vec<T>,
    /// The state in the middle of a step, where the rule has one.
    middle: Vec<T>,
    work: Vec<T>,
}

impl<T: Scalar> ExponentialStepper<T> {
    fn new<N: Network<T>>(network: &N, step: f64, t: f64, y: &[T], middle: Vec<T>) -> Self {
        ExponentialStepper {
            clock: Clock::new(step, t),
            y: y.to_vec(),
            previous: y.to_vec(),
            middle,
            work: vec![T::zero(); network.work()],
        }
    }

    /// How many evaluations a step takes.
    fn evaluations(&self) -> u64 {
        if self.middle.is_empty() { 1 } else { 2 }
    }
}

impl<T: Scalar> Stepper<T> for ExponentialStepper<T> {
    fn advance<N: Network<T>>(&mut self, network: &N, limit: f64) -> Result<(), StepError> {
        if limit <= self.clock.t {
            return Ok(());
        }
        let (next, h) = self.clock.next(limit);
        let t = T::from_f64(self.clock.t);
        self.previous.copy_from_slice(&self.y);
        if self.middle.is_empty() {
            network.exponential_euler(t, h, &mut self.y, &mut self.work);
        } else {
            network.exponential_midpoint(t, h, &mut self.y, &mut self.middle, &mut self.work);
        }
        if let Some(failure) = fixed::failure(network, self.clock.t, &self.previous, &self.y) {
            self.y.copy_from_slice(&self.previous);
            return Err(failure);
        }
        self.clock.reach(next);
        Ok(())
    }

    fn time(&self) -> f64 {
        self.clock.t
    }

    fn previous_time(&self) -> f64 {
        self.clock.previous_t
    }

    fn state(&self) -> &[T] {
        &self.y
    }

    fn previous_state(&self) -> &[T] {
        &self.previous
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        let (from, to) = (self.previous[index], self.y[index]);
        from + (to - from) * ((t - self.clock.previous_t) / (self.clock.t - self.clock.previous_t))
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let (from, to) = (self.previous[index], self.y[index]);
        from + (to - from) * ((t - self.clock.previous_t) / (self.clock.t - self.clock.previous_t))
    }

    fn slope(&self, _: f64, index: usize) -> f64 {
        (self.y[index].re() - self.previous[index].re()) / (self.clock.t - self.clock.previous_t)
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
            Some((evaluations, clock)) if *evaluations == self.evaluations() as f64 => self.clock.remember(clock),
            _ => false,
        }
    }
}
