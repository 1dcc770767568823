//! A network as one system of equations: its state vector, right-hand side and exponential-Euler step.
//!
//! The state holds the groups of cells in their order, then the groups of synapses. A generated network only shows its
//! groups, through [`Network::cells`] and [`Network::synapses`]; the functions here walk over them.

pub(crate) mod connections;
mod look_up;
pub(crate) mod states;

use crate::model::cell::{self, Cell};
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::handle::Origin;
use crate::model::info::NetworkInfo;
use crate::model::mechanism::{Describe, Flow, Mechanism};
use crate::model::membrane::Step;
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::simd::row;
use crate::number::simd::wide::{Work, widely};
use crate::system::step;
use connections::{draw, each_block, each_shared_flow, one_source, source_site, with_source};
use look_up::{Locate, Probe, Scales};
use states::{CellStates, SynapseStates, group_states, neuron_states, source_states, with_states, with_states_mut};

/// A network's description, whatever its number type.
pub trait DescribeNetwork {
    /// Names and groups.
    const INFO: NetworkInfo;
}

/// What is done to the groups of cells of a network in turn.
pub trait VisitCells<T: Scalar> {
    /// Visits one group.
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G);
}

/// What is done to the groups of synapses of a network in turn.
pub trait VisitSynapses<T: Scalar> {
    /// Visits one group.
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G);
}

/// What changes the groups of a network in turn.
pub trait VisitMut<T: Scalar> {
    /// Visits a group of cells.
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &mut G);
    /// Visits a group of synapses.
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &mut G);
}

/// A network of cells and synapses, or a cell alone, over the number type `T`.
pub trait Network<T: Scalar>: DescribeNetwork {
    /// The network over `f64`, to which its handles belong.
    type Tag;
    /// A struct with one `R` per neuron, under its name: what a run gives back.
    type Neurons<R>;
    /// The same network over another number type.
    type With<U: Scalar>: Network<U, Tag = Self::Tag>;

    /// Shows every group of cells.
    fn cells<V: VisitCells<T>>(&self, visitor: &mut V);
    /// Shows every group of synapses.
    fn synapses<V: VisitSynapses<T>>(&self, visitor: &mut V);
    /// Shows every group, cells first, to change them.
    fn groups_mut<V: VisitMut<T>>(&mut self, visitor: &mut V);
    /// Makes the struct of neurons from one `R` per neuron, in the order of the state.
    fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> Self::Neurons<R>;
    /// Shows every `R` of such a struct, in the same order.
    fn each_neuron<'a, R>(neurons: &'a Self::Neurons<R>, visit: &mut dyn FnMut(&'a R));

    /// Converts every parameter, and so the network, to another number type.
    fn map<U: Scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> Self::With<U>;

    /// The same network over another number type, every parameter a constant.
    fn with<U: Scalar>(&self) -> Self::With<U> {
        self.map(&mut |parameter| U::from_f64(parameter.re()))
    }

    /// Number of states.
    fn dim(&self) -> usize {
        let mut layout = Layout::default();
        layout.skip_cells::<T, _>(self);
        self.synapses(&mut layout);
        layout.end
    }

    /// Writes the state at the start: V and concentrations as given, gates at their steady state there.
    #[inline(never)]
    fn start(&self, y: &mut [T]) {
        self.cells(&mut StartCells { y, begin: 0 });
        let mut layout = Layout::default();
        layout.skip_cells::<T, _>(self);
        self.synapses(&mut StartSynapses { y, begin: layout.end });
    }

    /// Writes dy/dt at the time `t` (ms): mV/ms, µM/ms, 1/ms. Both slices are [`Network::dim`] long.
    #[inline(never)]
    fn rhs(&self, t: T, y: &[T], dy: &mut [T]) {
        // V's places collect the synaptic currents, then receive its derivative.
        row::clear(dy);
        let mut layout = Layout::default();
        layout.skip_cells::<T, _>(self);
        self.synapses(&mut RhsSynapses { t, y, dy, begin: layout.end });
        self.cells(&mut RhsCells { t, y, dy, begin: 0 });
    }

    /// Advances `y` from `t` by `h` (both ms): all gates and synapses first, from the old voltages and concentrations,
    /// then every voltage and concentration from the new gates and the old voltages and concentrations. `y` is
    /// [`Network::dim`] long, the scratch `work` [`Network::work`].
    #[inline(never)]
    fn exponential_euler(&self, t: T, h: f64, y: &mut [T], work: &mut [T]) {
        step::exponential_euler(self, t, h, y, work);
    }

    /// Advances `y` from `t` by `h` (both ms) by the exponential midpoint rule, of second order: half a step of
    /// [`Network::exponential_euler`] to `middle`, then the whole step by the equations linearised there. Slices as there.
    #[inline(never)]
    fn exponential_midpoint(&self, t: T, h: f64, y: &mut [T], middle: &mut [T], work: &mut [T]) {
        middle.copy_from_slice(y);
        self.exponential_euler(t, 0.5 * h, middle, work);
        step::advance(self, Step::<_, true> { t: t + 0.5 * h, h, begin: y }, middle, work);
        y.copy_from_slice(middle);
    }

    /// Room that a step of [`Network::exponential_euler`] needs, in numbers.
    fn work(&self) -> usize {
        step::room(self)
    }

    /// Writes the size of an error in each state that matters as much as 1 mV in a voltage.
    fn scales(&self, scale: &mut [f64]) {
        let mut scales = Scales { scale, begin: 0 };
        self.cells(&mut scales);
        self.synapses(&mut scales);
    }

    /// Index into the state vector of state `index` of a neuron or synapse; `None` for a whole array or one that is
    /// not there.
    fn state_index(&self, origin: Origin, index: usize) -> Option<usize> {
        let mut locate = Locate { origin, index, group: 0, begin: 0, found: None };
        self.cells(&mut locate);
        locate.group = 0;
        self.synapses(&mut locate);
        locate.found
    }

    /// The outward current (nA) and conductance (µS) of a channel or synapse at the state `y`.
    fn flow(&self, origin: Origin, index: usize, t: T, y: &[T]) -> Option<Flow<T>> {
        let mut probe = Probe { origin, index, t, y, group: 0, begin: 0, flow: None };
        self.cells(&mut probe);
        probe.group = 0;
        self.synapses(&mut probe);
        probe.flow
    }
}

/// Where groups end.
#[derive(Default)]
struct Layout {
    end: usize,
}

impl Layout {
    #[inline(always)]
    fn skip_cells<T: Scalar, N: Network<T> + ?Sized>(&mut self, network: &N) {
        network.cells(self);
    }
}

impl<T: Scalar> VisitCells<T> for Layout {
    #[inline(always)]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        self.end += group_states(group);
    }
}

