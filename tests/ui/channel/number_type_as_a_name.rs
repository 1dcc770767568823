use neuron_runtime::prelude::*;

#[channel(current = g * (v - e))]
pub struct f64 {
    #[param(1mS/cm2)]
    g: Param,
    #[param(-50mV)]
    e: Param,
}

fn main() {}
