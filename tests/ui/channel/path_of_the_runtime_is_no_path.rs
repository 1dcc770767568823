use neuron_runtime::prelude::*;

#[channel(crate = "neuron", current = g * (v + 65mV))]
pub struct Leak {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
