//! Spikes that reach synapses: where they go, and what they change there.

use crate::model::cell::{Cell, DescribeCell};
use crate::model::connect::{Connection, Spiking, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::info::{CellsInfo, EventInfo, NetworkInfo, SynapsesInfo};
use crate::model::mechanism::{At, Chance, Context, Describe, Held, Mechanism};
use crate::model::network::states::{SynapseStates, set_states};
use crate::model::network::{DescribeNetwork, Network, VisitCells, VisitSynapses, cells_dim};
#[cfg(feature = "random")]
use crate::model::random::Draws;
use crate::model::source::Progress;
use crate::number::array::Array;
use crate::number::{Real, Scalar};
#[cfg(feature = "alloc")]
use alloc::vec::Vec;
use core::ops::Range;

/// A spike on its way to synapses of one group, between neurons that it takes the same time to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival {
    /// The group of synapses.
    pub group: usize,
    /// The neuron of the synapses that has spiked.
    pub side: Spiking,
    /// The places of the synapses in the order of that neuron.
    pub places: (usize, usize),
}

impl Arrival {
    /// No arrival.
    pub(crate) const NONE: Self = Arrival { group: 0, side: Spiking::Pre, places: (0, 0) };
}

/// The variables of all synapses, which move from event to event, the time (ms) of the last event of each link, and the number of
/// events that a link has had whose synapse draws random numbers.
#[cfg(feature = "alloc")]
#[derive(Clone, Debug, PartialEq)]
pub struct Variables<T> {
    /// The variables of a link side by side.
    values: Vec<T>,
    since: Vec<T>,
    events: Vec<u64>,
    /// The group and the link of the first jump without derivatives.
    tied: Option<[usize; 2]>,
}

#[cfg(feature = "alloc")]
impl<T: Real> Variables<T> {
    /// Returns the group and the link of the first jump without derivatives, and forgets it.
    #[cfg(feature = "std")]
    pub(crate) fn take_tied(&mut self) -> Option<[usize; 2]> {
        self.tied.take()
    }

    /// Returns their values and the times (ms) since when, to keep them.
    pub fn parts(&self) -> [&[T]; 2] {
        [&self.values, &self.since]
    }

    /// Returns the same, to restore them.
    pub fn parts_mut(&mut self) -> [&mut [T]; 2] {
        [&mut self.values, &mut self.since]
    }

    /// Returns the numbers of events, to keep them.
    pub fn events(&self) -> &[u64] {
        &self.events
    }

    /// Returns the same, to restore them.
    pub fn events_mut(&mut self) -> &mut [u64] {
        &mut self.events
    }
}

/// What keeps the variables of synapses from event to event.
pub(crate) trait Memory<T> {
    /// Returns the variables of all links, those of one link side by side.
    fn values(&mut self) -> &mut [T];
    /// Returns the time (ms) from the last event of a link with variables to `t` (ms).
    fn passed(&self, link: usize, t: T) -> T;
    /// Says that the last event of a link with variables is at `t` (ms).
    fn mark(&mut self, link: usize, t: T);
    /// Counts an event of a link that draws random numbers, and returns the number of those before it.
    fn count(&mut self, link: usize) -> u64;
    /// Notes the group and the link of a jump without derivatives.
    fn tie(&mut self, _at: [usize; 2]) {}
}

#[cfg(feature = "alloc")]
impl<T: Real> Memory<T> for Variables<T> {
    fn values(&mut self) -> &mut [T] {
        &mut self.values
    }

    fn passed(&self, link: usize, t: T) -> T {
        t - self.since[link]
    }

    fn mark(&mut self, link: usize, t: T) {
        self.since[link] = t;
    }

    fn count(&mut self, link: usize) -> u64 {
        self.events[link] += 1;
        self.events[link] - 1
    }

    fn tie(&mut self, at: [usize; 2]) {
        self.tied.get_or_insert(at);
    }
}

/// The most variables that a synapse can have whose variables are read between events.
const VARIABLES: usize = 32;

/// The places in a [`Memory`] of a group's first variable, of its first link with variables, and of its first link that draws.
#[derive(Clone, Copy, Default)]
pub(crate) struct Places {
    values: usize,
    links: usize,
    draws: usize,
}

