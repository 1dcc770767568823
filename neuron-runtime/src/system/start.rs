//! The initial state.

use super::cell;
use super::moment::Moment;
use super::synapse::one_set;
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::mechanism::{Describe, Held, Mechanism};
use crate::model::network::states::{CellStates, SynapseStates, group_states, neuron_states, set_states};
use crate::model::network::{Network, VisitCells, VisitSynapses, cells_dim};
use crate::number::Real;
use crate::number::array::Array;

/// Writes the initial state: V and concentrations as given. A gate starts at its steady state there unless it declares
/// another value.
pub(super) fn start<T: Real, N: Network<T>>(network: &N, y: &mut [T]) {
    network.cells(&mut StartCells { y, begin: 0 });
    network.synapses(&mut StartSynapses { y, begin: cells_dim(network) });
}

struct StartCells<'a, T> {
    y: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCells<T> for StartCells<'_, T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            let mut own = CellStates::<T, G>::zeros();
            group.with_cell(neuron, |cell| cell::start(cell, own.as_mut()));
            neuron_states(group, self.begin, neuron).scatter(own.as_ref(), self.y);
        }
        self.begin += group_states(group);
    }
}

struct StartSynapses<'a, T> {
    y: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitSynapses<T> for StartSynapses<'_, T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, y) = (self.begin, &mut *self.y);
        // The voltages that synapses see are already set, and no synapse's initial state depends on another synapse.
        for set in 0..group.state_sets() {
            let mut own = SynapseStates::<T, G>::zeros();
            one_set(group, set, Moment { t: T::zero(), held: Held::NONE }, y, |synapse, at, exps| {
                synapse.start(at, exps, own.as_mut())
            });
            set_states(group, begin, set).scatter(own.as_ref(), y);
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}
