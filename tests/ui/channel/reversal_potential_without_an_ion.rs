use neuron_runtime::prelude::*;

#[channel(current = g * (v - e))]
pub struct Leak {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
