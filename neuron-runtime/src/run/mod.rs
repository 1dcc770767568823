//! A simulation and its result.

pub mod checkpoint;
pub mod progress;
pub mod record;
pub mod simulation;
pub mod sink;
