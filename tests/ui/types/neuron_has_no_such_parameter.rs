use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg { NaV.gg: 100mS/cm2, NAV.g: 1mS/cm2, area: 0.06mm2 }
}

fn main() {}
