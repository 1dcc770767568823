use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[param(unit = uS)]
    g: Param,
}

fn main() {}
