use neuron_runtime::prelude::*;

#[stimulus(current = if t >= start { amplitude } else { 0uA/cm2 })]
pub struct Step {
    #[param(10ms)]
    start: Param,
    #[param(5uA/cm2)]
    amplitude: Param,
}

fn main() {}
