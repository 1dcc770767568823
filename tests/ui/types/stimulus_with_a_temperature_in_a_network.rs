#[stimulus(current = amplitude * (celsius + 273K) / 293K)]
pub struct Warm {
    #[param(0.5nA)]
    amplitude: Param,
}

#[stimulus(current = density * area)]
pub struct Everywhere {
    #[param(5uA/cm2)]
    density: Param,
}

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;

network! {
    pub struct Net;
    neuron A: HodgkinHuxley
    stimulus warm: Warm -> A;
    stimulus Everywhere -> A;
}

fn main() {}
