use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * p * (v - e), on_spike(p = 1))]
pub struct K {
    #[param(1nS)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), instantaneous)]
    p: Gate,
}

fn main() {}
