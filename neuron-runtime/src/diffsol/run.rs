//! A run by a solver of diffsol, recorded like any other.

use crate::model::network::Layout;
use ::diffsol::matrix::MatrixRef;
use ::diffsol::{DefaultDenseMatrix, DefaultSolver, DiffsolError, Matrix, OdeSolverMethod, VectorRef};

use super::Equations;
use super::outputs::Outputs;
use super::problem::{Dense, Matrices, Problem, SPARSE_FROM, Sparse};
use super::step::Step;
use crate::error::Error;
use crate::model::network::Network;
use crate::run::result::{Interrupted, Run};
use crate::run::simulation::explain;
use crate::run::simulation::recorder::Recorder;
use crate::solve::{Statistics, StepError, Stepper};

/// The adaptive methods of diffsol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Backward differentiation formulas of orders 1 to 5, for stiff networks at a loose tolerance.
    Bdf,
    /// A singly diagonally implicit Runge–Kutta method of order 3, for stiff networks.
    Esdirk34,
    /// The trapezoidal rule with BDF of order 2, for stiff networks.
    TrBdf2,
    /// The explicit pair of Tsitouras 5(4), for single cells at a tight tolerance.
    Tsit45,
}

impl Method {
    /// All of them.
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
    /// Solves for so many milliseconds with a method of diffsol: spikes of all neurons, found on the solver's dense output,
    /// and what is [recorded](Problem::record).
    ///
    /// # Errors
    /// A setting or parameter out of its domain, a state that stops being finite, and [`Error::Diffsol`] if the solver
    /// gives up. What was recorded until then is in [`Interrupted::run`].
    pub fn run(&self, method: Method, duration: f64) -> Result<Run<N>, Box<Interrupted<N>>> {
        let mut recorder = Recorder::new(
            self.network,
            duration,
            self.sample_times.clone(),
            self.threshold.unwrap_or(0.0),
            self.record.clone(),
            None,
        );
        let matrices = self.matrices.unwrap_or(match self.network.dim() {
            ..SPARSE_FROM => Matrices::Dense,
            SPARSE_FROM.. => Matrices::Sparse,
        });
        let finished = match matrices {
            Matrices::Dense => self.solve::<Dense>(method, duration, &mut recorder),
            Matrices::Sparse => self.solve::<Sparse>(method, duration, &mut recorder),
        };
        let Finished { end, statistics, outcome } = finished.unwrap_or_else(Finished::before_it_began);
        let mut run = recorder.into_run(self.network, end);
        run.statistics = statistics;
        match outcome {
            Ok(()) => Ok(run),
            Err(error) => Err(Box::new(Interrupted { error, run })),
        }
    }

    fn solve<M>(&self, method: Method, duration: f64, recorder: &mut Recorder<'_, f64>) -> Result<Finished, Error>
    where
        M: Matrix<T = f64> + DefaultSolver,
        M::V: DefaultDenseMatrix<T = f64, C = M::C>,
        for<'b> &'b M::V: VectorRef<M::V>,
        for<'b> &'b M: MatrixRef<M>,
    {
        // Neither parameters nor outputs nor roots are needed: all neurons' spikes are sought in every step, of which diffsol
        // would name one.
        let problem = self.assemble::<M>(&[], Outputs::default(), None, duration)?;
        match method {
            Method::Bdf => self.follow(problem.bdf::<M::LS>()?, method, duration, recorder),
            Method::Esdirk34 => self.follow(problem.esdirk34::<M::LS>()?, method, duration, recorder),
            Method::TrBdf2 => self.follow(problem.tr_bdf2::<M::LS>()?, method, duration, recorder),
            Method::Tsit45 => self.follow(problem.tsit45()?, method, duration, recorder),
        }
    }

    /// Steps to the end.
    fn follow<'p, M, S>(
        &self,
        solver: S,
        method: Method,
        duration: f64,
        recorder: &mut Recorder<'_, f64>,
    ) -> Result<Finished, Error>
    where
        M: Matrix<T = f64>,
        S: OdeSolverMethod<'p, Equations<N, M>>,
        N: 'p,
    {
        let mut step = Step::new(solver);
        recorder.begin(self.network, step.state())?;
        let mut outcome = Ok(());
        while outcome.is_ok() && step.time() < duration {
            outcome = match step.step(self.network, duration) {
                Ok(()) => recorder.record_step(self.network, &step),
                Err(failure) => Err(self.explain(method, failure, step.time(), step.failure.take())),
            };
        }
        Ok(Finished { end: step.state().to_vec(), statistics: step.statistics(), outcome })
    }

    /// Names the neuron and state of a failed step, and what the solver says.
    fn explain(&self, method: Method, failure: StepError, time: f64, source: Option<DiffsolError>) -> Error {
        match (explain(self.network, failure, time), source) {
            (Error::StepUnderflow { neuron, state, .. }, Some(source)) => {
                Error::Diffsol { solver: method.name(), at: Some((time, neuron, state)), source: Box::new(source) }
            }
            (error, _) => error,
        }
    }
}

/// A solution, as far as it came.
struct Finished {
    end: Vec<f64>,
    statistics: Statistics,
    outcome: Result<(), Error>,
}

impl Finished {
    fn before_it_began(error: Error) -> Self {
        Finished { end: Vec::new(), statistics: Statistics::default(), outcome: Err(error) }
    }
}
