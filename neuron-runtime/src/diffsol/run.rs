//! Runs by a solver of diffsol.

use super::equations::Equations;
use super::outputs::Outputs;
use super::problem::{Dense, Matrices, Problem, SPARSE_FROM, Sparse};
use super::stepper::DiffsolStepper;
use crate::error::Error;
use crate::model::network::{Layout, Network};
use crate::model::ranges::Ranges;
use crate::run::result::{Interrupted, Run};
use crate::run::simulation::explain;
use crate::run::simulation::recorder::Recorder;
use crate::solve::{Statistics, StepError, Stepper};
use ::diffsol::matrix::MatrixRef;
use ::diffsol::{DefaultDenseMatrix, DefaultSolver, DiffsolError, Matrix, OdeSolverMethod, VectorRef};

/// The adaptive methods of diffsol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The backward differentiation formulas of orders 1 to 5, for stiff networks at a loose tolerance.
    Bdf,
    /// A singly diagonally implicit Runge–Kutta method of order 3, for stiff networks.
    Esdirk34,
    /// The trapezoidal rule with BDF of order 2, for stiff networks.
    TrBdf2,
    /// The explicit pair of Tsitouras 5(4), for single cells at a tight tolerance.
    Tsit45,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 4] = [Method::Bdf, Method::Esdirk34, Method::TrBdf2, Method::Tsit45];

    fn name(self) -> &'static str {
        match self {
            Method::Bdf => "BDF of diffsol",
            Method::Esdirk34 => "ESDIRK34 of diffsol",
            Method::TrBdf2 => "TR-BDF2 of diffsol",
            Method::Tsit45 => "Tsit45 of diffsol",
        }
    }
}

impl<'a, N: Network<f64>> Problem<'a, N> {
    /// Runs the network for `duration` (ms) with a method of diffsol. The result has the spikes of all neurons, found on the dense
    /// output of the solver, and the [recorded](Problem::record) quantities.
    ///
    /// # Errors
    /// - a setting or parameter out of its domain
    /// - a state that stops being finite
    /// - [`Error::Diffsol`] if the solver gives up
    ///
    /// [`Interrupted::run`] has what was recorded before the error.
    pub fn run(&self, method: Method, duration: f64) -> Result<Run<N>, Box<Interrupted<N>>> {
        let mut recorder = Recorder::new(
            self.network,
            duration,
            self.sample_times.clone(),
            self.threshold.unwrap_or(0.0),
            self.record.clone(),
            None,
            Ranges::new(self.network, self.tolerance),
        );
        let matrices = self.matrices.unwrap_or(match self.network.dim() {
            ..SPARSE_FROM => Matrices::Dense,
            SPARSE_FROM.. => Matrices::Sparse,
        });
        let solution = match matrices {
            Matrices::Dense => self.solve::<Dense>(method, duration, &mut recorder),
            Matrices::Sparse => self.solve::<Sparse>(method, duration, &mut recorder),
        };
        let Solution { end, statistics, outcome } = solution.unwrap_or_else(Solution::not_begun);
        let mut run = recorder.into_run(self.network, end);
        run.statistics = statistics;
        match outcome {
            Ok(()) => Ok(run),
            Err(error) => Err(Box::new(Interrupted { error, run })),
        }
    }

    fn solve<M>(&self, method: Method, duration: f64, recorder: &mut Recorder<'_, f64>) -> Result<Solution, Error>
    where
        M: Matrix<T = f64> + DefaultSolver,
        M::V: DefaultDenseMatrix<T = f64, C = M::C>,
        for<'b> &'b M::V: VectorRef<M::V>,
        for<'b> &'b M: MatrixRef<M>,
    {
        // No roots: diffsol names one root a step, while several neurons may spike in it.
        let problem = self.assemble::<M>(&[], Outputs::default(), None, duration)?;
        match method {
            Method::Bdf => self.solve_with(problem.bdf::<M::LS>()?, method, duration, recorder),
            Method::Esdirk34 => self.solve_with(problem.esdirk34::<M::LS>()?, method, duration, recorder),
            Method::TrBdf2 => self.solve_with(problem.tr_bdf2::<M::LS>()?, method, duration, recorder),
            Method::Tsit45 => self.solve_with(problem.tsit45()?, method, duration, recorder),
        }
    }

    fn solve_with<'p, M, S>(
        &self,
        solver: S,
        method: Method,
        duration: f64,
        recorder: &mut Recorder<'_, f64>,
    ) -> Result<Solution, Error>
    where
        M: Matrix<T = f64>,
        S: OdeSolverMethod<'p, Equations<N, M>>,
        N: 'p,
    {
        let mut stepper = DiffsolStepper::new(solver);
        recorder.begin(self.network, &stepper)?;
        let mut outcome = Ok(());
        while outcome.is_ok() && stepper.time() < duration {
            outcome = match stepper.step(self.network, duration) {
                Ok(()) => recorder.record_step(self.network, &stepper).and_then(|()| match stepper.lost.take() {
                    Some(source) => Err(Error::Diffsol { solver: method.name(), at: None, source: Box::new(source) }),
                    None => Ok(()),
                }),
                Err(failure) => Err(self.explain(method, failure, stepper.time(), stepper.failure.take())),
            };
        }
        Ok(Solution { end: stepper.state().to_vec(), statistics: stepper.statistics(), outcome })
    }

    /// Returns the error that names the neuron and the state of a failed step, and has the error of the solver.
    fn explain(&self, method: Method, failure: StepError, time: f64, source: Option<DiffsolError>) -> Error {
        match (explain(self.network, failure, time), source) {
            (Error::StepUnderflow { neuron, state, .. }, Some(source)) => {
                Error::Diffsol { solver: method.name(), at: Some((time, neuron, state)), source: Box::new(source) }
            }
            (error, _) => error,
        }
    }
}

/// A solution up to its end or its failure.
struct Solution {
    end: Vec<f64>,
    statistics: Statistics,
    outcome: Result<(), Error>,
}

impl Solution {
    fn not_begun(error: Error) -> Self {
        Solution { end: Vec::new(), statistics: Statistics::default(), outcome: Err(error) }
    }
}
