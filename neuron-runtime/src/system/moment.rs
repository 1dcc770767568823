//! What is the same for a whole network at one moment, and how its parts take theirs: the time, and the values at which
//! relations are held.

use super::surroundings::relations;
use super::synapse::group_relations;
use crate::model::cell::{Cell, Compartment};
use crate::model::connect::SynapseGroup;
use crate::model::mechanism::{Context, Held};
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
