use neuron_runtime::prelude::*;

#[channel(current = wadapt, on_spike(wadept += b, trace += 1))]
pub struct Adaptation {
    #[param(80pA)]
    b: Param,
    #[param(100ms, min = 0ms)]
    tau: Param,
    #[state(derivative = -wadapt / tau, unit = nA, init = 0)]
    wadapt: State,
}

fn main() {}
