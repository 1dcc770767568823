use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg { NaV.g: 100mS/cm2, Kd.g: 5mS/cm2, NaV.g: 200mS/cm2 }
}

fn main() {}
