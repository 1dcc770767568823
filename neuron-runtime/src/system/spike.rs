//! The spike of a compartment: what jumps at its threshold.

use super::moment::next_context;
use super::relations;
use super::surroundings::{Offsets, Surroundings, channels_begin};
use crate::model::cell::{Cell, Compartment, DescribeCell, SpikeRule, VisitCompartments, VisitMechanisms};
use crate::model::group::CellGroup;
use crate::model::info::SpikeRelation;
use crate::model::mechanism::{At, Context, Held, Mechanism, Wiring};
use crate::model::network::states::{group_states, neuron_states, with_states_mut};
use crate::model::network::{Network, VisitCells};
use crate::number::{Real, Scalar};

/// What a spike does besides changing the state.
#[derive(Clone, Copy, Debug)]
pub struct Spike<T> {
    /// The index of the V that has reached its threshold, in the state of the network.
    pub v: usize,
    /// The time for which V is held, ms.
    pub hold: Option<T>,
    /// The time for which the threshold is mute, ms.
    pub refractory: Option<T>,
}

impl<T: Scalar> Spike<T> {
    /// Returns what the spike that relation `relation` begins sets for a time: the relations that hold, and for how long (ms).
    pub(crate) fn timers(&self, relation: usize) -> impl Iterator<Item = (usize, T)> {
        let timers = [(SpikeRelation::Holding, self.hold), (SpikeRelation::Mute, self.refractory)];
        let set = timers.into_iter().filter_map(move |(timer, duration)| Some((relation + timer as usize, duration?)));
        set.filter(|(_, duration)| *duration > T::zero())
    }
}

/// Where a compartment spikes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threshold<T> {
    /// The index of its V in the state of the network.
    pub(crate) v: usize,
    /// The relation that its spikes begin, and their threshold (mV); `None` if it declares none.
    pub(crate) declared: Option<(usize, T)>,
}

/// Visits every compartment, in the order of the state.
#[inline(always)]
pub(crate) fn thresholds<T: Real, N: Network<T>>(network: &N, visit: impl FnMut(Threshold<T>)) {
    network.cells(&mut Thresholds { visit, v: 0, relation: 0 });
}

struct Thresholds<F> {
    visit: F,
    v: usize,
    relation: usize,
}

impl<T: Real, F: FnMut(Threshold<T>)> VisitCells<T> for Thresholds<F> {
    #[inline(always)]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            let states = neuron_states(group, self.v, neuron);
            let (visit, relation, own) = (&mut self.visit, self.relation, 0);
            group.with_cell(neuron, |cell| {
                let visit = |own: usize, declared| visit(Threshold { v: states.first + own * states.stride, declared });
                cell.compartments(&mut ThresholdsOfCell { visit, own, relation });
            });
            self.relation += <G::Cell as DescribeCell>::RELATIONS;
        }
        self.v += group_states(group);
    }
}

struct ThresholdsOfCell<F> {
    visit: F,
    /// The index of V in the cell.
    own: usize,
    relation: usize,
}

impl<T: Real, F: FnMut(usize, Option<(usize, T)>)> VisitCompartments<T> for ThresholdsOfCell<F> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.own;
        self.own += C::STATES;
        self.relation += super::surroundings::relations::<T, C>(compartment);
        let rule = if const { C::SPIKES } { compartment.spike_rule() } else { None };
        (self.visit)(own, rule.map(|rule| (self.relation - SpikeRelation::COUNT, rule.threshold)));
    }
}

/// Changes the state `y` at `t` (ms) as the spike does that relation `relation` begins. V is reset first; then the states of
/// the cell's channels change, in their order. Returns `None` if the relation is no threshold of spikes.
pub(super) fn spike<T: Real, N: Network<T>>(
    network: &N,
    relation: usize,
    t: T,
    y: &mut [T],
    held: Held<'_>,
) -> Option<Spike<T>> {
    if const { !relations::has_any::<N>() } {
        return None;
    }
    let mut spiking = Spiking { relation, t, y, held, begin: 0, spike: None };
    network.cells(&mut spiking);
    spiking.spike
}

struct Spiking<'a, T> {
    /// The relation, counted from the next group on.
    relation: usize,
    t: T,
    y: &'a mut [T],
    held: Held<'a>,
    begin: usize,
    spike: Option<Spike<T>>,
}

impl<T: Real> VisitCells<T> for Spiking<'_, T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, count) = (self.begin, <G::Cell as DescribeCell>::RELATIONS);
        self.begin += group_states(group);
        let mut held = self.held.take(group.len() * count);
        let Some(rest) = self.relation.checked_sub(group.len() * count) else {
            let (neuron, relation) = (self.relation / count, self.relation % count);
            held.take(neuron * count);
            self.relation = usize::MAX;
            let states = neuron_states(group, begin, neuron);
            with_states_mut::<T, G, _>(states, self.y, |y| {
                group.with_cell(neuron, |cell| {
                    let context = Context { t: self.t, celsius: cell.celsius(), held: held.take(count) };
                    let mut reset = Reset { relation, y, begin: 0, found: None };
                    cell.compartments(&mut reset);
                    if let Some((own, rule)) = reset.found {
                        let SpikeRule { hold, refractory, .. } = rule;
                        self.spike = Some(Spike { v: states.first + own * states.stride, hold, refractory });
                        cell.compartments(&mut OfCompartments { context, y, begin: 0 });
                    }
                });
            });
            return;
        };
        // Past the group that has the relation there is none to find.
        if self.relation != usize::MAX {
            self.relation = rest;
        }
    }
}

/// Finds the compartment whose threshold a relation is, and resets its V.
struct Reset<'a, T> {
    /// The relation, counted from the next compartment on.
    relation: usize,
    y: &'a mut [T],
    begin: usize,
    /// The index of V in the cell, and the rule.
    found: Option<(usize, SpikeRule<T>)>,
}

impl<T: Real> VisitCompartments<T> for Reset<'_, T> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let count = super::surroundings::relations::<T, C>(compartment);
        if C::SPIKES
            && self.relation == count - SpikeRelation::COUNT
            && let Some(rule) = compartment.spike_rule()
        {
            if let Some(reset) = rule.reset {
                self.y[self.begin] = reset;
            }
            self.found = Some((self.begin, rule));
        }
        self.relation = self.relation.wrapping_sub(count);
        self.begin += C::STATES;
    }
}

/// Changes the states of all channels.
struct OfCompartments<'a, T> {
    context: Context<'a, T>,
    y: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCompartments<T> for OfCompartments<'_, T> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let context = next_context(&mut self.context, compartment);
        let y = &mut self.y[self.begin..self.begin + C::STATES];
        self.begin += C::STATES;
        let surroundings = Surroundings::<'_, T, C>::new(compartment, context, y);
        let offsets = channels_begin::<T, C>(compartment);
        compartment.pools(&mut OfMechanisms { at: surroundings.at(), offsets: Offsets::POOLS, y });
        compartment.channels(&mut OfMechanisms { at: surroundings.at(), offsets, y });
    }
}

struct OfMechanisms<'a, T> {
    at: At<'a, T>,
    offsets: Offsets,
    y: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for OfMechanisms<'_, T> {
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (_, states, relations) = self.offsets.take::<M>();
        mechanism.on_spike(&self.at.wired(wiring, relations), &mut self.y[states]);
    }
}
