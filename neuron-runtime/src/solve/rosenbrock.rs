//! Rosenbrock methods: stiff systems without iterations, by the condensed solution of the network's Jacobian.

use super::control::{self, Control, Verdict, adaptive_settings};
use super::tableau::{RODAS3P, RODAS4, RODAS5P, ROS34PW2, Rosenbrock};
use super::{Method, Span, Statistics, StepError, Stepper, first_not_finite, turn};
use crate::number::Scalar;
use crate::number::simd::wide::{Work, widely};
use crate::number::simd::{linear, row};
use crate::system::System;
use crate::system::jacobian::Jacobian;
use std::ops::Mul;

macro_rules! method {
    ($(#[$doc:meta])* $name:ident, $tableau:ident, $stages:literal) => {
        adaptive_settings!($(#[$doc])* $name);

        impl<T: Scalar> Method<T> for $name {
            type Stepper = RosenbrockStepper<T, $stages>;

            fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
                control::check(self.tolerance, self.longest_step)
            }

            fn stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
                RosenbrockStepper::new(&$tableau, network, (self.tolerance, self.longest_step), t, y)
            }
        }
    };
}

method!(
    /// Rodas4, order 4(3), L-stable: see [`RODAS4`]. Where couplings stay out of the implicit matrix
    /// ([`Statistics::uncoupled`]), take [`Ros34Pw2`].
    Rodas4, RODAS4, 6
);
method!(
    /// Rodas5P, order 5(4), L-stable: see [`RODAS5P`]. Where couplings stay out of the implicit matrix
    /// ([`Statistics::uncoupled`]), take [`Ros34Pw2`].
    Rodas5P, RODAS5P, 8
);
method!(
    /// Rodas3P, order 3(2), L-stable, for loose tolerances: see [`RODAS3P`].
    Rodas3P, RODAS3P, 5
);
method!(
    /// ROS34PW2, order 3(2), L-stable, which keeps its order where couplings are left out of the Jacobian: see
    /// [`ROS34PW2`].
    Ros34Pw2, ROS34PW2, 4
);

/// A solution in progress by a Rosenbrock method.
#[derive(Clone, Debug)]
pub struct RosenbrockStepper<T, const S: usize> {
    tableau: &'static Rosenbrock<S>,
    control: Control,
    jacobian: Jacobian<T>,
    span: Span<T>,
    /// The stages u.
    stages: [Vec<T>; S],
    /// Estimate of the error.
    error: Vec<T>,
    /// dy/dt at the beginning of the step.
    slope: Vec<T>,
}

impl<T: Scalar, const S: usize> RosenbrockStepper<T, S> {
    fn new(tableau: &'static Rosenbrock<S>, network: &dyn System<T>, limits: (f64, f64), t: f64, y: &[T]) -> Self {
        RosenbrockStepper::with(tableau, network.jacobian(), network, limits, t, y)
    }

    pub(super) fn with(
        tableau: &'static Rosenbrock<S>,
        jacobian: Jacobian<T>,
        network: &dyn System<T>,
        limits: (f64, f64),
        t: f64,
        y: &[T],
    ) -> Self {
        let mut slope = y.to_vec();
        network.rhs(T::from_f64(t), y, &mut slope);
        let mut control = Control::new(network, limits, tableau.order, y, &slope);
        control.statistics.uncoupled = !jacobian.is_complete();
        RosenbrockStepper {
            tableau,
            control,
            jacobian,
            span: Span::new(t, y),
            stages: core::array::from_fn(|_| vec![T::zero(); y.len()]),
            error: y.to_vec(),
            slope,
        }
    }

    /// The next step, ms, unless the end comes before.
    pub(super) fn next_step(&self) -> f64 {
        self.control.next_step()
    }

    /// Goes on from the last step of another method, with the next of this length (ms).
    pub(super) fn take_over(&mut self, from: &dyn Stepper<T>, h: f64) {
        self.span.take_over(from.span());
        self.control.take_over(h);
    }

    /// An estimate of the fastest rate at the beginning of the last step, per ms.
    pub(super) fn fastest(&mut self, network: &dyn System<T>) -> f64 {
        network.fastest(&mut self.jacobian)
    }

    /// Computes the first so many stages, and the solution if these are all, for a step `h`, with the Jacobian evaluated.
    /// `false` if its matrix is singular.
    fn stages(&mut self, network: &dyn System<T>, h: f64, stages: usize) -> bool {
        let tableau = self.tableau;
        if network.factorise(&mut self.jacobian, 1.0 / (h * tableau.gamma)).is_err() {
            return false;
        }
        for stage in 0..stages {
            let (earlier, later) = self.stages.split_at_mut(stage);
            let b = &mut later[0];
            let weights = &tableau.a[stage][..stage];
            if weights.iter().all(|weight| *weight == 0.0) {
                b.copy_from_slice(&self.slope);
            } else {
                // Stages of one row of weights, one more at a time, continue from each other.
                let known = stage - 1;
                if stage > 1
                    && weights[..known] == tableau.a[known][..known]
                    && weights[..known].iter().any(|w| *w != 0.0)
                {
                    linear::add(&mut self.span.y, &earlier[known..], &weights[known..], 1.0);
                } else {
                    self.span.y.copy_from_slice(&self.span.previous);
                    linear::add(&mut self.span.y, earlier, weights, 1.0);
                }
                let t = self.span.t + tableau.alpha[stage] * h;
                network.rhs(T::from_f64(t), &self.span.y, b);
                self.control.statistics.evaluations += 1;
            }
            linear::add(b, earlier, &tableau.c[stage][..stage], 1.0 / h);
            if !self.jacobian.is_autonomous() {
                let weight = tableau.gamma_sum[stage] * h;
                b.iter_mut().zip(self.jacobian.by_time()).for_each(|(b, slope)| *b += *slope * weight);
            }
            network.solve(&mut self.jacobian, b);
        }
        if stages < S {
            return true;
        }
        // Stiffly accurate: the solution is the last stage's state plus its increment.
        self.span.y.iter_mut().zip(&self.stages[S - 1]).for_each(|(y, u)| *y += *u);
        true
    }

    /// Before a step: the Jacobian, and the slopes.
    fn begin(&mut self, network: &dyn System<T>) {
        self.span.begin();
        network.evaluate(&mut self.jacobian, T::from_f64(self.span.t), &self.span.y, &mut self.slope);
        self.control.statistics.evaluations += 1;
    }

    /// Tries a step of length `h` (ms): its error in units of the tolerance, and the state where it is largest.
    fn attempt(&mut self, network: &dyn System<T>, h: f64) -> (f64, usize) {
        if self.stages(network, h, S) {
            row::clear(&mut self.error);
            // Of most methods the last stage alone is the error.
            let first = self.tableau.error.iter().take_while(|weight| **weight == 0.0).count();
            linear::add(&mut self.error, &self.stages[first..], &self.tableau.error[first..], 1.0);
            self.control.error(&self.span.previous, &self.span.y, &self.error)
        } else {
            (f64::NAN, 0)
        }
    }

    /// The state that a failed attempt of length `h` made infinite or NaN: the first whose derivative was, before the
    /// others followed it.
    #[cold]
    fn not_finite(&mut self, network: &dyn System<T>, h: f64) -> Option<StepError> {
        let first = first_not_finite(&self.span.y)?;
        let blame = |index: usize, y: &[T]| StepError::NotFinite { index, value: y[index].re() };
        let bad = |slopes: &[T]| slopes.iter().position(|slope| !slope.is_finite());
        if let Some(index) = bad(&self.slope) {
            return Some(blame(index, &self.span.y));
        }
        // The stages once more, up to the one at which it happens.
        let failed = self.span.y.clone();
        for stages in 1..=S {
            self.span.y.copy_from_slice(&self.span.previous);
            self.stages(network, h, stages);
            let mut slopes = self.span.y.clone();
            network.rhs(T::from_f64(self.span.t), &self.span.y, &mut slopes);
            if let Some(index) = bad(&slopes) {
                return Some(blame(index, &failed));
            }
        }
        Some(first)
    }

    /// The j-th polynomial coefficient of the dense output of a state, or of its real part.
    #[inline(always)]
    fn coefficient<X: Scalar>(&self, j: usize, index: usize, of: impl Fn(T) -> X) -> X {
        let weights = &self.tableau.dense[j];
        let mut sum = of(self.stages[0][index]) * weights[0];
        for (stage, weight) in self.stages.iter().zip(weights).skip(1) {
            sum += of(stage[index]) * *weight;
        }
        sum
    }

    /// A state after the part `theta` of the step, `rest` before its end.
    #[inline(always)]
    fn dense<X: Copy>(&self, theta: X, rest: X, index: usize) -> T
    where
        T: Mul<X, Output = T>,
    {
        let mut sum = T::zero();
        for j in (0..self.tableau.dense.len()).rev() {
            sum = sum * theta + self.coefficient(j, index, |x| x);
        }
        self.span.previous[index] * rest + (self.span.y[index] + sum * rest) * theta
    }
}

/// A state within a step.
struct Dense<'a, T, const S: usize> {
    of: &'a RosenbrockStepper<T, S>,
    theta: f64,
    index: usize,
}

