use neuron_runtime::prelude::*;

#[pool]
pub struct CalciumBuffer {
    #[param(200ms)]
    tau: Param,
    #[param(14.96uM/nA)]
    f: Param,
    #[param(0.05uM)]
    rest: Param,
    #[state(derivative = (rest - c - f * i) / tau)]
    c: Concentration,
}

fn main() {}
