use neuron_runtime::prelude::*;

#[channel(current = g * scale * (v + 65mV))]
pub struct Leak {
    #[param(0)]
    g: Param,
    #[param(0)]
    scale: Param,
}

fn main() {}
