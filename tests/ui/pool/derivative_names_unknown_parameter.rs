use neuron_runtime::prelude::*;

#[pool]
pub struct CalciumBuffer {
    #[param(200ms)]
    tau_ca: Param,
    #[state(derivative = -c / tauca, init = 0.05uM)]
    c: Concentration,
}

fn main() {}
