//! Adaptive explicit Runge–Kutta pairs with dense output.

use super::controller::{Controller, Verdict};
use super::tableau::{Pair, TSIT5};
use super::{Method, Statistics, StepError, Stepper, first_not_finite};
use crate::network::Network;
use crate::scalar::Scalar;

/// The explicit pair of Tsitouras, order 5(4), with an adaptive step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tsit5 {
    /// Largest error of a step, relative to each state and to the scale of its kind (1 mV, 0.1 µM, 0.01 for a gate).
    pub tolerance: f64,
    /// Longest step, ms.
    pub longest_step: f64,
}

impl Tsit5 {
    /// With a tolerance: the largest error of a step relative to each state, and to 1 mV, 0.1 µM or 0.01 for a gate.
    pub const fn tolerance(tolerance: f64) -> Self {
        Tsit5 { tolerance, longest_step: f64::INFINITY }
    }
}

impl Default for Tsit5 {
    /// A tolerance of 1e-6.
    fn default() -> Self {
        Tsit5::tolerance(1e-6)
    }
}

impl<T: Scalar> Method<T> for Tsit5 {
    type Stepper = ExplicitPair<T>;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        if !(self.tolerance > 0.0 && self.tolerance.is_finite()) {
            return Err(("the tolerance", self.tolerance, "it has to be a positive number"));
        }
        if self.longest_step.is_nan() || self.longest_step <= 0.0 {
            return Err(("the longest step", self.longest_step, "it has to be a positive number of milliseconds"));
        }
        Ok(())
    }

    fn stepper<N: Network<T>>(&self, network: &N, t: f64, y: &[T]) -> Self::Stepper {
        ExplicitPair::new(&TSIT5, network, self.tolerance, self.longest_step, t, y)
    }
}

/// A solution in progress by an explicit pair.
#[derive(Clone, Debug)]
pub struct ExplicitPair<T> {
    pair: &'static Pair,
    tolerance: f64,
    longest: f64,
    controller: Controller,
    t: f64,
    previous_t: f64,
    /// The next step to try, ms.
    h: f64,
    y: Vec<T>,
    previous: Vec<T>,
    stages: [Vec<T>; 7],
    /// Whether the last stage is the first of the next step; otherwise the first one is there.
    carried: bool,
    scale: Vec<f64>,
    statistics: Statistics,
}

impl<T: Scalar> ExplicitPair<T> {
    fn new<N: Network<T>>(pair: &'static Pair, network: &N, tolerance: f64, longest: f64, t: f64, y: &[T]) -> Self {
        let mut scale = vec![1.0; y.len()];
        network.scales(&mut scale);
        let mut stages: [Vec<T>; 7] = core::array::from_fn(|_| y.to_vec());
        network.rhs(T::from_f64(t), y, &mut stages[0]);
        // A step over which no state moves by more than a hundredth of what matters (Hairer, Nørsett & Wanner, II.4).
        let fastest = (0..y.len()).fold(1e-3f64, |fastest, i| {
            let rate = stages[0][i].re().abs() / (scale[i] + y[i].re().abs());
            if rate.is_finite() { fastest.max(rate) } else { fastest }
        });
        ExplicitPair {
            pair,
            tolerance,
            longest,
            controller: Controller::new(pair.order),
            t,
            previous_t: t,
            h: (0.01 / fastest).min(longest),
            y: y.to_vec(),
            previous: y.to_vec(),
            stages,
            carried: false,
            scale,
            statistics: Statistics { evaluations: 1, ..Statistics::default() },
        }
    }

    /// Computes all stages and the solution for a step `h`; the first stage is there already.
    fn attempt<N: Network<T>>(&mut self, network: &N, h: f64) {
        for stage in 1..7 {
            let weights = &self.pair.a[stage];
            let (earlier, later) = self.stages.split_at_mut(stage);
            for (i, y) in self.y.iter_mut().enumerate() {
                let mut sum = earlier[0][i] * weights[0];
                for (k, weight) in earlier.iter().zip(weights).skip(1) {
                    sum += k[i] * *weight;
                }
                *y = self.previous[i] + sum * h;
            }
            let t = self.previous_t + self.pair.c[stage] * h;
            network.rhs(T::from_f64(t), &self.y, &mut later[0]);
        }
        self.statistics.evaluations += 6;
    }

    /// The largest error in units of the tolerance, and its state. NaN if any is.
    fn error(&self, h: f64) -> (f64, usize) {
        let (mut worst, mut at) = (0.0f64, 0);
        for i in 0..self.y.len() {
            let mut error = 0.0;
            for (stage, weight) in self.stages.iter().zip(&self.pair.error) {
                error += stage[i].re() * weight;
            }
            let size = self.previous[i].re().abs().max(self.y[i].re().abs());
            let error = (error * h).abs() / (self.tolerance * (self.scale[i] + size));
            if error > worst || error.is_nan() {
                (worst, at) = (error, i);
            }
            if error.is_nan() {
                break;
            }
        }
        (worst, at)
    }

