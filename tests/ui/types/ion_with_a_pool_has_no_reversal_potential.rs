use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer};
use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    pool Ca: CalciumBuffer,
    channels { CaS { g: 1mS/cm2 } },
}

fn main() {}
