//! What of a network decides the room for its Jacobian, found once: where things lie, and what is coupled with what.

use super::coupling::Coupling;
use super::nodes::{Graph, NodeMatrix};
use super::record::{compartment_lengths, synapses_lengths};
use crate::model::cell::{Cell, Compartment, VisitCompartments};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::mechanism::Describe;
use crate::model::network::states::{group_states, neuron_states};
use crate::model::network::{Layout, Network, VisitCells, VisitSynapses};
use crate::number::Scalar;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

/// Where things lie.
#[derive(Clone, Debug)]
pub(super) struct Indices {
    /// States of all cells; those of synapses follow.
    pub(super) cells: usize,
    /// Index of V of each node, a compartment.
    pub(super) node_v: Vec<usize>,
    /// Node of each V, by its index in the state.
    pub(super) node_of: Vec<usize>,
    /// The conductances that join the compartments of a cell.
    pub(super) joins: Vec<Coupling>,
    /// The connections of all synapses.
    pub(super) connections: Vec<Coupling>,
    /// Whether synapses' couplings are in the matrix.
    pub(super) coupled: bool,
}

/// The structure of a network.
pub(super) struct Structure {
    pub(super) indices: Indices,
    /// At least the number of states that are eliminated together.
    pub(super) block: usize,
    /// Lengths of the derivatives of all cells and of their condensation, and the same of all synapses.
    pub(super) cells: [usize; 2],
    pub(super) synapses: [usize; 2],
    graph: Graph,
}

impl Structure {
    /// Finds the structure, and the matrix between membrane potentials: with the couplings of synapses, if these do not make more
    /// than `most` numbers per compartment.
    pub(super) fn of<T: Scalar, N: Network<T>>(network: &N, most: usize) -> (Self, NodeMatrix<T>) {
        let indices = Indices {
            cells: 0,
            node_v: Vec::new(),
            node_of: vec![usize::MAX; network.dim()],
            joins: Vec::new(),
            connections: Vec::new(),
            coupled: true,
        };
        let mut structure = Structure { indices, block: 0, cells: [0; 2], synapses: [0; 2], graph: Graph::new() };
        network.cells(&mut structure);
        let trees = structure.graph.clone();
        network.synapses(&mut structure);
        let complete = NodeMatrix::new(&structure.graph, most * trees.len());
        structure.indices.coupled = complete.is_some();
        let matrix = complete.or_else(|| NodeMatrix::new(&trees, usize::MAX)).unwrap_or_else(NodeMatrix::empty);
        let Indices { joins, connections, .. } = &mut structure.indices;
        for Coupling { nodes: [pre, post], others } in joins.iter_mut().chain(connections) {
            *others = matrix.place(*pre, *post).zip(matrix.place(*post, *pre)).map(|(pre, post)| [pre, post]);
        }
        (structure, matrix)
    }

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

impl<T: Scalar> VisitCells<T> for Structure {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a> {
            structure: &'a mut Structure,
            v: usize,
            stride: usize,
        }
        impl<T: Scalar> VisitCompartments<T> for Compartments<'_> {
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let structure = &mut *self.structure;
                structure.indices.node_of[self.v] = structure.indices.node_v.len();
                structure.indices.node_v.push(self.v);
                structure.graph.push(BTreeSet::new());
                extend(&mut structure.cells, compartment_lengths(compartment));
                structure.block = structure.block.max(C::STATES);
                self.v += C::STATES * self.stride;
            }
        }
        let begin = self.indices.cells;
        for neuron in 0..group.len() {
            let states = neuron_states(group, begin, neuron);
            group.with_cell(0, |cell| {
                cell.compartments(&mut Compartments { structure: self, v: states.first, stride: states.stride });
                cell.joins(|a, b, _| {
                    let node = |a: usize| self.indices.node_of[super::state(states, a)];
                    let join = self.couple(node(b), node(a));
                    self.indices.joins.push(join);
                });
            });
        }
        self.indices.cells += group_states(group);
    }
}

impl<T: Scalar> VisitSynapses<T> for Structure {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        extend(&mut self.synapses, synapses_lengths(group));
        self.block = self.block.max(G::Synapse::STATES);
        for index in 0..group.connections() {
            let connection = group.connection(index);
            let [pre, post] = [connection.pre, connection.post].map(|v| self.indices.node_of[v]);
            let connection = self.couple(pre, post);
            self.indices.connections.push(connection);
        }
    }
}
