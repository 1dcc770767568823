use neuron_runtime::prelude::*;

#[channel(current = w, on_spike(w += b))]
pub struct Adaptation {
    #[param(4nS)]
    b: Param,
    #[param(100ms, min = 0ms)]
    tau: Param,
    #[state(derivative = -w / tau, unit = nA, init = 0)]
    w: State,
}

fn main() {}
