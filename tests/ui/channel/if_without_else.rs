use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = if v > -40mV { 1 }, tau = 2ms)]
    m: Gate,
}

fn main() {}
