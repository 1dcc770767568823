//! Compartments and cells: how channels and pools on one membrane make its right-hand side.
//!
//! For each compartment, with outward currents positive,
//!
//! ```text
//! C dv/dt = i_injected − Σ i_channel − i_external        i_external: synapses and neighbouring compartments
//! ```
//!
//! A generated cell only says what it consists of, through [`Compartment::pools`], [`Compartment::channels`] and
//! [`Cell::compartments`]; [`crate::model::membrane`] evaluates one compartment, the functions here a whole cell.

use crate::model::info::CellInfo;
use crate::model::mechanism::{Flow, Mechanism, Parameters, Wiring};
use crate::model::membrane::{self, Exps, Motion, Step};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::lines::Lines;

/// A cell type's description, whatever its number type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cell",
    label = "not declared with `cell!`, or as a `cell` of a network"
)]
pub trait DescribeCell {
    /// Names, units and layout.
    const INFO: CellInfo;
    /// Number of states.
    const STATES: usize = Self::INFO.states();
    /// Room for the exponentials that its channels take from tables of lines, and for those that they evaluate in a batch.
    const EXPS: (usize, usize) = Self::INFO.exps();
    /// Number of states of its channels.
    const CHANNEL_STATES: usize = Self::INFO.channel_states();
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
    /// Temperature, °C.
    pub celsius: T,
    /// Membrane potential at the start, mV.
    pub v: T,
}

/// The next multiple of eight, the widest registers' number of lanes. A batch of this length has no rest, whose numbers
/// would have to wait in line.
pub const fn padded(len: usize) -> usize {
    len.next_multiple_of(8)
}

/// Number of nodes: V and the states of all pools, from number of states and ion of each pool.
pub const fn nodes(pools: &[(usize, usize)]) -> usize {
    let (mut nodes, mut pool) = (1, 0);
    while pool < pools.len() {
        nodes += pools[pool].0;
        pool += 1;
    }
    nodes
}

/// Of each state of the pools, the ion that feeds it, likewise.
pub const fn fed<const N: usize>(pools: &[(usize, usize)]) -> [usize; N] {
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

/// One compartment of a cell. Its state is V, then its pools', then its channels' states.
pub trait Compartment<T: Scalar> {
    /// Number of states.
    const STATES: usize;
    /// Number of exponentials that its channels evaluate.
    const EXPS: usize;
    /// Their arguments, where all are lines in V; else none.
    const LINES: Lines;
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
    type Of<U: Scalar>: Compartment<U>;
    /// Of each concentration, the node that it is; `usize::MAX` of a constant.
    const CONCENTRATION_NODES: &'static [usize];
    /// Of each ion, the node on which its reversal potential depends; `usize::MAX` of a constant.
    const REVERSAL_NODES: &'static [usize];
    /// Of each node after V, the ion whose current feeds it.
    const FED: &'static [usize];

    /// Its constants.
    fn membrane(&self, celsius: T) -> Membrane<T>;
    /// Writes every ion's reversal potential (mV) and the concentrations (µM) at the state `y`.
    fn surroundings(&self, celsius: T, y: &[T], reversal: &mut [T], concentrations: &mut [T]);
    /// Writes the slope (mV/µM) of each ion's reversal potential by its [node](Compartment::REVERSAL_NODES), where it has
    /// one.
    fn reversal_slopes(&self, celsius: T, concentrations: &[T], slopes: &mut [T]);
    /// Shows every pool.
    fn pools<V: VisitMechanisms<T>>(&self, visitor: &mut V);
    /// Shows every channel.
    fn channels<V: VisitMechanisms<T>>(&self, visitor: &mut V);
}

/// What is done to the mechanisms of a compartment in turn.
pub trait VisitMechanisms<T: Scalar> {
    /// Visits one.
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring);
}

/// What is done to the compartments of a cell in turn.
pub trait VisitCompartments<T: Scalar> {
    /// Visits one.
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C);
}

/// A cell: compartments and the conductances that join them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no cell",
    label = "not declared with `cell!`, or as a `cell` of a network"
)]
pub trait Cell<T: Scalar>: DescribeCell + Parameters<T> {
    /// Room for its states.
    type States: Array<T>;

    /// Its temperature, °C.
    fn celsius(&self) -> T;
    /// Shows every compartment, in the order of the state.
    fn compartments<V: VisitCompartments<T>>(&self, visitor: &mut V);
    /// Calls `join(a, b, g)` for each joining conductance `g` (µS); `a` and `b` are where the states of the two
    /// compartments begin.
    fn joins(&self, join: impl FnMut(usize, usize, T));
}

/// Derivatives of a cell's states (per ms). On entry `dy` holds, at each compartment's V, the outward current (nA) that
/// synapses draw there; everything else is overwritten.
#[inline(always)]
pub fn derivatives<T: Scalar, C: Cell<T>>(cell: &C, t: T, y: &[T], dy: &mut [T]) {
    cell.joins(|a, b, g| {
        let current = (y[a] - y[b]) * g;
        dy[a] += current;
        dy[b] -= current;
    });
    cell.compartments(&mut Derivatives { celsius: cell.celsius(), t, y, dy, begin: 0 });
}

/// Writes all exponentials of lines and the arguments of all others of a cell: [`DescribeCell::EXPS`].
#[inline(always)]
pub fn arguments<T: Scalar, C: Cell<T>>(cell: &C, t: T, y: &[T], lines: &mut [T], x: &mut [T]) {
    cell.compartments(&mut Arguments { celsius: cell.celsius(), t, y, lines, x });
}

