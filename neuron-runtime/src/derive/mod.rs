//! Exact derivatives of the results of simulations with respect to parameters and initial states.
//!
//! A network over a number type that carries derivatives returns results that carry them. [`Differentiate::gradient`] calls a
//! function of such a network, which may run any simulations and combine their results in any way:
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//!
//! let mut axon = HodgkinHuxley::default();
//! axon.set(HodgkinHuxley::inject, 10.0); // µA/cm²
//! let parameters = [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::inject];
//!
//! let mean = axon.gradient(&parameters, |axon| axon.simulate(50.0).mean(HodgkinHuxley::v))?;
//! println!("{mean}"); // mV per mS/cm², and per µA/cm²
//!
//! let interval = axon.gradient(&parameters, |axon| {
//!     let run = axon.simulate(50.0).record_nothing().run()?;
//!     let times = run.spikes.times();
//!     Ok(times[2] - times[1])
//! })?;
//! assert!(interval[2] < 0.0); // More current, shorter intervals.
//! # Ok::<(), Error>(())
//! ```
//!
//! # Method and accuracy
//!
//! The number type is [`Grad`], a value and eight tangents. With more than eight parameters, the function is called once for
//! each block of eight. Later calls repeat the steps of the simulations in the first call, so that all derivatives are those of
//! one trajectory. The function must therefore depend on the values of the network alone: one that draws random numbers ends
//! with [`Error::NotRepeatable`]. It may run simulations on any threads, and of changed copies of the network. What differentiation
//! knows travels with the network that the function gets and with its copies. A simulation of another network, to which only
//! numbers were copied, is not seen: a function that runs nothing else ends with [`Error::NotRepeatable`], too.
//!
//! The tangents take part in the step-size control: each meets the tolerance of the method for a relative change of its
//! parameter. If a later block misses the tolerance on the steps of the first one, all blocks are repeated on finer steps.
//! [`values_only`](Differentiation::values_only) leaves the tangents out of the control. A method with a fixed step gives the
//! derivative of the numerical solution. [`converged`](Differentiation::converged) halves all steps until the derivatives
//! converge, and returns their last changes.
//!
//! Finer steps are those of the first run, each divided. If states decide the time of an event, such as a spike that resets V,
//! that time moves when the steps are finer. Then the method chooses all steps anew. For steps half as long, its tolerance is
//! tighter by the factor 2ᵏ, where k is the order of its error estimate, or its fixed step is half as long.
//!
//! Spike times are roots, and have the derivatives of roots. If a spike is about to appear or to vanish, there is no
//! derivative: a measure or a function that depends on this spike or a later one ends with [`Error::NotDifferentiable`], which
//! names the neuron and the time. If a burst is about to be split or joined, functions end with the same error, and measures
//! with [`Error::UndecidedBurst`].
//!
//! Equations may jump, as an `if` does if its branches do not meet, and so may states, at a spike that resets V. Such an instant
//! is an event, which moves with the parameters; derivatives through it are exact. Where a relation only just changes, or only
//! just does not, there is no derivative: that is [`Error::Grazing`], with the relation and the time. Where a jump chooses between
//! two equal numbers, as `min(w + a, w_max)` does that comes to its bound exactly, and parameters move them apart, there is none
//! either: [`Error::Tie`]. A weight that is beyond its bound has the derivatives of the bound.
//!
//! # Many parameters
//!
//! The gradient of an [`Objective`](crate::measure::Objective) that measures a state can also be taken in reverse mode. It is
//! the discrete adjoint of the steps of [`Tsit5`](crate::solve::Tsit5), or of [`Adaptive`](crate::solve::Adaptive) if nothing
//! is stiff. To rounding, it equals the gradient of forward mode on the same steps.
//!
//! - Eight tangents control the steps. Each is the sum of the tangents of an eighth of the variables; these sums meet the
//!   tolerance. [`values_only`](Differentiation::values_only) and [`converged`](Differentiation::converged) have the same
//!   meaning as in forward mode.
//! - The cost grows with the number of parameters of one neuron, not with the number of neurons. For two or three parameters of
//!   each of fifty cells, it is that of three blocks of eight in forward mode; for four hundred parameters, it is hardly more.
//! - [`Differentiate::gradient_of`] chooses the mode. [`backward`](Differentiation::backward) and
//!   [`forward`](Differentiation::forward) override the choice.
//! - [`memory`](Differentiation::memory) bounds the memory for states.
//!
//! For stiff networks, the solvers of `diffsol` have a reverse mode, see that module. Costs that are functions, objectives of a
//! current or a conductance, and networks whose equations have relations or whose cells declare spikes, only have forward mode.
//!
//! This folder knows runs and measures: it imports from `error`, `number`, `model`, `system`, `solve`, `run` and `measure` only.

