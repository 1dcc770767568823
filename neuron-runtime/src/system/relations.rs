//! The relations in the equations of a network: which there are, and their margins.
//!
//! They follow each other as the parts of the network do: for every neuron those of its compartments, in each of these
//! first those of the pools and then those of the channels; after all cells, for every group of synapses those of all sets
//! of states. If presynaptic neurons own the states, those of the currents of all connections come after them.

use super::moment::{Moment, group_relations, moments, next_context};
use super::surroundings::{Offsets, Surroundings, channels_begin, exponentials, pool_exponentials};
use super::synapse::{set_surroundings, with_connection, with_set};
use crate::model::cell::{Cell, Compartment, DescribeCell, VisitCompartments, VisitMechanisms};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::Group;
use crate::model::info::{RelationInfo, SpikeRelation};
use crate::model::mechanism::{At, Context, Describe, Held, Mechanism, Wiring};
use crate::model::network::states::{SynapseStates, group_states, neuron_states, set_states, with_states};
use crate::model::network::{Network, VisitCells, VisitSynapses, cells_dim};
use crate::number::Real;
use crate::number::array::Array;

/// A relation in the equations of a network.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// Its description.
    pub info: &'static RelationInfo,
    /// The name of the mechanism in whose equations it stands; `spike` for the threshold of a cell.
    pub mechanism: &'static str,
    /// The group of neurons or synapses to which it belongs.
    pub group: Group,
    /// The neuron or synapse in the group; `None` in the equations of states that several synapses share.
    pub element: Option<usize>,
    /// True if an equation depends on it. Where presynaptic neurons own the states of synapses, a relation has two places,
    /// one for the states and one for the current, and one of them may be without use.
    pub is_used: bool,
}

/// Returns true if the equations of a network contain a relation.
pub(super) const fn has_any<N: crate::model::network::DescribeNetwork>() -> bool {
    let network = N::NETWORK;
    let (mut cells, mut synapses) = (0, 0);
    while cells < network.cells.len() {
        if network.cells[cells].cell.relations() > 0 {
            return true;
        }
        cells += 1;
    }
    while synapses < network.synapses.len() {
        if !network.synapses[synapses].synapse.relations.is_empty() {
            return true;
        }
        synapses += 1;
    }
    false
}

/// Visits every relation in order.
pub(super) fn each<T: Real, N: Network<T>>(network: &N, visit: &mut dyn FnMut(Relation)) {
    let mut each = Each { visit, group: 0 };
    network.cells(&mut each);
    each.group = 0;
    network.synapses(&mut each);
}

struct Each<'a> {
    visit: &'a mut dyn FnMut(Relation),
    group: usize,
}

impl Each<'_> {
    fn of(
        &mut self,
        mechanism: &'static str,
        relations: &'static [RelationInfo],
        group: Group,
        element: Option<usize>,
        used: impl Fn(&RelationInfo) -> bool,
    ) {
        for info in relations {
            (self.visit)(Relation { info, mechanism, group, element, is_used: used(info) });
        }
    }
}

impl<T: Real> VisitCells<T> for Each<'_> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            for compartment in <G::Cell as DescribeCell>::CELL.compartments {
                let group = Group::Cells(self.group);
                for part in compartment.pools.iter().chain(compartment.channels) {
                    self.of(part.mechanism.name, part.mechanism.relations, group, Some(neuron), |_| true);
                }
                if compartment.spike {
                    self.of("spike", &SpikeRelation::INFOS, group, Some(neuron), |_| true);
                }
            }
        }
        self.group += 1;
    }
}

impl<T: Real> VisitSynapses<T> for Each<'_> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let place = Group::Synapses(self.group);
        let info = const { &<G::Synapse as Describe>::INFO };
        if group.shared_sets().is_some() {
            (0..group.state_sets())
                .for_each(|_| self.of(info.name, info.relations, place, None, |relation| relation.of_states));
            (0..group.connections())
                .for_each(|k| self.of(info.name, info.relations, place, Some(k), |relation| relation.of_current));
        } else {
            (0..group.state_sets()).for_each(|k| self.of(info.name, info.relations, place, Some(k), |_| true));
        }
        self.group += 1;
    }
}

