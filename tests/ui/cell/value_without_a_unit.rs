use neuron_runtime::library::prinz_2003::{Kd, NaV};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60,
    ions { Na: 50, K: -80mV },
    channels { NaV { g: 100 }, Kd { g: 10mS/cm2 } },
}

fn main() {}
