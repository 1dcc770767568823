use neuron_runtime::prelude::*;

#[pool]
pub struct CalciumBuffer {
    #[param(200ms)]
    tau: Param,
}

fn main() {}
