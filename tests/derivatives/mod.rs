//! Number types and what they allocate, gradients forwards and backwards, second order, curves.

mod adjoint;
mod alloc;
mod gradient_properties;
mod gradients;
mod minimally_disruptive;
mod number_types;
mod second_order;
mod sensitivity;

use neuron_runtime::handle::Parameter;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;

/// Every conductance and reversal of the squid axon, its capacitance and its current.
fn of_the_axon() -> [Parameter<HodgkinHuxley>; 8] {
    [
        HodgkinHuxley::Na.g,
        HodgkinHuxley::K.g,
        HodgkinHuxley::Leak.g,
        HodgkinHuxley::Na.e,
        HodgkinHuxley::K.e,
        HodgkinHuxley::Leak.e,
        HodgkinHuxley::capacitance,
        HodgkinHuxley::inject,
    ]
}
