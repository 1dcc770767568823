use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m * (v - e))]
pub struct NaP {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(inf = unchecked(m), tau = 2ms)]
    m: Gate,
}

fn main() {}
