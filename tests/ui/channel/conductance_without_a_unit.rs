use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct Kd {
    #[param(36)]
    g: Param,
    #[gate(alpha = 0.01 * (v + 55) / (1 - exp(-(v + 55) / 10)), beta = 0.125 * exp(-(v + 65) / 80))]
    n: Gate,
}

fn main() {}