impl<T: Scalar, const S: usize> Work for Dense<'_, T, S> {
    type Number = T;
    type Output = T;

    #[inline(always)]
    fn run(self) -> T {
        self.of.dense(self.theta, 1.0 - self.theta, self.index)
    }
}

impl<T: Scalar, const S: usize> Stepper<T> for RosenbrockStepper<T, S> {
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
                Verdict::Accept => {
                    if first_not_finite(&self.span.y).is_some()
                        && let Some(failure) = self.not_finite(network, attempt.h)
                    {
                        return Err(self.span.abandon(failure));
                    }
                    self.span.reach(attempt.end);
                    self.control.statistics.steps += 1;
                    return Ok(());
                }
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
        if first_not_finite(&self.span.y).is_some()
            && let Some(failure) = self.not_finite(network, h)
        {
            return Err(self.span.abandon(failure));
        }
        self.span.reach(end);
        self.control.statistics.steps += 1;
        Ok(error)
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.control.watch_derivatives(sizes);
    }

    fn span(&self) -> &Span<T> {
        &self.span
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        widely(Dense { of: self, theta: self.span.part(t), index })
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let theta = (t - self.span.previous_t) / (self.span.t - self.span.previous_t);
        self.dense(theta, -theta + 1.0, index)
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        let h = self.span.t - self.span.previous_t;
        let theta = (t - self.span.previous_t) / h;
        let (mut sum, mut derivative) = (T::zero(), T::zero());
        for j in (0..self.tableau.dense.len()).rev() {
            derivative = derivative * theta + sum;
            sum = sum * theta + self.coefficient(j, index, |x| x);
        }
        let rise = self.span.y[index] - self.span.previous[index];
        let rest = -theta + 1.0;
        (rise + (rest - theta) * sum + theta * rest * derivative) / h
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        let (h, theta) = (self.span.t - self.span.previous_t, self.span.part(t));
        let (mut sum, mut derivative) = (0.0, 0.0);
        for j in (0..self.tableau.dense.len()).rev() {
            derivative = derivative * theta + sum;
            sum = sum * theta + self.coefficient(j, index, T::re);
        }
        let rise = self.span.y[index].re() - self.span.previous[index].re();
        (rise + (1.0 - 2.0 * theta) * sum + theta * (1.0 - theta) * derivative) / h
    }

    fn turn(&self, index: usize) -> Option<f64> {
        turn(self, index, self.slope(self.span.previous_t, index), self.slope(self.span.t, index))
    }

    fn statistics(&self) -> Statistics {
        self.control.statistics
    }

    fn memory(&self) -> Vec<f64> {
        self.control.memory()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        self.control.remember(memory)
    }
}
