//! Conductance-based neurons as annotated Rust.
//!
//! A channel is written as the equations of its paper with `#[channel]`, a neuron or a network in a dozen lines with
//! `cell!` and `network!`; the result is compiled, allocation-free and generic over its number type.
//!
//! It is not published, and its name in the public registry belongs to another project: depend on a clone of the repository,
//!
//! ```toml
//! [dependencies]
//! neuron-runtime = { path = "../path/to/the/clone/neuron-runtime" }
//! ```
//!
//! | to find | look in |
//! | --- | --- |
//! | how to write a model, units, errors, porting | [`guide`] |
//! | what a model file needs | [`prelude`] |
//! | published channels, synapses and pools | [`library`] |
//! | running a model and reading the result | [`run`] |
//! | what to measure of a run, as values; spikes and bursts | [`measure`] |
//! | derivatives of whatever a run gives | [`mod@derive`] |
//! | long runs: watching, cancelling, streaming, resuming | [`run::progress`], [`run::sink`], [`run::checkpoint`] |
//! | parameters by handle and by name | [`model::access`], [`model::handle`] |
//! | ways to change parameters that the behaviour does not notice | [`curve`] |
//! | methods | [`solve`] |
//! | number types | [`number`] |
//! | how cells and networks become equations | [`model`], [`system`] |
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "macros")]
extern crate self as neuron_runtime;

#[cfg(feature = "std")]
pub mod curve;
#[cfg(feature = "std")]
pub mod derive;
#[cfg(feature = "diffsol")]
pub mod diffsol;
#[cfg(feature = "std")]
pub mod error;
#[cfg(all(feature = "macros", feature = "std"))]
pub mod guide;
#[cfg(feature = "macros")]
pub mod library;
#[cfg(feature = "std")]
pub mod measure;
pub mod model;
pub mod number;
pub mod prelude;
#[doc(hidden)]
pub mod private;
#[cfg(feature = "std")]
pub mod run;
#[cfg(feature = "std")]
pub mod solve;
pub mod system;

#[cfg(feature = "plot")]
pub use run::plot;
