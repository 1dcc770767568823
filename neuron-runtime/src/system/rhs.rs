//! The right-hand side of a network. Synapses come first because they draw currents from cells.

use super::cell;
use super::drive::{self, Drive, Given};
use super::moment::{Moment, moments};
use super::synapse::{draw, each_block, each_shared_flow, set_surroundings, with_set};
use crate::model::cell::{Cell, DescribeCell};
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::mechanism::{Describe, Mechanism};
use crate::model::network::states::{
    SynapseStates, group_states, neuron_states, set_states, with_states, with_states_mut,
};
use crate::model::network::{Network, VisitCells, VisitSynapses, cells_dim};
use crate::number::Real;
use crate::number::array::Array;
use crate::number::simd::wide::{Work, widely};

/// Writes dy/dt at the time `t` (ms).
#[inline(always)]
pub(super) fn rhs<T: Real, N: Network<T>>(network: &N, t: T, y: &[T], given: &Given<'_, T>, dy: &mut [T]) {
    drive::check(network, given.drives);
    let (drives, [of_cells, of_synapses]) = (given.drives, moments(network, t, given.held));
    // The entry of each V collects the synaptic currents before it receives the derivative.
    dy.fill(T::zero());
    network.synapses(&mut RhsSynapses { moment: of_synapses, y, dy, begin: cells_dim(network) });
    network.cells(&mut RhsCells { moment: of_cells, y, drives, dy, begin: 0 });
}

struct RhsSynapses<'a, T> {
    moment: Moment<'a, T>,
    y: &'a [T],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitSynapses<T> for RhsSynapses<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, y, dy) = (self.begin, self.y, &mut *self.dy);
        let moment = self.moment.group(group);
        let shared = group.shared_sets().is_some();
        each_block(group, moment, y, |block| {
            for (set, exps) in block.each() {
                let at = set_surroundings(group, set, moment, y);
                let place = set_states(group, begin, set);
                let (mut own, mut rates) = (SynapseStates::<T, G>::zeros(), SynapseStates::<T, G>::zeros());
                place.gather(y, own.as_mut());
                with_set(group, set, |synapse| {
                    synapse.derivatives(&at, exps, own.as_ref(), rates.as_mut());
                    if !shared {
                        let Connection { pre, post, .. } = group.connection(set);
                        draw::<T, G::Synapse>(pre, post, synapse.flow(&at, exps, own.as_ref()), dy);
                    }
                });
                place.scatter(rates.as_ref(), dy);
            }
        });
        each_shared_flow(group, moment, begin, y, |pre, post, flow| draw::<T, G::Synapse>(pre, post, flow, dy));
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

struct RhsCells<'a, T> {
    moment: Moment<'a, T>,
    y: &'a [T],
    drives: &'a [Drive<T>],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCells<T> for RhsCells<'_, T> {
    // Programs with several methods have several views of a network, and with them several callers.
    #[inline(always)]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        // Sources have no states.
        if const { <G::Cell as DescribeCell>::STATES == 0 } {
            return;
        }
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            with_states::<T, G, _>(place, self.y, |y| {
                with_states_mut::<T, G, _>(place, self.dy, |dy| {
                    let (moment, drives) = (&mut self.moment, &mut self.drives);
                    group.with_cell(neuron, |cell| widely(CellDerivatives { cell, moment, y, drives, dy }));
                });
            });
        }
        self.begin += group_states(group);
    }
}

struct CellDerivatives<'a, 'b, T, C> {
    cell: &'a C,
    moment: &'a mut Moment<'b, T>,
    y: &'a [T],
    drives: &'a mut &'b [Drive<T>],
    dy: &'a mut [T],
}

impl<T: Real, C: Cell<T>> Work for CellDerivatives<'_, '_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        cell::derivatives(self.cell, self.moment, self.y, self.drives, self.dy);
    }
}
