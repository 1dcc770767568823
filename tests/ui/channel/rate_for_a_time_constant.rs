use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaP {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 48mV) / 5mV)), tau = 0.1/ms + 4/ms * exp(-v / 18mV))]
    m: Gate,
}

fn main() {}