impl<T: Scalar> VisitSynapses<T> for Layout {
    #[inline(always)]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.end += group.sources() * G::Synapse::STATES;
    }
}

struct StartCells<'a, T> {
    y: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitCells<T> for StartCells<'_, T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            let mut own = CellStates::<T, G>::zeros();
            group.with_cell(neuron, |cell| cell::start(cell, own.as_mut()));
            neuron_states(group, self.begin, neuron).scatter(own.as_ref(), self.y);
        }
        self.begin += group_states(group);
    }
}

struct RhsCells<'a, T> {
    t: T,
    y: &'a [T],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitCells<T> for RhsCells<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            with_states::<T, G, _>(place, self.y, |y| {
                with_states_mut::<T, G, _>(place, self.dy, |dy| {
                    group.with_cell(neuron, |cell| widely(CellDerivatives { cell, t: self.t, y, dy }));
                });
            });
        }
        self.begin += group_states(group);
    }
}

struct CellDerivatives<'a, T, C> {
    cell: &'a C,
    t: T,
    y: &'a [T],
    dy: &'a mut [T],
}

impl<T: Scalar, C: Cell<T>> Work for CellDerivatives<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        cell::derivatives(self.cell, self.t, self.y, self.dy);
    }
}

struct StartSynapses<'a, T> {
    y: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for StartSynapses<'_, T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, y) = (self.begin, &mut *self.y);
        // The voltages that synapses see are set already, and no synapse starts from another one.
        for source in 0..group.sources() {
            let mut own = SynapseStates::<T, G>::zeros();
            one_source(group, source, T::zero(), y, |synapse, at, exps| synapse.start(at, exps, own.as_mut()));
            source_states(group, begin, source).scatter(own.as_ref(), y);
        }
        self.begin += group.sources() * G::Synapse::STATES;
    }
}

struct RhsSynapses<'a, T> {
    t: T,
    y: &'a [T],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for RhsSynapses<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, y, dy) = (self.begin, self.y, &mut *self.dy);
        let shared = group.shared_sources().is_some();
        each_block(group, self.t, y, |block| {
            for (source, exps) in block.each() {
                let at = source_site(group, source, self.t, y);
                let place = source_states(group, begin, source);
                let (mut own, mut rates) = (SynapseStates::<T, G>::zeros(), SynapseStates::<T, G>::zeros());
                place.gather(y, own.as_mut());
                with_source(group, source, |synapse| {
                    synapse.derivatives(&at, exps, own.as_ref(), rates.as_mut());
                    if !shared {
                        let Connection { pre, post, .. } = group.connection(source);
                        draw::<T, G::Synapse>(pre, post, synapse.flow(&at, exps, own.as_ref()), dy);
                    }
                });
                place.scatter(rates.as_ref(), dy);
            }
        });
        each_shared_flow(group, self.t, begin, y, |pre, post, flow| draw::<T, G::Synapse>(pre, post, flow, dy));
        self.begin += group.sources() * G::Synapse::STATES;
    }
}
