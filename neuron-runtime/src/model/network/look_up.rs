//! What is asked of a network by state, neuron or connection: scales of errors, places of states, currents.

use super::connections::connection_flow;
use super::states::{CellStates, Strided, group_states, neuron_states, source_states};
use super::{VisitCells, VisitSynapses};
use crate::model::cell::{self, DescribeCell};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::info::StateKind;
use crate::model::mechanism::{Describe, Flow};
use crate::number::Scalar;
use crate::number::array::Array;

pub(super) struct Scales<'a> {
    pub(super) scale: &'a mut [f64],
    pub(super) begin: usize,
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

pub(super) struct Locate {
    pub(super) origin: Origin,
    pub(super) index: usize,
    pub(super) group: usize,
    pub(super) begin: usize,
    pub(super) found: Option<usize>,
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

pub(super) struct Probe<'a, T> {
    pub(super) origin: Origin,
    pub(super) index: usize,
    pub(super) t: T,
    pub(super) y: &'a [T],
    pub(super) group: usize,
    pub(super) begin: usize,
    pub(super) flow: Option<Flow<T>>,
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
