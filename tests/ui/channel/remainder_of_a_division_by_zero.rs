use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaP {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(inf = if mod(t, 0ms) < 5ms { 1 } else { 0 }, tau = 2ms)]
    m: Gate,
}

fn main() {}
