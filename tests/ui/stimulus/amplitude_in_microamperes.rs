use neuron_runtime::prelude::*;

#[stimulus(current = if t >= 10ms { amplitude } else { 0nA })]
pub struct Step {
    #[param(500uA)]
    amplitude: Param,
}

fn main() {}
