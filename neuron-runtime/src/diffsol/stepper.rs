//! A solver of diffsol as a [`Stepper`].

use super::equations::Equations;
use super::failure::{first_not_finite, underflow};
use crate::model::network::Network;
use crate::solve::{Bernstein, LastStep, RestartError, Statistics, StepError, Stepper};
use crate::system::System;
use ::diffsol::{DiffsolError, Matrix, OdeEquations, OdeSolverMethod, OdeSolverStopReason, Op, Vector};
use std::cell::RefCell;
use std::marker::PhantomData;

/// A solution in progress by the solver `S`: the last step, and its dense output.
pub(super) struct DiffsolStepper<'p, N: Network<f64>, M: Matrix<T = f64>, S> {
    solver: S,
    last_step: LastStep<f64>,
    /// The state and the slopes at the times within the step that were asked for last.
    state: RefCell<Interpolated<M::V>>,
    slopes: RefCell<Interpolated<M::V>>,
    /// The state after each fifth of the step.
    inner: [RefCell<Interpolated<M::V>>; 4],
    /// Why the last step failed.
    pub(super) failure: Option<DiffsolError>,
    /// The first error of the dense output, which was read where a value had to be returned.
    pub(super) lost: RefCell<Option<DiffsolError>>,
    problem: PhantomData<&'p Equations<N, M>>,
}

/// The dense output at one time, or NaN before it was evaluated.
struct Interpolated<V> {
    t: f64,
    values: V,
}

impl<'p, N, M, S> DiffsolStepper<'p, N, M, S>
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
        DiffsolStepper {
            last_step: LastStep::new(t, &y),
            state: dense(),
            slopes: dense(),
            inner: std::array::from_fn(|_| dense()),
            failure: None,
            lost: RefCell::new(None),
            problem: PhantomData,
            solver,
        }
    }

    /// Clears what was evaluated of the dense output of an earlier step.
    fn clear_dense_output(&mut self) {
        for dense in [&mut self.state, &mut self.slopes].into_iter().chain(&mut self.inner) {
            dense.get_mut().t = f64::NAN;
        }
    }

    /// Returns a state by dense output.
    fn interpolated_state(&self, t: f64, index: usize) -> f64 {
        at(&self.state, &self.lost, t, index, |values| self.solver.interpolate_inplace(t, values))
    }
}

/// Returns one value of the dense output at `t`, which `interpolate` writes unless it is there already. If it fails, the error
/// is left in `lost`, and the value is NaN.
fn at<V: Vector<T = f64>>(
    dense: &RefCell<Interpolated<V>>,
    lost: &RefCell<Option<DiffsolError>>,
    t: f64,
    index: usize,
    interpolate: impl FnOnce(&mut V) -> Result<(), DiffsolError>,
) -> f64 {
    let mut dense = dense.borrow_mut();
    if dense.t != t {
        dense.t = match interpolate(&mut dense.values) {
            Ok(()) => t,
            Err(error) => {
                lost.borrow_mut().get_or_insert(error);
                return f64::NAN;
            }
        };
    }
    dense.values.get_index(index)
}

