use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * (v - e), ion = K, current = 0.1 * g * (v - e))]
pub struct Mixed {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