impl Places {
    /// Returns the places of a group, and moves on to those of the next.
    fn take<T: Real, G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) -> Self {
        let (own, links) = (*self, group.links());
        if G::Synapse::VARIABLES > 0 {
            self.values += links * G::Synapse::VARIABLES;
            self.links += links;
        }
        self.draws += if draws::<T, G>() { links } else { 0 };
        own
    }

    /// Returns the places of the variables of a link with `count` of them.
    fn of_link(self, link: usize, count: usize) -> Range<usize> {
        let first = self.values + link * count;
        first..first + count
    }
}

/// Returns true if spikes change something in a synapse of a network.
pub(crate) const fn has_any<N: DescribeNetwork>() -> bool {
    let (synapses, mut k) = (N::NETWORK.synapses, 0);
    while k < synapses.len() {
        if synapses[k].synapse.events.is_some() {
            return true;
        }
        k += 1;
    }
    false
}

/// Returns true if the events of a group contain random numbers.
const fn draws<T: Real, G: SynapseGroup<T> + ?Sized>() -> bool {
    matches!(<G::Synapse as Describe>::INFO.events, Some(EventInfo { draws: true, .. }))
}

/// Returns the random numbers of an event of a link, which has had `count` events before, by the place of each in its equations.
#[cfg(feature = "random")]
fn drawn<T: Scalar>(info: &SynapsesInfo, link: usize, count: u64) -> impl Fn(usize, T) -> T {
    // Single synapses of one type are a group as well, and have names of their own.
    let (name, link) = if info.array { (info.names[0], link) } else { (info.names[link], 0) };
    move |place, seed| T::from_f64(Draws::new(seed.re() as u64, name).at_event(place).numbered(link, count))
}

/// Returns no random numbers: without them, no synapse that draws compiles.
#[cfg(not(feature = "random"))]
fn drawn<T: Scalar>(_: &SynapsesInfo, _: usize, _: u64) -> impl Fn(usize, T) -> T {
    |_, _| T::zero()
}

/// Writes the variables with which a solution begins.
pub(crate) fn start_variables<T: Real, N: Network<T>>(network: &N, values: &mut [T]) {
    struct Start<'a, T> {
        values: &'a mut [T],
        places: Places,
    }
    impl<T: Real> VisitSynapses<T> for Start<'_, T> {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            let places = self.places.take(group);
            if G::Synapse::VARIABLES > 0 {
                for link in 0..group.links() {
                    let own = &mut self.values[places.of_link(link, G::Synapse::VARIABLES)];
                    group.with_link(link, |synapse| synapse.start_variables(own));
                }
            }
        }
    }
    network.synapses(&mut Start { values, places: Places::default() });
}

/// Returns the variables at the time `t` (ms) where a solution begins.
#[cfg(feature = "alloc")]
pub(super) fn variables<T: Real, N: Network<T>>(network: &N, t: T) -> Variables<T> {
    struct Count(Places);
    impl<T: Real> VisitSynapses<T> for Count {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            self.0.take(group);
        }
    }
    let mut count = Count(Places::default());
    network.synapses(&mut count);
    let Places { values, links, draws } = count.0;
    let (mut values, since, events) = (alloc::vec![T::zero(); values], alloc::vec![t; links], alloc::vec![0; draws]);
    start_variables(network, &mut values);
    Variables { values, since, events, tied: None }
}

