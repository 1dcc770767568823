//! Tests of the macros as functions: the equation language, expansions and messages, with a module for each subject.
//!
//! To run one subject: `cargo test -p neuron-macros-core --test macros spans`

mod accepted;
mod catalogue;
mod expr_algebra;
mod expr_dimension;
mod expr_emit;
mod expr_parse;
mod expr_properties;
mod growth;
mod half_written;
mod invisible;
mod mutations;
mod papers;
mod plausible;
mod snapshots;
mod spans;
mod spike_driven;

mod support {
    pub mod errors;
    pub mod mutants;
    pub mod random;
}
