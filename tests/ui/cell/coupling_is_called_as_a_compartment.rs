use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    compartment a { channels { Leak { g: 0.1mS/cm2 } } }
    compartment b { channels { Leak { g: 0.1mS/cm2 } } }
    compartment a_b { channels { Leak { g: 0.1mS/cm2 } } }
    a -- b: 2.1mS/cm2,
    b -- a_b: 2.1mS/cm2
}

fn main() {}
