//! Adaptive explicit Runge–Kutta pairs with dense output.

use super::controller::{self, adaptive_settings};
use super::embedded::{EmbeddedStepper, Stages};
use super::tableau::{Pair, TSIT5};
use super::{Bernstein, LastStep, Method, first_not_finite};
use crate::number::Scalar;
use crate::number::simd::linear;
use crate::system::{RightHandSide, System};

adaptive_settings!(
    /// The explicit pair of Tsitouras, order 5(4), with an adaptive step, see [`TSIT5`].
    Tsit5
);

impl<T: Scalar> Method<T> for Tsit5 {
    type Stepper = ExplicitStepper<T>;
    type Needs = RightHandSide;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        controller::check(self.tolerance, self.longest_step)
    }

    fn error_tolerance(&self) -> f64 {
        self.tolerance
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        stepper(&TSIT5, network, (self.tolerance, self.longest_step), t, y)
    }
}

/// A solution in progress by an explicit pair.
pub type ExplicitStepper<T> = EmbeddedStepper<T, ExplicitStages<T>>;

/// The stages of an explicit pair.
#[derive(Clone, Debug)]
pub struct ExplicitStages<T> {
    pair: &'static Pair,
    stages: [Vec<T>; 7],
    first: FirstStage,
}

/// Where the first stage of the next step is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FirstStage {
    /// In its place.
    Computed,
    /// It is the last stage of the last step (FSAL).
    Last,
    /// Nowhere: the state or the right-hand side has changed since.
    Missing,
}

/// Returns a stepper of `pair` at the time `t` (ms) and the state `y`.
pub(super) fn stepper<T: Scalar>(
    pair: &'static Pair,
    network: &dyn System<T>,
    limits: (f64, f64),
    t: f64,
    y: &[T],
) -> ExplicitStepper<T> {
    let mut stages: [Vec<T>; 7] = core::array::from_fn(|_| y.to_vec());
    network.rhs(T::from_f64(t), y, &mut stages[0]);
    EmbeddedStepper::new(
        ExplicitStages { pair, stages, first: FirstStage::Computed },
        pair.error_order,
        network,
        limits,
        t,
        y,
    )
}

impl<T: Scalar> ExplicitStages<T> {
    #[cold]
    #[inline(never)]
    fn compute_first(&mut self, network: &dyn System<T>, step: &LastStep<T>) {
        network.rhs(T::from_f64(step.t), &step.y, &mut self.stages[0]);
    }
}

impl<T: Scalar> Stages<T> for ExplicitStages<T> {
    const IS_EXPLICIT: bool = true;

    fn slopes(&self) -> &[T] {
        &self.stages[0]
    }

    fn forget(&mut self) -> u64 {
        u64::from(core::mem::replace(&mut self.first, FirstStage::Missing) != FirstStage::Missing)
    }

    fn begin(&mut self, network: &dyn System<T>, step: &LastStep<T>) -> u64 {
        match core::mem::replace(&mut self.first, FirstStage::Computed) {
            FirstStage::Computed => {}
            FirstStage::Last => self.stages.swap(0, 6),
            // It was counted when the stage before was forgotten.
            FirstStage::Missing => self.compute_first(network, step),
        }
        0
    }

    fn compute(&mut self, network: &dyn System<T>, step: &mut LastStep<T>, h: f64) -> Option<u64> {
        for stage in 1..7 {
            let (earlier, later) = self.stages.split_at_mut(stage);
            step.y.copy_from_slice(&step.previous);
            linear::add(&mut step.y, earlier, &self.pair.a[stage], h);
            network.rhs(T::from_f64(step.t + self.pair.c[stage] * h), &step.y, &mut later[0]);
        }
        Some(6)
    }

    fn estimate(&self, h: f64, error: &mut [T]) {
        error.fill(T::zero());
        linear::add(error, &self.stages, &self.pair.error, h);
    }

    fn accept(&mut self) {
        self.first = FirstStage::Last;
    }

    fn first_not_finite(&mut self, _: &dyn System<T>, _: &mut LastStep<T>, _: f64) -> Option<usize> {
        self.stages.iter().find_map(|stage| first_not_finite(stage))
    }

    /// Compares the last two stages, which are at the same time: the difference of their slopes divided by that of their
    /// states estimates the fastest rate (Hairer & Wanner 1996, IV.2).
    fn stiffness(&mut self, _: &dyn System<T>, step: &LastStep<T>, scales: &[f64]) -> f64 {
        let (mut slopes, mut states) = (0.0, 0.0);
        for (i, scale) in scales.iter().enumerate() {
            let scale = scale + step.y[i].re().abs();
            let slope = (self.stages[6][i].re() - self.stages[5][i].re()) / scale;
            let mut state = 0.0;
            for k in 0..6 {
                let weight = self.pair.a[6][k] - if k < 5 { self.pair.a[5][k] } else { 0.0 };
                state += weight * self.stages[k][i].re();
            }
            slopes += slope * slope;
            states += (state / scale) * (state / scale);
        }
        // The length of the step is left out of the differences of the states, so that the quotient is multiplied by it.
        if states > 0.0 { (slopes / states).sqrt() } else { 0.0 }
    }

    fn interpolate(&self, step: &LastStep<T>, theta: f64, index: usize) -> T {
        let weights = self.pair.dense.map(|d| theta * (d[0] + theta * (d[1] + theta * (d[2] + theta * d[3]))));
        let mut sum = self.stages[0][index] * weights[0];
        for (stage, weight) in self.stages.iter().zip(weights).skip(1) {
            sum += stage[index] * weight;
        }
        step.previous[index] + sum * step.h()
    }

    fn interpolate_at(&self, step: &LastStep<T>, theta: T, index: usize) -> T {
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * theta * (theta * (theta * (theta * d[3] + d[2]) + d[1]) + d[0]);
        }
        step.previous[index] + sum * step.h()
    }

    fn slope(&self, _: &LastStep<T>, theta: f64, index: usize) -> f64 {
        let weight = |d: &[f64; 4]| d[0] + theta * (2.0 * d[1] + theta * (3.0 * d[2] + theta * 4.0 * d[3]));
        self.stages.iter().zip(&self.pair.dense).map(|(stage, d)| stage[index].re() * weight(d)).sum()
    }

    fn slope_at(&self, _: &LastStep<T>, theta: T, index: usize) -> T {
        let mut sum = T::zero();
        for (stage, d) in self.stages.iter().zip(&self.pair.dense) {
            sum += stage[index] * (theta * (theta * (theta * (4.0 * d[3]) + 3.0 * d[2]) + 2.0 * d[1]) + d[0]);
        }
        sum
    }

    fn interpolant(&self, step: &LastStep<T>, index: usize) -> Bernstein {
        let slopes: [f64; 7] = core::array::from_fn(|stage| self.stages[stage][index].re());
        self.pair.interpolant(step.previous[index].re(), step.y[index].re(), step.h(), &slopes)
    }
}
