//! A network with an electrode.

use super::lists::refused;
use crate::error::Error;
use crate::model::handle::{Recordable, State};
use crate::model::names;
use crate::model::network::Network;
use crate::run::input::Waveform;
use crate::run::result::Run;
use crate::run::simulation::{Simulate, Simulation};
use crate::run::spikes::Spikes;
use crate::solve::{Adaptive, Method};

/// A network with an electrode in one of its compartments, whose V is given. The protocols are its methods.
///
/// Every run begins at the network's start, unless the protocol says otherwise.
#[derive(Debug)]
pub struct Rig<'a, N, M = Adaptive> {
    pub(super) network: &'a N,
    pub(super) v: State<N>,
    pub(super) method: M,
    pub(super) threshold: f64,
}

impl<N, M: Clone> Clone for Rig<'_, N, M> {
    fn clone(&self) -> Self {
        Rig { network: self.network, v: self.v, method: self.method.clone(), threshold: self.threshold }
    }
}

impl<N, M: Copy> Copy for Rig<'_, N, M> {}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Solves with `method`.
    pub fn method<O: Method<f64>>(self, method: O) -> Rig<'a, N, O> {
        Rig { network: self.network, v: self.v, method, threshold: self.threshold }
    }

    /// Finds spikes as upward crossings of `threshold` (mV) by V of the electrode. Cells with a `spike { … }` keep theirs.
    pub fn spikes(self, threshold: f64) -> Self {
        Rig { threshold, ..self }
    }

    /// Checks that the electrode is in one neuron.
    pub(super) fn check_electrode(&self) -> Result<(), Error> {
        match self.v.origin().element {
            Some(_) => Ok(()),
            None => {
                let (name, _) = names::name_of(&N::NETWORK, self.v.quantity());
                refused(format!(
                    "an electrode is in one neuron, and {name} is of a whole array: take that of one, `.at(3)`"
                ))
            }
        }
    }

    /// Returns a run of `duration` (ms) that records nothing.
    pub(super) fn simulate(&self, duration: f64) -> Simulation<'a, N, f64, M> {
        self.network.simulate(duration).method(self.method).spikes(self.threshold).record_nothing()
    }

    /// Returns the same under a current (nA) from `begin` to `end` (ms).
    pub(super) fn under_current(
        &self,
        duration: f64,
        current: f64,
        [begin, end]: [f64; 2],
    ) -> Result<Simulation<'a, N, f64, M>, Error> {
        let pulse = Waveform::at(&[begin, end], &[current, 0.0])?;
        Ok(self.simulate(duration).inject(self.v, pulse))
    }

    /// Returns the spikes of the neuron of the electrode.
    pub(super) fn spikes_of(&self, run: &Run<N>) -> Spikes {
        let place = names::neuron_place(self.network, self.v.origin());
        let neurons = run.each_neuron();
        let neuron = place.and_then(|place| neurons.get(place));
        neuron.map_or_else(|| Spikes::new(self.threshold, Vec::new()), |neuron| neuron.spikes.clone())
    }
}
