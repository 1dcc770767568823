//! What a solver sees of a network: its right-hand side, its Jacobian, its step by exponential methods.

pub(crate) mod chain;
#[cfg(feature = "alloc")]
pub mod jacobian;
pub mod step;
#[cfg(feature = "std")]
mod table;

#[cfg(feature = "std")]
pub use table::System;
