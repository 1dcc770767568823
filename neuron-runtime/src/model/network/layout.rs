//! The layout of the states and parameters of a network.

use super::parameters;
use super::states::{Strided, each_potential, group_states, neuron_states, set_states};
use super::{Network, VisitCells, VisitSynapses};
use crate::model::cell::DescribeCell;
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::handle::{Group, Origin};
use crate::model::info::{NetworkInfo, StateKind};
use crate::model::mechanism::Describe;
#[cfg(feature = "std")]
use crate::number::Carry;
use crate::number::Real;
#[cfg(feature = "std")]
use std::{any::Any, sync::Arc};

/// The layout of a [`Network`] of any type: names, states and parameters, without its equations.
pub trait Layout<T: Real> {
    /// Returns the names and groups.
    fn info(&self) -> &'static NetworkInfo;
    /// Returns the number of states.
    fn dim(&self) -> usize;
    /// Writes, for each state, the size of an error that matters as much as 1 mV does in a voltage.
    fn scales(&self, scale: &mut [f64]);
    /// Returns the index into the state vector of state `index` of a neuron or synapse. The result is `None` for a
    /// whole array and for an element or a state that does not exist.
    fn state_index(&self, origin: Origin, index: usize) -> Option<usize>;
    /// Calls `visit` with the index into the state vector of the V of every compartment, in the order of the state.
    fn potentials(&self, visit: &mut dyn FnMut(usize));
    /// Returns a parameter in its declared unit. For a whole array, this is its first element's value.
    fn parameter(&self, origin: Origin, index: usize) -> Option<T>;
    /// Calls `visit` with each parameter of every neuron, then of every connection, in declared units.
    fn each_parameter(&self, visit: &mut dyn FnMut(T));
    /// Calls `visit` with the indices of the presynaptic and the postsynaptic V of every connection.
    fn each_connection(&self, visit: &mut dyn FnMut(usize, usize));
    /// Returns what the network carries along.
    #[cfg(feature = "std")]
    #[doc(hidden)]
    fn carried_thing(&self) -> Option<Arc<dyn Any + Send + Sync>>;
    /// Returns the number of neurons or connections of a group.
    fn elements(&self, group: Group) -> usize;
    /// Returns the number of sets of states that the synapses of a group have.
    fn state_sets(&self, synapses: usize) -> usize;
}

/// Implements [`Layout`] for a type that wraps a network, as the layout of its field `$network`.
#[cfg(feature = "std")]
macro_rules! layout_of_wrapped {
    ([$($generics:tt)*] $wrapper:ty, $network:ident) => {
        impl<$($generics)*> $crate::model::network::Layout<T> for $wrapper {
            fn info(&self) -> &'static $crate::model::info::NetworkInfo {
                self.$network.info()
            }

            fn dim(&self) -> usize {
                self.$network.dim()
            }

            fn scales(&self, scale: &mut [f64]) {
                self.$network.scales(scale);
            }

            fn state_index(&self, origin: $crate::model::handle::Origin, index: usize) -> Option<usize> {
                self.$network.state_index(origin, index)
            }

            fn potentials(&self, visit: &mut dyn FnMut(usize)) {
                self.$network.potentials(visit);
            }

            fn parameter(&self, origin: $crate::model::handle::Origin, index: usize) -> Option<T> {
                self.$network.parameter(origin, index)
            }

            fn each_parameter(&self, visit: &mut dyn FnMut(T)) {
                self.$network.each_parameter(visit);
            }

            fn each_connection(&self, visit: &mut dyn FnMut(usize, usize)) {
                self.$network.each_connection(visit);
            }

            fn carried_thing(&self) -> Option<std::sync::Arc<dyn std::any::Any + Send + Sync>> {
                self.$network.carried_thing()
            }

            fn elements(&self, group: $crate::model::handle::Group) -> usize {
                self.$network.elements(group)
            }

            fn state_sets(&self, synapses: usize) -> usize {
                self.$network.state_sets(synapses)
            }
        }
    };
}
#[cfg(feature = "std")]
pub(crate) use layout_of_wrapped;

