use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;

network! {
    pub struct Net;
    neuron A: HodgkinHuxley
    neuron E[3]: HodgkinHuxley
    stimulus step: neuron_runtime::library::stimuli::Pulse { amplitude: 1nA };
}

fn main() {}
