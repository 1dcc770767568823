//! Rosenbrock methods: stiff systems without iterations. Linear systems are solved by the network's condensed Jacobian.

use super::controller::{self, adaptive_settings};
use super::embedded::{EmbeddedStepper, Stages};
use super::tableau::{RODAS3P, RODAS4, RODAS5P, ROS34PW2, Rosenbrock};
use super::{Bernstein, LastStep, Method, StepError, first_not_finite};
use crate::number::Scalar;
use crate::number::simd::linear;
use crate::number::simd::wide::{Work, widely};
use crate::system::jacobian::Jacobian;
use crate::system::{Given, System, WithJacobian};
use std::ops::Mul;

macro_rules! method {
    ($(#[$doc:meta])* $name:ident, $tableau:ident, $stages:literal) => {
        adaptive_settings!($(#[$doc])* $name);

        impl<T: Scalar> Method<T> for $name {
            type Stepper = RosenbrockStepper<T, $stages>;
            type Needs = WithJacobian;

            fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
                controller::check(self.tolerance, self.longest_step)
            }

            fn error_tolerance(&self) -> f64 {
                self.tolerance
            }

            fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
                let mut stepper = stepper(&$tableau, network, (self.tolerance, self.longest_step), t, y);
                stepper.prepare();
                stepper
            }
        }
    };
}

method!(
    /// Rodas4, order 4(3), L-stable: see [`RODAS4`]. It needs the whole Jacobian: where synapses couple too many neurons
    /// for that ([`Jacobian::is_complete`]), no step is made ([`StepError::Uncoupled`]).
    Rodas4, RODAS4, 6
);
method!(
    /// Rodas5P, order 5(4), L-stable: see [`RODAS5P`]. It needs the whole Jacobian: where synapses couple too many neurons
    /// for that ([`Jacobian::is_complete`]), no step is made ([`StepError::Uncoupled`]).
    Rodas5P, RODAS5P, 8
);
method!(
    /// Rodas3P, order 3(2), L-stable, for loose tolerances: see [`RODAS3P`]. It needs the whole Jacobian, as [`Rodas4`] does.
    Rodas3P, RODAS3P, 5
);
method!(
    /// ROS34PW2, order 3(2), L-stable: see [`ROS34PW2`]. It keeps its order if couplings are left out of the Jacobian, as
    /// those of large networks are ([`Statistics::uncoupled`](super::Statistics::uncoupled)).
    Ros34Pw2, ROS34PW2, 4
);

/// A solution in progress by a Rosenbrock method.
pub type RosenbrockStepper<T, const S: usize> = EmbeddedStepper<T, RosenbrockStages<T, S>>;

/// The stages of a Rosenbrock method.
#[derive(Clone, Debug)]
pub struct RosenbrockStages<T, const S: usize> {
    tableau: &'static Rosenbrock<S>,
    jacobian: Jacobian<T>,
    /// The stages u.
    stages: [Vec<T>; S],
    /// dy/dt at the beginning of the step.
    slopes: Vec<T>,
}

/// Returns a stepper of `tableau` at the time `t` (ms) and the state `y`.
pub(super) fn stepper<T: Scalar, const S: usize>(
    tableau: &'static Rosenbrock<S>,
    network: &dyn System<T>,
    limits: (f64, f64),
    t: f64,
    y: &[T],
) -> RosenbrockStepper<T, S> {
    let mut slopes = y.to_vec();
    network.rhs(T::from_f64(t), y, &mut slopes);
    let stages = RosenbrockStages::new(tableau, network.jacobian(), slopes);
    EmbeddedStepper::new(stages, tableau.error_order, network, limits, t, y)
}

impl<T: Scalar, const S: usize> RosenbrockStepper<T, S> {
    /// Prepares the matrix, before any step. Returns true if it has all couplings.
    pub(super) fn prepare(&mut self) -> bool {
        let is_complete = self.stages.jacobian.is_complete();
        self.controller.statistics.uncoupled |= !is_complete;
        is_complete
    }

    /// Returns a stepper that goes on by another method, with the matrix of this one.
    pub(super) fn by<const R: usize>(
        &mut self,
        tableau: &'static Rosenbrock<R>,
        network: &dyn System<T>,
    ) -> RosenbrockStepper<T, R> {
        let jacobian = std::mem::replace(&mut self.stages.jacobian, network.jacobian());
        let stages = RosenbrockStages::new(tableau, jacobian, self.stages.slopes.clone());
        let mut controller = self.controller.clone();
        controller.set_order(tableau.error_order);
        EmbeddedStepper {
            stages,
            controller,
            last_step: self.last_step.clone(),
            error: self.error.clone(),
            short_steps: 0,
        }
    }
}

impl<T: Scalar, const S: usize> RosenbrockStages<T, S> {
    fn new(tableau: &'static Rosenbrock<S>, jacobian: Jacobian<T>, slopes: Vec<T>) -> Self {
        let stages = core::array::from_fn(|_| vec![T::zero(); slopes.len()]);
        RosenbrockStages { tableau, jacobian, stages, slopes }
    }

    /// Computes the first `count` stages of a trial step of length `h` (ms), and its solution if these are all. Returns the
    /// number of evaluations of the right-hand side, or `None` if the matrix is singular.
    fn stages(&mut self, network: &dyn System<T>, step: &mut LastStep<T>, h: f64, count: usize) -> Option<u64> {
        let tableau = self.tableau;
        let mut evaluations = 0;
        network.factorise(&mut self.jacobian, 1.0 / (h * tableau.gamma)).ok()?;
        for stage in 0..count {
            let (earlier, later) = self.stages.split_at_mut(stage);
            let b = &mut later[0];
            let weights = &tableau.a[stage][..stage];
            if weights.iter().all(|weight| *weight == 0.0) {
                b.copy_from_slice(&self.slopes);
            } else {
                // Where a row of weights is the row before and one weight more, the state before is the sum so far.
                let known = stage - 1;
                if stage > 1
                    && weights[..known] == tableau.a[known][..known]
                    && weights[..known].iter().any(|w| *w != 0.0)
                {
                    linear::add(&mut step.y, &earlier[known..], &weights[known..], 1.0);
                } else {
                    step.y.copy_from_slice(&step.previous);
                    linear::add(&mut step.y, earlier, weights, 1.0);
                }
                network.rhs(T::from_f64(step.t + tableau.alpha[stage] * h), &step.y, b);
                evaluations += 1;
            }
            linear::add(b, earlier, &tableau.c[stage][..stage], 1.0 / h);
            if !self.jacobian.is_autonomous() {
                let weight = tableau.gamma_sum[stage] * h;
                b.iter_mut().zip(self.jacobian.by_time()).for_each(|(b, slope)| *b += *slope * weight);
            }
            network.solve_linear(&mut self.jacobian, b);
        }
        if count == S {
            // The methods are stiffly accurate: the solution is the state of the last stage plus its increment.
            step.y.iter_mut().zip(&self.stages[S - 1]).for_each(|(y, u)| *y += *u);
        }
        Some(evaluations)
    }

    /// Returns the j-th coefficient of the dense output of state `index`, in the number type or of its real part.
    #[inline(always)]
    fn coefficient<X: Scalar>(&self, j: usize, index: usize, of: impl Fn(T) -> X) -> X {
        let weights = &self.tableau.dense[j];
        let mut sum = of(self.stages[0][index]) * weights[0];
        for (stage, weight) in self.stages.iter().zip(weights).skip(1) {
            sum += of(stage[index]) * *weight;
        }
        sum
    }

    /// Returns the dense output of state `index` at θ; `rest` is 1 − θ.
    #[inline(always)]
    fn dense<X: Copy>(&self, step: &LastStep<T>, theta: X, rest: X, index: usize) -> T
    where
        T: Mul<X, Output = T>,
    {
        let mut sum = T::zero();
        for j in (0..self.tableau.dense.len()).rev() {
            sum = sum * theta + self.coefficient(j, index, |x| x);
        }
        step.previous[index] * rest + (step.y[index] + sum * rest) * theta
    }
}

/// The dense output of a state, to be evaluated with wide vector instructions.
struct Dense<'a, T, const S: usize> {
    of: &'a RosenbrockStages<T, S>,
    step: &'a LastStep<T>,
    theta: f64,
    index: usize,
}

