use neuron_runtime::prelude::*;

#[pool]
pub struct Potassium {
    #[param(100ms, min = 1ms)]
    tau: Param,
    #[param(3mM)]
    rest: Param,
    #[state(derivative = (rest - k_out) / tau, init = rest)]
    k_out: Concentration,
}

fn main() {}