pub(crate) mod adjoint;
mod backward;
mod cost;
mod curves;
mod derivatives;
#[cfg(feature = "statistics")]
pub(crate) mod eigen;
mod fisher;
mod forward;
#[cfg(feature = "statistics")]
mod profile;

pub use cost::Cost;
pub use curves::{Curve, Curves};
pub use derivatives::{Gradient, Hessian, HessianProduct, Jacobian, Variable};
pub use fisher::Fisher;
#[cfg(feature = "statistics")]
pub use fisher::{Direction, Directions};
#[cfg(feature = "statistics")]
pub use profile::{Profile, ProfilePoint};

use crate::error::Error;
use crate::model::handle::{Parameter, Recordable, State};
use crate::model::names::name_of;
use crate::model::network::Network;
use crate::number::Grad;
use forward::{FirstOrder, SecondOrder};

/// Derivatives of functions of a network.
///
/// A cost is one of two:
///
/// - a closure, which gets the network over numbers with tangents: [`gradient`](Differentiate::gradient),
///   [`jacobian`](Differentiation::jacobian), [`curves`](Differentiation::curves);
/// - a [`Cost`], such as an [`Objective`](crate::measure::Objective), which is defined for all number types. The names of methods that
///   take one end in `_of`: [`gradient_of`](Differentiate::gradient_of), [`hessian_of`](Differentiate::hessian_of),
///   [`hessian_product_of`](Differentiation::hessian_product_of), `profile_of`.
///
/// Second derivatives need another number type, so that a closure has none.
pub trait Differentiate: Network<f64> + Sized {
    /// Returns the gradient of the number that `cost` computes, with respect to parameters in their declared units. `cost` gets
    /// the network over [`Grad`] and may run simulations of it; see [the module](self).
    ///
    /// # Errors
    /// Those of the simulations, [`Error::NotDifferentiable`], [`Error::UndecidedBurst`], [`Error::NotRepeatable`],
    /// [`Error::DerivativeTolerance`].
    fn gradient<C>(&self, parameters: &[Parameter<Self::Tag>], cost: C) -> Result<Gradient, Error>
    where
        C: FnMut(&Self::With<Grad>) -> Result<Grad, Error>,
    {
        self.differentiate().by(parameters).gradient(cost)
    }

    /// Returns the gradient of a [`Cost`], such as an [`Objective`](crate::measure::Objective).
    ///
    /// # Errors
    /// Those of [`gradient`](Differentiate::gradient).
    fn gradient_of<C: Cost<Self>>(&self, parameters: &[Parameter<Self::Tag>], cost: &C) -> Result<Gradient, Error> {
        self.differentiate().by(parameters).gradient_of(cost)
    }

    /// Returns the value, the gradient and the second derivatives of a [`Cost`].
    ///
    /// # Errors
    /// Those of [`gradient`](Differentiate::gradient).
    fn hessian_of<C: Cost<Self>>(&self, parameters: &[Parameter<Self::Tag>], cost: &C) -> Result<Hessian, Error> {
        self.differentiate().by(parameters).hessian_of(cost)
    }

    /// Returns derivatives to be refined: with respect to initial states, of several numbers at once, converged.
    fn differentiate(&self) -> Differentiation<'_, Self> {
        Differentiation {
            network: self,
            variables: Vec::new(),
            unknown: None,
            tangent_control: true,
            convergence: None,
            mode: Mode::Automatic,
            memory: 64 << 20,
        }
    }
}

impl<N: Network<f64>> Differentiate for N {}

