//! Curves through the parameters of a network.

use super::{Continuation, MinimallyDisruptive};
use crate::derive::{Cost, Differentiate};
use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::{Origin, Parameter};
use crate::model::names::{ByName, parameter_name};
use crate::model::network::Network;
use crate::run::model_id::ModelId;

impl MinimallyDisruptive<'_> {
    /// Begins a curve at the present values of these parameters of a network, with their names, units and declared bounds.
    /// Follow it with the [`cost_of`] the same parameters.
    ///
    /// ```
    /// use neuron_runtime::curve::{MinimallyDisruptive, cost_of};
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let axon = HodgkinHuxley::default();
    /// let parameters = [HodgkinHuxley::Na.g, HodgkinHuxley::K.g, HodgkinHuxley::Leak.g];
    /// let rest = axon.simulate(20.0).mean(HodgkinHuxley::v)?;
    /// let moved = cost!(|axon: HodgkinHuxley| {
    ///     let off = axon.simulate(20.0).mean(HodgkinHuxley::v)? - *rest;
    ///     Ok(off * off) // mV²
    /// }; rest: f64 = rest);
    ///
    /// let curve = MinimallyDisruptive::of(&axon, &parameters)
    ///     .direction(&[0.0, 1.0, 1.0])
    ///     .momentum(0.5)
    ///     .length(0.2)
    ///     .follow(cost_of(&axon, &parameters, &moved))?;
    /// assert!(curve.points().iter().all(|(_, point)| point.cost < 0.5));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn of<N: Network<f64>>(network: &N, parameters: &[Parameter<N::Tag>]) -> Self {
        let known = network.parameters();
        let described = |handle: &Parameter<N::Tag>| {
            let place = |origin: Origin| (origin.group, origin.element);
            known.iter().find(|other| {
                let (origin, index) = other.place();
                place(origin) == place(handle.origin()) && index == handle.index()
            })
        };
        let named = parameters.iter().map(|handle| parameter_name(&N::NETWORK, handle.origin(), handle.index()));
        let (names, units): (Vec<_>, Vec<_>) = named.unzip();
        let start: Vec<f64> = parameters.iter().map(|handle| network.get(*handle)).collect();
        let mut curve = MinimallyDisruptive::from(&start).names(&names).units(&units);
        for (k, handle) in parameters.iter().enumerate() {
            let Some(info) = described(handle).map(|parameter| parameter.info) else { continue };
            let (low, high) = (info.minimum.unwrap_or(f64::NEG_INFINITY), info.maximum.unwrap_or(f64::INFINITY));
            curve = curve.bounds(k, low..=high);
        }
        curve.model = Some(ModelId::of(network));
        curve
    }
}

impl Continuation<'_> {
    /// Checks that the curve is one [of](MinimallyDisruptive::of) this network before it is followed. Values of parameters may
    /// differ; names, units and numbers of neurons and connections may not.
    pub fn of<N: Network<f64>>(mut self, network: &N) -> Self {
        self.model = Some(ModelId::of(network));
        self
    }
}

/// Returns the cost of a network and its gradient as a function of these parameters, in their units, to follow a curve with.
/// Each call computes one gradient of a copy of the network.
///
/// # Errors
/// The function returns the errors of [`gradient_of`](Differentiate::gradient_of).
pub fn cost_of<N, C>(
    network: &N,
    parameters: &[Parameter<N::Tag>],
    cost: &C,
) -> impl FnMut(&[f64]) -> Result<(f64, Vec<f64>), Error>
where
    N: Network<f64> + Clone,
    C: Cost<N>,
{
    let mut network = network.clone();
    move |values| {
        for (parameter, value) in parameters.iter().zip(values) {
            network.set(*parameter, *value);
        }
        let gradient = network.gradient_of(parameters, cost)?;
        Ok((gradient.value, gradient.derivatives))
    }
}
