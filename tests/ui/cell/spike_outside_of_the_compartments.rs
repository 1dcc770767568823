use neuron_runtime::library::hodgkin_huxley_1952::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct TwoParts;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,
    spike { threshold: -50mV, reset: -65mV },
    compartment soma { channels { Leak } }
    compartment dendrite { channels { Leak } }
    soma -- dendrite: 2.1mS/cm2,
}

fn main() {}
