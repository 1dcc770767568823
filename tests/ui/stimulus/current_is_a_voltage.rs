use neuron_runtime::prelude::*;

#[stimulus(current = if t >= start { command } else { -60mV })]
pub struct Clamp {
    #[param(10ms)]
    start: Param,
    #[param(-20mV)]
    command: Param,
}

fn main() {}
