//! Products of a cotangent with the derivatives of the right-hand side with respect to parameters.

use super::parameter_sparsity::affected_states;
use crate::model::handle::{Origin, Parameter};
use crate::model::names::seed;
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::{Grad, Real};
use crate::system::System;
use std::collections::HashSet;

/// The Jacobian ∂f/∂p of the right-hand side with respect to parameters, compressed by a coloring of its columns.
///
/// Parameters that affect different states share a tangent. The number of evaluations with eight tangents is therefore that
/// of the parameters of one neuron and its synapses over eight, whatever the number of neurons.
pub(crate) struct ParameterJacobian<N: Network<f64>> {
    /// For each block of eight tangents, the network whose parameters are seeded with them.
    networks: Vec<N::With<Grad>>,
    /// One per parameter.
    columns: Vec<Column>,
    y: Vec<Grad>,
    dy: Vec<Grad>,
}

struct Column {
    network: usize,
    tangent: usize,
    /// The indices of the states that the parameter affects.
    rows: Vec<usize>,
}

/// Gives each parameter the first tangent that no parameter with a common affected state has. Returns the columns and the
/// number of tangents.
fn color<N: Network<f64>>(network: &N, parameters: &[(Origin, usize)]) -> (Vec<Column>, usize) {
    let mut taken: Vec<HashSet<usize>> = Vec::new();
    let mut columns = Vec::with_capacity(parameters.len());
    for (origin, _) in parameters {
        let rows = affected_states(network, *origin);
        let free = taken.iter().position(|taken| rows.iter().all(|row| !taken.contains(row)));
        let tangent = free.unwrap_or_else(|| {
            taken.push(HashSet::new());
            taken.len() - 1
        });
        taken[tangent].extend(&rows);
        columns.push(Column { network: tangent / 8, tangent: tangent % 8, rows });
    }
    (columns, taken.len())
}

/// Returns the number of evaluations of the right-hand side with eight tangents that one product takes.
pub(crate) fn evaluations<N: Network<f64>>(network: &N, parameters: &[(Origin, usize)]) -> usize {
    color(network, parameters).1.div_ceil(8)
}

impl<N: Network<f64>> ParameterJacobian<N> {
    /// Prepares the products with respect to `parameters`, each a neuron, synapse or array and an index there.
    pub(crate) fn new(network: &N, parameters: &[(Origin, usize)]) -> Self {
        let (columns, tangents) = color(network, parameters);
        let mut networks: Vec<N::With<Grad>> = (0..tangents.div_ceil(8)).map(|_| network.with::<Grad>()).collect();
        for (column, (origin, index)) in columns.iter().zip(parameters) {
            seed(&mut networks[column.network], Parameter::new(*origin, *index), |x: Grad| {
                x + Grad::variable(0.0, column.tangent)
            });
        }
        let zeros = vec![Grad::zero(); network.dim()];
        ParameterJacobian { networks, columns, y: zeros.clone(), dy: zeros }
    }

    /// Adds the products λᵀ ∂f/∂p to `sums`, one for each parameter, at `t` (ms) and `y`; λ is the cotangent of the slopes f.
    pub(crate) fn add_products(&mut self, t: f64, y: &[f64], cotangent: &[f64], sums: &mut [f64]) {
        self.y.iter_mut().zip(y).for_each(|(constant, y)| *constant = Grad::constant(*y));
        for (k, network) in self.networks.iter().enumerate() {
            network.rhs(Grad::constant(t), &self.y, &mut self.dy);
            for (column, sum) in self.columns.iter().zip(&mut *sums).filter(|(column, _)| column.network == k) {
                let tangent = column.tangent;
                *sum += column.rows.iter().map(|i| cotangent[*i] * self.dy[*i].tangents()[tangent]).sum::<f64>();
            }
        }
    }
}
