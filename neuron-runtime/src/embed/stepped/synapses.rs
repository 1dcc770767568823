//! The variables of synapses between steps, and their delays.

use crate::model::connect::SynapseGroup;
use crate::model::mechanism::{Describe, Mechanism};
use crate::model::network::{Network, VisitSynapses};
use crate::number::{Real, Scalar};
use crate::system::arrival::Memory;

/// The variables of all synapses at the beginning of step `now`.
pub(super) struct Remembered<'a, T> {
    pub(super) values: &'a mut [T],
    /// The number of the step of the last event of each link with variables.
    pub(super) since: &'a mut [u64],
    /// The number of events of each link that draws random numbers.
    pub(super) events: &'a mut [u64],
    pub(super) now: u64,
    pub(super) step: T,
}

/// Returns the time (ms) between the beginnings of two steps.
pub(super) fn between<T: Real>(from: u64, to: u64, step: T) -> T {
    if const { size_of::<T>() < size_of::<f64>() } {
        // The difference of two late times has no digits left in single precision.
        T::from_count(to - from) * step
    } else {
        // As a run has it, to the last bit.
        T::from_count(to) * step - T::from_count(from) * step
    }
}

impl<T: Real> Memory<T> for Remembered<'_, T> {
    fn values(&mut self) -> &mut [T] {
        self.values
    }

    fn passed(&self, link: usize, _: T) -> T {
        between(self.since[link], self.now, self.step)
    }

    fn mark(&mut self, link: usize, _: T) {
        self.since[link] = self.now;
    }

    fn count(&mut self, link: usize) -> u64 {
        self.events[link] += 1;
        self.events[link] - 1
    }
}

/// Returns the shortest delay (ms) that is not 0.
pub(super) fn shortest_delay<T: Scalar, N: Network<T>>(network: &N) -> Option<T> {
    struct Shortest<T>(Option<T>);
    impl<T: Scalar> VisitSynapses<T> for Shortest<T> {
        fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
            if <G::Synapse as Describe>::INFO.events.is_none_or(|events| !events.on_pre) {
                return;
            }
            for link in 0..group.links() {
                let delay = group.with_link(link, |synapse| synapse.delay());
                if delay > T::zero() && self.0.is_none_or(|shortest| delay < shortest) {
                    self.0 = Some(delay);
                }
            }
        }
    }
    let mut shortest = Shortest(None);
    network.synapses(&mut shortest);
    shortest.0
}
