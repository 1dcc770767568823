use neuron_runtime::library::prinz_2003::{CalciumBuffer, KCa};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV, temperature: 10degC,
    ions { K: -80mV, Ca: nernst(outside = 3mM) },
    pool Ca: CalciumBuffer,
    channels { KCa { g: 5mS/cm2 } },
}

fn main() {}
