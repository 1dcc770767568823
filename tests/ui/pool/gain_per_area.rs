use neuron_runtime::prelude::*;

#[pool]
pub struct Buffer {
    #[param(200ms)]
    tau: Param,
    #[param(14.96uM*cm2/uA)]
    f: Param,
    #[state(derivative = (0.05uM - c - f * i) / tau, init = 0.05uM)]
    c: Concentration,
}

fn main() {}
