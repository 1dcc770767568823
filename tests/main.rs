//! What is tested on whole cells and networks, a folder per field and a module per subject. One program, for a model that
//! many modules use is compiled once.
//!
//! A subject alone: `cargo test -p neuron-tests --test networks simulation::arrays`

mod derivatives;
mod simulation;

use neuron_tests::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;
