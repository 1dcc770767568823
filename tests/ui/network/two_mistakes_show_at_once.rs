use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg { NaV.g: 100mS/cm2, NaV.g: 5mS/cm2 }
    neuron LP: Stg { NaV.gg: 100mS/cm2 }
    AB -> PL: Cholinergic { g: 30mV };
}

fn main() {}
