use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e), on_spike(s += 1))]
pub struct Exponential {
    #[param(1nS, min = 0)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[state(derivative = -s / 5ms, init = 0)]
    s: State,
}

fn main() {}
