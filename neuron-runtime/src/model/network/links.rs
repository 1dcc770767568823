//! The connections of a projection between arrays: listed, and given.

#[cfg(feature = "std")]
use super::VisitMut;
use super::{Network, VisitSynapses};
use crate::model::connect::SynapseGroup;
#[cfg(feature = "std")]
use crate::model::group::CellGroup;
use crate::model::handle::Group;
use crate::number::Real;
use alloc::vec::Vec;

/// Returns the presynaptic and the postsynaptic neuron of each connection of a group, counted in their arrays; none for synapses
/// between named neurons.
pub(crate) fn list<T: Real, N: Network<T>>(network: &N, group: Group) -> Vec<(usize, usize)> {
    let mut list = List { group, seen: 0, found: Vec::new() };
    network.synapses(&mut list);
    list.found
}

/// Replaces the connections of a group. Returns the first pair that its arrays do not have; `Err(None)` if the group is no projection
/// between arrays.
#[cfg(feature = "std")]
pub(crate) fn replace<T: Real, N: Network<T>>(
    network: &mut N,
    group: Group,
    pairs: &[(usize, usize)],
) -> Result<(), Option<(usize, usize)>> {
    let mut replace = Replace { group, seen: 0, pairs, result: Err(None) };
    network.groups_mut(&mut replace);
    replace.result
}

struct List {
    group: Group,
    seen: usize,
    found: Vec<(usize, usize)>,
}

impl<T: Real> VisitSynapses<T> for List {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.group == Group::Synapses(self.seen) {
            self.found = group.pairs();
        }
        self.seen += 1;
    }
}

#[cfg(feature = "std")]
struct Replace<'a> {
    group: Group,
    seen: usize,
    pairs: &'a [(usize, usize)],
    result: Result<(), Option<(usize, usize)>>,
}

#[cfg(feature = "std")]
impl<T: Real> VisitMut<T> for Replace<'_> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, _: &mut G) {}

    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &mut G) {
        if self.group == Group::Synapses(self.seen) {
            self.result = group.connect(self.pairs);
        }
        self.seen += 1;
    }
}