impl<'p, N, M, S> Stepper<f64> for DiffsolStepper<'p, N, M, S>
where
    N: Network<f64>,
    M: Matrix<T = f64>,
    S: OdeSolverMethod<'p, Equations<N, M>>,
{
    /// Makes a step. If the solver gives up although all states are finite, the error names the state that changes fastest, and
    /// [`failure`](DiffsolStepper::failure) is the error of the solver.
    fn step(&mut self, _network: &dyn System<f64>, limit: f64) -> Result<(), StepError> {
        let stopped = match self.solver.set_stop_time(limit).and_then(|()| self.solver.step()) {
            Ok(reason) => matches!(reason, OdeSolverStopReason::TstopReached),
            Err(error) => {
                self.failure = Some(error);
                // Where the equations stop being finite, the solver only says that no step is short enough.
                let (network, h) = (self.solver.problem().eqn.network(), self.solver.state().h);
                let not_finite = first_not_finite(network, &self.last_step, 1e-3);
                return Err(not_finite.unwrap_or_else(|| underflow(network, &self.last_step, h)));
            }
        };
        let state = self.solver.state();
        let (from, to) = (self.last_step.t, if stopped { limit } else { state.t });
        for (k, y) in self.last_step.previous.iter_mut().enumerate() {
            *y = state.y.get_index(k);
        }
        // diffsol's explicit pair accepts a step with an error of NaN.
        if let Some(index) = self.last_step.previous.iter().position(|y| !y.is_finite()) {
            let failure = StepError::NotFinite { index, value: self.last_step.previous[index] };
            self.last_step.previous.copy_from_slice(&self.last_step.y);
            let network = self.solver.problem().eqn.network();
            return Err(first_not_finite(network, &self.last_step, to - from).unwrap_or(failure));
        }
        std::mem::swap(&mut self.last_step.previous, &mut self.last_step.y);
        (self.last_step.previous_t, self.last_step.t) = (from, to);
        self.clear_dense_output();
        Ok(())
    }

    /// Makes as many steps as `end` needs, since diffsol chooses their lengths. Returns 0.
    fn repeat(&mut self, network: &dyn System<f64>, end: f64, _: bool, _: Option<usize>) -> Result<f64, StepError> {
        while self.last_step.t < end {
            self.step(network, end)?;
        }
        Ok(0.0)
    }

    fn restart(&mut self, t: f64, y: &[f64]) -> Result<(), RestartError> {
        self.last_step.restart(t, y)?;
        let slopes = &mut self.last_step.previous;
        self.solver.problem().eqn.network().rhs(t, y, slopes);
        // The solver drops its history where it is written to.
        let state = self.solver.state_mut();
        *state.t = t;
        for (k, (y, slope)) in y.iter().zip(slopes.iter()).enumerate() {
            state.y.set_index(k, *y);
            state.dy.set_index(k, *slope);
        }
        slopes.copy_from_slice(y);
        self.clear_dense_output();
        Ok(())
    }

    /// Restarts at the beginning of the last step. Networks with events, which alone take steps back, are refused.
    fn retract(&mut self) {
        let (t, y) = (self.last_step.previous_t, self.last_step.previous.clone());
        // A state that was reached is finite.
        let _ = self.restart(t, &y);
    }

    fn equations_changed(&mut self) {
        // The problem of the solver borrows the network, so that it cannot change.
    }

    /// Changes nothing: the tolerance is that of the problem, which the solver borrows.
    fn halve_steps(&mut self, _times: u32) -> bool {
        false
    }

    fn last_step(&self) -> &LastStep<f64> {
        &self.last_step
    }

    fn last_step_mut(&mut self) -> &mut LastStep<f64> {
        &mut self.last_step
    }

    fn interpolate(&self, t: f64, index: usize) -> f64 {
        // By rounding, the end of the last step may lie beyond that of the solver.
        self.interpolated_state(t.min(self.solver.state().t), index)
    }

    fn interpolate_at(&self, t: f64, index: usize) -> f64 {
        self.interpolate(t, index)
    }

    fn slope_at(&self, t: f64, index: usize) -> f64 {
        self.slope(t, index)
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        let t = t.min(self.solver.state().t);
        at(&self.slopes, &self.lost, t, index, |values| self.solver.interpolate_dy_inplace(t, values))
    }

    fn interpolant(&self, index: usize) -> Bernstein {
        let step = &self.last_step;
        let inner = |k: usize| {
            let t = step.previous_t + 0.2 * (k + 1) as f64 * (step.t - step.previous_t);
            at(&self.inner[k], &self.lost, t, index, |values| self.solver.interpolate_inplace(t, values))
        };
        // Formulas of order 5 have the highest degree.
        Bernstein::through([step.previous[index], inner(0), inner(1), inner(2), inner(3), step.y[index]])
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

    /// Returns nothing: the history of a solver of diffsol cannot be saved.
    fn memory(&self) -> Vec<f64> {
        Vec::new()
    }

    fn remember(&mut self, _memory: &[f64]) -> bool {
        false
    }
}
