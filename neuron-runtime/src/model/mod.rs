//! The description of a network: mechanisms, membranes, cells, groups of neurons, connections, networks, and the
//! handles that name their parts.
//!
//! This folder may import from `error` and `number` only. It does not know how its equations are evaluated, and it
//! knows no methods, no runs and no measures.

pub mod access;
pub mod bounds;
pub mod cell;
#[doc(hidden)]
pub mod check;
pub mod connect;
#[cfg(feature = "random")]
#[doc(hidden)]
pub mod distribution;
pub mod equations;
pub mod group;
pub mod handle;
pub mod info;
pub mod ion;
pub mod mechanism;
pub(crate) mod mistaken;
pub mod name;
#[cfg(feature = "std")]
pub mod names;
pub mod network;
#[cfg(feature = "random")]
pub(crate) mod random;
#[cfg(feature = "std")]
pub(crate) mod ranges;
pub mod source;
pub mod sources;
