use neuron_runtime::prelude::*;

#[pool]
pub struct Buffer {
    #[param(200ms)]
    tau: Param,
    #[state(derivative = (0.05uM - c) / tau * exp(v / 10mV), init = 0.05uM)]
    c: Concentration,
}

fn main() {}
