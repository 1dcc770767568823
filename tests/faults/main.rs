//! Kinds of mistakes that were found in use: in each, an obvious use gives the right value, or is refused with the way out.
//!
//! `cargo test -p neuron-tests --test faults`

mod cable;
mod checkpoints;
mod imports;
mod impossible;
mod kinetic_schemes;
mod large_networks;
mod macros;
mod pasted;
mod porting;
mod settings;
mod shadows;
mod units;
