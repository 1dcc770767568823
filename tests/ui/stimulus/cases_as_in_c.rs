use neuron_runtime::prelude::*;

#[stimulus(current = if (t > start) amplitude else 0nA)]
pub struct Step {
    #[param(10ms)]
    start: Param,
    #[param(1nA)]
    amplitude: Param,
}

#[stimulus(current = if t > start and t < end { amplitude } else { 0nA })]
pub struct Pulse {
    #[param(10ms)]
    start: Param,
    #[param(20ms)]
    end: Param,
    #[param(1nA)]
    amplitude: Param,
}

#[stimulus(current = t > start ? amplitude : 0nA)]
pub struct Case {
    #[param(10ms)]
    start: Param,
    #[param(1nA)]
    amplitude: Param,
}

fn main() {}
