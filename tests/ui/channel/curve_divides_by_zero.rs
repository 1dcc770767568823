use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * m * n * h * w * (v - e) / (2 - 2))]
pub struct Odd {
    #[param(1mS/cm2)]
    g: Param,
    #[param(0mV)]
    slope: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 0mV)), tau = 1ms)]
    m: Gate,
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / slope)), tau = 1ms)]
    n: Gate,
    #[gate(inf = 0.5, tau = 10 / (v + 37))]
    h: Gate,
    #[gate(inf = 0.5, tau = ln(-5) * v)]
    w: Gate,
}

fn main() {}
