//! The states of channels and synapses in a step of an exponential method: their targets and rates at one state of the network,
//! and their motion.

use super::membranes::Sums;
use crate::model::cell::DescribeCell;
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::mechanism::{Describe, Mechanism};
use crate::model::network::states::{
    SynapseStates, group_states, neuron_states, set_states, with_states, with_states_mut,
};
use crate::model::network::{VisitCells, VisitSynapses};
use crate::number::Real;
use crate::number::array::Array;
use crate::system::cell;
use crate::system::moment::Moment;
use crate::system::motion::{Motion, move_mechanism};
use crate::system::synapse::{each_shared_flow, set_surroundings, with_set};

/// Writes the arguments of the exponentials of all channels.
pub(super) struct ArgumentsOfCells<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) y: &'a [T],
    pub(super) x: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Real> VisitCells<T> for ArgumentsOfCells<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let count = <G::Cell as DescribeCell>::EXPS;
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            let (x, rest) = core::mem::take(&mut self.x).split_at_mut(count);
            with_states::<T, G, _>(place, self.y, |y| {
                group.with_cell(neuron, |cell| cell::arguments(cell, &mut self.moment, y, x));
            });
            self.x = rest;
        }
        self.begin += group_states(group);
    }
}

/// Writes the arguments of the exponentials of all synapses.
pub(super) struct ArgumentsOfSynapses<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) y: &'a [T],
    pub(super) x: &'a mut [T],
}

impl<T: Real> VisitSynapses<T> for ArgumentsOfSynapses<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        for set in 0..group.state_sets() {
            let at = set_surroundings(group, set, moment, self.y);
            let (x, rest) = core::mem::take(&mut self.x).split_at_mut(G::Synapse::EXPS);
            with_set(group, set, |synapse| synapse.arguments(&at, x));
            self.x = rest;
        }
    }
}

/// Writes the target and rate of every state of a channel, given the exponentials.
pub(super) struct KineticsOfCells<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) exps: &'a [T],
    pub(super) y: &'a [T],
    pub(super) target: &'a mut [T],
    pub(super) rate: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Real> VisitCells<T> for KineticsOfCells<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let moving = <G::Cell as DescribeCell>::CHANNEL_STATES;
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            let (exps, others) = self.exps.split_at(<G::Cell as DescribeCell>::EXPS);
            let (target, targets) = core::mem::take(&mut self.target).split_at_mut(moving);
            let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(moving);
            with_states::<T, G, _>(place, self.y, |y| {
                group.with_cell(neuron, |cell| cell::kinetics(cell, &mut self.moment, exps, y, target, rate));
            });
            (self.exps, self.target, self.rate) = (others, targets, rates);
        }
        self.begin += group_states(group);
    }
}

/// Writes the target and rate of every state of a synapse, given the exponentials.
pub(super) struct KineticsOfSynapses<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) x: &'a [T],
    pub(super) y: &'a [T],
    pub(super) target: &'a mut [T],
    pub(super) rate: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Real> VisitSynapses<T> for KineticsOfSynapses<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        for set in 0..group.state_sets() {
            let at = set_surroundings(group, set, moment, self.y);
            let mut own = SynapseStates::<T, G>::zeros();
            set_states(group, self.begin, set).gather(self.y, own.as_mut());
            let (x, others) = self.x.split_at(G::Synapse::EXPS);
            let (target, targets) = core::mem::take(&mut self.target).split_at_mut(G::Synapse::STATES);
            let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(G::Synapse::STATES);
            with_set(group, set, |synapse| synapse.kinetics(&at, x, own.as_ref(), target, rate));
            (self.x, self.target, self.rate) = (others, targets, rates);
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

/// Moves the states of all channels by a step of length `h` (ms).
pub(super) struct MoveChannels<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) h: T,
    pub(super) exps: &'a [T],
    pub(super) motion: Motion<'a, T>,
    pub(super) y: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Real> VisitCells<T> for MoveChannels<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            let (exps, other_exps) = self.exps.split_at(<G::Cell as DescribeCell>::EXPS);
            let (motion, others) = self.motion.split(<G::Cell as DescribeCell>::CHANNEL_STATES);
            let (moment, h) = (&mut self.moment, self.h);
            with_states_mut::<T, G, _>(place, self.y, |y| {
                group.with_cell(neuron, |cell| cell::move_channels(cell, moment, h, exps, motion, y));
            });
            (self.exps, self.motion) = (other_exps, others);
        }
        self.begin += group_states(group);
    }
}

/// Moves the states of all synapses by a step of length `h` (ms). If there are `sums`, adds the currents after the motion, while
/// the exponentials and states of each are at hand.
pub(super) struct MoveSynapses<'a, 'n, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) h: T,
    pub(super) x: &'a [T],
    pub(super) motion: Motion<'a, T>,
    pub(super) y: &'a mut [T],
    pub(super) sums: Option<Sums<'a, 'n, T>>,
    pub(super) begin: usize,
}

impl<T: Real> VisitSynapses<T> for MoveSynapses<'_, '_, T> {
    #[inline(always)]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        let shared = group.shared_sets().is_some();
        for set in 0..group.state_sets() {
            let (x, other_exps) = self.x.split_at(G::Synapse::EXPS);
            let (motion, others) = self.motion.split(G::Synapse::STATES);
            let place = set_states(group, self.begin, set);
            let mut own = SynapseStates::<T, G>::zeros();
            place.gather(self.y, own.as_mut());
            let at = set_surroundings(group, set, moment, self.y);
            with_set(group, set, |synapse| move_mechanism(synapse, &at, x, self.h, motion, own.as_mut()));
            place.scatter(own.as_ref(), self.y);
            if let Some(sums) = &mut self.sums
                && !shared
            {
                let Connection { pre, post, .. } = group.connection(set);
                sums.add::<G::Synapse>(pre, post, with_set(group, set, |synapse| synapse.flow(&at, x, own.as_ref())));
            }
            (self.x, self.motion) = (other_exps, others);
        }
        if let Some(sums) = &mut self.sums {
            each_shared_flow(group, moment, self.begin, self.y, |pre, post, flow| {
                sums.add::<G::Synapse>(pre, post, flow);
            });
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}
