//! Exponential Euler with a fixed step: first order, staggered (see [`Network::exponential_euler`]).

use super::{Method, Statistics, StepError, Stepper, first_not_finite};
use crate::network::Network;
use crate::scalar::Scalar;

/// Exponential Euler with a fixed step; the last step is shortened to end on time.
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

impl<T: Scalar> Method<T> for ExponentialEuler {
    type Stepper = ExponentialEulerStepper<T>;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        if self.step > 0.0 && self.step.is_finite() {
            return Ok(());
        }
        Err(("the step of exponential Euler", self.step, "it has to be a positive number of milliseconds"))
    }

    fn stepper<N: Network<T>>(&self, network: &N, t: f64, y: &[T]) -> Self::Stepper {
        ExponentialEulerStepper {
            begin: t,
            steps: 0,
            step: self.step,
            t,
            previous_t: t,
            y: y.to_vec(),
            previous: y.to_vec(),
            work: vec![T::zero(); network.work()],
        }
    }
}

/// A solution in progress by [`ExponentialEuler`].
#[derive(Clone, Debug)]
pub struct ExponentialEulerStepper<T> {
    begin: f64,
    steps: u64,
    step: f64,
    t: f64,
    previous_t: f64,
    y: Vec<T>,
    previous: Vec<T>,
    work: Vec<T>,
}

impl<T: Scalar> ExponentialEulerStepper<T> {
    /// The state that a step from the last state made infinite or NaN: rather one that moved there on its own than one
    /// that followed it.
    #[cold]
    fn blame<N: Network<T>>(&self, network: &N, failure: StepError) -> StepError {
        let mut slopes = vec![T::zero(); self.y.len()];
        network.rhs(T::from_f64(self.t), &self.previous, &mut slopes);
        match slopes.iter().position(|slope| !slope.is_finite()) {
            Some(index) => StepError::NotFinite { index, value: self.y[index].re() },
            None => failure,
        }
    }
}

impl<T: Scalar> Stepper<T> for ExponentialEulerStepper<T> {
    fn advance<N: Network<T>>(&mut self, network: &N, limit: f64) -> Result<(), StepError> {
        // Times are multiples of the step, not sums of it; a rest of rounding size makes no step of its own.
        let regular = self.begin + (self.steps + 1) as f64 * self.step;
        let (next, h) = if regular > limit - 1e-6 * self.step { (limit, limit - self.t) } else { (regular, self.step) };
        self.previous.copy_from_slice(&self.y);
        network.exponential_euler(T::from_f64(self.t), h, &mut self.y, &mut self.work);
        if let Some(failure) = first_not_finite(&self.y) {
            let failure = self.blame(network, failure);
            self.y.copy_from_slice(&self.previous);
            return Err(failure);
        }
        self.previous_t = self.t;
        self.t = next;
        self.steps += 1;
        Ok(())
    }

    fn time(&self) -> f64 {
        self.t
    }

    fn previous_time(&self) -> f64 {
        self.previous_t
    }

    fn state(&self) -> &[T] {
        &self.y
    }

    fn previous_state(&self) -> &[T] {
        &self.previous
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        let (from, to) = (self.previous[index], self.y[index]);
        from + (to - from) * ((t - self.previous_t) / (self.t - self.previous_t))
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let (from, to) = (self.previous[index], self.y[index]);
        from + (to - from) * ((t - self.previous_t) / (self.t - self.previous_t))
    }

    fn slope(&self, _: f64, index: usize) -> f64 {
        (self.y[index].re() - self.previous[index].re()) / (self.t - self.previous_t)
    }

    fn statistics(&self) -> Statistics {
        Statistics { steps: self.steps, rejected: 0, evaluations: self.steps }
    }

    fn memory(&self) -> Vec<f64> {
        vec![self.step, self.begin, self.steps as f64]
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        let &[step, begin, steps] = memory else { return false };
        if step != self.step {
            return false;
        }
        self.begin = begin;
        self.steps = steps as u64;
        true
    }
}
