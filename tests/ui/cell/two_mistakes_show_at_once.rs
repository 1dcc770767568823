use neuron_runtime::library::prinz_2003::NaV;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1nF, area: 0.06mm2, v: -60mS,
    ions { Na: 50mV },
    channels { NaV { gmax: 100mS/cm2 } },
}

fn main() {}