/// Writes the margin of every relation at the time `t` (ms) and the state `y`.
pub(super) fn margins<T: Real, N: Network<T>>(network: &N, t: T, y: &[T], held: Held<'_>, to: &mut [T]) {
    evaluate(network, t, y, held, to, &Margin);
}

/// Writes the time derivative of the margin of every relation that time alone decides.
pub(super) fn slopes<T: Real, N: Network<T>>(network: &N, y: &[T], held: Held<'_>, to: &mut [T]) {
    evaluate(network, T::zero(), y, held, to, &MarginSlope);
}

/// Returns the exponentials of a mechanism, if its margins need them.
fn own_exponentials<T: Real, M: Mechanism<T>>(mechanism: &M, at: &At<'_, T>) -> M::Exps {
    if M::INFO.margins_need_exps { exponentials(mechanism, at, None) } else { M::Exps::zeros() }
}

/// What is evaluated of the relations of a mechanism.
trait Quantity {
    fn write<T: Real, M: Mechanism<T>>(&self, mechanism: &M, at: &At<'_, T>, x: &[T], y: &[T], to: &mut [T]);
    /// Writes it for the spikes of a compartment, whose relations are the last of `to`.
    fn write_spike<T: Real, C: Compartment<T>>(&self, _: &C, _: Held<'_>, _: T, _: &mut [T]) {}
}

struct Margin;

impl Quantity for Margin {
    fn write<T: Real, M: Mechanism<T>>(&self, mechanism: &M, at: &At<'_, T>, x: &[T], y: &[T], to: &mut [T]) {
        mechanism.margins(at, x, y, to);
    }

    fn write_spike<T: Real, C: Compartment<T>>(&self, compartment: &C, held: Held<'_>, v: T, to: &mut [T]) {
        let Some(rule) = compartment.spike_rule() else { return };
        let first = to.len() - SpikeRelation::COUNT;
        let holds = |relation: SpikeRelation| held.value(first + relation as usize) == Some(1.0);
        let impossible = holds(SpikeRelation::Holding) || holds(SpikeRelation::Mute);
        to[first] = if impossible { -T::one() } else { v - rule.threshold };
        to[first + 1..].fill(T::zero());
    }
}

struct MarginSlope;

impl Quantity for MarginSlope {
    fn write<T: Real, M: Mechanism<T>>(&self, mechanism: &M, at: &At<'_, T>, x: &[T], _: &[T], to: &mut [T]) {
        mechanism.margin_slopes(at, x, to);
    }
}

fn evaluate<T: Real, N: Network<T>, Q: Quantity>(
    network: &N,
    t: T,
    y: &[T],
    held: Held<'_>,
    to: &mut [T],
    quantity: &Q,
) {
    if const { !has_any::<N>() } {
        return;
    }
    let [of_cells, of_synapses] = moments(network, t, held);
    let mut all = All { moment: of_cells, y, begin: 0, to, quantity };
    network.cells(&mut all);
    (all.moment, all.begin) = (of_synapses, cells_dim(network));
    network.synapses(&mut all);
}

struct All<'a, T, Q> {
    moment: Moment<'a, T>,
    y: &'a [T],
    begin: usize,
    /// The places of the relations from the next part of the network on.
    to: &'a mut [T],
    quantity: &'a Q,
}

impl<'a, T, Q> All<'a, T, Q> {
    fn next(&mut self, relations: usize) -> &'a mut [T] {
        let (next, rest) = core::mem::take(&mut self.to).split_at_mut(relations);
        self.to = rest;
        next
    }
}

