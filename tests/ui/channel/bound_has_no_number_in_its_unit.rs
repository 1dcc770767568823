use neuron_runtime::prelude::*;

#[channel(current = g * (v - e))]
pub struct Leak {
    #[param(unchecked(1nS/cm2), max = unchecked(1e304mS/cm2))]
    g: Param,
    #[param(-65mV)]
    e: Param,
}

fn main() {}
