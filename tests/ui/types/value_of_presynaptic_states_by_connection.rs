use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron E[2]: HodgkinHuxley;
    neuron I[2]: HodgkinHuxley;
    E -> I one_to_one: Cholinergic { g: [1nS, 2nS], tau_max: [100ms, 50ms] };
}

fn main() {}
