//! Derivatives: number types, gradients forwards and backwards, second order, curves, a module per subject. One program, for
//! a model that many modules use is compiled once.
//!
//! A subject alone: `cargo test -p neuron-tests --test derivatives second_order`

mod adjoint;
mod gradient_properties;
mod gradients;
mod minimally_disruptive;
mod number_types;
mod second_order;
mod sensitivity;
