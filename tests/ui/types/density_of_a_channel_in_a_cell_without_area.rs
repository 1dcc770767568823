use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, v: -60mV,
    channels { Leak { g: 0.1mS/cm2, e: -50mV } },
}

fn main() {}
