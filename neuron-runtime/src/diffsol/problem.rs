//! From a network to a problem of diffsol.

use crate::model::network::Layout;
use crate::system::System;
use ::diffsol::{FaerSparseMat, Matrix, NalgebraMat, OdeBuilder, OdeSolverProblem};

use super::Equations;
use super::outputs::Outputs;
use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::{Parameter, Quantity, Recordable};
use crate::model::network::Network;
use crate::run::simulation::sample_times::SampleTimes;
use crate::run::simulation::{Settings, check, explain};
use crate::solve::{Adaptive, StepError};

/// Beginning a problem of diffsol.
pub trait Diffsol: Network<f64> + Sized {
    /// This network as a problem of diffsol, to be refined, then [built](Problem::build) or [run](Problem::run).
    fn diffsol(&self) -> Problem<'_, Self> {
        Problem {
            network: self,
            tolerance: 1e-6,
            parameters: Vec::new(),
            threshold: None,
            record: None,
            integrate: false,
            start: None,
            sensitivity_tolerance: None,
            sample_times: SampleTimes::Every(0.1),
            matrices: None,
        }
    }
}

impl<N: Network<f64>> Diffsol for N {}

/// The matrices of a problem of [`Problem::build`]: dense.
pub type Dense = NalgebraMat<f64>;
/// The matrices of a problem of [`Problem::build_sparse`]: sparse.
pub type Sparse = FaerSparseMat<f64>;

/// From so many states on, [`Problem::run`] takes sparse matrices if it is not told which.
pub const SPARSE_FROM: usize = 40;

/// A network on its way to diffsol. Unless said otherwise its tolerance is 1e-6 and it has no parameters and no roots.
#[must_use = "a problem does nothing until it is built or run"]
#[derive(Clone, Debug)]
pub struct Problem<'a, N: Network<f64>> {
    pub(super) network: &'a N,
    pub(super) tolerance: f64,
    pub(super) parameters: Vec<Parameter<N::Tag>>,
    pub(super) threshold: Option<f64>,
    pub(super) record: Option<Vec<Quantity>>,
    pub(super) integrate: bool,
    pub(super) start: Option<Vec<f64>>,
    pub(super) sensitivity_tolerance: Option<f64>,
    pub(super) sample_times: SampleTimes,
    pub(super) matrices: Option<Matrices>,
}

/// Kinds of matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matrices {
    /// [`Dense`]: nothing is allocated in a step.
    Dense,
    /// [`Sparse`]: faster from about [`SPARSE_FROM`] states on.
    Sparse,
}

impl<'a, N: Network<f64>> Problem<'a, N> {
    /// The error of a step that is allowed, relative to each state and to what matters in its kind as much as 1 mV does:
    /// 0.1 µM, 0.01 for a gate.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The parameters by which sensitivities and gradients are taken, in their declared units; called again, these too.
    /// A handle of an array stands for the one parameter of all its neurons.
    pub fn parameters(mut self, parameters: &[Parameter<N::Tag>]) -> Self {
        self.parameters.extend_from_slice(parameters);
        self
    }

    /// Makes spikes roots: V of each neuron's first compartment minus `threshold` (mV). diffsol's roots have no direction;
    /// a spike is one where V rises. [`run`](Problem::run) finds spikes in any case, at 0 mV if not told where.
    pub fn spikes(mut self, threshold: f64) -> Self {
        self.threshold = Some(threshold);
        self
    }

    /// What diffsol knows as `out`, and [`run`](Problem::run) records: states, currents, conductances; called again, these
    /// too. A handle of an array stands for all its neurons. Without it `run` records V of every neuron.
    pub fn record<H: Recordable<N::Tag>>(mut self, handles: &[H]) -> Self {
        self.record.get_or_insert_default().extend(handles.iter().map(|handle| handle.quantity()));
        self
    }

    /// Records every so many milliseconds in [`run`](Problem::run), the start included.
    pub fn record_every(mut self, interval: f64) -> Self {
        self.sample_times = SampleTimes::Every(interval);
        self
    }

    /// Records at these times (ms) in [`run`](Problem::run), in rising order, none after the end of the run.
    pub fn record_at(mut self, times: &[f64]) -> Self {
        self.sample_times = SampleTimes::At(times.to_vec());
        self
    }

    /// Lets diffsol integrate over time what is [recorded](Problem::record), as the objective of an adjoint solution or to
    /// read it from the state as `g`.
    pub fn integrate(mut self) -> Self {
        self.integrate = true;
        self
    }

    /// Begins at this state instead of the network's own start; as long as [`Layout::dim`](crate::model::network::Layout::dim), in mV, µM and 1.
    pub fn start_at(mut self, state: &[f64]) -> Self {
        self.start = Some(state.to_vec());
        self
    }

