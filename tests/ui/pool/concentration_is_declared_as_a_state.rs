use neuron_runtime::prelude::*;

#[pool]
pub struct CalciumBuffer {
    #[param(200ms)]
    tau: Param,
    #[state(derivative = (0.05uM - c) / tau, init = 0.05uM)]
    c: State,
}

fn main() {}
