use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, v: -60mV,
    channels { Pulse },
}

fn main() {}
