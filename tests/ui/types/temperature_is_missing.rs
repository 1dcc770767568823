
#[channel(ion = K, q10 = 3 at 6.3degC, current = g * n * (v - e))]
pub struct K {
    #[param(1mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-v / 10mV)), tau = 1ms)]
    n: Gate,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { K: -80mV },
    channels { K },
}

fn main() {}
