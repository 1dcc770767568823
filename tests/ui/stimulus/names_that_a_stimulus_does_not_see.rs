use neuron_runtime::prelude::*;

#[stimulus(let drive = v - e, let coupling = v_pre - v, current = g * (drive + coupling) * ca / 1uM)]
pub struct Electrode {
    #[param(5nS)]
    g: Param,
}

fn main() {}
