//! Exact derivatives of whatever a simulation gives, by parameters and initial states.
//!
//! A network over a number that carries derivatives gives results that do. [`Differentiate::gradient`] calls a function of
//! such a network, which may run any simulations and combine their results in any way:
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
//! # How it is done, and how exact it is
//!
//! The number is [`Grad`], a value and eight tangents. With more parameters the function is called once for each block of
//! eight; the later calls repeat the steps that the first one's simulations made, so that all derivatives are those of
//! one trajectory. What the function does must therefore depend on the network's values alone: a function that draws
//! random numbers, or runs simulations on other threads, is not repeated, which is an [`Error::NotRepeatable`]
//! where it shows.
//!
//! The steps are chosen so that the tangents, too, meet the tolerance of the method, each for a relative change of its
//! parameter; [`values_only`](Differentiation::values_only) leaves them out. Where a later block misses the tolerance on the first
//! one's steps, all blocks are repeated on finer ones. A method with a fixed step gives the derivative of what it
//! computes. [`converged`](Differentiation::converged) halves all steps until the derivatives stand still, and says how far they do.
//!
//! Spike times are roots, and their derivatives those of roots. Where a spike is about to appear or to vanish there is
//! no derivative, and [`Error::NotDifferentiable`] says at which neuron and when, of measures and of functions that use this
//! spike or one after it. So it does of bursts where one is about to be split or joined; of a measure of them it is
//! [`Error::UndecidedBurst`].
//!
//! An equation that jumps, as an `if` whose branches do not meet, is differentiated on either side of the jump; what it adds to
//! derivatives by moving in time is not seen. Published rates that are joined with rounded numbers jump a little: those of
//! [`pinsky_rinzel_1994`](crate::library::pinsky_rinzel_1994) by a part of 10⁻⁴ at 50 mV, for which derivatives are off by up to
//! half a percent after a calcium spike. Branches that meet, and `min` and `max`, are exact.
//!
//! # Many parameters
//!
//! The gradient of an [`Objective`](crate::measure::Objective) of a state, which says what it measures, can also be taken
//! backwards, by the discrete adjoint of the steps of [`Tsit5`](crate::solve::Tsit5), or of
//! [`Adaptive`](crate::solve::Adaptive) where nothing is stiff: to rounding the derivatives that forward mode gives on the
//! same steps. These are chosen by eight tangents, each of an eighth of the variables at once, and meet the tolerance for
//! these sums; [`values_only`](Differentiation::values_only) and [`converged`](Differentiation::converged) mean what they
//! do forwards. Its cost grows with the parameters that one neuron has, and not with the number of neurons: for two or
//! three parameters each of fifty cells it is that of three blocks of eight, and of four hundred parameters hardly more.
//! [`Differentiate::gradient_of`] chooses by itself; [`backward`](Differentiation::backward) and
//! [`forward`](Differentiation::forward) choose for it. [`memory`](Differentiation::memory) bounds the states that are kept.
//!
//! Stiff networks go backwards with the solvers of `diffsol`, see its module; costs that are functions, and objectives of a
//! current or a conductance, only go forward.

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
use crate::model::handle::{Parameter, State};
use crate::model::network::Network;
use crate::number::Grad;
use forward::{FirstOrder, SecondOrder};

/// Derivatives of functions of a network.
pub trait Differentiate: Network<f64> + Sized {
    /// The gradient of the number that `cost` computes, by parameters in their declared units. `cost` gets the network over
    /// [`Grad`], and may run simulations of it; see [the module](self).
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

    /// The gradient of a [`Cost`], such as an [`Objective`](crate::measure::Objective).
    ///
    /// # Errors
    /// Those of [`gradient`](Differentiate::gradient).
    fn gradient_of<C: Cost<Self>>(&self, parameters: &[Parameter<Self::Tag>], cost: &C) -> Result<Gradient, Error> {
        self.differentiate().by(parameters).gradient_of(cost)
    }

    /// Gradient and second derivatives of a [`Cost`].
    ///
    /// # Errors
    /// Those of [`gradient`](Differentiate::gradient).
    fn hessian<C: Cost<Self>>(&self, parameters: &[Parameter<Self::Tag>], cost: &C) -> Result<Hessian, Error> {
        self.differentiate().by(parameters).hessian(cost)
    }

    /// Derivatives, to be refined: by initial states too, of several numbers at once, converged.
    fn differentiate(&self) -> Differentiation<'_, Self> {
        Differentiation {
            network: self,
            variables: Vec::new(),
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
#[must_use = "nothing is differentiated until `gradient(…)`, `jacobian(…)` or `hessian(…)`"]
pub struct Differentiation<'a, N> {
    network: &'a N,
    variables: Vec<Variable>,
    /// True if tangents take part in the step-size control.
    tangent_control: bool,
    /// The relative change of derivatives that counts as convergence.
    convergence: Option<f64>,
    mode: Mode,
    memory: usize,
}

/// Which way derivatives go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Automatic,
    Forward,
    Backward,
}