/// Returns a variable of the link of a group. `values` are those of all links after their last events, and `passed` the time (ms) since
/// that of a link.
pub(crate) fn variable<T: Real, N: Network<T>>(
    network: &N,
    [group, link, variable]: [usize; 3],
    values: &[T],
    passed: &dyn Fn(usize) -> T,
) -> Option<T> {
    struct Find<'a, T> {
        place: [usize; 3],
        group: usize,
        places: Places,
        values: &'a [T],
        passed: &'a dyn Fn(usize) -> T,
        found: Option<T>,
    }
    impl<T: Real> VisitSynapses<T> for Find<'_, T> {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            let [of, link, variable] = self.place;
            self.group += 1;
            let places = self.places.take(group);
            if self.group - 1 != of || variable >= G::Synapse::VARIABLES || link >= group.links() {
                return;
            }
            const { assert!(G::Synapse::VARIABLES <= VARIABLES, "a synapse has more than 32 variables") };
            let mut z = [T::zero(); VARIABLES];
            let z = &mut z[..G::Synapse::VARIABLES];
            z.copy_from_slice(&self.values[places.of_link(link, G::Synapse::VARIABLES)]);
            group.with_link(link, |synapse| synapse.pass((self.passed)(places.links + link), z));
            self.found = Some(z[variable]);
        }
    }
    let (place, places) = ([group, link, variable], Places::default());
    let mut find = Find { place, group: 0, places, values, passed, found: None };
    network.synapses(&mut find);
    find.found
}

/// Calls `visit` with the delay (ms) of every arrival that a spike of the neuron whose V has the index `v` brings about.
pub(crate) fn departures<T: Real, N: Network<T>>(network: &N, v: usize, visit: &mut dyn FnMut(T, Arrival)) {
    struct Departures<'a, T> {
        v: usize,
        group: usize,
        visit: &'a mut dyn FnMut(T, Arrival),
    }
    impl<T: Real> VisitSynapses<T> for Departures<'_, T> {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            let (own, v, visit) = (self.group, self.v, &mut *self.visit);
            self.group += 1;
            let Some(events) = <G::Synapse as Describe>::INFO.events else { return };
            let arrival = |side, places: Range<usize>| Arrival { group: own, side, places: (places.start, places.end) };
            if events.on_pre {
                group.departures(v, &mut |delay, places| visit(delay, arrival(Spiking::Pre, places)));
            }
            if events.on_post {
                group.returns(v, &mut |places| visit(T::zero(), arrival(Spiking::Post, places)));
            }
        }
    }
    if const { has_any::<N>() } {
        network.synapses(&mut Departures { v, group: 0, visit });
    }
}

/// Returns the number of sources.
#[cfg(feature = "alloc")]
pub(super) fn sources<T: Real, N: Network<T>>(network: &N) -> usize {
    struct Count(usize);
    impl<T: Real> VisitCells<T> for Count {
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            self.0 += if <G::Cell as DescribeCell>::CELL.source { group.len() } else { 0 };
        }
    }
    let mut count = Count(0);
    network.cells(&mut count);
    count.0
}

/// Returns the time (ms) of the next spike of a source, see [`Cell::next_spike`]; infinite if it does not exist.
pub(crate) fn next_spike<T: Scalar, N: Network<T>>(
    network: &N,
    source: usize,
    now: T,
    progress: &mut Progress<T>,
) -> T {
    struct Next<'a, T> {
        info: &'static NetworkInfo,
        group: usize,
        /// The source, counted from the next group on.
        source: Option<usize>,
        now: T,
        progress: &'a mut Progress<T>,
        time: T,
    }
    impl<T: Scalar> VisitCells<T> for Next<'_, T> {
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            let own = self.group;
            self.group += 1;
            if !<G::Cell as DescribeCell>::CELL.source {
                return;
            }
            let Some(element) = self.source.filter(|source| *source < group.len()) else {
                self.source = self.source.and_then(|source| source.checked_sub(group.len()));
                return;
            };
            self.source = None;
            // Single sources of one type are a group as well, and have names of their own.
            let CellsInfo { names, array, .. } = self.info.cells[own];
            let (name, number) = if array { (names[0], element) } else { (names[element], 0) };
            #[cfg(feature = "random")]
            let uniform = |seed: u64, index: u64| Draws::new(seed, name).numbered(number, index);
            // Sources with random numbers come with them.
            #[cfg(not(feature = "random"))]
            let uniform = |_, _| (name, number, 0.5).2;
            self.time = group.with_cell(element, |cell| cell.next_spike(self.now, self.progress, &uniform));
        }
    }
    let time = T::from_f64(f64::INFINITY);
    let mut next = Next { info: &N::NETWORK, group: 0, source: Some(source), now, progress, time };
    network.cells(&mut next);
    next.time
}

