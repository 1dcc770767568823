//! Analysis of spike times: bursts and phases.
//!
//! Spike times are in ms. They were found as roots while solving, not read from sampled voltages. Spikes are grouped by the
//! values of their times. Periods, duty cycles and phases keep the number type of the times, with its derivatives.
//!
//! ```
//! use neuron_runtime::run::spikes::Spikes;
//!
//! let spikes = Spikes::new(-10.0, vec![0.0, 50.0, 100.0, 500.0, 550.0, 600.0, 1000.0, 1050.0]);
//! let bursts = spikes.bursts(200.0);
//! assert_eq!(
//!     bursts.summary().to_string(),
//!     "2 bursts, period 500.0 ms, duty cycle 0.200, 3.0 spikes per burst"
//! );
//! ```

mod bursts;
mod phase;

pub(crate) use bursts::undecided_spike;
pub use bursts::{Burst, BurstSummary, Bursts};
pub use phase::{Cycle, Phases, phases};
