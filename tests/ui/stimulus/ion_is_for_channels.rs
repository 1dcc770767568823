use neuron_runtime::prelude::*;

#[stimulus(ion = Na, reads(Ca), current = amplitude)]
pub struct Step {
    #[param(0.5nA)]
    amplitude: Param,
}

fn main() {}
