use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct T;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    channels { Leak { g: 0.1mS/cm2 } },
}

fn main() {}
