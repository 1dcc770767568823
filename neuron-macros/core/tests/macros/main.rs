//! The macros from within: the equation language, expansions, and what is said of mistakes, a module per subject.
//!
//! A subject alone: `cargo test -p neuron-macros-core --test macros spans`

mod accepted;
mod catalogue;
mod expr_algebra;
mod expr_dimension;
mod expr_emit;
mod expr_parse;
mod expr_properties;
mod half_written;
mod mutations;
mod plausible;
mod snapshots;
mod spans;

mod support {
    pub mod errors;
    pub mod mutants;
    pub mod random;
}
