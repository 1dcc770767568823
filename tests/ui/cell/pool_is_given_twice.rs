use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { Ca: 120mV },
    pool Ca: CalciumBuffer, pool Ca: CalciumBuffer,
    channels { CaS { g: 1mS/cm2 } },
}

fn main() {}
