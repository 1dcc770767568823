use neuron_runtime::library::prinz_2003::KCa;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    ions { K: -80mV },
    channels { KCa { g: 5mS/cm2 } },
}

fn main() {}
