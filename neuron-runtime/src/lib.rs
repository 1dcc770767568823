//! Conductance-based neurons as annotated Rust.
//!
//! A channel is written as the equations of its paper with `#[channel]`, a neuron or a network in a dozen lines with
//! `cell!` and `network!`. The result is compiled, allocation-free and generic over its number type.
//!
//! To write and run a model, read the [`guide`]: it has one page for each task. A model file needs the [`prelude`],
//! and [`library`] has published models to start from.
//!
//! The crate is not published, and its name in the public registry belongs to another project. Depend on a clone of the
//! repository:
//!
//! ```toml
//! [dependencies]
//! neuron-runtime = { path = "../path/to/the/clone/neuron-runtime" }
//! ```
//!
//! # From a declaration to a derivative
//!
//! This is how the crate works, in the order of its folders. Each folder imports only from those before it.
//!
//! 1. [`error`] says what can go wrong, with time, neuron, state and value.
//! 2. [`number`] has the number types: `f64`, [`number::F32`], a value with tangents ([`number::Grad`]), dual numbers. Equations
//!    are generic over [`number::Real`], which a pack of numbers may be, and what controls them over one number, a
//!    [`number::Scalar`]. Exponentials of many numbers at once, and wide registers, are here and nowhere else.
//! 3. [`model`] says what a network is. The macros write structs of parameters and their equations:
//!    `#[channel]` a [`Mechanism`](model::mechanism::Mechanism), `cell!` a [`Cell`](model::cell::Cell) of
//!    [`Compartment`](model::cell::Compartment)s, `network!` a [`Network`](model::network::Network) of groups of cells and
//!    synapses. From these follow the [`Layout`](model::network::Layout) of the state vector, the
//!    [handles](model::handle) of parameters and states, and [checks](model::check) that run in the compiler. What was
//!    written is there as [data](model::equations), too, for sheets, fingerprints and other languages.
//! 4. [`system`] evaluates it. [`System::rhs`](system::System::rhs) walks over the groups. Every mechanism first writes the
//!    arguments of its exponentials, all exponentials of a compartment are evaluated together, and the equations follow. The
//!    steps of the exponential methods and the [Jacobian](system::jacobian) in its sparse structure are here, and the tangent
//!    rule, which gives gates their tangents from their partial derivatives.
//! 5. [`solve`] makes steps. A [`Method`](crate::solve::Method) begins a [`Stepper`](crate::solve::Stepper), which has the
//!    state, its last step, and the solution in between. It sees a network as a `System`, so that it is compiled once per
//!    number type.
//! 6. [`run`] is a simulation and its result. [`simulate`](crate::run::simulation::Simulate::simulate) describes it; the run
//!    steps to its end, finds spikes as roots, samples what is recorded, streams, and saves checkpoints.
//! 7. [`measure`] computes numbers of a run while it goes on, and bursts and phases of its spikes.
//! 8. [`derive`](mod@crate::derive) differentiates. A function of the network runs over numbers with tangents, in blocks that
//!    repeat the first block's steps, which the network carries along; an [`Objective`](crate::measure::Objective) can go backwards by the discrete adjoint.
//!    `diffsol` (a feature) makes a network a problem of that library.
//! 9. [`curve`] follows minimally disruptive curves of any cost with a gradient. `protocol` (a feature) does experiments of many
//!    runs. [`embed`] is for other programs: a network that a host steps, without an allocator, and one owned type of any network,
//!    over which a layer for C or Python is written once.
//!
//! The faces come last: [`prelude`], [`library`], [`guide`], and `private`, which expansions name.
#![cfg_attr(not(any(feature = "std", test)), no_std)]

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
pub mod embed;
#[cfg(feature = "std")]
pub mod error;
#[cfg(not(feature = "std"))]
#[path = "error/words.rs"]
mod error;
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
#[cfg(feature = "protocols")]
pub mod protocol;
#[cfg(feature = "std")]
pub mod run;
#[cfg(feature = "std")]
pub mod solve;
pub mod system;

#[cfg(feature = "plot")]
pub use run::plot;