/// Writes how the states of the channels move, given the exponentials: [`DescribeCell::CHANNEL_STATES`] of each.
#[inline(always)]
pub fn kinetics<T: Scalar, C: Cell<T>>(cell: &C, t: T, exps: Exps<'_, T>, y: &[T], target: &mut [T], rate: &mut [T]) {
    cell.compartments(&mut Kinetics { celsius: cell.celsius(), t, exps, y, target, rate });
}

/// Completes a step of an exponential method. `current` and `slope` hold, at each compartment's V, the outward current (nA)
/// of its synapses and its slope by that V (µS); they are changed.
#[inline(always)]
pub fn advance<T: Scalar, C: Cell<T>, const MOVED: bool>(
    cell: &C,
    step: Step<'_, T, MOVED>,
    exps: Exps<'_, T>,
    motion: Motion<'_, T>,
    y: &mut [T],
    current: &mut [T],
    slope: &mut [T],
) {
    join(cell, y, current, slope);
    cell.compartments(&mut Advance { celsius: cell.celsius(), step, exps, motion, y, current, slope, state: 0 });
}

/// Adds the currents between compartments.
#[inline(always)]
pub(crate) fn join<T: Scalar, C: Cell<T>>(cell: &C, y: &[T], current: &mut [T], slope: &mut [T]) {
    cell.joins(|a, b, g| {
        let axial = (y[a] - y[b]) * g;
        current[a] += axial;
        current[b] -= axial;
        slope[a] += g;
        slope[b] += g;
    });
}

/// Writes the start of every state of a cell.
#[inline(always)]
pub fn start<T: Scalar, C: Cell<T>>(cell: &C, y: &mut [T]) {
    cell.compartments(&mut Start { celsius: cell.celsius(), y, begin: 0 });
}

/// The outward current (nA) and slope (µS) of a channel, counted over all compartments; zero past the last.
pub fn channel_flow<T: Scalar, C: Cell<T>>(cell: &C, t: T, y: &[T], channel: usize) -> Flow<T> {
    let mut probe = Probe { celsius: cell.celsius(), t, y, begin: 0, channel, compartment: 0, flow: Flow::zero() };
    let compartments = C::INFO.compartments;
    while let Some(info) = compartments.get(probe.compartment) {
        if probe.channel < info.channels.len() {
            break;
        }
        probe.channel -= info.channels.len();
        probe.compartment += 1;
    }
    cell.compartments(&mut probe);
    probe.flow
}

struct Derivatives<'a, T> {
    celsius: T,
    t: T,
    y: &'a [T],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitCompartments<T> for Derivatives<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        membrane::derivatives(compartment, self.celsius, self.t, &self.y[own.clone()], &mut self.dy[own]);
    }
}

struct Arguments<'a, T> {
    celsius: T,
    t: T,
    y: &'a [T],
    lines: &'a mut [T],
    x: &'a mut [T],
}

impl<T: Scalar> VisitCompartments<T> for Arguments<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let (y, others) = self.y.split_at(C::STATES);
        if !C::LINES.is_empty() {
            let (lines, rest) = core::mem::take(&mut self.lines).split_at_mut(C::LINES.room());
            y[0].exp_lines(&C::LINES, lines);
            self.lines = rest;
        } else {
            let (x, rest) = core::mem::take(&mut self.x).split_at_mut(C::EXPS);
            membrane::arguments(compartment, self.celsius, self.t, y, x);
            self.x = rest;
        }
        self.y = others;
    }
}

struct Kinetics<'a, T> {
    celsius: T,
    t: T,
    exps: Exps<'a, T>,
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
}

impl<T: Scalar> VisitCompartments<T> for Kinetics<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = membrane::channel_states::<T, C>(compartment);
        let (y, other_states) = self.y.split_at(C::STATES);
        let x = self.exps.take::<C>();
        let (target, targets) = core::mem::take(&mut self.target).split_at_mut(own);
        let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(own);
        membrane::kinetics(compartment, self.celsius, self.t, x, y, target, rate);
        (self.y, self.target, self.rate) = (other_states, targets, rates);
    }
}

struct Advance<'a, T, const MOVED: bool> {
    celsius: T,
    step: Step<'a, T, MOVED>,
    exps: Exps<'a, T>,
    motion: Motion<'a, T>,
    y: &'a mut [T],
    current: &'a [T],
    slope: &'a [T],
    state: usize,
}

impl<T: Scalar, const MOVED: bool> VisitCompartments<T> for Advance<'_, T, MOVED> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let external = Flow { current: self.current[0], slope: self.slope[0], slope_pre: T::zero() };
        let x = self.exps.take::<C>();
        let (motion, others) = self.motion.split(membrane::channel_states::<T, C>(compartment));
        let (y, rest) = core::mem::take(&mut self.y).split_at_mut(C::STATES);
        let step = self.step.of(self.state..self.state + C::STATES);
        self.state += C::STATES;
        membrane::advance(compartment, self.celsius, step, external, x, motion, y);
        (self.motion, self.y) = (others, rest);
        (self.current, self.slope) = (&self.current[C::STATES..], &self.slope[C::STATES..]);
    }
}

struct Start<'a, T> {
    celsius: T,
    y: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitCompartments<T> for Start<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        membrane::start(compartment, self.celsius, &mut self.y[own]);
    }
}

struct Probe<'a, T> {
    celsius: T,
    t: T,
    y: &'a [T],
    begin: usize,
    channel: usize,
    compartment: usize,
    flow: Flow<T>,
}

impl<T: Scalar> VisitCompartments<T> for Probe<'_, T> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        if self.compartment == 0 {
            self.flow = membrane::channel_flow(compartment, self.celsius, self.t, &self.y[own], self.channel);
        }
        self.compartment = self.compartment.wrapping_sub(1);
    }
}
