//! The Jacobian J of a network's right-hand side, its derivative with respect to the time, and the solution of
//! (β − J) x = b.
//!
//! J is never a dense matrix. Each part of a network stores its own derivatives (`record`), and the solution eliminates
//! part by part:
//!
//! 1. the states of each channel, then of the pools, onto V of their compartment (`condensation`),
//! 2. the states of each synapse onto the two membrane potentials on which they depend (`synapse`),
//! 3. the membrane potentials, through a sparse matrix (`nodes`).
//!
//! The cost is linear in the number of gates and synapses. The order in which the membrane potentials are eliminated is
//! found once (`ordering`), by the first factorisation or before it. Nothing else is allocated after construction.

#![allow(clippy::needless_range_loop, reason = "indices are rows and columns of several matrices at once")]

mod block;
mod cell;
mod condensation;
mod coupling;
mod entries;
mod kinetics;
pub(in crate::system) mod nodes;
pub(in crate::system) mod ordering;
mod partials;
mod record;
mod structure;
mod synapse;

use crate::model::network::states::Strided;
use crate::model::network::{DescribeNetwork, Network};
use crate::number::Scalar;
use crate::number::simd::wide::widely;
use crate::system::drive::{self, Given};
use crate::system::moment::moments;
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
    /// The condensation of β − J, which later evaluations do not change.
    condensed: Storage<T>,
    /// The conductance of each join, µS.
    joins: Vec<T>,
    /// ∂f/∂t.
    time: Vec<T>,
    autonomous: bool,
    /// True if a current or a parameter from outside depends on the time.
    driven: bool,
    /// `None` until it is needed: to find an order of elimination takes longer than many evaluations.
    matrix: Option<NodeMatrix<T>>,
    /// The right-hand side of each V, then the solution.
    v: Vec<T>,
    /// Scratch: the size of each state's diagonal entry.
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
    /// The largest number of multiplications per compartment in the factorisation of the matrix of the membrane potentials:
    /// some 170 compartments may all be coupled with each other. If synapses need more, the matrix leaves their couplings out;
    /// see [`is_complete`](Jacobian::is_complete).
    pub const MOST_WORK: usize = 10_000;

    /// Makes room for the Jacobian of a network. The time is linear in its compartments and connections.
    pub fn new<N: Network<T>>(network: &N) -> Self {
        let Structure { indices, block, cells, synapses } = Structure::of(network);
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
            driven: false,
            v: zeros(nodes),
            rates: vec![0.0; indices.node_of.len()],
            pivots: vec![0; block],
            work: zeros(block),
            matrix: None,
            indices,
        }
    }

    /// Finds an order of elimination with little fill-in, and makes room for the factors. The first
    /// [factorisation](Jacobian::factorise) does it if it was not done before; later ones allocate nothing. Whoever wants the
    /// [entries](Jacobian::entries) alone has no need of it.
    pub fn prepare(&mut self) {
        self.matrix.get_or_insert_with(|| self.indices.matrix(Self::MOST_WORK));
    }

    /// Returns true if the matrix that is factorised has all couplings, and [prepares](Jacobian::prepare) it to know. If not, it
    /// lacks those of synapses, since their factorisation would take [too long](Jacobian::MOST_WORK). Only W-methods, which keep
    /// their order with any matrix, may use it. The [entries](Jacobian::entries) are always complete.
    pub fn is_complete(&mut self) -> bool {
        self.prepare();
        self.indices.complete
    }

    /// Returns true if no equation depends on the time, and nothing from outside.
    pub fn is_autonomous(&self) -> bool {
        self.autonomous && !self.driven
    }

    /// Says that something from outside depends on the time, a current or a parameter. What that changes is then added after
    /// every evaluation.
    pub fn set_driven(&mut self) {
        self.driven = true;
    }

    /// Adds the rates (nA/ms) of currents into the compartments, one for each, to ∂f/∂t of the last evaluation.
    pub fn add_rates(&mut self, rates: &[T]) {
        for ((v, per_capacitance), rate) in self.indices.node_v.iter().zip(&self.derivatives.per_capacitance).zip(rates)
        {
            self.time[*v] += *rate * *per_capacitance;
        }
    }

    /// Adds slopes that change with the time (each per ms²) to ∂f/∂t of the last evaluation.
    pub fn add_time_slopes(&mut self, slopes: &[T]) {
        self.time.iter_mut().zip(slopes).for_each(|(time, slope)| *time += *slope);
    }

    /// Makes dV/dt of a compartment independent of everything in the last evaluation: the row of V is 0.
    pub fn hold(&mut self, compartment: usize) {
        self.derivatives.per_capacitance[compartment] = T::zero();
        self.derivatives.cells[self.indices.v_rows[compartment].clone()].fill(T::zero());
        self.time[self.indices.node_v[compartment]] = T::zero();
    }

    /// Returns the number of off-diagonal entries in the matrix of the membrane potentials, fill-in included. They are counted
    /// once it is [prepared](Jacobian::prepare).
    pub fn couplings(&self) -> usize {
        self.matrix.as_ref().map_or(0, NodeMatrix::couplings)
    }

    /// Evaluates the Jacobian at `t` (ms) and `y`, with the slopes of the drives. Writes dy/dt, as
    /// [`System::rhs_with`](crate::system::System::rhs_with) does.
    #[inline(never)]
    pub fn evaluate<N: Network<T>>(&mut self, network: &N, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
        drive::check(network, given.drives);
        let [of_cells, of_synapses] = moments(network, t, given.held);
        dy.fill(T::zero());
        if !self.is_autonomous() {
            self.time.fill(T::zero());
        }
        let Storage { cells, synapses, per_capacitance } = &mut self.derivatives;
        let currents = synapse::Currents { dy: &mut *dy, time: &mut self.time };
        network.synapses(&mut synapse::Evaluate {
            moment: of_synapses,
            y,
            currents,
            derivatives: synapses,
            begin: self.indices.cells,
        });
        network.cells(&mut cell::Evaluate {
            moment: of_cells,
            y,
            drives: given.drives,
            dy,
            autonomous: self.autonomous,
            time: &mut self.time,
            derivatives: cells,
            joins: &mut self.joins,
            per_capacitance,
            begin: 0,
        });
    }

    /// Returns ∂f/∂t at the last [evaluation](Jacobian::evaluate): the unit of each state per ms².
    pub fn by_time(&self) -> &[T] {
        &self.time
    }

    /// Condenses and factorises β − J of the last [evaluation](Jacobian::evaluate), with β in 1/ms.
    ///
    /// # Errors
    /// Fails with the state whose pivot is 0 or not finite.
    #[inline(never)]
    pub fn factorise<N: Network<T>>(&mut self, network: &N, beta: f64) -> Result<(), Singular> {
        let matrix = self.matrix.get_or_insert_with(|| self.indices.matrix(Self::MOST_WORK));
        matrix.clear();
        let (derivatives, condensed) = (&mut self.derivatives, &mut self.condensed);
        let (indices, per_capacitance) = (&self.indices, &derivatives.per_capacitance[..]);
        let mut cells = EachCompartment::new(cell::Factorise {
            beta,
            matrix,
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
        matrix.factorise().map_err(|node| Singular { index: self.indices.node_v[node] })
    }

    /// Replaces `b` by the solution x of (β − J) x = b, with the last [factorisation](Jacobian::factorise).
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
        if let Some(matrix) = &mut self.matrix {
            widely(nodes::Solve { matrix, x: &mut *v });
        }
        network.cells(&mut cell::Sweep::<_, true> { condensed: cells, b, v, per_capacitance, work, node: 0, begin: 0 });
        network.synapses(&mut synapse::Complete { indices, condensed: synapses, b, v, begin: indices.cells });
    }

    /// Returns an estimate of the fastest rate (per ms) at the last [evaluation](Jacobian::evaluate): the largest entry
    /// on the diagonal of J.
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

    /// Calls `entry(row, column, value)` for every derivative ∂(dy_row/dt)/∂y_column that can be other than 0, per ms.
    /// An entry may come in several parts, which are to be added.
    pub fn entries<N: Network<T>>(&mut self, network: &N, mut entry: impl FnMut(usize, usize, T)) {
        let Storage { cells, synapses, per_capacitance } = &mut self.derivatives;
        let of_cells = entries::Entries { derivatives: cells, per_capacitance, entry: &mut entry };
        network.cells(&mut EachCompartment::new(of_cells));
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

/// Returns the index of an element's `k`-th state in the state of the network.
#[inline(always)]
fn state(states: Strided, k: usize) -> usize {
    states.first + k * states.stride
}

/// Returns true if an equation of the network depends on the time.
fn depends_on_time<N: DescribeNetwork>() -> bool {
    let compartments = N::NETWORK.cells.iter().flat_map(|cells| cells.cell.compartments);
    let parts = compartments.flat_map(|compartment| compartment.pools.iter().chain(compartment.channels));
    let synapses = N::NETWORK.synapses.iter().map(|group| group.synapse);
    let mut mechanisms = parts.map(|part| part.mechanism).chain(synapses);
    mechanisms.any(|mechanism| mechanism.dependence.states.time || mechanism.dependence.current.time)
}
