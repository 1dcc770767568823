//! The membrane potentials at the end of a step of an exponential method, where currents flow between membranes: between the
//! compartments of a cell, and through electrical synapses.
//!
//! While everything else stands still, the potentials follow
//!
//! ```text
//! dV/dt = f − M (V − V₀)          M = diag(rate) + C⁻¹ G
//! ```
//!
//! where G holds the conductances between membranes. A step of length h has two parts: a θ-method to (1 − ε) h, then backward
//! Euler over the rest. With θ = (1/2 − ε)/(1 − ε)², both together are of second order. They are L-stable: potentials that a
//! large conductance joins are equal after the step. A potential that no current joins to others moves by its exact solution.
//!
//! The method of Crank & Nicolson (1947) is ε = 0. It does not damp: the fastest differences of potentials only change their
//! sign in each step. With ε = 1/24 none keeps more than half of its size, and the first term of the error is 0.88 times that of
//! Crank & Nicolson.

use crate::model::group::CellGroup;
use crate::model::network::states::{each_potential, group_states, neuron_states};
use crate::model::network::{Network, VisitCells};
use crate::number::Real;
use crate::system::motion::move_free_state;
#[cfg(feature = "alloc")]
pub(in crate::system) use sparse::Couplings;

/// The part of a step that backward Euler makes.
const DAMPED: f64 = 1.0 / 24.0;
/// θ, the weight of the end in the part before.
const WEIGHT: f64 = (0.5 - DAMPED) / ((1.0 - DAMPED) * (1.0 - DAMPED));

/// The conductances between the membranes of a network, and the matrix with which a step is solved.
pub(super) struct Nodes<'a, T> {
    /// Number of compartments.
    count: usize,
    /// The entries of G, µS.
    conductances: &'a mut [T],
    matrix: Matrix<'a, T>,
    /// f at every node.
    f: &'a mut [T],
    /// The right-hand side, then the solution.
    x: &'a mut [T],
    /// The next current between two compartments of a cell, and the next electrical synapse.
    next: [usize; 2],
}

enum Matrix<'a, T> {
    /// All entries, row by row: the plain form, which needs no allocator.
    Dense {
        entries: &'a mut [T],
        /// For each node, 1 if it is coupled, else 0.
        coupled: &'a mut [T],
        /// Returns the index of the node of a V.
        node_of: &'a dyn Fn(usize) -> usize,
    },
    #[cfg(feature = "alloc")]
    Sparse(sparse::Matrix<'a, T>),
}

/// Two nodes with a current between them.
#[derive(Clone, Copy, Debug)]
struct Edge {
    /// The presynaptic and the postsynaptic node.
    nodes: [usize; 2],
    /// In the row of each, the place of the other. `None` if the matrix leaves it out.
    others: Option<[usize; 2]>,
}

impl<'a, T: Real> Nodes<'a, T> {
    /// Makes the matrix of a network without an allocator. `numbers` is [`dense_room`] long at least. `node_of` returns the index of
    /// the node of a V, as [`node_of`] does.
    pub(super) fn dense<N: Network<T>>(network: &N, numbers: &'a mut [T], node_of: &'a dyn Fn(usize) -> usize) -> Self {
        let mut count = 0;
        each_node(network, |_, _| count += 1);
        assert!(numbers.len() >= dense_room(count), "the workspace is that of another network");
        let (conductances, rest) = numbers.split_at_mut(count * count);
        let (entries, rest) = rest.split_at_mut(count * count);
        let (x, rest) = rest.split_at_mut(count);
        let (f, coupled) = rest.split_at_mut(count);
        let matrix = Matrix::Dense { entries, coupled: &mut coupled[..count], node_of };
        let mut nodes = Nodes { count, conductances, matrix, f, x, next: [0; 2] };
        nodes.clear();
        nodes
    }

    /// Removes all conductances.
    pub(super) fn clear(&mut self) {
        self.conductances.fill(T::zero());
        match &mut self.matrix {
            Matrix::Dense { coupled, .. } => coupled.fill(T::zero()),
            #[cfg(feature = "alloc")]
            Matrix::Sparse(_) => {}
        }
        self.next = [0; 2];
    }

    /// Adds the conductance `g` (µS) between the compartments of a cell with the V at these two places.
    #[inline(always)]
    pub(super) fn join(&mut self, g: T, ends: [usize; 2]) {
        self.add::<0>([g, -g], ends);
    }

