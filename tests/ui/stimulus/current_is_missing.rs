use neuron_runtime::prelude::*;

#[stimulus]
pub struct Step {
    #[param(0.5nA)]
    amplitude: Param,
}

fn main() {}
