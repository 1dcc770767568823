use neuron_runtime::library::prinz_2003::{KCa, NaV};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;

    capacitance: 1nF, area: 0.0628mm2, v: -60mV,
    channels { NaV { g: 100mS/cm2 }, KCa { g: 1S } },
}

fn main() {}