/// Derivatives that have not been taken yet.
#[derive(Clone, Debug)]
#[must_use = "nothing is differentiated until `gradient(…)`, `gradient_of(…)`, `jacobian(…)` or `hessian_of(…)`"]
pub struct Differentiation<'a, N> {
    network: &'a N,
    variables: Vec<Variable>,
    /// The name of a state to differentiate by that does not exist.
    unknown: Option<String>,
    /// True if tangents take part in the step-size control.
    tangent_control: bool,
    /// The relative change of derivatives that counts as convergence.
    convergence: Option<f64>,
    mode: Mode,
    memory: usize,
}

/// The mode of differentiation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Automatic,
    Forward,
    Backward,
}

impl<N: Network<f64>> Differentiation<'_, N> {
    /// Differentiates with respect to these parameters, in their declared units. Each further call adds more. A handle of a whole
    /// array stands for a common change of all its neurons.
    pub fn by(mut self, parameters: &[Parameter<N::Tag>]) -> Self {
        let variables = parameters.iter().map(|handle| Variable::of_parameter(self.network, *handle));
        self.variables.extend(variables);
        self
    }

    /// Differentiates with respect to the initial values of these states (mV, µM, 1), in every run that begins at the network's
    /// own start.
    pub fn by_start(mut self, states: &[State<N::Tag>]) -> Self {
        for handle in states {
            match Variable::of_initial_state(self.network, *handle) {
                Ok(variable) => self.variables.push(variable),
                Err(_) => self.unknown = Some(name_of(&N::NETWORK, handle.quantity()).0),
            }
        }
        self
    }

    /// Checks that everything exists that is differentiated by.
    ///
    /// # Errors
    /// [`Error::UnknownName`].
    fn check_variables(&self) -> Result<(), Error> {
        match &self.unknown {
            Some(name) => Err(Error::UnknownName { name: name.clone(), known: Vec::new() }),
            None => Ok(()),
        }
    }

    /// Returns derivatives of another network with the same settings, and without variables.
    #[cfg(feature = "statistics")]
    fn for_network<'b>(&self, network: &'b N) -> Differentiation<'b, N> {
        let Differentiation { tangent_control, convergence, mode, memory, .. } = *self;
        Differentiation { network, variables: Vec::new(), unknown: None, tangent_control, convergence, mode, memory }
    }

    /// Controls the step size by the values alone, as without derivatives.
    pub fn values_only(mut self) -> Self {
        self.tangent_control = false;
        self
    }

    /// Halves all steps until no first derivative changes by more than the fraction `change` of its value, or of a thousandth of
    /// the largest derivative if that is more. Derivatives are compared per relative change of their variables. The result has
    /// the last changes. If states decide the times of events, the method chooses all steps anew, half as long; see
    /// [method and accuracy](crate::derive#method-and-accuracy).
    pub fn converged(mut self, change: f64) -> Self {
        self.convergence = Some(change);
        self
    }

    /// Takes forward mode, even if reverse mode is likely to be faster.
    pub fn forward(mut self) -> Self {
        self.mode = Mode::Forward;
        self
    }

    /// Takes reverse mode for the [gradient of an objective](Differentiation::gradient_of). Any other gradient then is
    /// [`Error::NotReversible`]. Jacobians, Hessians and curves are always taken in forward mode.
    pub fn backward(mut self) -> Self {
        self.mode = Mode::Backward;
        self
    }

    /// Lets reverse mode keep at most this number of bytes of states, by default 64 MB. With less, more steps are computed
    /// twice. For n steps, 2√n states are always needed. Beside the states, each step takes 32 to 64 bytes, whatever the size of
    /// the network.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// Returns the gradient of the number that `cost` computes, in forward mode.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], [`Error::NotConverged`], and [`Error::NotReversible`] after
    /// [`backward`](Differentiation::backward).
    pub fn gradient<C>(&self, cost: C) -> Result<Gradient, Error>
    where
        C: FnMut(&N::With<Grad>) -> Result<Grad, Error>,
    {
        if self.mode == Mode::Backward {
            return Err(Error::NotReversible { reason: "it is a function, and not an objective" });
        }
        self.forward_gradient(cost)
    }

    fn forward_gradient<C>(&self, mut cost: C) -> Result<Gradient, Error>
    where
        C: FnMut(&N::With<Grad>) -> Result<Grad, Error>,
    {
        let (mut result, errors) = self.first_order(&mut |network| Ok(vec![cost(network)?]))?;
        Ok(Gradient {
            value: result.values[0],
            steps: result.step_count(),
            derivatives: result.rows.swap_remove(0),
            variables: self.variables.clone(),
            errors: errors.map(|mut errors| errors.swap_remove(0)),
        })
    }

    /// Returns the gradient of a [`Cost`]. That of an [`Objective`](crate::measure::Objective) is taken in reverse mode if that
    /// was asked for, or if it is likely to be faster and [convergence](Differentiation::converged) was not asked for; see
    /// [the module](self).
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], [`Error::NotConverged`], and [`Error::NotReversible`] if reverse mode was asked for
    /// and does not exist.
    pub fn gradient_of<C: Cost<N>>(&self, cost: &C) -> Result<Gradient, Error> {
        let requested = self.mode == Mode::Backward;
        let backward = match cost.objective() {
            Some(objective) if requested || self.backward_is_faster() => self.backward_gradient(objective),
            _ => Err(Error::NotReversible { reason: "it is no objective" }),
        };
        match backward {
            Err(Error::NotReversible { .. }) if !requested => self.forward_gradient(|network| cost.cost(network)),
            gradient => gradient,
        }
    }

    /// Returns true if reverse mode may be taken unasked, and is likely to be faster.
    fn backward_is_faster(&self) -> bool {
        self.mode == Mode::Automatic && self.convergence.is_none() && backward::is_faster(self.network, &self.variables)
    }

    /// Returns the gradients of all numbers that `costs` computes.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], and [`Error::NotConverged`].
    pub fn jacobian<C, V>(&self, mut costs: C) -> Result<Jacobian, Error>
    where
        C: FnMut(&N::With<Grad>) -> Result<V, Error>,
        V: Into<Vec<Grad>>,
    {
        let (result, errors) = self.first_order(&mut |network| Ok(costs(network)?.into()))?;
        Ok(Jacobian {
            steps: result.step_count(),
            values: result.values,
            rows: result.rows,
            variables: self.variables.clone(),
            errors,
        })
    }

    /// Returns the second derivatives of a [`Cost`] on the steps of its gradient, with one evaluation for each variable and
    /// block of eight.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], and [`Error::NotConverged`].
    pub fn hessian_of<C: Cost<N>>(&self, cost: &C) -> Result<Hessian, Error> {
        let (first, _) = self.first_order(&mut |network| Ok(vec![cost.cost(network)?]))?;
        let FirstOrder { values, rows, mut plans } = first;
        let (count, mut matrix) = (self.variables.len(), Vec::with_capacity(self.variables.len()));
        for k in 0..count {
            let direction: Vec<f64> = (0..count).map(|j| f64::from(u8::from(j == k))).collect();
            let second = self.second_order(plans, &direction, &mut |network| Ok(vec![cost.cost(network)?]))?;
            plans = second.plans;
            matrix.push(second.product);
        }
        // The one cost has one row.
        let gradient = rows.into_iter().next().ok_or(Error::NotRepeatable)?;
        Ok(Hessian { value: values[0], gradient, matrix, variables: self.variables.clone() })
    }

    /// Returns the product of the Hessian of a [`Cost`] with a direction, which has one component per variable. For many variables
    /// it is far cheaper than the Hessian.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], and [`Error::Setting`] for a direction of a wrong length.
    pub fn hessian_product_of<C: Cost<N>>(&self, cost: &C, direction: &[f64]) -> Result<HessianProduct, Error> {
        if direction.len() != self.variables.len() {
            let expected = "it has to be the number of variables";
            let value = direction.len() as f64;
            return Err(Error::Setting { setting: "the length of the direction", value, expected });
        }
        let (first, _) = self.first_order(&mut |network| Ok(vec![cost.cost(network)?]))?;
        let SecondOrder { value, gradient, product, .. } =
            self.second_order(first.plans, direction, &mut |network| Ok(vec![cost.cost(network)?]))?;
        Ok(HessianProduct { value, gradient, product, variables: self.variables.clone() })
    }
}
