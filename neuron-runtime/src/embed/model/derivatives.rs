//! Derivatives of the results of a model.

use super::measure::{measure, measure_one};
use super::{Measure, Model, Request};
use crate::derive::{Cost, Curves, Differentiate, Differentiation, Gradient, Jacobian};
use crate::error::Error;
use crate::measure::{Measure as TypedMeasure, Objective};
use crate::model::handle::{Origin, Parameter, Quantity, State};
use crate::model::names;
use crate::model::network::Network;
use crate::number::{Grad, Scalar};
use crate::run::simulation::{Outcome, TimeLoop};
use crate::system::System;
use std::any::Any;
use std::fmt;

/// Shows a network as one with derivatives, if it is of the right type.
pub(super) type View = fn(&dyn Any) -> Option<&dyn Differentiable>;

/// Shows a network of type `N` as one with derivatives.
pub(super) fn view<N: Network<f64, Tag = N> + 'static>(network: &dyn Any) -> Option<&dyn Differentiable> {
    network.downcast_ref::<N>().map(|network| network as &dyn Differentiable)
}

/// A network whose results have derivatives.
pub(super) trait Differentiable {
    fn gradient(&self, plan: &Plan, request: &Request, measure: &Measure) -> Result<Gradient, Error>;
    fn jacobian(&self, plan: &Plan, request: &Request, measures: &[Measure]) -> Result<Jacobian, Error>;
    fn curves(&self, plan: &Plan, request: &Request) -> Result<Curves, Error>;
}

/// What is differentiated with respect to what, and how.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    parameters: Vec<(Origin, usize)>,
    /// States whose initial values are variables.
    states: Vec<(Origin, usize)>,
    values_only: bool,
    converged: Option<f64>,
    mode: Option<Mode>,
    memory: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Forward,
    Backward,
}

impl Plan {
    fn differentiation<'a, N: Network<f64>>(&self, network: &'a N) -> Differentiation<'a, N> {
        let parameters = self.parameters.iter().map(|(origin, index)| Parameter::new(*origin, *index));
        let states = self.states.iter().map(|(origin, index)| State::new(*origin, *index));
        let mut derivatives = network.differentiate();
        derivatives = derivatives.by(&parameters.collect::<Vec<_>>()).by_start(&states.collect::<Vec<_>>());
        if self.values_only {
            derivatives = derivatives.values_only();
        }
        if let Some(change) = self.converged {
            derivatives = derivatives.converged(change);
        }
        if let Some(bytes) = self.memory {
            derivatives = derivatives.memory(bytes);
        }
        match self.mode {
            None => derivatives,
            Some(Mode::Forward) => derivatives.forward(),
            Some(Mode::Backward) => derivatives.backward(),
        }
    }
}

/// A measure of a run as a cost.
struct Measured<'a, N> {
    request: &'a Request,
    measure: &'a Measure,
    /// The same as an objective, which has a reverse mode; `None` for a run that does not begin at the model's own start.
    objective: Option<Objective<N>>,
}

impl<N: Network<f64, Tag = N>> Cost<N> for Measured<'_, N> {
    fn cost<T: Scalar>(&self, network: &N::With<T>) -> Result<T, Error> {
        measure_one(network, self.request, self.measure)
    }

    fn objective(&self) -> Option<&Objective<N>> {
        self.objective.as_ref()
    }
}

impl<N: Network<f64, Tag = N>> Differentiable for N {
    fn gradient(&self, plan: &Plan, request: &Request, measure: &Measure) -> Result<Gradient, Error> {
        let spec = measure.spec(self as &dyn System<f64>)?;
        let objective = request.start.is_none().then(|| {
            let objective = Objective::new(TypedMeasure::of_spec(spec), request.duration);
            objective.method(request.solver).spikes(request.threshold)
        });
        plan.differentiation(self).gradient_of(&Measured { request, measure, objective })
    }

    fn jacobian(&self, plan: &Plan, request: &Request, measures: &[Measure]) -> Result<Jacobian, Error> {
        plan.differentiation(self).jacobian(|network| measure(network as &dyn System<Grad>, request, measures))
    }

    fn curves(&self, plan: &Plan, request: &Request) -> Result<Curves, Error> {
        plan.differentiation(self).curves(|network| {
            let mut settings = request.settings(network as &dyn System<Grad>)?;
            let method = request.solver.method();
            let Outcome { recorder, end, statistics, result, .. } =
                TimeLoop { network, method, settings: &mut settings }.run(&mut |_| {});
            result?;
            let mut run = recorder.into_run(network, end);
            run.statistics = statistics;
            Ok(run)
        })
    }
}

