//! Support for the tests: references, order fits, a counting allocator, hand-written baselines.

pub mod allocations;
pub mod dormand_prince;
pub mod hand_written;
pub mod models;
pub mod order;
pub mod reference;
pub mod timing;
