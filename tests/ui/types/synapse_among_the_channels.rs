use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    channels { Cholinergic { g: 1nS } },
}

fn main() {}
