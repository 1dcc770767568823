use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
pub struct Exponential {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0.5nS, min = 0nS)]
    weight: Param,
    #[param(0mV)]
    e: Param,
    #[state(derivative = -s / 5ms, init = 0)]
    s: State,
}

fn main() {}
