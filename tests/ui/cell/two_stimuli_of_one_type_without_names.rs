use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, v: -60mV,
    stimuli { Pulse { start: 10ms }, Pulse { start: 500ms } },
}

fn main() {}
