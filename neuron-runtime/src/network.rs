//! A network as one system of equations: its state vector, right-hand side and exponential-Euler step.
//!
//! The state holds the groups of cells in their order, then the groups of synapses. A generated network only shows its
//! groups, through [`Network::cells`] and [`Network::synapses`]; the functions here walk over them.

use crate::array::Array;
use crate::cell::{self, Cell, DescribeCell};
use crate::connect::{Connection, SynapseGroup};
use crate::group::CellGroup;
use crate::handle::{Group, Origin};
use crate::info::{MechanismKind, NetworkInfo, StateKind};
use crate::mechanism::{At, Describe, Flow, Mechanism};
use crate::membrane::Step;
use crate::scalar::Scalar;
use crate::step;

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
    fn start(&self, y: &mut [T]) {
        self.cells(&mut StartCells { y, begin: 0 });
        let mut layout = Layout::default();
        layout.skip_cells::<T, _>(self);
        self.synapses(&mut StartSynapses { y, begin: layout.end });
    }

    /// Writes dy/dt at the time `t` (ms): mV/ms, µM/ms, 1/ms. Both slices are [`Network::dim`] long.
    fn rhs(&self, t: T, y: &[T], dy: &mut [T]) {
        // V's places collect the synaptic currents, then receive its derivative.
        dy.fill(T::zero());
        let mut layout = Layout::default();
        layout.skip_cells::<T, _>(self);
        self.synapses(&mut RhsSynapses { t, y, dy, begin: layout.end });
        self.cells(&mut RhsCells { t, y, dy, begin: 0 });
    }

    /// Advances `y` from `t` by `h` (both ms): all gates and synapses first, from the old voltages and concentrations,
    /// then every voltage and concentration from the new gates and the old voltages and concentrations. `y` is
    /// [`Network::dim`] long, the scratch `work` [`Network::work`].
    fn exponential_euler(&self, t: T, h: f64, y: &mut [T], work: &mut [T]) {
        step::exponential_euler(self, t, h, y, work);
    }

    /// Advances `y` from `t` by `h` (both ms) by the exponential midpoint rule, of second order: half a step of
    /// [`Network::exponential_euler`] to `middle`, then the whole step by the equations linearised there. Slices as there.
    fn exponential_midpoint(&self, t: T, h: f64, y: &mut [T], middle: &mut [T], work: &mut [T]) {
        middle.copy_from_slice(y);
        step::exponential_euler(self, t, 0.5 * h, middle, work);
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

/// Room for the states of the type of a group's cells.
pub(crate) type CellStates<T, G> = <<G as CellGroup<T>>::Cell as Cell<T>>::States;
/// Room for the states and exponentials of the type of a group's synapses.
pub(crate) type SynapseStates<T, G> = <<G as SynapseGroup<T>>::Synapse as Mechanism<T>>::States;
pub(crate) type SynapseExps<T, G> = <<G as SynapseGroup<T>>::Synapse as Mechanism<T>>::Exps;

/// Where the states of one element lie in the state of the network.
#[derive(Clone, Copy)]
pub(crate) struct Strided {
    pub(crate) first: usize,
    pub(crate) stride: usize,
    pub(crate) count: usize,
}

impl Strided {
    #[inline(always)]
    pub(crate) fn gather<T: Scalar>(self, from: &[T], to: &mut [T]) {
        if self.stride == 1 {
            to[..self.count].copy_from_slice(&from[self.first..self.first + self.count]);
        } else {
            for (k, value) in to[..self.count].iter_mut().enumerate() {
                *value = from[self.first + k * self.stride];
            }
        }
    }

    #[inline(always)]
    pub(crate) fn scatter<T: Scalar>(self, from: &[T], to: &mut [T]) {
        if self.stride == 1 {
            to[self.first..self.first + self.count].copy_from_slice(&from[..self.count]);
        } else {
            for (k, value) in from[..self.count].iter().enumerate() {
                to[self.first + k * self.stride] = *value;
            }
        }
    }
}

#[inline(always)]
pub(crate) fn neuron_states<T: Scalar, G: CellGroup<T> + ?Sized>(group: &G, begin: usize, neuron: usize) -> Strided {
    let (stride, apart) = group.strides();
    Strided { first: begin + neuron * apart, stride, count: <G::Cell as DescribeCell>::STATES }
}

/// Gives a neuron's states to `then`.
#[inline(always)]
pub(crate) fn with_states<T: Scalar, G: CellGroup<T> + ?Sized, R>(
    place: Strided,
    y: &[T],
    then: impl FnOnce(&[T]) -> R,
) -> R {
    if G::TOGETHER {
        return then(&y[place.first..place.first + place.count]);
    }
    let mut own = CellStates::<T, G>::zeros();
    place.gather(y, own.as_mut());
    then(own.as_ref())
}

/// Gives a neuron's states to `then`, to change them.
#[inline(always)]
pub(crate) fn with_states_mut<T: Scalar, G: CellGroup<T> + ?Sized, R>(
    place: Strided,
    y: &mut [T],
    then: impl FnOnce(&mut [T]) -> R,
) -> R {
    if G::TOGETHER {
        return then(&mut y[place.first..place.first + place.count]);
    }
    let mut own = CellStates::<T, G>::zeros();
    place.gather(y, own.as_mut());
    let result = then(own.as_mut());
    place.scatter(own.as_ref(), y);
    result
}

#[inline(always)]
pub(crate) fn source_states<T: Scalar, G: SynapseGroup<T> + ?Sized>(group: &G, begin: usize, source: usize) -> Strided {
    let (stride, apart) = group.strides();
    Strided { first: begin + source * apart, stride, count: G::Synapse::STATES }
}

pub(crate) fn group_states<T: Scalar, G: CellGroup<T> + ?Sized>(group: &G) -> usize {
    group.len() * <G::Cell as DescribeCell>::STATES
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
                    group.with_cell(neuron, |cell| cell::derivatives(cell, self.t, y, dy));
                });
            });
        }
        self.begin += group_states(group);
    }
}

