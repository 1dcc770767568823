use neuron_runtime::prelude::*;

#[synapse(reads(Ca), current = g * ca / (ca + 1uM) * (v_post - e))]
pub struct Release {
    #[param(unit = nS)]
    g: Param,
    #[param(-80mV)]
    e: Param,
}

fn main() {}
