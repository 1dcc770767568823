use neuron_runtime::prelude::*;

#[channel(ion = K, reads(Ca), current = g * m * (v - e))]
pub struct Sk {
    #[param(0.1mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + (0.00043 / ca)^4.8), tau = 1)]
    m: Gate,
}

fn main() {}
