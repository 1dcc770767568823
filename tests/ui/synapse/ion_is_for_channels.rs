use neuron_runtime::prelude::*;

#[synapse(ion = Cl, current = g * (v_post + 80mV))]
pub struct Gaba {
    #[param(unit = nS)]
    g: Param,
}

fn main() {}