    /// Lets the step be short enough for forward sensitivities of this tolerance, too: relative to each, and to the
    /// absolute tolerance of its state over the size of its parameter. Without it, steps are those of a run without
    /// sensitivities.
    pub fn sensitivity_tolerance(mut self, tolerance: f64) -> Self {
        self.sensitivity_tolerance = Some(tolerance);
        self
    }

    /// Which matrices [`run`](Problem::run) takes.
    pub fn matrices(mut self, matrices: Matrices) -> Self {
        self.matrices = Some(matrices);
        self
    }

    /// The problem with dense matrices, to be solved with [`NalgebraLU`](::diffsol::NalgebraLU).
    ///
    /// # Errors
    /// A setting or parameter out of its domain, a start where the equations are not finite.
    pub fn build(&self) -> Result<OdeSolverProblem<Equations<N, Dense>>, Error> {
        self.build_with()
    }

    /// The problem with sparse matrices, to be solved with [`FaerSparseLU`](::diffsol::FaerSparseLU).
    ///
    /// # Errors
    /// Those of [`build`](Problem::build).
    pub fn build_sparse(&self) -> Result<OdeSolverProblem<Equations<N, Sparse>>, Error> {
        self.build_with()
    }

    /// The problem with any matrices of diffsol.
    ///
    /// # Errors
    /// Those of [`build`](Problem::build).
    pub fn build_with<M: Matrix<T = f64>>(&self) -> Result<OdeSolverProblem<Equations<N, M>>, Error> {
        let outputs = Outputs::new(self.network, self.record.as_deref().unwrap_or_default());
        self.assemble(&self.parameters, outputs, self.threshold, f64::MAX)
    }

    /// The problem with these parameters, outputs and roots.
    pub(super) fn assemble<M: Matrix<T = f64>>(
        &self,
        parameters: &[Parameter<N::Tag>],
        outputs: Outputs,
        threshold: Option<f64>,
        duration: f64,
    ) -> Result<OdeSolverProblem<Equations<N, M>>, Error> {
        self.check(duration)?;
        let mut scale = vec![1.0; self.network.dim()];
        self.network.scales(&mut scale);
        let absolute = |scale: &[f64], tolerance: f64| -> Vec<f64> { scale.iter().map(|s| s * tolerance).collect() };
        let values: Vec<f64> = parameters.iter().map(|parameter| self.network.get(*parameter)).collect();
        let integrate = self.integrate && !outputs.is_empty();
        let mut builder = OdeBuilder::<M>::new()
            .rtol(self.tolerance)
            .atol(absolute(&scale, self.tolerance))
            .integrate_out(integrate)
            .p(values.clone());
        if integrate {
            builder = builder
                .out_rtol(self.tolerance)
                .out_atol::<Vec<f64>, f64>(absolute(&outputs.scales(&scale), self.tolerance));
        }
        if let Some(tolerance) = self.sensitivity_tolerance {
            let sizes = values.iter().map(|value| if *value == 0.0 { 1.0 } else { value.abs() });
            builder = builder
                .sens_rtol(tolerance)
                .sens_atol(absolute(&scale, tolerance))
                .param_scales(sizes.collect::<Vec<f64>>());
        }
        let equations = Equations::new(self.network, parameters, outputs, self.start.clone(), threshold)?;
        let mut problem = builder.build_from_eqn(equations)?;
        // Counted over the whole run, and a spike train has thousands: a step that is too short ends a run anyway.
        problem.ode_options.max_nonlinear_solver_failures = 1_000_000;
        Ok(problem)
    }

    fn check(&self, duration: f64) -> Result<(), Error> {
        let setting = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        let positive = |tolerance: f64| tolerance > 0.0 && tolerance.is_finite();
        if !positive(self.tolerance) {
            return setting("the tolerance", self.tolerance, "it has to be a positive number");
        }
        if let Some(tolerance) = self.sensitivity_tolerance.filter(|tolerance| !positive(*tolerance)) {
            return setting("the tolerance of sensitivities", tolerance, "it has to be a positive number");
        }
        if self.integrate && self.record.as_ref().is_none_or(Vec::is_empty) {
            return setting("the number of recorded quantities", 0.0, "there has to be one to integrate");
        }
        let mut settings = Settings::new(duration);
        settings.threshold = self.threshold.unwrap_or(0.0);
        settings.sample_times = self.sample_times.clone();
        settings.start = self.start.clone();
        check(self.network, &Adaptive::default(), &settings)?;
        // A solver of diffsol that begins where the equations are not finite only says that no step is short enough.
        let y = settings.initial_state(self.network);
        let mut dy = y.clone();
        self.network.rhs(0.0, &y, &mut dy);
        for values in [y, dy] {
            if let Some(index) = values.iter().position(|value| !value.is_finite()) {
                return Err(explain(self.network, StepError::NotFinite { index, value: values[index] }, 0.0));
            }
        }
        Ok(())
    }
}
