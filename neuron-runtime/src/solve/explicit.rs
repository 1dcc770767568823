//! Adaptive explicit Runge–Kutta pairs with dense output.

use super::control::{self, Control, Verdict, adaptive_settings};
use super::tableau::{Pair, TSIT5};
use super::{Method, Span, Statistics, StepError, Stepper, not_finite, turn};
use crate::number::Scalar;
use crate::number::simd::{linear, row};
use crate::system::System;

adaptive_settings!(
    /// The explicit pair of Tsitouras, order 5(4), with an adaptive step.
    Tsit5
);

impl<T: Scalar> Method<T> for Tsit5 {
    type Stepper = ExplicitPair<T>;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        control::check(self.tolerance, self.longest_step)
    }

    fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        ExplicitPair::new(&TSIT5, network, (self.tolerance, self.longest_step), t, y)
    }
}

/// A solution in progress by an explicit pair.
#[derive(Clone, Debug)]
pub struct ExplicitPair<T> {
    pair: &'static Pair,
    control: Control,
    span: Span<T>,
    stages: [Vec<T>; 7],
    /// Estimate of the error.
    error: Vec<T>,
    /// Whether the last stage is the first of the next step; otherwise the first one is there.
    carried: bool,
}

impl<T: Scalar> ExplicitPair<T> {
    pub(super) fn new(pair: &'static Pair, network: &dyn System<T>, limits: (f64, f64), t: f64, y: &[T]) -> Self {
        let mut stages: [Vec<T>; 7] = core::array::from_fn(|_| y.to_vec());
        network.rhs(T::from_f64(t), y, &mut stages[0]);
        ExplicitPair {
            pair,
            control: Control::new(network, limits, pair.order, y, &stages[0]),
            span: Span::new(t, y),
            stages,
            error: y.to_vec(),
            carried: false,
        }
    }

    /// The next step, ms, unless the end comes before.
    pub(super) fn next_step(&self) -> f64 {
        self.control.next_step()
    }

    /// The step that it would begin with, ms.
    pub(super) fn first_step(&self) -> f64 {
        self.control.first_step(&self.span.y, &self.stages[0])
    }

    /// Goes on from the last step of another method, with the next of this length (ms).
    pub(super) fn take_over(&mut self, network: &dyn System<T>, from: &dyn Stepper<T>, h: f64) {
        self.span.take_over(from.span());
        network.rhs(T::from_f64(self.span.t), &self.span.y, &mut self.stages[0]);
        self.control.statistics.evaluations += 1;
        self.control.take_over(h);
        self.carried = false;
    }

    /// The last step times an estimate of the fastest rate: how much the slope differs between the last two stages, which
    /// are at the same time, by how much their states do (Hairer & Wanner 1996, IV.2).
    pub(super) fn stiffness(&self) -> f64 {
        let (mut slopes, mut states) = (0.0, 0.0);
        for i in 0..self.span.y.len() {
            let scale = self.control.scale(i, self.span.y[i].re());
            let slope = (self.stages[6][i].re() - self.stages[5][i].re()) / scale;
            let mut state = 0.0;
            for k in 0..6 {
                let weight = self.pair.a[6][k] - if k < 5 { self.pair.a[5][k] } else { 0.0 };
                state += weight * self.stages[k][i].re();
            }
            slopes += slope * slope;
            states += (state / scale) * (state / scale);
        }
        // The states differ by the step times these sums.
        if states > 0.0 { (slopes / states).sqrt() } else { 0.0 }
    }

    /// Before a step: its first stage may be the last one of the step before.
    fn begin(&mut self) {
        if core::mem::take(&mut self.carried) {
            self.stages.swap(0, 6);
        }
        self.span.begin();
    }

    /// The step stands, and ends at this time (ms).
    fn accept(&mut self, end: f64) {
        self.span.reach(end);
        self.control.statistics.steps += 1;
        self.carried = true;
    }

