use neuron_runtime::prelude::*;

#[channel(current = g * (v - e))]
pub struct Leak {
    #[param(1mS/cm2, min = 2mS/cm2, max = 0.5mS/cm2)]
    g: Param,
    #[param(-65mV)]
    e: Param,
}

fn main() {}