    /// Adds an electrical synapse with the slopes (µS) of its current with respect to the postsynaptic and the presynaptic
    /// potential. Its `ends` are the places of the presynaptic and the postsynaptic V.
    #[inline(always)]
    pub(super) fn electrical(&mut self, slopes: [T; 2], ends: [usize; 2]) {
        self.add::<1>(slopes, ends);
    }

    #[inline(always)]
    fn add<const KIND: usize>(&mut self, [slope, slope_pre]: [T; 2], ends: [usize; 2]) {
        let edge = match &mut self.matrix {
            Matrix::Dense { coupled, node_of, .. } => {
                let [pre, post] = ends.map(node_of);
                if pre != post {
                    (coupled[pre], coupled[post]) = (T::one(), T::one());
                }
                Edge { nodes: [pre, post], others: Some([pre * self.count + post, post * self.count + pre]) }
            }
            #[cfg(feature = "alloc")]
            Matrix::Sparse(matrix) => matrix.edges[KIND][self.next[KIND]],
        };
        self.next[KIND] += 1;
        let [pre, post] = edge.nodes.map(|node| self.diagonal(node));
        self.conductances[post] += slope;
        self.conductances[pre] -= slope_pre;
        if let Some([pre, post]) = edge.others {
            self.conductances[pre] -= slope;
            self.conductances[post] += slope_pre;
        }
    }

    /// Returns the place of a node's entry on the diagonal.
    #[inline(always)]
    fn diagonal(&self, node: usize) -> usize {
        match &self.matrix {
            Matrix::Dense { .. } => node * (self.count + 1),
            #[cfg(feature = "alloc")]
            Matrix::Sparse(matrix) => matrix.matrix.diagonal(node),
        }
    }

    /// Calls `visit` with the index of every node and the place of its V.
    #[inline(always)]
    fn each<N: Network<T>>(&mut self, network: &N, mut visit: impl FnMut(&mut Self, usize, usize)) {
        #[cfg(feature = "alloc")]
        if let Matrix::Sparse(matrix) = &self.matrix {
            let places = matrix.places;
            return places.iter().enumerate().for_each(|(node, v)| visit(self, node, *v));
        }
        each_node(network, |node, v| visit(self, node, v));
    }

    /// Returns true if the node is coupled to none.
    #[inline(always)]
    fn is_alone(&self, node: usize) -> bool {
        match &self.matrix {
            Matrix::Dense { coupled, .. } => coupled[node] == T::zero(),
            #[cfg(feature = "alloc")]
            Matrix::Sparse(matrix) => matrix.matrix.row(node).len() == 1,
        }
    }

    /// Moves the potentials in `y` by a step of length `h` (ms). At the place of each V, `motion` has f (mV/ms), the rate (per
    /// ms) and 1/C (1/nF), evaluated at the potentials in `y`. The step begins at those in `from`, or in `y` if that is empty.
    pub(super) fn step<N: Network<T>>(&mut self, network: &N, h: T, motion: [&[T]; 3], from: &[T], y: &mut [T]) {
        let [slope, rate, per_capacitance] = motion;
        self.each(network, |own, node, v| own.f[node] = slope[v]);
        if !from.is_empty() {
            self.each(network, |own, node, v| (own.x[node], y[v]) = (y[v] - from[v], from[v]));
            self.each(network, |own, node, v| {
                own.f[node] += rate[v] * own.x[node] + per_capacitance[v] * own.conductance_times_x(node);
            });
        }
        self.part(network, h * (WEIGHT * (1.0 - DAMPED)), [rate, per_capacitance], h);
        self.each(network, |own, node, v| match own.is_alone(node) {
            true => move_free_state(h, own.f[node], rate[v], None, &mut y[v]),
            false => y[v] += own.x[node] * (h * (1.0 - DAMPED)),
        });
        for (f, x) in self.f.iter_mut().zip(&*self.x) {
            *f -= (*f - *x) * (1.0 / WEIGHT);
        }
        self.part(network, h * DAMPED, [rate, per_capacitance], h);
        self.each(network, |own, node, v| {
            if !own.is_alone(node) {
                y[v] += own.x[node] * (h * DAMPED);
            }
        });
    }

    /// Solves (I + `length` M) x = f.
    fn part<N: Network<T>>(&mut self, network: &N, length: T, [rate, per_capacitance]: [&[T]; 2], h: T) {
        // Where deviations grow, the matrix counts a rate of at most 1/h. Beyond, it would come near its pole.
        let slowest = -h.recip();
        self.each(network, |nodes, node, v| {
            let (own, others) = (rate[v].max(slowest) * length, per_capacitance[v] * length);
            nodes.write_row(node, own, others);
        });
        self.x.copy_from_slice(self.f);
        match &mut self.matrix {
            Matrix::Dense { entries, .. } => solve_dense(entries, self.x),
            #[cfg(feature = "alloc")]
            Matrix::Sparse(matrix) => matrix.solve(self.x),
        }
    }

