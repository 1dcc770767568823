use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * m * n * w * (v - e))]
pub struct Ported {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(alpha = 0.1 * exprelr(-(v + 40) / 10), beta = 1)]
    m: Gate,
    #[gate(inf = sigmoid((v + 40) / 5), tau = fabs(v))]
    n: Gate,
    #[gate(inf = 1 / (1 + exp(-(v + 40) / 10)) tau = 1)]
    w: Gate,
}

fn main() {}
