//! The sparsity of the derivatives of the right-hand side with respect to parameters.

use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::mechanism::Describe;
use crate::model::network::states::{Strided, group_states, neuron_states, set_states};
use crate::model::network::{Network, VisitCells, VisitSynapses};
use crate::number::Scalar;
use core::ops::Range;

/// Returns the indices of the states whose time derivatives can depend on the parameters of this neuron, synapse or array,
/// in ascending order.
pub(super) fn affected_states<T: Scalar, N: Network<T>>(network: &N, origin: Origin) -> Vec<usize> {
    let mut affected = AffectedStates { origin, begin: 0, group: 0, states: Vec::new() };
    network.cells(&mut affected);
    affected.group = 0;
    network.synapses(&mut affected);
    affected.states.sort_unstable();
    affected.states.dedup();
    affected.states
}

struct AffectedStates {
    origin: Origin,
    /// The index of the first state of the visited group.
    begin: usize,
    /// The index of the visited group.
    group: usize,
    states: Vec<usize>,
}

impl AffectedStates {
    /// Returns the element that `origin` names, or all `count` elements of the group.
    fn elements(&self, count: usize) -> Range<usize> {
        self.origin.element.map_or(0..count, |element| element..element + 1)
    }

    fn add(&mut self, states: Strided) {
        self.states.extend((0..states.count).map(|k| states.first + k * states.stride));
    }
}

impl<T: Scalar> VisitCells<T> for AffectedStates {
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

impl<T: Scalar> VisitSynapses<T> for AffectedStates {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Synapses(self.group) {
            // Kinetics that presynaptic neurons own are those of all connections at once.
            let count = group.links();
            for index in if group.shared_sets().is_some() { 0..count } else { self.elements(count) } {
                let connection = group.link(index);
                self.states.extend([connection.pre, connection.post]);
                self.add(set_states(group, self.begin, connection.set));
            }
        }
        self.begin += group.state_sets() * <G::Synapse as Describe>::STATES;
        self.group += 1;
    }
}
