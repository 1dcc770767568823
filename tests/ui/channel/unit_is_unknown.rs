use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * (v - e))]
pub struct Leak {
    #[param(unit = mS/cm3x)]
    g: Param,
    #[param(5mVolt)]
    delta: Param,
}

fn main() {}
