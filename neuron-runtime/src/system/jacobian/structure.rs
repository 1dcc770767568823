//! The structure of a network's Jacobian, found once: the indices of states and nodes, the couplings, and the lengths
//! of all records. The order of elimination is found later, when it is needed.

use super::cell::{EachCompartment, Pass, each_neuron};
use super::coupling::Coupling;
use super::nodes::NodeMatrix;
use super::ordering::{graph, order};
use super::record::{CondensedSynapses, SynapseDerivatives, compartment_lengths, v_row};
use super::state;
use crate::model::cell::{Cell, Compartment};
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::mechanism::Describe;
use crate::model::network::states::{Strided, group_states};
use crate::model::network::{Layout, Network, VisitCells, VisitSynapses};
use crate::number::Scalar;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// The indices of states and nodes, and the couplings between nodes.
#[derive(Clone, Debug)]
pub(super) struct Indices {
    /// Number of states of all cells. Those of synapses follow.
    pub(super) cells: usize,
    /// For each node, which is a compartment, the index of its V.
    pub(super) node_v: Vec<usize>,
    /// For each node, the place of the row of V in the derivatives of all cells.
    pub(super) v_rows: Vec<Range<usize>>,
    /// The node of each V, by the index of V.
    pub(super) node_of: Vec<usize>,
    /// The conductances that join the compartments of a cell.
    pub(super) joins: Vec<Coupling>,
    /// The connections of all synapses.
    pub(super) connections: Vec<Coupling>,
    /// True if the matrix has the couplings of synapses.
    pub(super) complete: bool,
}

/// The indices of a network, and the room that its Jacobian needs.
pub(super) struct Structure {
    pub(super) indices: Indices,
    /// An upper bound of the number of states that are eliminated together.
    pub(super) block: usize,
    /// Lengths of the derivatives of all cells, and of their condensation.
    pub(super) cells: [usize; 2],
    /// The same for all synapses.
    pub(super) synapses: [usize; 2],
}

impl Structure {
    /// Finds the structure.
    pub(super) fn of<T: Scalar, N: Network<T>>(network: &N) -> Self {
        let indices = Indices {
            cells: 0,
            node_v: Vec::new(),
            v_rows: Vec::new(),
            node_of: vec![usize::MAX; network.dim()],
            joins: Vec::new(),
            connections: Vec::new(),
            complete: true,
        };
        let mut structure = Structure { indices, block: 0, cells: [0; 2], synapses: [0; 2] };
        network.cells(&mut EachCompartment::new(&mut structure));
        network.cells(&mut structure);
        network.synapses(&mut structure);
        structure
    }
}

impl Indices {
    /// Finds the order of elimination, and returns the matrix of the membrane potentials. The matrix has the couplings of
    /// synapses if its factorisation then needs at most `most` multiplications per node.
    pub(super) fn matrix<T: Scalar>(&mut self, most: usize) -> NodeMatrix<T> {
        let count = self.node_v.len();
        let joins = self.joins.iter().map(|join| join.nodes);
        let all = joins.clone().chain(self.connections.iter().map(|connection| connection.nodes));
        let complete = order(&graph(count, all), most * count);
        self.complete = complete.is_some();
        let elimination = complete.or_else(|| order(&graph(count, joins), usize::MAX)).unwrap_or_default();
        let matrix = NodeMatrix::new(&elimination);
        let connections = self.connections.iter_mut().filter(|_| self.complete);
        for Coupling { nodes: [pre, post], others } in self.joins.iter_mut().chain(connections) {
            *others = matrix.position(*pre, *post).zip(matrix.position(*post, *pre)).map(|(pre, post)| [pre, post]);
        }
        matrix
    }

    /// Returns the coupling of the compartments with these V.
    fn coupling(&self, pre: usize, post: usize) -> Coupling {
        Coupling { nodes: [self.node_of[pre], self.node_of[post]], others: None }
    }
}

/// Adds to both lengths.
fn extend(lengths: &mut [usize; 2], more: [usize; 2]) {
    lengths.iter_mut().zip(more).for_each(|(length, more)| *length += more);
}

impl<T: Scalar> Pass<T> for &mut Structure {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C, node: usize, states: Strided) {
        self.indices.node_of[states.first] = node;
        self.indices.node_v.push(states.first);
        self.indices.v_rows.push(v_row::<T, C>(self.cells[0]));
        extend(&mut self.cells, compartment_lengths(compartment));
        self.block = self.block.max(C::STATES);
    }
}

/// Finds the joins of cells, once the nodes are known.
impl<T: Scalar> VisitCells<T> for Structure {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        each_neuron(group, self.indices.cells, |cell, states| {
            cell.joins(|a, b, _| {
                let join = self.indices.coupling(state(states, b), state(states, a));
                self.indices.joins.push(join);
            });
        });
        self.indices.cells += group_states(group);
    }
}

impl<T: Scalar> VisitSynapses<T> for Structure {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        extend(&mut self.synapses, [SynapseDerivatives::length(group), CondensedSynapses::length(group)]);
        self.block = self.block.max(G::Synapse::STATES);
        for index in 0..group.connections() {
            let Connection { pre, post, .. } = group.connection(index);
            let coupling = self.indices.coupling(pre, post);
            self.indices.connections.push(coupling);
        }
    }
}
