//! The settings of a problem of diffsol, and its assembly from a network.

use super::equations::Equations;
use super::outputs::Outputs;
use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::{Parameter, Quantity, Recordable};
use crate::model::network::{Layout, Network};
use crate::run::simulation::check::{check, relation_name};
use crate::run::simulation::sample_times::SampleTimes;
use crate::run::simulation::{Settings, explain};
use crate::solve::{Adaptive, StepError, begin};
use crate::system::System;
use ::diffsol::{FaerSparseMat, Matrix, NalgebraMat, OdeBuilder, OdeSolverProblem};

/// Networks as problems of diffsol.
pub trait Diffsol: Network<f64> + Sized {
    /// Returns this network as a problem of diffsol. Refine it, then [build](Problem::build) or [run](Problem::run) it.
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

/// The dense matrices of [`Problem::build`].
pub type Dense = NalgebraMat<f64>;
/// The sparse matrices of [`Problem::build_sparse`].
pub type Sparse = FaerSparseMat<f64>;

/// The number of states from which on [`Problem::run`] takes sparse matrices by default.
pub const SPARSE_FROM: usize = 40;

/// The settings of a problem of diffsol. By default the tolerance is 1e-6, and there are no parameters and no roots.
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

/// The kind of the matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matrices {
    /// [`Dense`] matrices, with which a step allocates nothing.
    Dense,
    /// [`Sparse`] matrices, which are faster from about [`SPARSE_FROM`] states on.
    Sparse,
}

impl<'a, N: Network<f64>> Problem<'a, N> {
    /// Sets the largest error of a step, relative to each state and to the scale of its kind: 1 mV, 0.1 µM, or 0.01 for a gate.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Adds parameters of sensitivities and gradients, in their declared units. A handle of an array stands for one parameter
    /// that all its neurons share.
    pub fn parameters(mut self, parameters: &[Parameter<N::Tag>]) -> Self {
        self.parameters.extend_from_slice(parameters);
        self
    }

    /// Makes spikes roots: the zeros of V of each neuron's first compartment minus `threshold` (mV). A root of diffsol has no
    /// direction; it is a spike if V rises there. [`run`](Problem::run) finds spikes in any case, by default at 0 mV.
    pub fn spikes(mut self, threshold: f64) -> Self {
        self.threshold = Some(threshold);
        self
    }

    /// Adds states, currents or conductances to diffsol's `out`, which [`run`](Problem::run) records. A handle of an array stands
    /// for all its neurons. By default `run` records V of every neuron.
    pub fn record<H: Recordable<N::Tag>>(mut self, handles: &[H]) -> Self {
        self.record.get_or_insert_default().extend(handles.iter().map(|handle| handle.quantity()));
        self
    }

    /// Sets the recording interval (ms) of [`run`](Problem::run). The start is recorded too.
    pub fn record_every(mut self, interval: f64) -> Self {
        self.sample_times = SampleTimes::Every(interval);
        self
    }

    /// Sets the recording times (ms) of [`run`](Problem::run), in rising order and none after the end of the run.
    pub fn record_at(mut self, times: &[f64]) -> Self {
        self.sample_times = SampleTimes::At(times.to_vec());
        self
    }

    /// Lets diffsol integrate the [recorded](Problem::record) quantities over time: as the objective of an adjoint solution, or
    /// as `g` of its state.
    pub fn integrate(mut self) -> Self {
        self.integrate = true;
        self
    }

    /// Sets the state at the start, each number in its declared unit, of length [`Layout::dim`]. By default it is the network's own start.
    pub fn start_at(mut self, state: &[f64]) -> Self {
        self.start = Some(state.to_vec());
        self
    }

    /// Sets the tolerance of forward sensitivities: relative to each sensitivity, and to the scale of its state divided by its
    /// parameter. By default sensitivities have no influence on the step size.
    pub fn sensitivity_tolerance(mut self, tolerance: f64) -> Self {
        self.sensitivity_tolerance = Some(tolerance);
        self
    }

    /// Sets the matrices of [`run`](Problem::run).
    pub fn matrices(mut self, matrices: Matrices) -> Self {
        self.matrices = Some(matrices);
        self
    }

    /// Builds the problem with dense matrices, for [`NalgebraLU`](::diffsol::NalgebraLU).
    ///
    /// # Errors
    /// - a setting or parameter out of its domain
    /// - a start where the equations are not finite
    pub fn build(&self) -> Result<OdeSolverProblem<Equations<N, Dense>>, Error> {
        self.build_with()
    }

    /// Builds the problem with sparse matrices, for [`FaerSparseLU`](::diffsol::FaerSparseLU).
    ///
    /// # Errors
    /// The errors of [`build`](Problem::build).
    pub fn build_sparse(&self) -> Result<OdeSolverProblem<Equations<N, Sparse>>, Error> {
        self.build_with()
    }

    /// Builds the problem with any matrices of diffsol.
    ///
    /// # Errors
    /// The errors of [`build`](Problem::build).
    pub fn build_with<M: Matrix<T = f64>>(&self) -> Result<OdeSolverProblem<Equations<N, M>>, Error> {
        let outputs = Outputs::new(self.network, self.record.as_deref().unwrap_or_default())?;
        self.assemble(&self.parameters, outputs, self.threshold, f64::MAX)
    }

    /// Assembles the problem with these parameters, outputs and roots.
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
        // diffsol counts these over the whole run, and a spike train has thousands. A step that is too short ends a run anyway.
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
        let (relation, place) = relation_name(self.network, 0);
        if !relation.is_empty() {
            return Err(Error::NoEvents { relation, place });
        }
        if self.network.has_arrivals() || self.network.sources() > 0 {
            let place = self.network.info().name.to_owned();
            return Err(Error::NoEvents { relation: "the arrival of a spike".to_owned(), place });
        }
        // If the equations are not finite at the start, a solver of diffsol only says that no step is short enough.
        let y = settings.initial_state(self.network);
        begin::check_state(self.network, 0.0, &y)?;
        let mut dy = y.clone();
        self.network.rhs(0.0, &y, &mut dy);
        match dy.iter().position(|slope| !slope.is_finite()) {
            Some(index) => Err(explain(self.network, StepError::NotFinite { index, value: dy[index] }, 0.0)),
            None => Ok(()),
        }
    }
}
