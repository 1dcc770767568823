use neuron_runtime::prelude::*;

#[channel(current = g * (v - e), on_spike(v = -70mV))]
pub struct Leak {
    #[param(10nS)]
    g: Param,
    #[param(-70mV)]
    e: Param,
}

fn main() {}
