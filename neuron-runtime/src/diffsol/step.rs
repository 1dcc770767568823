//! A solver of diffsol as a [`Stepper`].

use std::cell::RefCell;
use std::marker::PhantomData;

use ::diffsol::{DiffsolError, Matrix, OdeEquations, OdeSolverMethod, OdeSolverStopReason, Op, Vector};

use super::Equations;
use crate::model::network::Network;
use crate::solve::{LastStep, Statistics, StepError, Stepper, turn};
use crate::system::System;

/// A solution in progress by the solver `S`: its last step, and its dense output there.
pub(super) struct Step<'p, N: Network<f64>, M: Matrix<T = f64>, S> {
    solver: S,
    last_step: LastStep<f64>,
    /// State and slopes at a time within the step, those that were asked for last.
    state: RefCell<Interpolated<M::V>>,
    slopes: RefCell<Interpolated<M::V>>,
    /// Slopes at both ends of the step.
    from: RefCell<Interpolated<M::V>>,
    to: RefCell<Interpolated<M::V>>,
    /// Why the last step failed.
    pub(super) failure: Option<DiffsolError>,
    problem: PhantomData<&'p Equations<N, M>>,
}

/// Dense output at one time.
struct Interpolated<V> {
    t: f64,
    values: V,
}

impl<'p, N, M, S> Step<'p, N, M, S>
where
    N: Network<f64>,
    M: Matrix<T = f64>,
    S: OdeSolverMethod<'p, Equations<N, M>>,
{
    pub(super) fn new(solver: S) -> Self {
        let equations = &solver.problem().eqn;
        let dense = || {
            RefCell::new(Interpolated { t: f64::NAN, values: M::V::zeros(equations.dim, equations.context.clone()) })
        };
        let (t, y) = (solver.state().t, solver.state().y.clone_as_vec());
        Step {
            last_step: LastStep::new(t, &y),
            state: dense(),
            slopes: dense(),
            from: dense(),
            to: dense(),
            failure: None,
            problem: PhantomData,
            solver,
        }
    }

    /// Dense output of the state.
    fn state_at(&self, t: f64, index: usize) -> f64 {
        at(&self.state, t, index, |values| self.solver.interpolate_inplace(t, values))
    }

    /// Dense output of the slopes.
    fn slope_at(&self, dense: &RefCell<Interpolated<M::V>>, t: f64, index: usize) -> f64 {
        at(dense, t, index, |values| self.solver.interpolate_dy_inplace(t, values))
    }
}

/// One value of dense output at `t`, which `interpolate` writes if it is not there yet; NaN if it cannot.
fn at<V: Vector<T = f64>>(
    dense: &RefCell<Interpolated<V>>,
    t: f64,
    index: usize,
    interpolate: impl FnOnce(&mut V) -> Result<(), DiffsolError>,
) -> f64 {
    let mut dense = dense.borrow_mut();
    if dense.t != t {
        dense.t = match interpolate(&mut dense.values) {
            Ok(()) => t,
            Err(_) => return f64::NAN,
        };
    }
    dense.values.get_index(index)
}

