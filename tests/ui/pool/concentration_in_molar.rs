use neuron_runtime::prelude::*;

#[pool]
pub struct Buffer {
    #[param(200ms)]
    tau: Param,
    #[param(5M)]
    rest: Param,
    #[state(derivative = (rest - c) / tau, init = rest)]
    c: Concentration,
}

fn main() {}
