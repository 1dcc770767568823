use neuron_runtime::prelude::*;

#[channel(current = g * (v + 65mV))]
#[derive(Debug, Clone)]
#[repr(C)]
#[must_use]
pub struct Leak {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
