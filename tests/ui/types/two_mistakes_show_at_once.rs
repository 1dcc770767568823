use neuron_runtime::library::prinz_2003::{Leak, NaV};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    ions { K: -80mV },
    channels { NaV { g: 100mS/cm2 }, Leak { gg: 0.1mS/cm2 } },
}

fn main() {}
