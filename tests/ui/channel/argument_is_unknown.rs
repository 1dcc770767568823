use neuron_runtime::prelude::*;

#[channel(ions = Na, current = g * (v - e))]
pub struct NaV {
    #[param(units = mS/cm2)]
    g: Param,
}

fn main() {}
