//! The current of one channel, synapse or stimulus, as it is recorded.

use super::moment::{Moment, moments};
use super::surroundings::recorded;
use super::{cell, synapse};
use crate::model::cell::DescribeCell;
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::mechanism::{Describe, Flow, Held};
use crate::model::network::states::{CellStates, group_states, neuron_states};
use crate::model::network::{Network, VisitCells, VisitSynapses};
use crate::number::Real;
use crate::number::array::Array;

/// Returns the outward current (nA) and conductance (µS) of a channel or synapse at the state `y`; of a stimulus the current
/// into the cell.
pub(super) fn flow<T: Real, N: Network<T>>(
    network: &N,
    origin: Origin,
    index: usize,
    t: T,
    y: &[T],
    held: Held<'_>,
) -> Option<Flow<T>> {
    let [of_cells, of_synapses] = moments(network, t, held);
    let mut probe = Probe { origin, index, moment: of_cells, y, group: 0, begin: 0, flow: None };
    network.cells(&mut probe);
    (probe.group, probe.moment) = (0, of_synapses);
    network.synapses(&mut probe);
    probe.flow
}

/// Returns the number of channels of a cell.
fn channels<C: DescribeCell>() -> usize {
    C::CELL.compartments.iter().map(|compartment| compartment.channels.len()).sum()
}

struct Probe<'a, T> {
    origin: Origin,
    index: usize,
    moment: Moment<'a, T>,
    y: &'a [T],
    group: usize,
    begin: usize,
    flow: Option<Flow<T>>,
}

impl<T: Real> VisitCells<T> for Probe<'_, T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let mut moment =
            Moment { held: self.moment.held.take(group.len() * <G::Cell as DescribeCell>::RELATIONS), ..self.moment };
        if self.origin.group == Group::Cells(self.group)
            && let Some(neuron) = self.origin.element
            && neuron < group.len()
            && self.index < channels::<G::Cell>()
        {
            let mut own = CellStates::<T, G>::zeros();
            neuron_states(group, self.begin, neuron).gather(self.y, own.as_mut());
            moment.held.take(neuron * <G::Cell as DescribeCell>::RELATIONS);
            let flow = group.with_cell(neuron, |cell| cell::channel_flow(cell, &mut moment, own.as_ref(), self.index));
            self.flow = Some(flow);
        }
        self.begin += group_states(group);
        self.group += 1;
    }
}

impl<T: Real> VisitSynapses<T> for Probe<'_, T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        if self.origin.group == Group::Synapses(self.group)
            && let Some(index) = self.origin.element
            && index < group.connections()
            && self.index == 0
        {
            let flow = synapse::connection_flow(group, index, moment, self.begin, self.y);
            self.flow = Some(recorded::<T, G::Synapse>(flow));
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
        self.group += 1;
    }
}
