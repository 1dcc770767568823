//! Products of a cotangent with the derivatives of the right-hand side by parameters.

use super::influence;
use crate::model::access::seed;
use crate::model::handle::{Origin, Parameter};
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::{Grad, Scalar};
use crate::system::System;
use std::collections::HashSet;

/// Parameters by which a result is differentiated.
///
/// Parameters that appear in the derivatives of different states share a tangent, so that as many evaluations with eight
/// tangents are needed as one neuron and its synapses have parameters by eight, however many neurons there are.
pub(crate) struct Parameters<N: Network<f64>> {
    /// The network with the variables of each block of tangents.
    networks: Vec<N::With<Grad>>,
    variables: Vec<Variable>,
    y: Vec<Grad>,
    dy: Vec<Grad>,
}

struct Variable {
    network: usize,
    tangent: usize,
    states: Vec<usize>,
}

/// Gives each parameter a tangent: the first that no other one has whose states are also its own. Also says how many there
/// are.
fn share<N: Network<f64>>(network: &N, parameters: &[(Origin, usize)]) -> (Vec<Variable>, usize) {
    let mut taken: Vec<HashSet<usize>> = Vec::new();
    let mut variables = Vec::with_capacity(parameters.len());
    for (origin, _) in parameters {
        let states = influence::states(network, *origin);
        let free = taken.iter().position(|taken| states.iter().all(|state| !taken.contains(state)));
        let place = free.unwrap_or_else(|| {
            taken.push(HashSet::new());
            taken.len() - 1
        });
        taken[place].extend(&states);
        variables.push(Variable { network: place / 8, tangent: place % 8, states });
    }
    (variables, taken.len())
}

/// How many evaluations of the right-hand side with eight tangents its products with derivatives by these take.
pub(crate) fn evaluations<N: Network<f64>>(network: &N, parameters: &[(Origin, usize)]) -> usize {
    share(network, parameters).1.div_ceil(8)
}

impl<N: Network<f64>> Parameters<N> {
    /// These, each a neuron, synapse or array and an index there.
    pub(crate) fn new(network: &N, parameters: &[(Origin, usize)]) -> Self {
        let (variables, tangents) = share(network, parameters);
        let mut networks: Vec<N::With<Grad>> = (0..tangents.div_ceil(8)).map(|_| network.with::<Grad>()).collect();
        for (variable, (origin, index)) in variables.iter().zip(parameters) {
            let place = variable.tangent;
            seed(&mut networks[variable.network], Parameter::new(*origin, *index), |x: Grad| {
                x + Grad::variable(0.0, place)
            });
        }
        let room = vec![Grad::zero(); network.dim()];
        Parameters { networks, variables, y: room.clone(), dy: room }
    }

    /// Adds to `to` the product of the cotangent of the slopes with the derivatives of the slopes by each parameter, at `t` (ms)
    /// and `y`.
    pub(crate) fn pull_back(&mut self, t: f64, y: &[f64], cotangent: &[f64], to: &mut [f64]) {
        self.y.iter_mut().zip(y).for_each(|(own, y)| *own = Grad::constant(*y));
        for (k, network) in self.networks.iter().enumerate() {
            network.rhs(Grad::constant(t), &self.y, &mut self.dy);
            for (variable, to) in self.variables.iter().zip(&mut *to).filter(|(variable, _)| variable.network == k) {
                let tangent = variable.tangent;
                *to += variable.states.iter().map(|i| cotangent[*i] * self.dy[*i].tangents()[tangent]).sum::<f64>();
            }
        }
    }
}
