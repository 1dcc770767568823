//! Support for the tests: references, order fits, a counting allocator, hand-written baselines.

pub mod allocations;
pub mod damage;
pub mod dormand_prince;
pub mod folder;
pub mod hand_written;
pub mod lanes;
pub mod models;
pub mod order;
pub mod random;
pub mod reference;
pub mod saved;
pub mod timing;

/// The code blocks of the README, compiled and run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
