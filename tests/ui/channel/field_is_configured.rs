use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * n^4 * (v - e))]
pub struct Kd {
    #[cfg(feature = "dense")]
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-v / 9mV)), tau = 2ms)]
    #[cfg(not(feature = "dense"))]
    n: Gate,
}

fn main() {}
