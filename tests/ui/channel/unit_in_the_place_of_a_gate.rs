use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * mm * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 48mV) / 5mV)), tau = 2ms)]
    m: Gate,
}

fn main() {}
