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
//! | running a model and reading the result | [`simulation`], [`record`], [`analysis`] |
//! | what to measure of a run, as values | [`measure`] |
//! | derivatives of whatever a run gives | [`sensitivity`] |
//! | long runs: watching, cancelling, streaming, resuming | [`progress`], [`sink`], [`checkpoint`] |
//! | parameters by handle and by name | [`access`], [`handle`] |
//! | ways to change parameters that the behaviour does not notice | [`curve`] |
//! | methods | [`solve`] |
//! | number types | [`scalar`] |
//! | how cells and networks become equations | [`mechanism`], [`membrane`], [`cell`], [`group`], [`connect`], [`network`] |
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "macros")]
extern crate self as neuron_runtime;

#[cfg(feature = "std")]
pub mod access;
#[cfg(feature = "std")]
mod adjoint;
#[cfg(feature = "std")]
pub mod analysis;
pub mod array;
pub mod cell;
mod chain;
#[doc(hidden)]
pub mod check;
#[cfg(feature = "std")]
pub mod checkpoint;
pub mod connect;
#[cfg(feature = "std")]
pub mod curve;
#[cfg(feature = "diffsol")]
pub mod diffsol;
#[cfg(feature = "statistics")]
mod eigen;
#[cfg(feature = "std")]
pub mod error;
pub mod group;
#[cfg(all(feature = "macros", feature = "std"))]
pub mod guide;
pub mod handle;
pub mod info;
pub mod ion;
#[cfg(feature = "alloc")]
pub mod jacobian;
#[cfg(feature = "macros")]
pub mod library;
pub mod math;
#[cfg(feature = "std")]
pub mod measure;
pub mod mechanism;
pub mod membrane;
mod mistaken;
pub mod network;
#[cfg(feature = "plot")]
pub mod plot;
pub mod prelude;
#[doc(hidden)]
pub mod private;
#[cfg(feature = "std")]
pub mod progress;
#[cfg(feature = "random")]
mod random;
#[cfg(feature = "std")]
pub mod record;
pub mod scalar;
#[cfg(feature = "std")]
pub mod sensitivity;
#[cfg(feature = "std")]
pub mod simulation;
#[cfg(feature = "std")]
pub mod sink;
#[cfg(feature = "std")]
pub mod solve;
pub mod step;
