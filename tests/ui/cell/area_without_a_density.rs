use neuron_runtime::library::prinz_2003::NaV;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, area: 0.06mm2, v: -60mV,
    ions { Na: 50mV },
    channels { NaV { g: 100mS/cm2 } },
}

fn main() {}
