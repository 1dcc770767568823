use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e), on_pre(s += weight), on_post(weight += 0.01))]
pub struct Plastic {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(1)]
    weight: Param,
    #[state(derivative = -s / 5ms, init = 0)]
    s: State,
}

fn main() {}
