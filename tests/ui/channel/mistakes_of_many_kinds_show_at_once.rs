use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * hh * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[param(5V)]
    half: Param,
    #[gate(inf = 1 / (1 + exp(v)), tau = 2mV)]
    m: Gate,
    #[gate(inf = 2, tau = 0.1ms)]
    h: Gate,
}

fn main() {}
