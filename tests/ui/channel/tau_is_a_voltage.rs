use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 25.5mV) / 5.29mV)), tau = 2mV)]
    m: Gate,
}

fn main() {}