impl<T: Real, Q: Quantity> VisitCells<T> for All<'_, T, Q> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let relations = <G::Cell as DescribeCell>::RELATIONS;
        if relations > 0 {
            for neuron in 0..group.len() {
                let (to, quantity, moment) = (self.next(relations), self.quantity, &mut self.moment);
                with_states::<T, G, _>(neuron_states(group, self.begin, neuron), self.y, |y| {
                    group.with_cell(neuron, |cell| {
                        cell.compartments(&mut OfCompartments { context: moment.context(cell), y, to, quantity });
                    });
                });
            }
        }
        self.begin += group_states(group);
    }
}

impl<T: Real, Q: Quantity> VisitSynapses<T> for All<'_, T, Q> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (relations, begin) = (G::Synapse::RELATIONS, self.begin);
        self.begin += group.state_sets() * G::Synapse::STATES;
        if relations == 0 {
            return;
        }
        let (to, moment) = (self.next(group_relations(group)), self.moment.group(group));
        let (of_sets, of_connections) = to.split_at_mut(group.state_sets() * relations);
        for (set, to) in of_sets.chunks_exact_mut(relations).enumerate() {
            let at = set_surroundings(group, set, moment, self.y);
            let mut own = SynapseStates::<T, G>::zeros();
            set_states(group, begin, set).gather(self.y, own.as_mut());
            with_set(group, set, |synapse| {
                let x = own_exponentials(synapse, &at);
                self.quantity.write(synapse, &at, x.as_ref(), own.as_ref(), to);
            });
        }
        for (index, to) in of_connections.chunks_exact_mut(relations).enumerate() {
            with_connection(group, index, moment, begin, self.y, |synapse, at, _, own| {
                let x = own_exponentials(synapse, at);
                self.quantity.write(synapse, at, x.as_ref(), own, to);
            });
        }
    }
}

struct OfCompartments<'a, T, Q> {
    context: Context<'a, T>,
    y: &'a [T],
    to: &'a mut [T],
    quantity: &'a Q,
}

impl<T: Real, Q: Quantity> VisitCompartments<T> for OfCompartments<'_, T, Q> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let (y, rest) = self.y.split_at(C::STATES);
        let context = next_context(&mut self.context, compartment);
        let offsets = channels_begin::<T, C>(compartment);
        let end = super::surroundings::relations::<T, C>(compartment);
        let (to, others) = core::mem::take(&mut self.to).split_at_mut(end);
        if end > 0 {
            let surroundings = Surroundings::new(compartment, context, y);
            let (at, quantity) = (surroundings.at(), self.quantity);
            // Pools see the currents of their ions.
            if offsets.relation > 0 {
                let (exps, mut by_ion) = (surroundings.exponentials(compartment), C::Ions::zeros());
                surroundings.currents(compartment, offsets, exps.as_ref(), y, by_ion.as_mut());
                let by_ion = Some(by_ion.as_ref());
                compartment.pools(&mut OfMechanisms { at, by_ion, offsets: Offsets::POOLS, y, to, quantity });
            }
            compartment.channels(&mut OfMechanisms { at, by_ion: None, offsets, y, to, quantity });
            if C::SPIKES {
                quantity.write_spike(compartment, context.held, y[0], to);
            }
        }
        (self.y, self.to) = (rest, others);
    }
}

struct OfMechanisms<'a, T, Q> {
    at: At<'a, T>,
    /// The current of each ion, which pools see.
    by_ion: Option<&'a [T]>,
    offsets: Offsets,
    y: &'a [T],
    to: &'a mut [T],
    quantity: &'a Q,
}

impl<T: Real, Q: Quantity> VisitMechanisms<T> for OfMechanisms<'_, T, Q> {
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (_, y, relations) = self.offsets.take::<M>();
        if M::RELATIONS == 0 {
            return;
        }
        let at = self.at.wired(wiring, relations.clone());
        let (at, x) = match self.by_ion {
            Some(by_ion) => pool_exponentials(mechanism, at, by_ion),
            None => (at, own_exponentials(mechanism, &at)),
        };
        self.quantity.write(mechanism, &at, x.as_ref(), &self.y[y], &mut self.to[relations]);
    }
}