    /// Writes the row of a node: 1 + `own` on the diagonal, and `others` times each conductance.
    #[inline(always)]
    fn write_row(&mut self, node: usize, own: T, others: T) {
        let diagonal = self.diagonal(node);
        match &mut self.matrix {
            Matrix::Dense { entries, .. } => {
                let row = node * self.count..(node + 1) * self.count;
                for (entry, g) in entries[row.clone()].iter_mut().zip(&self.conductances[row]) {
                    *entry = others * *g;
                }
                entries[diagonal] += own + 1.0;
            }
            #[cfg(feature = "alloc")]
            Matrix::Sparse(matrix) => {
                let row = matrix.matrix.row(node);
                for (entry, g) in matrix.matrix.values_mut()[row.clone()].iter_mut().zip(&self.conductances[row]) {
                    *entry = others * *g;
                }
                matrix.matrix.values_mut()[diagonal] += own + 1.0;
            }
        }
    }

    /// Returns G x in the row of a node.
    fn conductance_times_x(&self, node: usize) -> T {
        let mut sum = T::zero();
        match &self.matrix {
            Matrix::Dense { .. } => {
                for (g, x) in self.conductances[node * self.count..].iter().zip(&*self.x) {
                    sum += *g * *x;
                }
            }
            #[cfg(feature = "alloc")]
            Matrix::Sparse(matrix) => {
                for place in matrix.matrix.row(node) {
                    sum += self.conductances[place] * self.x[matrix.matrix.column_node(place)];
                }
            }
        }
        sum
    }
}

/// Returns the length of the room for the matrix of a network without an allocator.
pub(super) const fn dense_room(nodes: usize) -> usize {
    2 * nodes * nodes + 3 * nodes
}

/// Calls `visit` with the index of every node and that of its V.
#[inline(always)]
fn each_node<T: Real, N: Network<T>>(network: &N, visit: impl FnMut(usize, usize)) {
    struct Each<F> {
        node: usize,
        begin: usize,
        visit: F,
    }
    impl<T: Real, F: FnMut(usize, usize)> VisitCells<T> for Each<F> {
        #[inline(always)]
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            for neuron in 0..group.len() {
                each_potential::<T, G>(neuron_states(group, self.begin, neuron), |_, v| {
                    (self.visit)(self.node, v);
                    self.node += 1;
                });
            }
            self.begin += group_states(group);
        }
    }
    network.cells(&mut Each { node: 0, begin: 0, visit });
}

/// Returns the index of the node whose V is at the place `of`.
pub(super) fn node_of<T: Real, N: Network<T>>(network: &N, of: usize) -> usize {
    let mut found = 0;
    each_node(network, |node, v| {
        if v == of {
            found = node;
        }
    });
    found
}

/// Replaces `x` by the solution of the dense system with the rows in `matrix`. There is no pivoting: the diagonal dominates.
fn solve_dense<T: Real>(matrix: &mut [T], x: &mut [T]) {
    let n = x.len();
    for k in 0..n {
        let inverse = matrix[k * n + k].recip();
        for row in k + 1..n {
            let factor = matrix[row * n + k] * inverse;
            for column in k + 1..n {
                let above = matrix[k * n + column];
                matrix[row * n + column] -= factor * above;
            }
            let above = x[k];
            x[row] -= factor * above;
        }
    }
    for k in (0..n).rev() {
        let mut sum = x[k];
        for column in k + 1..n {
            sum -= matrix[k * n + column] * x[column];
        }
        x[k] = sum / matrix[k * n + k];
    }
}

#[cfg(feature = "alloc")]
mod sparse {
    use super::{Edge, Nodes, each_node};
    use crate::model::cell::Cell;
    use crate::model::connect::{Connection, SynapseGroup};
    use crate::model::group::CellGroup;
    use crate::model::info::MechanismKind;
    use crate::model::mechanism::Describe;
    use crate::model::network::states::{group_states, neuron_states};
    use crate::model::network::{Layout, Network, VisitCells, VisitSynapses};
    use crate::number::Real;
    use crate::number::simd::wide::Work;
    use crate::system::jacobian::nodes::{NodeMatrix, Solve};
    use crate::system::jacobian::ordering::{graph, order};
    use alloc::vec;
    use alloc::vec::Vec;