impl<T: Real, N: Network<T>> Layout<T> for N {
    fn info(&self) -> &'static NetworkInfo {
        const { &N::NETWORK }
    }

    fn dim(&self) -> usize {
        let mut dim = Dim { cells: 0, synapses: 0 };
        self.cells(&mut dim);
        self.synapses(&mut dim);
        dim.cells + dim.synapses
    }

    fn scales(&self, scale: &mut [f64]) {
        let mut scales = Scales { scale, begin: 0 };
        self.cells(&mut scales);
        self.synapses(&mut scales);
    }

    fn state_index(&self, origin: Origin, index: usize) -> Option<usize> {
        let mut locate = Locate { origin, index, group: 0, begin: 0, found: None };
        self.cells(&mut locate);
        locate.group = 0;
        self.synapses(&mut locate);
        locate.found
    }

    fn potentials(&self, visit: &mut dyn FnMut(usize)) {
        self.cells(&mut Potentials { visit, begin: 0 });
    }

    fn parameter(&self, origin: Origin, index: usize) -> Option<T> {
        parameters::read(self, origin, index)
    }

    fn each_parameter(&self, visit: &mut dyn FnMut(T)) {
        parameters::each(self, visit);
    }

    fn each_connection(&self, visit: &mut dyn FnMut(usize, usize)) {
        parameters::each_connection(self, visit);
    }

    #[cfg(feature = "std")]
    fn carried_thing(&self) -> Option<Arc<dyn Any + Send + Sync>> {
        self.carried().get().cloned()
    }

    fn elements(&self, group: Group) -> usize {
        parameters::elements(self, group)
    }

    fn state_sets(&self, synapses: usize) -> usize {
        parameters::state_sets(self, synapses)
    }
}

/// Returns the number of states of all cells; those of synapses follow.
#[inline(always)]
pub(crate) fn cells_dim<T: Real, N: Network<T> + ?Sized>(network: &N) -> usize {
    let mut dim = Dim { cells: 0, synapses: 0 };
    network.cells(&mut dim);
    dim.cells
}

struct Potentials<'a> {
    visit: &'a mut dyn FnMut(usize),
    begin: usize,
}

impl<T: Real> VisitCells<T> for Potentials<'_> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            each_potential::<T, G>(neuron_states(group, self.begin, neuron), |_, v| (self.visit)(v));
        }
        self.begin += group_states(group);
    }
}

struct Dim {
    cells: usize,
    synapses: usize,
}

impl<T: Real> VisitCells<T> for Dim {
    #[inline(always)]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        self.cells += group_states(group);
    }
}

impl<T: Real> VisitSynapses<T> for Dim {
    #[inline(always)]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.synapses += group.state_sets() * G::Synapse::STATES;
    }
}

struct Scales<'a> {
    scale: &'a mut [f64],
    begin: usize,
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

impl<T: Real> VisitCells<T> for Scales<'_> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let begin = self.begin;
        self.fill(
            |neuron| neuron_states(group, begin, neuron),
            group.len(),
            |visit| <G::Cell as DescribeCell>::CELL.each_state_kind(visit),
        );
        self.begin += group_states(group);
    }
}

impl<T: Real> VisitSynapses<T> for Scales<'_> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let begin = self.begin;
        self.fill(
            |set| set_states(group, begin, set),
            group.state_sets(),
            |visit| G::Synapse::INFO.states.iter().for_each(|state| visit(state.kind)),
        );
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

struct Locate {
    origin: Origin,
    index: usize,
    group: usize,
    begin: usize,
    found: Option<usize>,
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

impl<T: Real> VisitCells<T> for Locate {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = <G::Cell as DescribeCell>::STATES;
        self.visit(Group::Cells(self.group), |begin, neuron| neuron_states(group, begin, neuron), group.len(), states);
    }
}

impl<T: Real> VisitSynapses<T> for Locate {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.visit(
            Group::Synapses(self.group),
            |begin, set| set_states(group, begin, set),
            group.state_sets(),
            G::Synapse::STATES,
        );
    }
}
