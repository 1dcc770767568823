//! Simulation: equations, networks, methods and runs, a module per subject. One program, for a model that many modules use
//! is compiled once.
//!
//! A subject alone: `cargo test -p neuron-tests --test simulation arrays`

mod access;
mod arrays;
mod equations;
mod errors;
mod hand_written;
mod jacobian;
mod library;
mod methods;
mod order;
mod recording;
mod reference;
mod runs;
mod singularities;

use neuron_tests::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;
