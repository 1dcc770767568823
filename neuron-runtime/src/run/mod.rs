//! A simulation and its result.

pub mod checkpoint;
pub(crate) mod evaluation;
#[cfg(feature = "plot")]
pub mod plot;
pub mod progress;
pub mod record;
pub mod simulation;
pub mod sink;
pub mod spikes;
pub(crate) mod steps;
