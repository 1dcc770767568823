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

/// The variables of all synapses, which move from event to event, the time (ms) of the last event of each link, and the number of
/// events that a link has had whose synapse draws random numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Variables<T> {
    /// Of each group the places of its first variable, of its first time and of its first number of events.
    begins: Vec<[usize; 3]>,
    /// The variables of a link side by side.
    values: Vec<T>,
    since: Vec<T>,
    events: Vec<u64>,
    /// The group and the link of the first jump without derivatives.
    tied: Option<[usize; 2]>,
}

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

    /// Counts an event of a link, and returns the number of those before it.
    fn count(&mut self, group: usize, link: usize) -> u64 {
        let [_, _, first] = self.begins[group];
        self.events[first + link] += 1;
        self.events[first + link] - 1
    }

    /// Returns the places of the variables of a link with `count` of them, and its own place.
    fn places(&self, group: usize, link: usize, count: usize) -> (Range<usize>, usize) {
        let [first, of_links, _] = self.begins[group];
        let first = first + link * count;
        (first..first + count, of_links + link)
    }
}

/// Returns true if spikes change something in a synapse of a network.
pub(super) const fn has_any<N: DescribeNetwork>() -> bool {
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

/// Returns the variables at the time `t` (ms) where a solution begins.
pub(super) fn variables<T: Real, N: Network<T>>(network: &N, t: T) -> Variables<T> {
    struct Start<T>(Variables<T>, T);
    impl<T: Real> VisitSynapses<T> for Start<T> {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            let (Variables { begins, values, since, events, .. }, t) = (&mut self.0, self.1);
            begins.push([values.len(), since.len(), events.len()]);
            if draws::<T, G>() {
                events.resize(events.len() + group.links(), 0);
            }
            if G::Synapse::VARIABLES == 0 {
                return;
            }
            for link in 0..group.links() {
                let first = values.len();
                values.resize(first + G::Synapse::VARIABLES, T::zero());
                group.with_link(link, |synapse| synapse.start_variables(&mut values[first..]));
                since.push(t);
            }
        }
    }
    let mut start = Start(
        Variables { begins: Vec::new(), values: Vec::new(), since: Vec::new(), events: Vec::new(), tied: None },
        t,
    );
    network.synapses(&mut start);
    start.0
}

/// Returns a variable at the time `t` (ms): of the link of a group.
pub(super) fn variable<T: Real, N: Network<T>>(
    network: &N,
    [group, link, variable]: [usize; 3],
    t: T,
    variables: &Variables<T>,
) -> Option<T> {
    struct Find<'a, T> {
        place: [usize; 3],
        group: usize,
        t: T,
        variables: &'a Variables<T>,
        found: Option<T>,
    }
    impl<T: Real> VisitSynapses<T> for Find<'_, T> {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            let [of, link, variable] = self.place;
            self.group += 1;
            if self.group - 1 != of || variable >= G::Synapse::VARIABLES || link >= group.links() {
                return;
            }
            let (values, since) = self.variables.places(of, link, G::Synapse::VARIABLES);
            let mut z = self.variables.values[values].to_vec();
            group.with_link(link, |synapse| synapse.pass(self.t - self.variables.since[since], &mut z));
            self.found = Some(z[variable]);
        }
    }
    let mut find = Find { place: [group, link, variable], group: 0, t, variables, found: None };
    network.synapses(&mut find);
    find.found
}

/// Calls `visit` with the delay (ms) of every arrival that a spike of the neuron whose V has the index `v` brings about.
pub(super) fn departures<T: Real, N: Network<T>>(network: &N, v: usize, visit: &mut dyn FnMut(T, Arrival)) {
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
pub(super) fn next_spike<T: Scalar, N: Network<T>>(
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
pub(super) fn arrive<T: Scalar, N: Network<T>>(
    network: &N,
    arrival: &Arrival,
    t: T,
    y: &mut [T],
    variables: &mut Variables<T>,
) {
    if const { has_any::<N>() } {
        let begin = cells_dim(network);
        network.synapses(&mut Arriving { arrival, t, y, variables, begin, group: 0, info: &N::NETWORK });
    }
}

/// Returns true for a number that a [choice between equal ones](crate::number::ties) has left without derivatives.
pub(crate) fn is_tied<T: Scalar>(x: &T) -> bool {
    T::HAS_DERIVATIVES && x.re().is_finite() && !x.is_finite()
}

struct Arriving<'a, T> {
    arrival: &'a Arrival,
    t: T,
    y: &'a mut [T],
    variables: &'a mut Variables<T>,
    begin: usize,
    group: usize,
    info: &'static NetworkInfo,
}

impl<T: Scalar> VisitSynapses<T> for Arriving<'_, T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let begin = self.begin;
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
                self.variables.tied.get_or_insert([own, group.at_place(side, first)]);
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
            let count = if const { draws::<T, G>() } { self.variables.count(own, link) } else { 0 };
            let uniform = drawn(&self.info.synapses[own], link, count);
            let chance = if const { draws::<T, G>() } { Chance::new(&uniform) } else { Chance::NONE };
            let tied = group.with_link(link, |synapse| {
                let mut none = [];
                let z = if G::Synapse::VARIABLES == 0 {
                    &mut none[..]
                } else {
                    let (values, since) = self.variables.places(own, link, G::Synapse::VARIABLES);
                    let z = &mut self.variables.values[values];
                    synapse.pass(self.t - self.variables.since[since], z);
                    self.variables.since[since] = self.t;
                    z
                };
                match side {
                    Spiking::Pre => synapse.on_pre(&at, states.as_mut(), z, &mut v, &chance),
                    Spiking::Post => synapse.on_post(&at, states.as_mut(), z, &mut v, &chance),
                }
                z.iter().chain(states.as_ref()).chain([&v]).any(is_tied)
            });
            if tied {
                self.variables.tied.get_or_insert([own, link]);
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