/// Changes the state `y` and the variables as an arrival at the time `t` (ms) does.
pub(crate) fn arrive<T: Scalar, N: Network<T>>(
    network: &N,
    arrival: &Arrival,
    t: T,
    y: &mut [T],
    variables: &mut impl Memory<T>,
) {
    if const { has_any::<N>() } {
        let (begin, places) = (cells_dim(network), Places::default());
        network.synapses(&mut Arriving { arrival, t, y, variables, places, begin, group: 0, info: &N::NETWORK });
    }
}

/// Returns true for a number that a [choice between equal ones](crate::number::ties) has left without derivatives.
pub(crate) fn is_tied<T: Scalar>(x: &T) -> bool {
    T::HAS_DERIVATIVES && x.re().is_finite() && !x.is_finite()
}

struct Arriving<'a, T, M> {
    arrival: &'a Arrival,
    t: T,
    y: &'a mut [T],
    variables: &'a mut M,
    places: Places,
    begin: usize,
    group: usize,
    info: &'static NetworkInfo,
}

impl<T: Scalar, M: Memory<T>> VisitSynapses<T> for Arriving<'_, T, M> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, places) = (self.begin, self.places.take(group));
        self.begin += group.state_sets() * G::Synapse::STATES;
        self.group += 1;
        if self.group - 1 != self.arrival.group || <G::Synapse as Describe>::INFO.events.is_none() {
            return;
        }
        let &Arrival { group: own, side, places: (first, end) } = self.arrival;
        let context = Context { t: self.t, celsius: T::zero(), held: Held::NONE };
        if let (Some(sets), Some(synapse)) = (group.added_to(side, first..end), group.common()) {
            let mut added = SynapseStates::<T, G>::zeros();
            let at = At { context, ..At::voltage(T::zero(), T::zero()) };
            synapse.on_pre(&at, added.as_mut(), &mut [], &mut T::zero(), &Chance::NONE);
            if added.as_ref().iter().any(is_tied) {
                self.variables.tie([own, group.at_place(side, first)]);
            }
            let (stride, apart) = group.strides();
            for (k, added) in added.as_ref().iter().enumerate() {
                let states = &mut self.y[begin + k * stride..];
                sets.iter().for_each(|set| states[*set as usize * apart] += *added);
            }
            return;
        }
        for place in first..end {
            let link = group.at_place(side, place);
            let Connection { post, set, .. } = group.link(link);
            let place = set_states(group, begin, set);
            let mut states = SynapseStates::<T, G>::zeros();
            let gain = group.gain(link);
            if gain.is_none() {
                place.gather(self.y, states.as_mut());
            }
            let mut v = self.y[post];
            let at = At { context, ..At::voltage(v, T::zero()) };
            let count = if const { draws::<T, G>() } { self.variables.count(places.draws + link) } else { 0 };
            let uniform = drawn(&self.info.synapses[own], link, count);
            let chance = if const { draws::<T, G>() } { Chance::new(&uniform) } else { Chance::NONE };
            let tied = group.with_link(link, |synapse| {
                let mut none = [];
                let z = if G::Synapse::VARIABLES == 0 {
                    &mut none[..]
                } else {
                    let passed = self.variables.passed(places.links + link, self.t);
                    self.variables.mark(places.links + link, self.t);
                    let z = &mut self.variables.values()[places.of_link(link, G::Synapse::VARIABLES)];
                    synapse.pass(passed, z);
                    z
                };
                match side {
                    Spiking::Pre => synapse.on_pre(&at, states.as_mut(), z, &mut v, &chance),
                    Spiking::Post => synapse.on_post(&at, states.as_mut(), z, &mut v, &chance),
                }
                z.iter().chain(states.as_ref()).chain([&v]).any(is_tied)
            });
            if tied {
                self.variables.tie([own, link]);
            }
            if let Some(gain) = gain {
                // The states add up, so that what an event adds is found from 0.
                let mut before = SynapseStates::<T, G>::zeros();
                place.gather(self.y, before.as_mut());
                let added = before.as_ref().iter().zip(states.as_mut());
                added.for_each(|(before, state)| *state = *before + gain * *state);
            }
            place.scatter(states.as_ref(), self.y);
            self.y[post] = v;
        }
    }
}
