use neuron_runtime::prelude::*;

#[channel(current = g * area * (v - e))]
pub struct Shunt {
    #[param(0.1mS/cm2)]
    g: Param,
    #[param(-50mV)]
    e: Param,
    #[param(0.01mm2)]
    area: Param,
}

fn main() {}
