use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    channels { Stg },
}

fn main() {}
