//! The derivatives of a network's right-hand side by its states and by the time, and the solution of (β − J) x = b, in the
//! structure that a network has: linear in gates and synapses, without a dense matrix and without an allocation.
//!
//! Every gate is eliminated onto the nodes of its compartment (`compartment`), every synapse onto the membrane potentials
//! that it sees (`synapse`); what remains between membrane potentials is sparse (`nodes`).

#![allow(clippy::needless_range_loop, reason = "indices are rows and columns of several matrices at once")]

mod block;
mod cell;
mod compartment;
mod coupling;
mod nodes;
mod synapse;

use crate::model::cell::{Cell, Compartment, VisitCompartments};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::info::{CellInfo, MechanismInfo};
use crate::model::mechanism::Describe;
use crate::model::network::Layout;
use crate::model::network::states::{group_states, neuron_states};
use crate::model::network::{DescribeNetwork, Network, VisitCells, VisitSynapses};
use crate::number::Scalar;
use crate::number::simd::wide::widely;
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;
use compartment::Scratch;
use coupling::{Coupling, POST, PRE};
use nodes::{Graph, NodeMatrix};

/// The Jacobian of a network at one state, and its condensation at one β.
#[derive(Clone, Debug)]
pub struct Jacobian<T> {
    indices: Indices,
    /// Derivatives: the records of all cells, then of all synapses.
    from: Vec<T>,
    /// Their condensation, in records of the same lengths.
    to: Vec<T>,
    /// ∂i/∂V of each coupling.
    slopes: Vec<[T; 2]>,
    /// 1/C of each node (1/nF) at the evaluation and at the condensation.
    per_capacitance: Vec<T>,
    condensed_per_capacitance: Vec<T>,
    time: Vec<T>,
    autonomous: bool,
    matrix: NodeMatrix<T>,
    /// The right-hand side between membrane potentials.
    v: Vec<T>,
    of_v: Vec<f64>,
    rows: Vec<usize>,
    work: Vec<T>,
}

/// Where things lie.
#[derive(Clone, Debug, Default)]
struct Indices {
    dim: usize,
    /// States of all cells; those of synapses follow.
    cells: usize,
    /// Numbers in the records of all cells.
    records: usize,
    /// Index of V of each node, a compartment.
    node_v: Vec<usize>,
    /// Node of each V, by its index in the state.
    node_of: Vec<usize>,
    /// The joins of all cells, then the connections of all synapses.
    couplings: Vec<Coupling>,
    /// Number of joins.
    joins: usize,
    /// Whether synapses' couplings are in the matrix.
    coupled: bool,
}

/// A state whose elimination failed: its pivot is 0 or not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Singular {
    /// Index of the state.
    pub index: usize,
}

impl<T: Scalar> Jacobian<T> {
    /// The matrix between membrane potentials has at most so many numbers per compartment beside its diagonal. Where
    /// synapses would make more, they stay out of it, see [`is_complete`](Jacobian::is_complete).
    pub const MOST_COUPLINGS: usize = 256;

    /// Room for the Jacobian of a network.
    pub fn new<N: Network<T>>(network: &N) -> Self {
        let mut structure =
            Structure { indices: Indices::default(), graph: Graph::new(), trees: Graph::new(), block: 0, records: 0 };
        structure.indices.dim = network.dim();
        structure.indices.node_of = vec![usize::MAX; network.dim()];
        network.cells(&mut structure);
        structure.indices.records = structure.records;
        structure.indices.joins = structure.indices.couplings.len();
        structure.trees = structure.graph.clone();
        network.synapses(&mut structure);
        let Structure { mut indices, graph, trees, block, records } = structure;
        let most = Self::MOST_COUPLINGS * graph.len();
        let complete = NodeMatrix::new(&graph, most);
        indices.coupled = complete.is_some();
        let matrix = complete.or_else(|| NodeMatrix::new(&trees, usize::MAX)).unwrap_or_else(NodeMatrix::empty);
        for Coupling { nodes: [pre, post], others } in &mut indices.couplings {
            *others = matrix.place(*pre, *post).zip(matrix.place(*post, *pre)).map(|(pre, post)| [pre, post]);
        }
        let nodes = indices.node_v.len();
        Jacobian {
            slopes: vec![[T::zero(); 2]; indices.couplings.len()],
            per_capacitance: vec![T::zero(); nodes],
            condensed_per_capacitance: vec![T::zero(); nodes],
            from: vec![T::zero(); records],
            to: vec![T::zero(); records],
            time: vec![T::zero(); indices.dim],
            autonomous: !depends_on_time::<N>(),
            v: vec![T::zero(); nodes],
            of_v: vec![0.0; nodes],
            rows: vec![0; block],
            work: vec![T::zero(); block],
            matrix,
            indices,
        }
    }

