use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;

network! {
    pub struct Two;
    neuron A: HodgkinHuxley;
    #[cfg(any())]
    neuron B: HodgkinHuxley;
    /// A step into A.
    #[cfg(any())]
    stimulus step: Pulse { amplitude: 1nA } -> A;
}

fn main() {}