impl<T: Scalar, const S: usize> Work for Dense<'_, T, S> {
    type Number = T;
    type Output = T;

    #[inline(always)]
    fn run(self) -> T {
        self.of.dense(self.step, self.theta, 1.0 - self.theta, self.index)
    }
}

impl<T: Scalar, const S: usize> Stages<T> for RosenbrockStages<T, S> {
    fn slopes(&self) -> &[T] {
        &self.slopes
    }

    fn forget(&mut self) -> u64 {
        // Every step begins with the right-hand side and the Jacobian, both evaluated anew.
        0
    }

    fn begin(&mut self, network: &dyn System<T>, step: &LastStep<T>) -> u64 {
        network.evaluate(&mut self.jacobian, T::from_f64(step.t), &step.y, &Given::NONE, &mut self.slopes);
        1
    }

    fn refusal(&mut self) -> Option<StepError> {
        let is_enough = self.tableau.inexact_order >= self.tableau.solution_order || self.jacobian.is_complete();
        (!is_enough).then_some(StepError::Uncoupled)
    }

    fn compute(&mut self, network: &dyn System<T>, step: &mut LastStep<T>, h: f64) -> Option<u64> {
        self.stages(network, step, h, S)
    }

    fn estimate(&self, _: f64, error: &mut [T]) {
        error.fill(T::zero());
        // The error of most methods is the last stage alone.
        let first = self.tableau.error.iter().take_while(|weight| **weight == 0.0).count();
        linear::add(error, &self.stages[first..], &self.tableau.error[first..], 1.0);
    }

