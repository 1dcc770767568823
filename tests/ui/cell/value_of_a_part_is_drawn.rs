use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Quiet;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    channels { Leak { g: normal { mean: 0.1mS/cm2, sd: 0.01mS/cm2, seed: 1 } } },
}

fn main() {}