    /// Computes all stages and the solution for a step `h`; the first stage is there already.
    fn stages(&mut self, network: &dyn System<T>, h: f64) {
        for stage in 1..7 {
            let weights = &self.pair.a[stage];
            let (earlier, later) = self.stages.split_at_mut(stage);
            self.span.y.copy_from_slice(&self.span.previous);
            linear::add(&mut self.span.y, earlier, weights, h);
            let t = self.span.t + self.pair.c[stage] * h;
            network.rhs(T::from_f64(t), &self.span.y, &mut later[0]);
        }
        self.control.statistics.evaluations += 6;
    }

    /// The largest error in units of the tolerance, and its state. NaN if any is.
    fn error(&mut self, h: f64) -> (f64, usize) {
        row::clear(&mut self.error);
        linear::add(&mut self.error, &self.stages, &self.pair.error, h);
        self.control.error(&self.span.previous, &self.span.y, &self.error)
    }
}

impl<T: Scalar> Stepper<T> for ExplicitPair<T> {
    fn advance(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        let begin = self.span.t;
        if limit <= begin {
            return Ok(());
        }
        self.begin();
        loop {
            let attempt = self.control.attempt(begin, limit);
            self.stages(network, attempt.h);
            let (error, worst) = self.error(attempt.h);
            match self.control.judge(attempt, begin, error) {
                Verdict::Accept => {
                    if let Some(failure) = not_finite(&self.span.y, &self.stages) {
                        return Err(self.span.abandon(failure));
                    }
                    self.accept(attempt.end);
                    return Ok(());
                }
                Verdict::Repeat => {}
                Verdict::TooShort => {
                    let too_short = StepError::Underflow { index: worst, step: attempt.h };
                    return Err(self.span.abandon(not_finite(&self.span.y, &self.stages).unwrap_or(too_short)));
                }
            }
        }
    }

    fn repeat(&mut self, network: &dyn System<T>, end: f64, _: bool) -> Result<f64, StepError> {
        self.begin();
        let h = end - self.span.t;
        self.stages(network, h);
        if let Some(failure) = not_finite(&self.span.y, &self.stages) {
            return Err(self.span.abandon(failure));
        }
        let (error, _) = self.error(h);
        self.accept(end);
        Ok(error)
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.control.watch_derivatives(sizes);
    }

    fn span(&self) -> &Span<T> {
        &self.span
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        let (h, theta) = (self.span.t - self.span.previous_t, self.span.part(t));
        let weights = self.pair.dense.map(|d| theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3]))));
        let mut sum = self.stages[0][index] * weights[0];
        for (stage, weight) in self.stages.iter().zip(weights).skip(1) {
            sum += stage[index] * weight;
        }
        self.span.previous[index] + sum * h
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let h = self.span.t - self.span.previous_t;
        let theta = (t - self.span.previous_t) / h;
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * theta * (theta * (theta * (theta * d[3] + d[2]) + d[1]) + d[0]);
        }
        self.span.previous[index] + sum * h
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        let theta = (t - self.span.previous_t) / (self.span.t - self.span.previous_t);
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * (theta * (theta * (theta * (4.0 * d[3]) + 3.0 * d[2]) + 2.0 * d[1]) + d[0]);
        }
        sum
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        let theta = self.span.part(t);
        let weight = |d: &[f64; 4]| d[0] + theta * (2.0 * d[1] + theta * (3.0 * d[2] + theta * 4.0 * d[3]));
        self.stages.iter().zip(&self.pair.dense).map(|(stage, d)| stage[index].re() * weight(d)).sum()
    }

    fn turn(&self, index: usize) -> Option<f64> {
        // The first and the last stage are the slopes at both ends.
        turn(self, index, self.stages[0][index].re(), self.stages[6][index].re())
    }

    fn statistics(&self) -> Statistics {
        self.control.statistics
    }

    fn memory(&self) -> Vec<f64> {
        self.control.memory()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        // The first stage of the next step is there already: the derivative at the time and state begun with.
        self.control.remember(memory)
    }
}
