use neuron_runtime::prelude::*;

#[channel(current = g * m * (v - e))]
pub struct Slow {
    #[param(1mS/cm2)]
    g: Param,
    #[param(-65mV)]
    e: Param,
    #[param(10ms)]
    tau: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 40mV) / 5mV)), tau = tau)]
    m: Gate,
}

cell! {
    pub struct Own;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,
    channels { Slow { tau: 0ms } },
}

fn main() {}