impl Model {
    /// Returns derivatives to be refined: of what, with respect to what.
    ///
    /// # Errors
    /// [`Error::NoDerivatives`] unless the model was made by [`Model::differentiable`].
    pub fn differentiate(&self) -> Result<Derivatives<'_>, Error> {
        let network: &dyn Any = &*self.network;
        let network = self.view.and_then(|view| view(network)).ok_or(Error::NoDerivatives)?;
        Ok(Derivatives { model: self, network, plan: Plan::default() })
    }
}

/// Derivatives of the results of a [`Model`] that have not been taken yet: the form by name of
/// [`derive::Differentiation`](crate::derive::Differentiation).
#[derive(Clone)]
#[must_use = "nothing is differentiated until `gradient(…)`, `jacobian(…)` or `curves(…)`"]
pub struct Derivatives<'a> {
    model: &'a Model,
    network: &'a dyn Differentiable,
    plan: Plan,
}

impl fmt::Debug for Derivatives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derivatives").field("model", self.model).field("plan", &self.plan).finish_non_exhaustive()
    }
}

impl Derivatives<'_> {
    /// Differentiates with respect to the parameters of these full names, in their declared units. Each further call adds more.
    /// The name of a whole array stands for a common change of all its elements.
    ///
    /// # Errors
    /// Those of [`Model::find`].
    pub fn by<S: AsRef<str>>(mut self, names: &[S]) -> Result<Self, Error> {
        for name in names {
            self.plan.parameters.push(names::find_parameter(self.model.system(), name.as_ref())?);
        }
        Ok(self)
    }

    /// Differentiates with respect to the initial values of the states (mV, µM, 1) of these full names, in runs that begin at
    /// the model's own start.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::Format`], and [`Error::Quantity`] for a current or a conductance.
    pub fn by_start<S: AsRef<str>>(mut self, names: &[S]) -> Result<Self, Error> {
        for name in names {
            let name = name.as_ref();
            match names::find_quantity(self.model.system(), name)? {
                Quantity::State(origin, index) => self.plan.states.push((origin, index)),
                _ => return Err(Error::Quantity { name: name.to_owned(), problem: "is no state, and has no start" }),
            }
        }
        Ok(self)
    }

    /// See [`Differentiation::values_only`].
    pub fn values_only(mut self) -> Self {
        self.plan.values_only = true;
        self
    }

    /// See [`Differentiation::converged`].
    pub fn converged(mut self, change: f64) -> Self {
        self.plan.converged = Some(change);
        self
    }

    /// See [`Differentiation::forward`].
    pub fn forward(mut self) -> Self {
        self.plan.mode = Some(Mode::Forward);
        self
    }

    /// See [`Differentiation::backward`]. A run that is given its start has no reverse mode.
    pub fn backward(mut self) -> Self {
        self.plan.mode = Some(Mode::Backward);
        self
    }

    /// See [`Differentiation::memory`].
    pub fn memory(mut self, bytes: usize) -> Self {
        self.plan.memory = Some(bytes);
        self
    }

    /// Returns the gradient of a measure of a run, see [`Differentiation::gradient_of`]. Only forward mode can be
    /// [cancelled](Request::cancel).
    ///
    /// # Errors
    /// Those of [`Model::measure`] and of [`Differentiation::gradient_of`].
    pub fn gradient(&self, request: &Request, measure: &Measure) -> Result<Gradient, Error> {
        self.check_start(request)?;
        self.network.gradient(&self.plan, request, measure)
    }

    /// Returns the gradients of several measures of one run, see [`Differentiation::jacobian`].
    ///
    /// # Errors
    /// Those of [`Model::measure`] and of [`Differentiation::jacobian`].
    pub fn jacobian(&self, request: &Request, measures: &[Measure]) -> Result<Jacobian, Error> {
        self.check_start(request)?;
        self.network.jacobian(&self.plan, request, measures)
    }

    /// Returns the derivatives of all recorded traces of a run, see [`Differentiation::curves`].
    ///
    /// # Errors
    /// Those of [`Model::run`] and of [`Differentiation::curves`].
    pub fn curves(&self, request: &Request) -> Result<Curves, Error> {
        self.check_start(request)?;
        self.network.curves(&self.plan, request)
    }

    /// Checks that a run which is given its start is not differentiated with respect to the model's own.
    fn check_start(&self, request: &Request) -> Result<(), Error> {
        match (self.plan.states.first(), &request.start) {
            (Some((origin, index)), Some(_)) => {
                let (name, _) = names::name_of(self.model.network.info(), Quantity::State(*origin, *index));
                let problem = "has a start of the run's own, on which its start in the model has no influence; leave out `by_start(…)` or `start_at(…)`";
                Err(Error::Quantity { name, problem })
            }
            _ => Ok(()),
        }
    }
}
