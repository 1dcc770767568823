use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

network! {
    pub struct Pair;
    neuron A: HodgkinHuxley
    neuron B: HodgkinHuxley
    A -> B: Pulse { amplitude: 1nA };
}

fn main() {}