/// How many synapses evaluate their exponentials together.
const BLOCK: usize = 8;

/// Some sets of states with their exponentials.
pub(crate) struct Block<E> {
    first: usize,
    count: usize,
    exps: [E; BLOCK],
}

impl<E> Block<E> {
    /// Index and exponentials of each set.
    #[inline(always)]
    pub(crate) fn each<'a, T: 'a>(&'a self) -> impl Iterator<Item = (usize, &'a [T])>
    where
        E: Array<T>,
    {
        self.exps[..self.count].iter().enumerate().map(|(k, exps)| (self.first + k, exps.as_ref()))
    }
}

/// The V before and after the states of a set. Where presynaptic neurons own them they do not use the postsynaptic
/// potential, and the presynaptic one stands in.
#[inline(always)]
pub(crate) fn source_ends<T: Scalar, G: SynapseGroup<T> + ?Sized>(group: &G, source: usize) -> (usize, usize) {
    match group.shared_sources() {
        Some(sources) => (sources[source], sources[source]),
        None => {
            let connection = group.connection(source);
            (connection.pre, connection.post)
        }
    }
}

/// What the states of a set see.
#[inline(always)]
pub(crate) fn source_site<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    source: usize,
    t: T,
    y: &[T],
) -> At<'static, T> {
    let (pre, post) = source_ends(group, source);
    At { t, v_pre: y[pre], ..At::voltage(y[post], T::zero()) }
}

/// The parameters that the states of a set follow; kinetics that presynaptic neurons own are the same for all.
#[inline(always)]
pub(crate) fn with_source<T: Scalar, G: SynapseGroup<T> + ?Sized, R>(
    group: &G,
    source: usize,
    then: impl FnOnce(&G::Synapse) -> R,
) -> R {
    group.with_synapse(if group.shared_sources().is_some() { 0 } else { source }, then)
}

/// Gives one set of states to `then`, with its exponentials evaluated.
fn one_source<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    source: usize,
    t: T,
    y: &[T],
    then: impl FnOnce(&G::Synapse, &At<'_, T>, &[T]),
) {
    let at = source_site(group, source, t, y);
    let mut exps = SynapseExps::<T, G>::zeros();
    with_source(group, source, |synapse| {
        synapse.arguments(&at, exps.as_mut());
        T::exp_all(exps.as_mut());
        then(synapse, &at, exps.as_ref());
    });
}

/// Evaluates the exponentials of all sets of states, a block at a time, and gives each block to `then`.
#[inline(always)]
pub(crate) fn each_block<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    t: T,
    y: &[T],
    mut then: impl FnMut(&Block<SynapseExps<T, G>>),
) {
    let sources = group.sources();
    let mut first = 0;
    while first < sources {
        let count = BLOCK.min(sources - first);
        let mut block = Block { first, count, exps: [SynapseExps::<T, G>::zeros(); BLOCK] };
        for k in 0..count {
            let at = source_site(group, first + k, t, y);
            let exps = block.exps[k].as_mut();
            with_source(group, first + k, |synapse| synapse.arguments(&at, exps));
        }
        let used = count * G::Synapse::EXPS;
        T::exp_padded(SynapseExps::<T, G>::flat(&mut block.exps), used);
        then(&block);
        first += count;
    }
}

