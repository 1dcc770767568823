use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaP {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 48mV) / 5mV)), tau = 2ms - 3ms / (1 + exp(-v / 10mV)))]
    m: Gate,
}

fn main() {}