impl<N: Network<f64>> Differentiation<'_, N> {
    /// By these parameters, in their declared units; called again, by these too. A handle of a whole array stands for a
    /// common change of all its neurons.
    pub fn by(mut self, parameters: &[Parameter<N::Tag>]) -> Self {
        let variables = parameters.iter().map(|handle| Variable::of_parameter(self.network, *handle));
        self.variables.extend(variables);
        self
    }

    /// By the initial values of these states (mV, µM, 1), in every run that begins at the network's own start.
    pub fn by_start(mut self, states: &[State<N::Tag>]) -> Self {
        let variables = states.iter().map(|handle| Variable::of_initial_state(self.network, *handle));
        self.variables.extend(variables);
        self
    }

    /// The same said of another network, by nothing yet.
    #[cfg(feature = "statistics")]
    fn for_network<'b>(&self, network: &'b N) -> Differentiation<'b, N> {
        let Differentiation { tangent_control, convergence, mode, memory, .. } = *self;
        Differentiation { network, variables: Vec::new(), tangent_control, convergence, mode, memory }
    }

    /// Steps are chosen for the values alone, as without derivatives.
    pub fn values_only(mut self) -> Self {
        self.tangent_control = false;
        self
    }

    /// Halves all steps until that changes no first derivative by more than this part of it, or of a thousandth of the largest
    /// one (each per relative change of its variable). The last change is given with the result.
    pub fn converged(mut self, change: f64) -> Self {
        self.convergence = Some(change);
        self
    }

    /// Forward mode, also for an objective that reverse mode would be faster for.
    pub fn forward(mut self) -> Self {
        self.mode = Mode::Forward;
        self
    }

    /// Reverse mode, for the [gradient of an objective](Differentiation::gradient_of); it is refused for any other gradient,
    /// and says nothing about Jacobians, Hessians and curves, which go forwards.
    pub fn backward(mut self) -> Self {
        self.mode = Mode::Backward;
        self
    }

    /// Lets reverse mode keep at most so many bytes of states, 64 MB if not said otherwise. With less, more steps are
    /// computed twice; twice the root of the number of steps in states is always needed. Beside the states, each step takes
    /// 32 to 64 bytes, whatever the size of the network.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// The gradient of the number that `cost` computes, in forward mode.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], and [`Error::NotConverged`].
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

    /// The gradient of a [`Cost`]. That of an [`Objective`](crate::measure::Objective) is taken in reverse mode if that was asked
    /// for, or is likely to be faster and nothing was said of [convergence](Differentiation::converged); see [the
    /// module](self).
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], [`Error::NotConverged`], and [`Error::NotReversible`] where reverse mode was
    /// asked for and is not there.
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

    /// Whether reverse mode is likely to be faster than forward mode.
    fn backward_is_faster(&self) -> bool {
        self.mode == Mode::Automatic && self.convergence.is_none() && backward::is_faster(self.network, &self.variables)
    }

    /// The gradients of all numbers that `costs` computes, in one go.
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

    /// The second derivatives of a [`Cost`], on the steps of its gradient: one run for each variable and block of eight.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], and [`Error::NotConverged`].
    pub fn hessian<C: Cost<N>>(&self, cost: &C) -> Result<Hessian, Error> {
        let (first, _) = self.first_order(&mut |network| Ok(vec![cost.cost(network)?]))?;
        let FirstOrder { values, rows, mut steps } = first;
        let (count, mut matrix) = (self.variables.len(), Vec::with_capacity(self.variables.len()));
        for k in 0..count {
            let direction: Vec<f64> = (0..count).map(|j| f64::from(u8::from(j == k))).collect();
            let second = self.second_order(steps, &direction, &mut |network| Ok(vec![cost.cost(network)?]))?;
            steps = second.steps;
            matrix.push(second.product);
        }
        let gradient = rows.into_iter().next().unwrap_or_default();
        Ok(Hessian { value: values[0], gradient, matrix, variables: self.variables.clone() })
    }

    /// The product of the Hessian of a [`Cost`] with a direction, which has a part per variable; for many variables far
    /// cheaper than the Hessian.
    ///
    /// # Errors
    /// Those of [`Differentiate::gradient`], and [`Error::Setting`] for a direction of another length.
    pub fn hessian_product<C: Cost<N>>(&self, cost: &C, direction: &[f64]) -> Result<HessianProduct, Error> {
        if direction.len() != self.variables.len() {
            let expected = "it has to be the number of variables";
            let value = direction.len() as f64;
            return Err(Error::Setting { setting: "the length of the direction", value, expected });
        }
        let (first, _) = self.first_order(&mut |network| Ok(vec![cost.cost(network)?]))?;
        let SecondOrder { value, gradient, product, .. } =
            self.second_order(first.steps, direction, &mut |network| Ok(vec![cost.cost(network)?]))?;
        Ok(HessianProduct { value, gradient, product, variables: self.variables.clone() })
    }
}
