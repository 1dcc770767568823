//! A model in another program.
//!
//! - [`Stepped`] is a cell or a network that a host steps: a game, a robot, a microcontroller. It needs neither the standard library
//!   nor an allocator, and its types are those of the network.
//! - `Model` is one owned type for networks of all types, with names where Rust has handles: for a layer for C or Python, for a
//!   server. It needs `std`.
//!
//! The [guide](crate::guide::embed) has a recipe for each.
//!
//! This folder imports from `error`, `number`, `model`, `system`, `solve`, `run`, `measure` and `derive` only.

#[cfg(feature = "std")]
mod model;
mod stepped;

#[cfg(feature = "std")]
pub use model::{Derivatives, Failure, Measure, Model, Outcome, Parameter, Pattern, Quantity, Request};
pub use stepped::{Fault, Stepped};
