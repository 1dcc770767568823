#[channel(current = g * (v - e))]
pub struct Shunt {
    #[param(unit = nS)]
    g: Param,
    #[param(-50mV)]
    e: Param,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    channels { Shunt { g: 1nS } },
}

fn main() {}
