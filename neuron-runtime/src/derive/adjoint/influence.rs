//! Which states' derivatives a parameter appears in.

use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::mechanism::Describe;
use crate::model::network::states::{Strided, group_states, neuron_states, source_states};
use crate::model::network::{Network, VisitCells, VisitSynapses};
use crate::number::Scalar;
use core::ops::Range;

/// The states in whose derivatives a parameter of this neuron, synapse or array can appear.
pub(super) fn states<T: Scalar, N: Network<T>>(network: &N, origin: Origin) -> Vec<usize> {
    let mut influence = Influence { origin, begin: 0, group: 0, states: Vec::new() };
    network.cells(&mut influence);
    influence.group = 0;
    network.synapses(&mut influence);
    influence.states.sort_unstable();
    influence.states.dedup();
    influence.states
}

struct Influence {
    origin: Origin,
    begin: usize,
    group: usize,
    states: Vec<usize>,
}

impl Influence {
    /// The one that is meant, or all of the group.
    fn elements(&self, all: usize) -> Range<usize> {
        self.origin.element.map_or(0..all, |element| element..element + 1)
    }

    fn add(&mut self, place: Strided) {
        self.states.extend((0..place.count).map(|k| place.first + k * place.stride));
    }
}

impl<T: Scalar> VisitCells<T> for Influence {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Cells(self.group) {
            for neuron in self.elements(group.len()) {
                self.add(neuron_states(group, self.begin, neuron));
            }
        }
        self.begin += group_states(group);
        self.group += 1;
    }
}

impl<T: Scalar> VisitSynapses<T> for Influence {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Synapses(self.group) {
            // Kinetics that presynaptic neurons own change for all connections at once.
            let all = group.connections();
            for index in if group.shared_sources().is_some() { 0..all } else { self.elements(all) } {
                let connection = group.connection(index);
                self.states.extend([connection.pre, connection.post]);
                self.add(source_states(group, self.begin, connection.source));
            }
        }
        self.begin += group.sources() * <G::Synapse as Describe>::STATES;
        self.group += 1;
    }
}
