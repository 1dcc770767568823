use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e), on_pre(s += 1), delay = 1.5ms)]
pub struct Exponential {
    #[param(unit = nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[state(derivative = -s / 5ms, init = 0)]
    s: State,
}

fn main() {}
