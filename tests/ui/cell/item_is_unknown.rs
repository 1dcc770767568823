use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitence: 1uF/cm2, area: 0.06mm2, v: -60mV,
    channel { Leak { g: 0.1mS/cm2 } },
}

fn main() {}
