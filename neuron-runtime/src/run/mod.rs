//! A simulation and its result.

pub mod checkpoint;
pub(crate) mod cost_evaluation;
#[cfg(feature = "plot")]
pub mod plot;
pub mod progress;
pub mod result;
pub mod simulation;
pub mod sink;
pub mod spikes;
pub(crate) mod step_sequence;
