use neuron_runtime::library::prinz_2003::CaS;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV, temperature: 10degC,
    ions { Ca: nernst(outside = 3mM) },
    channels { CaS { g: 6mS/cm2 } },
}

fn main() {}
