//! The structure of a network's Jacobian, found once: the indices of states and nodes, the couplings, and the lengths
//! of all records.

use super::cell::{EachCompartment, Pass, each_neuron};
use super::coupling::Coupling;
use super::nodes::{Graph, NodeMatrix, order};
use super::record::{CondensedSynapses, SynapseDerivatives, compartment_lengths, v_row};
use super::state;
use crate::model::cell::{Cell, Compartment};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::mechanism::Describe;
use crate::model::network::states::{Strided, group_states};
use crate::model::network::{Layout, Network, VisitCells, VisitSynapses};
use crate::number::Scalar;
use alloc::collections::BTreeSet;
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
    graph: Graph,
}

impl Structure {
    /// Finds the structure, and the matrix of the membrane potentials. The matrix has the couplings of synapses if it
    /// then has at most `most` off-diagonal entries per compartment.
    pub(super) fn of<T: Scalar, N: Network<T>>(network: &N, most: usize) -> (Self, NodeMatrix<T>) {
        let indices = Indices {
            cells: 0,
            node_v: Vec::new(),
            v_rows: Vec::new(),
            node_of: vec![usize::MAX; network.dim()],
            joins: Vec::new(),
            connections: Vec::new(),
            complete: true,
        };
        let mut structure = Structure { indices, block: 0, cells: [0; 2], synapses: [0; 2], graph: Graph::new() };
        network.cells(&mut EachCompartment::new(&mut structure));
        network.cells(&mut structure);
        let trees = structure.graph.clone();
        network.synapses(&mut structure);
        let complete = order(&structure.graph, most * trees.len());
        structure.indices.complete = complete.is_some();
        let matrix = NodeMatrix::new(complete.or_else(|| order(&trees, usize::MAX)).unwrap_or_default());
        let Indices { joins, connections, .. } = &mut structure.indices;
        for Coupling { nodes: [pre, post], others } in joins.iter_mut().chain(connections) {
            *others = matrix.position(*pre, *post).zip(matrix.position(*post, *pre)).map(|(pre, post)| [pre, post]);
        }
        (structure, matrix)
    }

    /// Adds two nodes to the graph, and returns their coupling.
    fn couple(&mut self, pre: usize, post: usize) -> Coupling {
        if pre != post {
            self.graph[pre].insert(post);
            self.graph[post].insert(pre);
        }
        Coupling { nodes: [pre, post], others: None }
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
        self.graph.push(BTreeSet::new());
        extend(&mut self.cells, compartment_lengths(compartment));
        self.block = self.block.max(C::STATES);
    }
}

/// Finds the joins of cells, once the nodes are known.
impl<T: Scalar> VisitCells<T> for Structure {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        each_neuron(group, self.indices.cells, |cell, states| {
            cell.joins(|a, b, _| {
                let [pre, post] = [b, a].map(|k| self.indices.node_of[state(states, k)]);
                let join = self.couple(pre, post);
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
            let connection = group.connection(index);
            let [pre, post] = [connection.pre, connection.post].map(|v| self.indices.node_of[v]);
            let connection = self.couple(pre, post);
            self.indices.connections.push(connection);
        }
    }
}
