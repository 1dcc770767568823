//! Adaptive explicit Runge–Kutta pairs with dense output.

use super::control::{self, adaptive_settings};
use super::embedded::{EmbeddedStepper, Stages};
use super::tableau::{Pair, TSIT5};
use super::{Method, Span, first_not_finite};
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
        ExplicitPair::with(&TSIT5, network, (self.tolerance, self.longest_step), t, y)
    }
}

/// A solution in progress by an explicit pair.
pub type ExplicitPair<T> = EmbeddedStepper<T, ExplicitStages<T>>;

/// The stages of an explicit pair.
#[derive(Clone, Debug)]
pub struct ExplicitStages<T> {
    pair: &'static Pair,
    stages: [Vec<T>; 7],
    /// Whether the last stage is the first of the next step; otherwise the first one is there.
    carried: bool,
}

impl<T: Scalar> ExplicitPair<T> {
    pub(super) fn with(pair: &'static Pair, network: &dyn System<T>, limits: (f64, f64), t: f64, y: &[T]) -> Self {
        let mut stages: [Vec<T>; 7] = core::array::from_fn(|_| y.to_vec());
        network.rhs(T::from_f64(t), y, &mut stages[0]);
        EmbeddedStepper::new(ExplicitStages { pair, stages, carried: false }, pair.order, network, limits, t, y)
    }
}

impl<T: Scalar> Stages<T> for ExplicitStages<T> {
    fn slopes(&self) -> &[T] {
        &self.stages[0]
    }

    fn take_over(&mut self, network: &dyn System<T>, span: &Span<T>) -> u64 {
        network.rhs(T::from_f64(span.t), &span.y, &mut self.stages[0]);
        self.carried = false;
        1
    }

    fn begin(&mut self, _: &dyn System<T>, _: &Span<T>) -> u64 {
        if core::mem::take(&mut self.carried) {
            self.stages.swap(0, 6);
        }
        0
    }

    fn compute(&mut self, network: &dyn System<T>, span: &mut Span<T>, h: f64) -> Option<u64> {
        for stage in 1..7 {
            let (earlier, later) = self.stages.split_at_mut(stage);
            span.y.copy_from_slice(&span.previous);
            linear::add(&mut span.y, earlier, &self.pair.a[stage], h);
            network.rhs(T::from_f64(span.t + self.pair.c[stage] * h), &span.y, &mut later[0]);
        }
        Some(6)
    }

    fn estimate(&self, h: f64, error: &mut [T]) {
        row::clear(error);
        linear::add(error, &self.stages, &self.pair.error, h);
    }

    fn accept(&mut self) {
        self.carried = true;
    }

    fn first_not_finite(&mut self, _: &dyn System<T>, _: &mut Span<T>, _: f64) -> Option<usize> {
        self.stages.iter().find_map(|stage| first_not_finite(stage))
    }

    /// How much the slope differs between the last two stages, which are at the same time, by how much their states do
    /// (Hairer & Wanner 1996, IV.2).
    fn stiffness(&mut self, _: &dyn System<T>, span: &Span<T>, scales: &[f64]) -> f64 {
        let (mut slopes, mut states) = (0.0, 0.0);
        for (i, scale) in scales.iter().enumerate() {
            let scale = scale + span.y[i].re().abs();
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

    fn interpolate(&self, span: &Span<T>, theta: f64, index: usize) -> T {
        let weights = self.pair.dense.map(|d| theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3]))));
        let mut sum = self.stages[0][index] * weights[0];
        for (stage, weight) in self.stages.iter().zip(weights).skip(1) {
            sum += stage[index] * weight;
        }
        span.previous[index] + sum * span.h()
    }

    fn interpolate_at(&self, span: &Span<T>, theta: T, index: usize) -> T {
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * theta * (theta * (theta * (theta * d[3] + d[2]) + d[1]) + d[0]);
        }
        span.previous[index] + sum * span.h()
    }

    fn slope(&self, _: &Span<T>, theta: f64, index: usize) -> f64 {
        let weight = |d: &[f64; 4]| d[0] + theta * (2.0 * d[1] + theta * (3.0 * d[2] + theta * 4.0 * d[3]));
        self.stages.iter().zip(&self.pair.dense).map(|(stage, d)| stage[index].re() * weight(d)).sum()
    }

    fn slope_at(&self, _: &Span<T>, theta: T, index: usize) -> T {
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * (theta * (theta * (theta * (4.0 * d[3]) + 3.0 * d[2]) + 2.0 * d[1]) + d[0]);
        }
        sum
    }

    fn end_slopes(&self, _: &Span<T>, index: usize) -> (f64, f64) {
        (self.stages[0][index].re(), self.stages[6][index].re())
    }
}
