//! The classical Runge–Kutta method with a fixed step.

use super::fixed::{self, CubicHermite, Grid};
use super::tableau::RK4;
use super::{
    Bernstein, LastStep, Method, RestartError, Statistics, StepError, Stepper, count, first_not_finite, not_finite,
};
use crate::number::Scalar;
use crate::number::simd::linear;
use crate::system::{RightHandSide, System};

/// The classical Runge–Kutta method of order 4 with a fixed step, see [`RK4`]. The last step is shortened to end on time.
/// The method is explicit: it is unstable if the step is longer than about 2.8 times the shortest time constant. A step that is so
/// at the start is [`Error::StepTooLong`](crate::error::Error::StepTooLong).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rk4 {
    /// Length of the step, ms.
    pub step: f64,
}

impl Rk4 {
    /// Sets the length of the step, ms.
    pub const fn step(step: f64) -> Self {
        Rk4 { step }
    }
}

impl<T: Scalar> Method<T> for Rk4 {
    type Stepper = Rk4Stepper<T>;
    type Needs = RightHandSide;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        fixed::check("the step of the Runge–Kutta method", self.step)
    }

    fn stability(&self) -> Option<(f64, f64)> {
        // The end of the interval of stability on the negative real axis (Hairer & Wanner 1996, IV.2).
        Some((self.step, 2.785))
    }

    fn plain_stepper(&self, network: &dyn System<T>, t: f64, y: &[T]) -> Self::Stepper {
        let mut stages: [Vec<T>; 5] = core::array::from_fn(|_| y.to_vec());
        network.rhs(T::from_f64(t), y, &mut stages[4]);
        let (grid, last_step) = (Grid::new(self.step, t), LastStep::new(t, y));
        Rk4Stepper { grid, last_step, stages, first_is_missing: false, evaluations: 1 }
    }
}

/// A solution in progress by [`Rk4`].
#[derive(Clone, Debug)]
pub struct Rk4Stepper<T> {
    grid: Grid,
    last_step: LastStep<T>,
    /// The stages, then the derivative at the end of the step, which is the first stage of the next (FSAL).
    stages: [Vec<T>; 5],
    /// True if the first stage of the next step has to be computed, for the state or the right-hand side has changed.
    first_is_missing: bool,
    evaluations: u64,
}

impl<T: Scalar> Rk4Stepper<T> {
    fn cubic(&self, index: usize) -> CubicHermite<T> {
        CubicHermite {
            from: self.last_step.previous[index],
            to: self.last_step.y[index],
            slope_from: self.stages[0][index],
            slope_to: self.stages[4][index],
            h: self.last_step.h(),
        }
    }
}

impl<T: Scalar> Stepper<T> for Rk4Stepper<T> {
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        let begin = self.last_step.t;
        if limit <= begin {
            return Ok(());
        }
        let step = self.grid.next(begin, limit);
        let (next, h) = (step.end, step.h);
        self.last_step.begin();
        self.stages.swap(0, 4);
        if core::mem::take(&mut self.first_is_missing) {
            network.rhs(T::from_f64(begin), &self.last_step.previous, &mut self.stages[0]);
        }
        for stage in 1..5 {
            let weights = if stage < 4 { &RK4.a[stage] } else { &RK4.b };
            self.last_step.y.copy_from_slice(&self.last_step.previous);
            let (earlier, later) = self.stages.split_at_mut(stage);
            // Every stage uses only the one before; the solution uses all.
            let first = weights.iter().take_while(|weight| **weight == 0.0).count();
            linear::add(&mut self.last_step.y, &earlier[first..], &weights[first..], h);
            let t = if stage < 4 { begin + RK4.c[stage] * h } else { next };
            network.rhs(T::from_f64(t), &self.last_step.y, &mut later[0]);
        }
        self.evaluations += 4;
        let stages = &self.stages[..4];
        if let Some(failure) = not_finite(&self.last_step.y, || stages.iter().find_map(|stage| first_not_finite(stage)))
        {
            self.equations_changed();
            return Err(self.last_step.reject(failure));
        }
        self.last_step.accept(next);
        self.grid.accept(step);
        Ok(())
    }

    fn repeat(&mut self, network: &dyn System<T>, end: f64, _: bool, _: Option<usize>) -> Result<f64, StepError> {
        self.step(network, end).map(|()| 0.0)
    }

    fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError> {
        self.last_step.restart(t, y)?;
        self.grid.restart(t);
        self.equations_changed();
        Ok(())
    }

    fn equations_changed(&mut self) {
        // It counts now, as that of a fresh stepper does.
        self.evaluations += u64::from(!core::mem::replace(&mut self.first_is_missing, true));
    }

    fn halve_steps(&mut self, times: u32) -> bool {
        self.grid.halve_steps(times);
        true
    }

    fn last_step(&self) -> &LastStep<T> {
        &self.last_step
    }

    fn retract(&mut self) {
        self.last_step.retract();
        self.grid.retract();
        self.equations_changed();
    }

    fn last_step_mut(&mut self) -> &mut LastStep<T> {
        &mut self.last_step
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        let theta = self.last_step.theta(t);
        self.cubic(index).at(theta, 1.0 - theta)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        let theta = self.last_step.theta_at(t);
        self.cubic(index).at(theta, -theta + 1.0)
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        self.cubic(index).slope_at(self.last_step.theta_at(t))
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        self.cubic(index).slope(self.last_step.theta(t))
    }

    fn interpolant(&self, index: usize) -> Bernstein {
        self.cubic(index).bernstein()
    }

    fn statistics(&self) -> Statistics {
        Statistics { steps: self.grid.steps(), evaluations: self.evaluations, ..Statistics::default() }
    }

    fn memory(&self) -> Vec<f64> {
        [&self.grid.memory()[..], &[self.evaluations as f64]].concat()
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        let Some((evaluations, grid)) = memory.split_last() else { return false };
        match count(*evaluations) {
            Some(evaluations) if self.grid.remember(grid, self.last_step.t) => {
                self.evaluations = evaluations;
                true
            }
            _ => false,
        }
    }
}
