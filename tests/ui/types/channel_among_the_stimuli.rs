use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    stimuli { Leak { g: 0.1mS/cm2 } },
}

fn main() {}
