use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron E[4]: Stg { NaV.g: 100mS/cm2, v: [-60mV, -59mV, -58mV] }
}

fn main() {}
