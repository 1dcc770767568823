//! How to write a model, from a channel to a network, and what to do when it does not compile.
//!
//! | chapter | what it shows |
//! | --- | --- |
//! | [`channel`] | gates, rates, definitions, calcium, temperature, curves to look at |
//! | [`synapse`] | graded and voltage-dependent synapses, gap junctions |
//! | [`pool`] | a concentration that follows the current of its ion |
//! | [`cell`] | area and capacitance, ions, Nernst potentials, compartments |
//! | [`network`] | neurons by name and in arrays, connections, runs |
//! | [`units`] | literals, what is checked, plausible ranges, equations without units |
//! | [`errors`] | the commonest messages, each with its cause and its cure |
//! | [`porting`] | a model of NMODL and one of Brian2, side by side with their port |
//!
//! Every example is compiled by the tests. The models of [`crate::library`] are more of the same: one file a paper.

pub mod cell;
pub mod channel;
pub mod errors;
pub mod network;
pub mod pool;
pub mod porting;
pub mod synapse;
pub mod units;
