use neuron_runtime::prelude::*;

#[channel(current = g * (v - e), on_spike(g += 1nS))]
pub struct Tiring {
    #[param(10nS)]
    g: Param,
    #[param(-70mV)]
    e: Param,
}

fn main() {}
