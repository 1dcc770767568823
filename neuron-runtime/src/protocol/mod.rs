//! Protocols: experiments of many runs, as they are done at a rig.
//!
//! A [`Rig`] is a network with an electrode in one of its compartments. Each protocol is a method of it that returns a
//! description with the usual settings, to be refined and then `run()`. Runs go over all cores. A result prints as a table,
//! saves as CSV with units in its header, and with the feature `plot` draws itself: see [`Report`].
//!
//! ```
//! use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
//! use neuron_runtime::prelude::*;
//! use neuron_runtime::protocol::{Report, Rigged, steps};
//!
//! let axon = HodgkinHuxley::default(); // of 0.1 mm²
//! let curve = axon.rig(HodgkinHuxley::v).f_i(&steps(0.0, 20.0, 5)).duration(500.0).run()?; // nA, ms
//! let rheobase = curve.rheobase.expect("between silence and firing");
//! assert!((6.0..6.5).contains(&rheobase), "{rheobase} nA");
//! println!("{curve}");
//! # Ok::<(), Error>(())
//! ```
//!
//! [`Sweep`] runs anything over values of one parameter or several.
//!
//! This folder imports from `error`, `number`, `model`, `system`, `solve`, `run`, `measure` and `derive` only.

mod activation;
mod clamp;
mod extremum;
mod f_i;
mod half;
mod i_v;
mod impedance;
mod inactivation;
mod lists;
mod paired_pulses;
mod phase_response;
mod recovery;
mod rig;
mod steady_state;
mod strength_duration;
mod sweep;
mod table;
mod threshold;

pub use activation::{ActivationCurve, ActivationProtocol};
pub use clamp::Clamped;
pub use f_i::{FiCurve, FiProtocol};
pub use half::Half;
pub use i_v::{IvCurve, IvProtocol};
pub use impedance::{Impedance, ImpedanceProtocol};
pub use inactivation::{InactivationCurve, InactivationProtocol};
pub use paired_pulses::{PairedPulses, PairedPulsesProtocol};
pub use phase_response::{PhaseProtocol, PhaseResponse};
pub use recovery::{Recovery, RecoveryProtocol};
pub use rig::Rig;
pub use steady_state::SteadyState;
pub use strength_duration::{StrengthDuration, StrengthDurationProtocol};
pub use sweep::{Axis, Sweep, Swept};
pub use table::{Report, Table};

use crate::error::Error;
use crate::model::handle::State;
use crate::model::network::Network;
use crate::solve::Adaptive;

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
        SteadyState::from_start(self)
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

/// Returns `count` values from `first` to `last`, equally far apart.
pub fn steps(first: f64, last: f64, count: usize) -> Vec<f64> {
    let part = |k: usize| k as f64 / (count - 1).max(1) as f64;
    (0..count).map(|k| first + (last - first) * part(k)).collect()
}
