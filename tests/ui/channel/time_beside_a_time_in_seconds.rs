use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * n * (v - e))]
pub struct Slow {
    #[param(0.1mS/cm2)]
    g: Param,
    #[param(1s)]
    longest: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 55) / 10)), tau = longest / (1 + exp(-(v + 55) / 10)) + 0.1)]
    n: Gate,
}

fn main() {}
