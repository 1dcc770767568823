use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e) + 5mV/s * g * 1ms)]
pub struct NaP {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 48mV) / 5mV)), tau = 2ms)]
    m: Gate,
    #[param(1)]
    s: Param,
}

fn main() {}
