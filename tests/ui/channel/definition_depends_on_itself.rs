use neuron_runtime::prelude::*;

#[channel(ion = Na, let half = shift + 1mV, let shift = half * 2, current = g * m * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + half) / 5.29mV)), tau = 2ms)]
    m: Gate,
}

fn main() {}
