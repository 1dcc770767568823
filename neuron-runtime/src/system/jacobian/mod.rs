//! The derivatives of a network's right-hand side by its states and by the time, and the solution of (β − J) x = b, in the
//! structure that a network has: linear in gates and synapses, without a dense matrix and without an allocation.
//!
//! Every gate is eliminated onto the nodes of its compartment (`compartment`), every synapse onto the membrane potentials
//! that it sees (`synapse`); what remains between membrane potentials is sparse (`nodes`).

#![allow(clippy::needless_range_loop, reason = "indices are rows and columns of several matrices at once")]

mod block;
mod cell;
mod condensation;
mod coupling;
mod entries;
mod kinetics;
mod nodes;
mod partials;
mod record;
mod structure;
mod synapse;

use crate::model::network::states::Strided;
use crate::model::network::{DescribeNetwork, Network};
use crate::number::Scalar;
use crate::number::simd::wide::widely;
use alloc::vec;
use alloc::vec::Vec;
use block::Scratch;
use cell::EachCompartment;
use coupling::{POST, PRE};
use nodes::NodeMatrix;
use record::Storage;
use structure::{Indices, Structure};
use synapse::Groups;

/// The Jacobian of a network at one state, and its condensation at one β.
#[derive(Clone, Debug)]
pub struct Jacobian<T> {
    indices: Indices,
    derivatives: Storage<T>,
    condensed: Storage<T>,
    /// The conductance of each join, µS.
    joins: Vec<T>,
    time: Vec<T>,
    autonomous: bool,
    matrix: NodeMatrix<T>,
    /// The right-hand side between membrane potentials.
    v: Vec<T>,
    rates: Vec<f64>,
    pivots: Vec<usize>,
    work: Vec<T>,
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
        let (structure, matrix) = Structure::of(network, Self::MOST_COUPLINGS);
        let Structure { indices, block, cells, synapses, .. } = structure;
        let nodes = indices.node_v.len();
        let zeros = |count: usize| vec![T::zero(); count];
        let [derivatives, condensed] = [0, 1].map(|k| Storage {
            cells: zeros(cells[k]),
            synapses: zeros(synapses[k]),
            per_capacitance: zeros(nodes),
        });
        Jacobian {
            derivatives,
            condensed,
            joins: zeros(indices.joins.len()),
            time: zeros(indices.node_of.len()),
            autonomous: !depends_on_time::<N>(),
            v: zeros(nodes),
            rates: vec![0.0; indices.node_of.len()],
            pivots: vec![0; block],
            work: zeros(block),
            matrix,
            indices,
        }
    }

    /// Whether all couplings are part of the matrix that is solved with. If not, those of synapses are left out, which
    /// only methods may use that keep their order with any matrix.
    pub fn is_complete(&self) -> bool {
        self.indices.complete
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
        let Storage { cells, synapses, per_capacitance } = &mut self.derivatives;
        let currents = synapse::Currents { dy: &mut *dy, time: &mut self.time };
        network.synapses(&mut synapse::Evaluate { t, y, currents, derivatives: synapses, begin: self.indices.cells });
        network.cells(&mut cell::Evaluate {
            t,
            y,
            dy,
            autonomous: self.autonomous,
            time: &mut self.time,
            derivatives: cells,
            joins: &mut self.joins,
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
        let (derivatives, condensed) = (&mut self.derivatives, &mut self.condensed);
        let (indices, per_capacitance) = (&self.indices, &derivatives.per_capacitance[..]);
        let mut cells = EachCompartment::new(cell::Factorise {
            beta,
            matrix: &mut self.matrix,
            derivatives: &mut derivatives.cells,
            condensed: &mut condensed.cells,
            scratch: Scratch { pivots: &mut self.pivots, work: &mut self.work },
            per_capacitance,
            condensed_per_capacitance: &mut condensed.per_capacitance,
            failed: None,
        });
        network.cells(&mut cells);
        let cell::Factorise { matrix, scratch, failed, .. } = cells.pass;
        for (join, g) in indices.joins.iter().zip(&self.joins) {
            join.subtract([-*g, *g], true, per_capacitance, matrix);
        }
        let mut synapses = synapse::Factorise {
            beta,
            complete: indices.complete,
            matrix,
            derivatives: &mut derivatives.synapses,
            condensed: &mut condensed.synapses,
            scratch,
            per_capacitance,
            groups: Groups { begin: indices.cells, couplings: &indices.connections },
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
    pub fn solve_linear<N: Network<T>>(&mut self, network: &N, b: &mut [T]) {
        let Storage { cells, synapses, per_capacitance } = &mut self.condensed;
        let (indices, v, work) = (&self.indices, &mut self.v[..], &mut self.work[..]);
        network.cells(&mut cell::Sweep::<_, false> {
            condensed: &mut *cells,
            b,
            v,
            per_capacitance,
            work,
            node: 0,
            begin: 0,
        });
        let groups = Groups { begin: indices.cells, couplings: &indices.connections };
        network.synapses(&mut synapse::Eliminate { groups, condensed: &mut *synapses, b, v, per_capacitance, work });
        widely(nodes::Solve { matrix: &mut self.matrix, x: &mut *v });
        network.cells(&mut cell::Sweep::<_, true> { condensed: cells, b, v, per_capacitance, work, node: 0, begin: 0 });
        network.synapses(&mut synapse::Complete { indices, condensed: synapses, b, v, begin: indices.cells });
    }

    /// An estimate of the fastest rate (per ms) in the network at the last [evaluation](Jacobian::evaluate): the largest
    /// number on the Jacobian's diagonal.
    pub fn fastest<N: Network<T>>(&mut self, network: &N) -> f64 {
        let mut rates = core::mem::take(&mut self.rates);
        rates.fill(0.0);
        self.entries(network, |row, column, value| {
            if row == column {
                rates[row] += value.re().abs();
            }
        });
        self.rates = rates;
        self.rates.iter().fold(0.0, |fastest, rate| fastest.max(*rate))
    }

    /// Calls `entry(row, column, value)` for every derivative ∂(dy_row/dt)/∂y_column, per ms, that the structure knows; an
    /// entry may come in several parts, to be added.
    pub fn entries<N: Network<T>>(&mut self, network: &N, mut entry: impl FnMut(usize, usize, T)) {
        let Storage { cells, synapses, per_capacitance } = &mut self.derivatives;
        network.cells(&mut EachCompartment::new(entries::Entries {
            derivatives: cells,
            per_capacitance,
            entry: &mut entry,
        }));
        for (join, g) in self.indices.joins.iter().zip(&self.joins) {
            let (v, slopes) = (join.nodes.map(|node| self.indices.node_v[node]), [-*g, *g]);
            join.each_row(true, per_capacitance, |side, factor| {
                for other in [POST, PRE] {
                    entry(v[side], v[other], slopes[other] * factor);
                }
            });
        }
        let groups = Groups { begin: self.indices.cells, couplings: &self.indices.connections };
        network.synapses(&mut synapse::Entries { groups, derivatives: synapses, per_capacitance, entry: &mut entry });
    }
}

/// Index of an element's k-th state in the state of the network.
#[inline(always)]
fn state(states: Strided, k: usize) -> usize {
    states.first + k * states.stride
}

/// Whether an equation of the network depends on the time.
fn depends_on_time<N: DescribeNetwork>() -> bool {
    let compartments = N::NETWORK.cells.iter().flat_map(|cells| cells.cell.compartments);
    let parts = compartments.flat_map(|compartment| compartment.pools.iter().chain(compartment.channels));
    let synapses = N::NETWORK.synapses.iter().map(|group| group.synapse);
    let mut mechanisms = parts.map(|part| part.mechanism).chain(synapses);
    mechanisms.any(|mechanism| mechanism.dependence.states.time || mechanism.dependence.current.time)
}
