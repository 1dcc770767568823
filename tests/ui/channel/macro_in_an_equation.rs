use neuron_runtime::prelude::*;

#[channel(current = g * boltzmann!(v) * (v + 65mV))]
pub struct Leak {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
