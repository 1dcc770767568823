//! A network with an electrode.

use super::clamp::Clamped;
use super::f_i::FiProtocol;
use super::impedance::ImpedanceProtocol;
use super::lists::refused;
use super::phase_response::PhaseProtocol;
use super::steady_state::SteadyState;
use crate::error::Error;
use crate::model::handle::{Recordable, State};
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::number::Grad;
use crate::run::input::Waveform;
use crate::run::result::Run;
use crate::run::simulation::{Simulate, Simulation};
use crate::run::spikes::Spikes;
use crate::solve::{Adaptive, Method};
use crate::system::System;
use std::ops::Range;

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

/// Networks that can be brought to a rig.
pub trait Rigged: Network<f64, Tag = Self> + Sized {
    /// Returns a rig with an electrode in the compartment of this V. Of an array it is that of one neuron, `Net::E.at(3).v`.
    fn rig(&self, v: State<Self>) -> Rig<'_, Self> {
        Rig { network: self, v, method: Adaptive::default(), threshold: 0.0 }
    }

    /// Searches a steady state from the network's start: by root-finding, so that it may be an unstable one. Stimuli are as at 0 ms.
    ///
    /// # Errors
    /// [`Error::Protocol`] if the search ends nowhere.
    fn steady_state(&self) -> Result<SteadyState<'_, Self>, Error> {
        let mut start = vec![0.0; self.dim()];
        self.start(&mut start);
        SteadyState::search(self, &start, false)
    }

    /// Searches a steady state near a state of your own, by Newton's method first: another one of several.
    ///
    /// # Errors
    /// Those of [`steady_state`](Rigged::steady_state), and [`Error::Length`] if the state has another length.
    fn steady_state_from(&self, state: &[f64]) -> Result<SteadyState<'_, Self>, Error> {
        SteadyState::search(self, state, true)
    }
}

impl<N: Network<f64, Tag = N>> Rigged for N {}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Solves with `method`.
    pub fn method<O: Method<f64>>(self, method: O) -> Rig<'a, N, O> {
        Rig { network: self.network, v: self.v, method, threshold: self.threshold }
    }

    /// Finds spikes as upward crossings of `threshold` (mV) by V of the electrode. Cells with a `spike { … }` keep theirs.
    pub fn spikes(self, threshold: f64) -> Self {
        Rig { threshold, ..self }
    }

    /// Fires at every one of the `currents` (nA), which begin at 0 ms: the f–I curve.
    pub fn f_i(self, currents: &[f64]) -> FiProtocol<'a, N, M> {
        FiProtocol::new(self, currents)
    }

    /// Kicks a regular rhythm: the phase response curve.
    pub fn phase_response(self) -> PhaseProtocol<'a, N, M>
    where
        N::With<Grad>: Network<Grad, Tag = N> + Sync,
        M: Method<Grad>,
    {
        PhaseProtocol::new(self)
    }

    /// Sends a chirp of these frequencies (Hz) into a cell at rest: its impedance.
    pub fn impedance(self, frequencies: Range<f64>) -> ImpedanceProtocol<'a, N, M> {
        ImpedanceProtocol::new(self, frequencies)
    }

    /// Holds V of the electrode at `hold` (mV): a rig of voltage clamp, with its own protocols.
    pub fn clamp(self, hold: f64) -> Clamped<'a, N, M> {
        Clamped::new(self, hold)
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
