//! Tests of whole cells and networks: a folder for each field, a module for each subject. They are one program, so that a model
//! which many modules use is compiled once.
//!
//! To test one subject: `cargo test -p neuron-tests --test networks simulation::arrays`

mod derivatives;
mod simulation;

use neuron_tests::allocations::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;
