use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * m * n * (v - e))]
pub struct Warm {
    #[param(1mS/cm2)]
    g: Param,
    // Right at 36 °C.
    #[gate(inf = 0.99 / (1 + exp(-(v + 40mV) / 5mV)) * 3^((36degC - celsius) / 10K), tau = 1ms, q10 = 3 at 36degC)]
    m: Gate,
    // Wrong there.
    #[gate(inf = 2 / (1 + exp(-(v + 40mV) / 5mV)) * 3^((36degC - celsius) / 10K), tau = 1ms, q10 = 3 at 36degC)]
    n: Gate,
}

fn main() {}