    /// The state that a failed attempt made infinite or NaN: the first whose derivative was, before others followed it.
    fn not_finite(&self) -> Option<StepError> {
        let first = first_not_finite(&self.y)?;
        let moved = self.stages.iter().find_map(|stage| stage.iter().position(|slope| !slope.is_finite()));
        Some(match moved {
            Some(index) => StepError::NotFinite { index, value: self.y[index].re() },
            None => first,
        })
    }
}

impl<T: Scalar> Stepper<T> for ExplicitPair<T> {
    fn advance<N: Network<T>>(&mut self, network: &N, limit: f64) -> Result<(), StepError> {
        if core::mem::take(&mut self.carried) {
            self.stages.swap(0, 6);
        }
        let begin = self.t;
        self.previous.copy_from_slice(&self.y);
        let before = self.previous_t;
        self.previous_t = begin;
        loop {
            let rest = limit - begin;
            // A step that would leave less than a hundredth of itself goes to the end.
            let last = self.h * 1.01 >= rest;
            let h = if last { rest } else { self.h };
            self.attempt(network, h);
            let (error, worst) = self.error(h);
            match self.controller.judge(error) {
                Verdict::Accept(factor) => {
                    if let Some(failure) = self.not_finite() {
                        return Err(self.abandon(before, failure));
                    }
                    self.t = if last { limit } else { begin + h };
                    // A step cut short by the limit says little about the next one.
                    self.h = if last { self.h.max(h * factor) } else { h * factor }.min(self.longest);
                    self.statistics.steps += 1;
                    self.carried = true;
                    return Ok(());
                }
                Verdict::Reject(factor) => {
                    self.statistics.rejected += 1;
                    let shorter = h * factor;
                    if shorter <= 1e-14 * begin.abs().max(1.0) {
                        let failure = match self.not_finite() {
                            Some(failure) => failure,
                            None => StepError::Underflow { index: worst, step: h },
                        };
                        return Err(self.abandon(before, failure));
                    }
                    self.h = shorter;
                }
            }
        }
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
        let h = self.t - self.previous_t;
        let theta = (t - self.previous_t) / h;
        let weights = self.pair.dense.map(|d| theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3]))));
        let mut sum = self.stages[0][index] * weights[0];
        for (stage, weight) in self.stages.iter().zip(weights).skip(1) {
            sum += stage[index] * weight;
        }
        self.previous[index] + sum * h
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let h = self.t - self.previous_t;
        let theta = (t - self.previous_t) / h;
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * theta * (theta * (theta * (theta * d[3] + d[2]) + d[1]) + d[0]);
        }
        self.previous[index] + sum * h
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        let theta = (t - self.previous_t) / (self.t - self.previous_t);
        let weight = |d: &[f64; 4]| d[0] + theta * (2.0 * d[1] + theta * (3.0 * d[2] + theta * 4.0 * d[3]));
        self.stages.iter().zip(&self.pair.dense).map(|(stage, d)| stage[index].re() * weight(d)).sum()
    }

    fn turn(&self, index: usize) -> Option<f64> {
        // The first and the last stage are the slopes at both ends.
        let (from, to) = (self.stages[0][index].re(), self.stages[6][index].re());
        if from * to >= 0.0 || from.is_nan() || to.is_nan() {
            return None;
        }
        let (mut low, mut high) = (self.previous_t, self.t);
        for _ in 0..64 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.slope(middle, index) * from > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(high)
    }

    fn statistics(&self) -> Statistics {
        self.statistics
    }

    fn memory(&self) -> Vec<f64> {
        let [last, rejected] = self.controller.memory();
        let Statistics { steps, rejected: repeated, evaluations } = self.statistics;
        let counts = [steps, repeated, evaluations].map(|count| count as f64);
        [&[self.tolerance, self.longest, self.h, last, rejected][..], &counts].concat()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        // The first stage of the next step is there already: the derivative at the time and state begun with.
        let &[tolerance, longest, h, last, rejected, steps, repeated, evaluations] = memory else { return false };
        if tolerance != self.tolerance || longest != self.longest {
            return false;
        }
        self.h = h;
        self.controller.remember([last, rejected]);
        let [steps, rejected, evaluations] = [steps, repeated, evaluations].map(|count| count as u64);
        self.statistics = Statistics { steps, rejected, evaluations };
        true
    }
}

impl<T: Scalar> ExplicitPair<T> {
    /// Goes back to the state before a failed step.
    fn abandon(&mut self, previous_t: f64, failure: StepError) -> StepError {
        self.y.copy_from_slice(&self.previous);
        self.previous_t = previous_t;
        failure
    }
}