impl<'p, N, M, S> Stepper<f64> for Step<'p, N, M, S>
where
    N: Network<f64>,
    M: Matrix<T = f64>,
    S: OdeSolverMethod<'p, Equations<N, M>>,
{
    /// Of a solver that gave up for another reason than a state which is not finite, [`failure`](Step::failure) says why, and
    /// the index is that of the state that moves fastest.
    fn step(&mut self, _network: &dyn System<f64>, limit: f64) -> Result<(), StepError> {
        let stopped = match self.solver.set_stop_time(limit).and_then(|()| self.solver.step()) {
            Ok(reason) => matches!(reason, OdeSolverStopReason::TstopReached),
            Err(error) => {
                self.failure = Some(error);
                // A solver only finds that no step is short enough before equations that are not finite.
                return Err(self.blame(1e-3).unwrap_or_else(|| self.fastest()));
            }
        };
        let state = self.solver.state();
        let (from, to) = (self.last_step.t, if stopped { limit } else { state.t });
        for (k, y) in self.last_step.previous.iter_mut().enumerate() {
            *y = state.y.get_index(k);
        }
        // diffsol's explicit pair takes an error of NaN for none.
        if let Some(index) = self.last_step.previous.iter().position(|y| !y.is_finite()) {
            let failure = StepError::NotFinite { index, value: self.last_step.previous[index] };
            self.last_step.previous.copy_from_slice(&self.last_step.y);
            return Err(self.blame(to - from).unwrap_or(failure));
        }
        std::mem::swap(&mut self.last_step.previous, &mut self.last_step.y);
        (self.last_step.previous_t, self.last_step.t) = (from, to);
        for dense in [&mut self.state, &mut self.slopes, &mut self.from, &mut self.to] {
            dense.get_mut().t = f64::NAN;
        }
        Ok(())
    }

    /// diffsol chooses its steps itself: as many as it takes.
    fn repeat(&mut self, network: &dyn System<f64>, end: f64, _: bool) -> Result<f64, StepError> {
        while self.last_step.t < end {
            self.step(network, end)?;
        }
        Ok(0.0)
    }

    fn last_step(&self) -> &LastStep<f64> {
        &self.last_step
    }

    fn interpolate(&self, t: f64, index: usize) -> f64 {
        // The end of the last step may lie beyond that of the solver by rounding.
        self.state_at(t.min(self.solver.state().t), index)
    }

    fn interpolate_at(&self, t: f64, index: usize) -> f64 {
        self.interpolate(t, index)
    }

    fn slope_at(&self, t: f64, index: usize) -> f64 {
        self.slope(t, index)
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        self.slope_at(&self.slopes, t.min(self.solver.state().t), index)
    }

    fn turn(&self, index: usize) -> Option<f64> {
        let from = self.slope_at(&self.from, self.last_step.previous_t, index);
        let to = self.slope_at(&self.to, self.solver.state().t, index);
        turn(self, index, from, to)
    }

    fn statistics(&self) -> Statistics {
        let done = self.solver.get_statistics();
        Statistics {
            steps: done.number_of_steps as u64,
            rejected: (done.number_of_error_test_failures + done.number_of_nonlinear_solver_fails) as u64,
            evaluations: self.solver.problem().eqn.rhs().statistics().number_of_calls as u64,
            ..Statistics::default()
        }
    }

    /// None: the history of a solver of diffsol stays with it.
    fn memory(&self) -> Vec<f64> {
        Vec::new()
    }

    fn remember(&mut self, _memory: &[f64]) -> bool {
        false
    }
}

impl<'p, N, M, S> Step<'p, N, M, S>
where
    N: Network<f64>,
    M: Matrix<T = f64>,
    S: OdeSolverMethod<'p, Equations<N, M>>,
{
    /// The first state on the way through a step of length `h` (ms) whose derivative is not finite.
    #[cold]
    fn blame(&self, h: f64) -> Option<StepError> {
        let network: &dyn System<f64> = self.solver.problem().eqn.network();
        let (mut y, mut slopes) = (self.last_step.y.clone(), self.last_step.y.clone());
        network.rhs(self.last_step.t, &self.last_step.y, &mut slopes);
        let moved = slopes.clone();
        (1..=10).find_map(|tenth| {
            let h = 0.1 * f64::from(tenth) * h;
            y.iter_mut().zip(&self.last_step.y).zip(&moved).for_each(|((y, from), slope)| *y = from + h * slope);
            network.rhs(self.last_step.t + h, &y, &mut slopes);
            let index = slopes.iter().position(|slope| !slope.is_finite())?;
            Some(StepError::NotFinite { index, value: slopes[index] })
        })
    }

    /// The state that moves fastest at the end of the last step, in proportion to its scale.
    #[cold]
    fn fastest(&self) -> StepError {
        let network: &dyn System<f64> = self.solver.problem().eqn.network();
        let (mut slopes, mut scale) = (self.last_step.y.clone(), self.last_step.y.clone());
        network.rhs(self.last_step.t, &self.last_step.y, &mut slopes);
        network.scales(&mut scale);
        let speed = |k: usize| slopes[k].abs() / (scale[k] + self.last_step.y[k].abs());
        let index = (0..slopes.len()).max_by(|a, b| speed(*a).total_cmp(&speed(*b))).unwrap_or(0);
        StepError::Underflow { index, step: self.solver.state().h }
    }
}
