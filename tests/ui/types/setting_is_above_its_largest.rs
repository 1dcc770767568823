
#[channel(ion = K, current = g * m * (v - e))]
pub struct A {
    #[param(1mS/cm2)]
    g: Param,
    #[param(20mV, max = 50mV)]
    top: Param,
    #[gate(inf = 1 / (1 + exp((top - v) / 10mV)), tau = 1ms)]
    m: Gate,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { K: -80mV },
    channels { A { top: 60mV } },
}

fn main() {}