/// Gives one connection to `then`: its parameters, what it sees, the exponentials of its current, its states.
#[inline(always)]
pub(crate) fn with_connection<T: Scalar, G: SynapseGroup<T> + ?Sized, R>(
    group: &G,
    index: usize,
    t: T,
    begin: usize,
    y: &[T],
    then: impl FnOnce(&G::Synapse, &At<'_, T>, &[T], &[T]) -> R,
) -> R {
    let connection = group.connection(index);
    let at = At { t, v_pre: y[connection.pre], ..At::voltage(y[connection.post], T::zero()) };
    let mut own = SynapseStates::<T, G>::zeros();
    source_states(group, begin, connection.source).gather(y, own.as_mut());
    let mut exps = SynapseExps::<T, G>::zeros();
    group.with_synapse(index, |synapse| {
        let exps = exps.as_mut();
        synapse.current_arguments(&at, exps);
        T::exp_all(&mut exps[G::Synapse::CURRENT_EXPS..]);
        then(synapse, &at, exps, own.as_ref())
    })
}

/// The current of one connection.
#[inline(always)]
fn connection_flow<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    index: usize,
    t: T,
    begin: usize,
    y: &[T],
) -> Flow<T> {
    with_connection(group, index, t, begin, y, |synapse, at, exps, own| synapse.flow(at, exps, own))
}

/// Gives the current of every connection to `add`, where presynaptic neurons own the states.
#[inline(always)]
pub(crate) fn each_shared_flow<T: Scalar, G: SynapseGroup<T> + ?Sized>(
    group: &G,
    t: T,
    begin: usize,
    y: &[T],
    mut add: impl FnMut(usize, usize, Flow<T>),
) {
    if group.shared_sources().is_none() {
        return;
    }
    for index in 0..group.connections() {
        let Connection { pre, post, .. } = group.connection(index);
        add(pre, post, connection_flow(group, index, t, begin, y));
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

/// Adds what a synapse draws from its postsynaptic neuron; what leaves that through a gap junction enters the other.
#[inline(always)]
pub(crate) fn draw<T: Scalar, S: Describe>(pre: usize, post: usize, flow: Flow<T>, current: &mut [T]) {
    current[post] += flow.current;
    if matches!(S::INFO.kind, MechanismKind::Electrical) {
        current[pre] -= flow.current;
    }
}

struct Scales<'a> {
    scale: &'a mut [f64],
    begin: usize,
}

impl Scales<'_> {
    fn fill(&mut self, place: impl Fn(usize) -> Strided, elements: usize, kinds: impl Fn(&mut dyn FnMut(StateKind))) {
        for element in 0..elements {
            let place = place(element);
            let mut at = place.first;
            kinds(&mut |kind| {
                self.scale[at] = kind.scale();
                at += place.stride;
            });
        }
    }
}

impl<T: Scalar> VisitCells<T> for Scales<'_> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let begin = self.begin;
        self.fill(
            |neuron| neuron_states(group, begin, neuron),
            group.len(),
            |visit| <G::Cell as DescribeCell>::INFO.each_state(|_, _, state| visit(state.kind)),
        );
        self.begin += group_states(group);
    }
}

impl<T: Scalar> VisitSynapses<T> for Scales<'_> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let begin = self.begin;
        self.fill(
            |source| source_states(group, begin, source),
            group.sources(),
            |visit| G::Synapse::INFO.states.iter().for_each(|state| visit(state.kind)),
        );
        self.begin += group.sources() * G::Synapse::STATES;
    }
}

struct Locate {
    origin: Origin,
    index: usize,
    group: usize,
    begin: usize,
    found: Option<usize>,
}

impl Locate {
    fn visit(&mut self, group: Group, place: impl Fn(usize, usize) -> Strided, elements: usize, states: usize) {
        if self.origin.group == group
            && let Some(element) = self.origin.element
            && element < elements
            && self.index < states
        {
            let place = place(self.begin, element);
            self.found = Some(place.first + self.index * place.stride);
        }
        self.begin += elements * states;
        self.group += 1;
    }
}

impl<T: Scalar> VisitCells<T> for Locate {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = <G::Cell as DescribeCell>::STATES;
        self.visit(Group::Cells(self.group), |begin, neuron| neuron_states(group, begin, neuron), group.len(), states);
    }
}

impl<T: Scalar> VisitSynapses<T> for Locate {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.visit(
            Group::Synapses(self.group),
            |begin, source| source_states(group, begin, source),
            group.sources(),
            G::Synapse::STATES,
        );
    }
}

struct Probe<'a, T> {
    origin: Origin,
    index: usize,
    t: T,
    y: &'a [T],
    group: usize,
    begin: usize,
    flow: Option<Flow<T>>,
}

impl<T: Scalar> VisitCells<T> for Probe<'_, T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Cells(self.group)
            && let Some(neuron) = self.origin.element
            && neuron < group.len()
        {
            let mut own = CellStates::<T, G>::zeros();
            neuron_states(group, self.begin, neuron).gather(self.y, own.as_mut());
            let flow = group.with_cell(neuron, |cell| cell::channel_flow(cell, self.t, own.as_ref(), self.index));
            self.flow = Some(flow);
        }
        self.begin += group_states(group);
        self.group += 1;
    }
}

impl<T: Scalar> VisitSynapses<T> for Probe<'_, T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Synapses(self.group)
            && let Some(index) = self.origin.element
            && index < group.connections()
        {
            self.flow = Some(connection_flow(group, index, self.t, self.begin, self.y));
        }
        self.begin += group.sources() * G::Synapse::STATES;
        self.group += 1;
    }
}
