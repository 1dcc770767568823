//! What a network is: mechanisms, membranes, cells, groups of neurons, connections, networks, and the handles that name
//! their parts.

#[cfg(feature = "std")]
pub mod access;
pub mod cell;
#[doc(hidden)]
pub mod check;
pub mod connect;
pub mod group;
pub mod handle;
pub mod info;
pub mod ion;
pub mod mechanism;
pub(crate) mod mistaken;
pub mod network;
#[cfg(feature = "random")]
mod random;
