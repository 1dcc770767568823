#[stimulus(current = density * area)]
pub struct Everywhere {
    #[param(5uA/cm2)]
    density: Param,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, v: -60mV,
    stimuli { Everywhere },
}

fn main() {}
