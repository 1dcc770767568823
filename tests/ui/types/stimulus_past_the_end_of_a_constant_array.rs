use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

const MANY: usize = 3;

network! {
    pub struct Net;
    neuron E[MANY]: HodgkinHuxley
    stimulus step: Pulse -> E[3];
}

fn main() {}