    /// Whether all couplings are part of the matrix that is solved with. If not, those of synapses are left out, which
    /// only methods may use that keep their order with any matrix.
    pub fn is_complete(&self) -> bool {
        self.indices.coupled
    }

    /// Whether no equation depends on the time.
    pub fn is_autonomous(&self) -> bool {
        self.autonomous
    }

    /// Numbers beside the diagonal of the matrix between membrane potentials, those that fill up included.
    pub fn couplings(&self) -> usize {
        self.matrix.couplings()
    }

    /// Evaluates the Jacobian at `t` (ms) and `y`, and writes dy/dt, the same as [`System::rhs`](crate::system::System::rhs).
    #[inline(never)]
    pub fn evaluate<N: Network<T>>(&mut self, network: &N, t: T, y: &[T], dy: &mut [T]) {
        dy.fill(T::zero());
        if !self.autonomous {
            self.time.fill(T::zero());
        }
        let (cells, synapses) = self.from.split_at_mut(self.indices.records);
        let (joins, connections) = self.slopes.split_at_mut(self.indices.joins);
        let (begin, autonomous, time) = (self.indices.cells, self.autonomous, &mut self.time[..]);
        network.synapses(&mut synapse::Evaluate { t, y, dy, time, records: synapses, slopes: connections, begin });
        let per_capacitance = &mut self.per_capacitance[..];
        network.cells(&mut cell::Evaluate {
            t,
            y,
            dy,
            autonomous,
            time,
            records: cells,
            joins,
            per_capacitance,
            begin: 0,
        });
    }

    /// ∂f/∂t at the last [evaluation](Jacobian::evaluate), per ms².
    pub fn by_time(&self) -> &[T] {
        &self.time
    }

    /// Condenses β − J, with β in 1/ms.
    ///
    /// # Errors
    /// The state whose pivot is 0 or not finite.
    #[inline(never)]
    pub fn factorise<N: Network<T>>(&mut self, network: &N, beta: f64) -> Result<(), Singular> {
        self.matrix.clear();
        self.condensed_per_capacitance.copy_from_slice(&self.per_capacitance);
        let (from, from_synapses) = self.from.split_at_mut(self.indices.records);
        let (to, to_synapses) = self.to.split_at_mut(self.indices.records);
        let (indices, matrix, per_capacitance) = (&self.indices, &mut self.matrix, &self.per_capacitance[..]);
        let (joins, connections) = indices.couplings.split_at(indices.joins);
        let (slopes_of_joins, slopes) = self.slopes.split_at(indices.joins);
        let scratch = Scratch { rows: &mut self.rows, work: &mut self.work };
        let mut cells =
            cell::Factorise { beta, matrix, from, to, scratch, per_capacitance, node: 0, begin: 0, failed: None };
        network.cells(&mut cells);
        let cell::Factorise { matrix, scratch, failed, .. } = cells;
        for (join, slopes) in joins.iter().zip(slopes_of_joins) {
            join.subtract(*slopes, true, per_capacitance, matrix);
        }
        let mut synapses = synapse::Factorise {
            beta,
            coupled: indices.coupled,
            matrix,
            from: from_synapses,
            to: to_synapses,
            scratch,
            per_capacitance,
            couplings: connections,
            slopes,
            begin: indices.cells,
            failed,
        };
        network.synapses(&mut synapses);
        if let Some(index) = synapses.failed {
            return Err(Singular { index });
        }
        self.matrix.factorise().map_err(|node| Singular { index: self.indices.node_v[node] })
    }

    /// Replaces `b` by the solution x of (β − J) x = b.
    #[inline(never)]
    pub fn solve<N: Network<T>>(&mut self, network: &N, b: &mut [T]) {
        let (cells, synapses) = self.to.split_at_mut(self.indices.records);
        let (indices, v, work) = (&self.indices, &mut self.v[..], &mut self.work[..]);
        let per_capacitance = &self.condensed_per_capacitance[..];
        network.cells(&mut cell::Sweep::<_, false> {
            records: &mut *cells,
            b,
            v,
            per_capacitance,
            work,
            node: 0,
            begin: 0,
        });
        network.synapses(&mut synapse::Forward {
            couplings: &indices.couplings[indices.joins..],
            records: &mut *synapses,
            b,
            v,
            per_capacitance,
            work,
            begin: indices.cells,
        });
        widely(nodes::Solve { matrix: &mut self.matrix, x: &mut *v });
        network.cells(&mut cell::Sweep::<_, true> { records: cells, b, v, per_capacitance, work, node: 0, begin: 0 });
        network.synapses(&mut synapse::Backward { indices, records: synapses, b, v, begin: indices.cells });
    }