    #[cold]
    fn first_not_finite(&mut self, network: &dyn System<T>, step: &mut LastStep<T>, h: f64) -> Option<usize> {
        // The linear solve spreads a NaN over all states of a stage, so that the derivatives of the stages are evaluated
        // again.
        first_not_finite(&self.slopes).or_else(|| {
            let mut slopes = step.y.clone();
            (1..=S).find_map(|count| {
                step.y.copy_from_slice(&step.previous);
                self.stages(network, step, h, count);
                network.rhs(T::from_f64(step.t), &step.y, &mut slopes);
                first_not_finite(&slopes)
            })
        })
    }

    fn stiffness(&mut self, network: &dyn System<T>, step: &LastStep<T>, _: &[f64]) -> f64 {
        step.h() * network.fastest(&mut self.jacobian)
    }

    fn interpolate(&self, step: &LastStep<T>, theta: f64, index: usize) -> T {
        widely(Dense { of: self, step, theta, index })
    }

    fn interpolant(&self, step: &LastStep<T>, index: usize) -> Bernstein {
        let (from, to) = (step.previous[index].re(), step.y[index].re());
        if step.h() == 0.0 {
            // Before the first step the stages are those of none.
            return Bernstein::new([from]);
        }
        let stages: [f64; S] = core::array::from_fn(|stage| self.stages[stage][index].re());
        let k = |weights: &[f64; S]| {
            let mut sum = 0.0;
            for stage in 0..S {
                sum += weights[stage] * stages[stage];
            }
            sum
        };
        // The chord, and θ·(1 − θ) times the rest, whose control points are those of the polynomial of the k_j.
        match self.tableau.dense {
            [a, b] => {
                let (a, b, chord) = (k(a), k(b), to - from);
                Bernstein::new([from, from + (chord + a) / 3.0, to - (chord - a - b) / 3.0, to])
            }
            [a, b, c] => {
                let (a, b, c, chord) = (k(a), k(b), k(c), to - from);
                let middle = 0.5 * (from + to) + (2.0 * a + b) / 6.0;
                Bernstein::new([from, from + 0.25 * (chord + a), middle, to - 0.25 * (chord - a - b - c), to])
            }
            // No method here has so many.
            _ => {
                let value = |theta: f64| self.dense(step, theta, 1.0 - theta, index).re();
                Bernstein::through([from, value(0.2), value(0.4), value(0.6), value(0.8), to])
            }
        }
    }

    fn interpolate_at(&self, step: &LastStep<T>, theta: T, index: usize) -> T {
        self.dense(step, theta, -theta + 1.0, index)
    }

    fn slope(&self, step: &LastStep<T>, theta: f64, index: usize) -> f64 {
        let (mut sum, mut derivative) = (0.0, 0.0);
        for j in (0..self.tableau.dense.len()).rev() {
            derivative = derivative * theta + sum;
            sum = sum * theta + self.coefficient(j, index, T::re);
        }
        let rise = step.y[index].re() - step.previous[index].re();
        (rise + (1.0 - 2.0 * theta) * sum + theta * (1.0 - theta) * derivative) / step.h()
    }

    fn slope_at(&self, step: &LastStep<T>, theta: T, index: usize) -> T {
        let (mut sum, mut derivative) = (T::zero(), T::zero());
        for j in (0..self.tableau.dense.len()).rev() {
            derivative = derivative * theta + sum;
            sum = sum * theta + self.coefficient(j, index, |x| x);
        }
        let rise = step.y[index] - step.previous[index];
        let rest = -theta + 1.0;
        (rise + (rest - theta) * sum + theta * rest * derivative) / step.h()
    }
}
