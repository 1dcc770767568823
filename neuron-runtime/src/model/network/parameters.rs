//! The places of parameters in the groups of a network.

use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::mechanism::Parameters;
use crate::model::network::{Network, VisitCells, VisitMut, VisitSynapses};
use crate::number::Real;

/// Returns the number of neurons or connections of a group.
pub(crate) fn elements<T: Real, N: Network<T>>(network: &N, group: Group) -> usize {
    let mut count = Elements { group, seen: 0, found: 0 };
    network.cells(&mut count);
    count.seen = 0;
    network.synapses(&mut count);
    count.found
}

/// Returns the number of sets of states of a group of synapses.
pub(crate) fn state_sets<T: Real, N: Network<T>>(network: &N, group: usize) -> usize {
    let mut count = StateSets { group, seen: 0, found: 0 };
    network.synapses(&mut count);
    count.found
}

/// Returns a parameter in its declared unit. For a whole array, this is its first element's value.
pub(crate) fn read<T: Real, N: Network<T>>(network: &N, origin: Origin, index: usize) -> Option<T> {
    let mut read = Read { origin, index, seen: 0, found: None };
    network.cells(&mut read);
    read.seen = 0;
    network.synapses(&mut read);
    read.found
}

/// Calls `visit` with each parameter of every neuron, then of every connection, in declared units.
pub(crate) fn each<T: Real, N: Network<T>>(network: &N, visit: &mut dyn FnMut(T)) {
    let mut each = Each(visit);
    network.cells(&mut each);
    network.synapses(&mut each);
}

/// Calls `visit` with the indices of the presynaptic and the postsynaptic V of every connection.
pub(crate) fn each_connection<T: Real, N: Network<T>>(network: &N, visit: &mut dyn FnMut(usize, usize)) {
    network.synapses(&mut EachConnection(visit));
}

/// Sets a parameter in its declared unit. For a whole array, it is set for all elements. Returns false if there is no such
/// parameter.
pub(crate) fn write<T: Real, N: Network<T>>(network: &mut N, origin: Origin, index: usize, value: T) -> bool {
    let mut write = Write { origin, index, value, cells: 0, synapses: 0, written: false };
    network.groups_mut(&mut write);
    write.written
}

struct Each<'a, T>(&'a mut dyn FnMut(T));

impl<T: Real> VisitCells<T> for Each<'_, T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            group.with_cell(neuron, |cell| cell.each(&mut |parameter| (self.0)(*parameter)));
        }
    }
}

impl<T: Real> VisitSynapses<T> for Each<'_, T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        for link in 0..group.links() {
            group.with_link(link, |synapse| synapse.each(&mut |parameter| (self.0)(*parameter)));
        }
    }
}

struct EachConnection<'a>(&'a mut dyn FnMut(usize, usize));

impl<T: Real> VisitSynapses<T> for EachConnection<'_> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        for index in 0..group.links() {
            let link = group.link(index);
            (self.0)(link.pre, link.post);
        }
    }
}

struct Elements {
    group: Group,
    seen: usize,
    found: usize,
}

impl<T: Real> VisitCells<T> for Elements {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.group == Group::Cells(self.seen) {
            self.found = group.len();
        }
        self.seen += 1;
    }
}

impl<T: Real> VisitSynapses<T> for Elements {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.group == Group::Synapses(self.seen) {
            self.found = group.links();
        }
        self.seen += 1;
    }
}

struct StateSets {
    group: usize,
    seen: usize,
    found: usize,
}

impl<T: Real> VisitSynapses<T> for StateSets {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.group == self.seen {
            self.found = group.state_sets();
        }
        self.seen += 1;
    }
}

struct Read<T> {
    origin: Origin,
    index: usize,
    seen: usize,
    found: Option<T>,
}

impl<T: Real> VisitCells<T> for Read<T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Cells(self.seen) {
            self.found = group.parameter(self.origin.element, self.index);
        }
        self.seen += 1;
    }
}

impl<T: Real> VisitSynapses<T> for Read<T> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        if self.origin.group == Group::Synapses(self.seen) {
            self.found = group.parameter(self.origin.element, self.index);
        }
        self.seen += 1;
    }
}

struct Write<T> {
    origin: Origin,
    index: usize,
    value: T,
    cells: usize,
    synapses: usize,
    written: bool,
}

impl<T: Real> VisitMut<T> for Write<T> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &mut G) {
        if self.origin.group == Group::Cells(self.cells) && group.parameter(self.origin.element, self.index).is_some() {
            group.set_parameter(self.origin.element, self.index, self.value);
            self.written = true;
        }
        self.cells += 1;
    }

    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &mut G) {
        if self.origin.group == Group::Synapses(self.synapses)
            && group.parameter(self.origin.element, self.index).is_some()
        {
            group.set_parameter(self.origin.element, self.index, self.value);
            self.written = true;
        }
        self.synapses += 1;
    }
}