    /// The sparse structure of the currents between the membranes of a network, found once.
    #[derive(Clone, Debug)]
    pub(in crate::system) struct Couplings<T> {
        /// The currents between the compartments of cells, then those of electrical synapses.
        edges: [Vec<Edge>; 2],
        conductances: Vec<T>,
        matrix: NodeMatrix<T>,
        /// The place of the V of every node.
        places: Vec<usize>,
        f: Vec<T>,
        x: Vec<T>,
        complete: bool,
    }

    /// The matrix of a step, and the places of the couplings.
    pub(super) struct Matrix<'a, T> {
        pub(super) edges: &'a [Vec<Edge>; 2],
        pub(super) matrix: &'a mut NodeMatrix<T>,
        pub(super) places: &'a [usize],
    }

    impl<T: Real> Matrix<'_, T> {
        pub(super) fn solve(&mut self, x: &mut [T]) {
            self.matrix.factorise_unchecked();
            Solve { matrix: self.matrix, x }.run();
        }
    }

    impl<T: Real> Couplings<T> {
        /// The largest number of multiplications per compartment in the factorisation of the matrix: some 65 compartments may all
        /// be coupled with each other. If electrical synapses need more, it leaves them out.
        const MOST: usize = 1_400;

        /// Finds the structure of a network.
        pub(in crate::system) fn of<N: Network<T>>(network: &N) -> Self {
            let mut edges =
                Edges { node_of: vec![usize::MAX; network.dim()], begin: 0, nodes: [Vec::new(), Vec::new()] };
            let mut places = Vec::new();
            each_node(network, |node, v| {
                edges.node_of[v] = node;
                places.push(v);
            });
            let count = places.len();
            network.cells(&mut edges);
            network.synapses(&mut edges);
            let Edges { nodes: [joins, electrical], .. } = edges;
            let all = joins.iter().chain(&electrical).copied();
            let whole = order(&graph(count, all), Self::MOST * count);
            let complete = whole.is_some();
            let trees = || order(&graph(count, joins.iter().copied()), usize::MAX);
            let matrix = NodeMatrix::new(&whole.or_else(trees).unwrap_or_default());
            let edges = [joins, electrical].map(|edges| {
                let edge = |nodes: [usize; 2]| {
                    let [pre, post] = nodes;
                    let others = matrix.position(pre, post).zip(matrix.position(post, pre));
                    Edge { nodes, others: others.map(|(pre, post)| [pre, post]) }
                };
                edges.into_iter().map(edge).collect()
            });
            let zeros = |count: usize| vec![T::zero(); count];
            let entries = matrix.couplings() + count;
            Couplings {
                edges,
                conductances: zeros(entries),
                matrix,
                places,
                f: zeros(count),
                x: zeros(count),
                complete,
            }
        }

        /// Returns true if the matrix has all couplings.
        pub(in crate::system) fn is_complete(&self) -> bool {
            self.complete
        }

        /// Takes the matrix for a step, with no conductances.
        pub(in super::super) fn nodes(&mut self) -> Nodes<'_, T> {
            let Couplings { edges, conductances, matrix, places, f, x, .. } = self;
            conductances.fill(T::zero());
            let matrix = super::Matrix::Sparse(Matrix { edges, matrix, places });
            Nodes { count: f.len(), conductances, matrix, f, x, next: [0; 2] }
        }
    }

    /// The nodes of every current between membranes.
    struct Edges {
        /// The node of each V, by the index of V.
        node_of: Vec<usize>,
        begin: usize,
        nodes: [Vec<[usize; 2]>; 2],
    }

    impl<T: Real> VisitCells<T> for Edges {
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            for neuron in 0..group.len() {
                let states = neuron_states(group, self.begin, neuron);
                group.with_cell(neuron, |cell| {
                    cell.joins(|a, b, _| {
                        let node = |state: usize| self.node_of[states.first + state * states.stride];
                        self.nodes[0].push([node(b), node(a)]);
                    });
                });
            }
            self.begin += group_states(group);
        }
    }

    impl<T: Real> VisitSynapses<T> for Edges {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            if matches!(G::Synapse::INFO.kind, MechanismKind::Electrical) {
                for index in 0..group.connections() {
                    let Connection { pre, post, .. } = group.connection(index);
                    self.nodes[1].push([self.node_of[pre], self.node_of[post]]);
                }
            }
        }
    }
}