    /// An estimate of the fastest rate (per ms) in the network at the last [evaluation](Jacobian::evaluate): the largest
    /// number on the Jacobian's diagonal.
    pub fn fastest<N: Network<T>>(&mut self, network: &N) -> f64 {
        let (cells, synapses) = self.from.split_at_mut(self.indices.records);
        let (indices, per_capacitance, of_v) = (&self.indices, &self.per_capacitance[..], &mut self.of_v[..]);
        let mut of_cells = cell::Rates { records: cells, of_v, fastest: 0.0, node: 0 };
        network.cells(&mut of_cells);
        let cell::Rates { of_v, fastest, .. } = of_cells;
        let (joins, couplings) = indices.couplings.split_at(indices.joins);
        let (slopes_of_joins, slopes) = self.slopes.split_at(indices.joins);
        for (join, slopes) in joins.iter().zip(slopes_of_joins) {
            join.add_rates(*slopes, true, per_capacitance, of_v);
        }
        let mut of_synapses = synapse::Rates { couplings, slopes, records: synapses, per_capacitance, of_v, fastest };
        network.synapses(&mut of_synapses);
        of_synapses.of_v.iter().fold(of_synapses.fastest, |fastest, rate| fastest.max(*rate))
    }

    /// Calls `entry(row, column, value)` for every derivative ∂(dy_row/dt)/∂y_column, per ms, that the structure knows; an
    /// entry may come in several parts, to be added.
    pub fn entries<N: Network<T>>(&mut self, network: &N, mut entry: impl FnMut(usize, usize, T)) {
        let (cells, synapses) = self.from.split_at_mut(self.indices.records);
        let (indices, per_capacitance) = (&self.indices, &self.per_capacitance[..]);
        network.cells(&mut cell::Entries { records: cells, per_capacitance, node: 0, begin: 0, entry: &mut entry });
        let (joins, couplings) = indices.couplings.split_at(indices.joins);
        let (slopes_of_joins, slopes) = self.slopes.split_at(indices.joins);
        for (join, slopes) in joins.iter().zip(slopes_of_joins) {
            let v = join.nodes.map(|node| indices.node_v[node]);
            join.each_row(true, per_capacitance, |side, factor| {
                [POST, PRE].into_iter().for_each(|other| entry(v[side], v[other], slopes[other] * factor));
            });
        }
        network.synapses(&mut synapse::Entries {
            couplings,
            slopes,
            records: synapses,
            per_capacitance,
            begin: indices.cells,
            entry: &mut entry,
        });
    }
}

/// Counts records and finds what is coupled with what.
struct Structure {
    indices: Indices,
    graph: Graph,
    trees: Graph,
    block: usize,
    records: usize,
}

impl Structure {
    fn couple(&mut self, pre: usize, post: usize) {
        if pre != post {
            self.graph[pre].insert(post);
            self.graph[post].insert(pre);
        }
        self.indices.couplings.push(Coupling { nodes: [pre, post], others: None });
    }
}

impl<T: Scalar> VisitCells<T> for Structure {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a>(&'a mut Structure, usize, usize, usize);
        impl<T: Scalar> VisitCompartments<T> for Compartments<'_> {
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let Compartments(structure, first, stride, state) = self;
                let v = *first + *state * *stride;
                structure.indices.node_of[v] = structure.indices.node_v.len();
                structure.indices.node_v.push(v);
                structure.graph.push(BTreeSet::new());
                structure.records += compartment::length(compartment);
                structure.block = structure.block.max(compartment::largest_block(compartment));
                *state += C::STATES;
            }
        }
        let begin = self.indices.cells;
        for neuron in 0..group.len() {
            let place = neuron_states(group, begin, neuron);
            group.with_cell(0, |cell| {
                cell.compartments(&mut Compartments(self, place.first, place.stride, 0));
                cell.joins(|a, b, _| {
                    let node = |state: usize| self.indices.node_of[place.first + state * place.stride];
                    self.couple(node(b), node(a));
                });
            });
        }
        self.indices.cells += group_states(group);
    }
}

impl<T: Scalar> VisitSynapses<T> for Structure {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.records += synapse::length(group);
        self.block = self.block.max(G::Synapse::STATES);
        for index in 0..group.connections() {
            let connection = group.connection(index);
            self.couple(self.indices.node_of[connection.pre], self.indices.node_of[connection.post]);
        }
    }
}

/// Whether an equation of the network depends on the time.
fn depends_on_time<N: DescribeNetwork>() -> bool {
    let mechanism = |info: &MechanismInfo| info.dependence.states.time || info.dependence.current.time;
    let cell = |info: &CellInfo| {
        info.compartments.iter().any(|compartment| {
            compartment.pools.iter().chain(compartment.channels).any(|part| mechanism(part.mechanism))
        })
    };
    N::NETWORK.cells.iter().any(|cells| cell(cells.cell))
        || N::NETWORK.synapses.iter().any(|group| mechanism(group.synapse))
}
