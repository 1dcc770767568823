use neuron_runtime::prelude::*;

#[channel(current = g * (v - e))]
pub struct Leak {
    #[param(unit = mS/cm2)]
    g: Param,
    #[param(-50mV, min = -1mS)]
    e: Param,
}

fn main() {}
