use neuron_runtime::prelude::*;

#[synapse(current = g * (v_post - e))]
pub struct Tonic {
    #[param(30uS)]
    g: Param,
    #[param(-80mV)]
    e: Param,
}

fn main() {}
