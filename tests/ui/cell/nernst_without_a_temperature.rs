use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    ions { Ca: nernst(outside = 3mM) },
    pool Ca: CalciumBuffer,
    channels { CaS { g: 6mS/cm2 } },
}

fn main() {}
