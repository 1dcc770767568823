//! Compartments and cells. The channels and pools of a compartment make up its right-hand side.
//!
//! For each compartment, with outward currents positive,
//!
//! ```text
//! C dv/dt = i_injected − Σ i_channel − i_external        i_external: synapses and neighbouring compartments
//! ```
//!
//! A generated cell only lists its parts, through [`Compartment::pools`], [`Compartment::channels`] and
//! [`Cell::compartments`]. [`crate::system`] evaluates them.

use crate::model::info::CellInfo;
use crate::model::mechanism::{Context, Mechanism, Parameters, Wiring};
use crate::model::source::Progress;
use crate::number::array::Array;
use crate::number::{Real, Scalar};

/// A cell type's description, whatever its number type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cell",
    label = "not declared with `cell!`, or as a `cell` of a network"
)]
pub trait DescribeCell {
    /// Names, units and layout.
    const CELL: CellInfo;
    /// Number of states.
    const STATES: usize = Self::CELL.states();
    /// Number of exponentials that its channels evaluate.
    const EXPS: usize = Self::CELL.exps();
    /// Number of states of its channels.
    const CHANNEL_STATES: usize = Self::CELL.channel_states();
    /// Number of relations of its pools and channels.
    const RELATIONS: usize = Self::CELL.relations();
}

/// The constants of a compartment's membrane in internal units.
#[derive(Clone, Copy, Debug)]
pub struct Membrane<T> {
    /// Capacitance, nF.
    pub capacitance: T,
    /// Area, mm²; 1 in a cell given absolutely.
    pub area: T,
    /// Injected current, nA.
    pub injected: T,
    /// Membrane potential at the start, mV.
    pub v: T,
}

/// Returns the number of nodes, which are V and the states of all pools. `pools` holds the number of states and the ion
/// of each pool.
pub const fn nodes(pools: &[(usize, usize)]) -> usize {
    let (mut nodes, mut pool) = (1, 0);
    while pool < pools.len() {
        nodes += pools[pool].0;
        pool += 1;
    }
    nodes
}

/// Returns, for each state of the pools, the ion whose current feeds it. `pools` is as in [`nodes`].
pub const fn ions_of_nodes<const N: usize>(pools: &[(usize, usize)]) -> [usize; N] {
    let mut ions = [usize::MAX; N];
    let (mut node, mut pool) = (0, 0);
    while pool < pools.len() {
        let mut state = 0;
        while state < pools[pool].0 && node < N {
            ions[node] = pools[pool].1;
            (node, state) = (node + 1, state + 1);
        }
        pool += 1;
    }
    ions
}

/// The rule of a compartment's spikes.
#[derive(Clone, Copy, Debug)]
pub struct SpikeRule<T> {
    /// V at which a spike begins, from below, mV.
    pub threshold: T,
    /// V after the spike, mV; `None` if V goes on.
    pub reset: Option<T>,
    /// The time for which V is held after the spike, ms.
    pub hold: Option<T>,
    /// The time for which no other spike begins, ms.
    pub refractory: Option<T>,
}

/// One compartment of a cell. Its state is V, then the states of its pools, then those of its channels.
pub trait Compartment<T: Real> {
    /// Number of states.
    const STATES: usize;
    /// Number of exponentials that its channels evaluate.
    const EXPS: usize;
    /// Room for the exponentials of its channels, in whole SIMD registers.
    type Exps: Array<T>;
    /// Room for the reversal potentials of its ions.
    type Ions: Array<T>;
    /// Room for the concentrations that can be read in it.
    type Concentrations: Array<T>;

    /// Room for a number per node: V and the states of its pools.
    type Nodes: Array<T>;
    /// Room for a number per pair of nodes.
    type Matrix: Array<T>;
    /// The same compartment over another type of number.
    type Of<U: Real>: Compartment<U>;
    /// For each concentration, its node; `usize::MAX` for a constant.
    const CONCENTRATION_NODES: &'static [usize];
    /// For each ion, the node on which its reversal potential depends; `usize::MAX` for a constant.
    const REVERSAL_NODES: &'static [usize];
    /// For each node after V, the ion whose current feeds it.
    const NODE_IONS: &'static [usize];
    /// True if it has a [rule of spikes](Compartment::spike_rule).
    const SPIKES: bool = false;

    /// Returns the constants of its membrane.
    fn membrane(&self) -> Membrane<T>;
    /// Writes every ion's reversal potential (mV) and the concentrations (µM) at the state `y`.
    fn surroundings(&self, context: &Context<'_, T>, y: &[T], reversal: &mut [T], concentrations: &mut [T]);
    /// Writes the slope (mV/µM) of each ion's reversal potential with respect to its
    /// [node](Compartment::REVERSAL_NODES), if it has one.
    fn reversal_slopes(&self, context: &Context<'_, T>, concentrations: &[T], slopes: &mut [T]);
    /// Returns the rule of its spikes.
    fn spike_rule(&self) -> Option<SpikeRule<T>> {
        None
    }
    /// Visits every pool.
    fn pools<V: VisitMechanisms<T>>(&self, visitor: &mut V);
    /// Visits every channel, then every stimulus.
    fn channels<V: VisitMechanisms<T>>(&self, visitor: &mut V);
}

/// A visitor of the mechanisms of a compartment.
pub trait VisitMechanisms<T: Real> {
    /// Visits one.
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring);
}

/// A visitor of the compartments of a cell.
pub trait VisitCompartments<T: Real> {
    /// Visits one.
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C);
}

/// A cell: compartments and the conductances that join them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cell",
    label = "not declared with `cell!`, or as a `cell` of a network"
)]
pub trait Cell<T: Real>: DescribeCell + Parameters<T> {
    /// Room for its states.
    type States: Array<T>;

    /// Returns its temperature, °C.
    fn celsius(&self) -> T;
    /// Carries something along, and so do its copies.
    fn carry(&mut self, carried: &T::Carried);
    /// Visits every compartment, in the order of the state.
    fn compartments<V: VisitCompartments<T>>(&self, visitor: &mut V);
    /// Calls `join(a, b, g)` for each conductance `g` (µS) between compartments. The states of the two compartments
    /// begin at `a` and `b`.
    fn joins(&self, join: impl FnMut(usize, usize, T));
    /// Returns the time (ms) of the next spike of a source, infinite if there is none. `uniform` gives the random number between 0
    /// and 1 with a seed and an index. It is asked again at the time `now` (ms) if a parameter has changed. A cell is no source.
    fn next_spike(&self, _now: T, _progress: &mut Progress<T>, _uniform: &dyn Fn(u64, u64) -> f64) -> T
    where
        T: Scalar,
    {
        T::from_f64(f64::INFINITY)
    }
}
