#[channel(current = g * area * (v - e))]
pub struct Shunt {
    #[param(0.1mS/cm2)]
    g: Param,
    #[param(-50mV)]
    e: Param,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 0.1nF, v: -60mV,
    channels { Shunt },
}

fn main() {}
