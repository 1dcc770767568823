use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

network! {
    pub struct Net;
    neuron A: HodgkinHuxley
    neuron E[3]: HodgkinHuxley
    stimulus step: Pulse { amplitude: [1nA, 2nA, 3nA] } -> A;
    stimulus other: Pulse { amplitude: normal { mean: 1nA, sd: 0.1nA, seed: 1 } } -> E[1];
}

fn main() {}
