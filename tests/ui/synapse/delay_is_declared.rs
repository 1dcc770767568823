use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e), on_pre(s += 1))]
pub struct Exponential {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(1.5ms, min = 0ms)]
    delay: Param,
    #[state(derivative = -s / 5ms, init = 0)]
    s: State,
}

fn main() {}
