use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, v: -60mV,
    stimuli: neuron_runtime::library::stimuli::Pulse,
}

fn main() {}
