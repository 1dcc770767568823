//! What is the same for a whole network at one moment, and how its parts take theirs: the time, and the values at which
//! relations are held.

use super::surroundings::relations;
use crate::model::cell::{Cell, Compartment, DescribeCell};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::mechanism::{Context, Describe, Held};
use crate::model::network::{Network, VisitCells};
use crate::number::Real;

/// The time, and the values of the relations from the next part of the network on.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a, T> {
    /// The time, ms.
    pub(crate) t: T,
    /// The values at which relations are held, or none.
    pub(crate) held: Held<'a>,
}

impl<'a, T: Real> Moment<'a, T> {
    /// Takes off the front what the equations of the next cell read.
    #[inline(always)]
    pub(crate) fn context<C: Cell<T>>(&mut self, cell: &C) -> Context<'a, T> {
        Context { t: self.t, celsius: cell.celsius(), held: self.held.take(C::RELATIONS) }
    }

    /// Takes off the front what the next group of synapses reads.
    #[inline(always)]
    pub(crate) fn group<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) -> Moment<'a, T> {
        Moment { held: self.held.take(group_relations(group)), ..*self }
    }
}

/// Takes off the front what the equations of the next compartment read.
#[inline(always)]
pub(crate) fn next_context<'a, T: Real, C: Compartment<T>>(
    context: &mut Context<'a, T>,
    compartment: &C,
) -> Context<'a, T> {
    Context { held: context.held.take(relations::<T, C>(compartment)), ..*context }
}

/// Returns the moments of the cells and of the synapses of a network at the time `t` (ms).
#[inline(always)]
pub(super) fn moments<'a, T: Real, N: Network<T>>(network: &N, t: T, mut held: Held<'a>) -> [Moment<'a, T>; 2] {
    let of_cells = held.take(if held.0.is_empty() { 0 } else { cell_relations(network) });
    [Moment { t, held: of_cells }, Moment { t, held }]
}

/// Returns the number of relations of all cells.
#[inline(always)]
fn cell_relations<T: Real, N: Network<T>>(network: &N) -> usize {
    struct Count(usize);
    impl<T: Real> VisitCells<T> for Count {
        #[inline(always)]
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            self.0 += group.len() * <G::Cell as DescribeCell>::RELATIONS;
        }
    }
    let mut count = Count(0);
    network.cells(&mut count);
    count.0
}

/// Returns the number of relations of a group: those of all sets of states, then, if presynaptic neurons own the states,
/// those of the currents of all connections.
#[inline(always)]
pub(crate) fn group_relations<T: Real, G: SynapseGroup<T> + ?Sized>(group: &G) -> usize {
    if G::Synapse::RELATIONS == 0 {
        return 0;
    }
    let of_currents = if group.shared_sets().is_some() { group.connections() } else { 0 };
    (group.state_sets() + of_currents) * G::Synapse::RELATIONS
}
