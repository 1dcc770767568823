//! A simulation and its result: recording, spikes, sinks, checkpoints, progress.
//!
//! This folder knows networks, systems and methods: it imports from `error`, `number`, `model`, `system` and `solve` only. It
//! may not know measures, nor how results are differentiated.

pub mod change;
pub mod checkpoint;
mod checksum;
#[doc(hidden)]
pub mod compiled;
pub(crate) mod cost_evaluation;
#[cfg(feature = "json")]
pub(crate) mod file;
pub mod input;
pub(crate) mod model_id;
#[cfg(feature = "plot")]
pub mod plot;
pub(crate) mod probe;
pub mod progress;
pub(crate) mod restart;
pub mod result;
pub mod simulation;
pub mod sink;
pub(crate) mod spike_settings;
pub mod spikes;
pub(crate) mod step_sequence;
pub mod summary;
