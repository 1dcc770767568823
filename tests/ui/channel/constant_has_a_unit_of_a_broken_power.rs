use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * n * (v - e))]
pub struct K {
    #[param(1mS/cm2)]
    g: Param,
    #[param(sqrt(25mV))]
    spread: Param,
    #[param(-40mV, min = -(100mV)^1.5)]
    half: Param,
    #[gate(inf = 1 / (1 + exp(-(v - half) / 10mV)), tau = 1ms)]
    n: Gate,
}

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { K: -80mV },
    channels { K { g: sqrt(4mS/cm2) } },
}

fn main() {}
