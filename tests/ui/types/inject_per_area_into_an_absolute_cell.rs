use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

#[channel(current = g * (v - e))]
pub struct Absolute {
    #[param(1nS)]
    g: Param,
    #[param(-50mV)]
    e: Param,
}

network! {
    pub struct Pair;

    cell Small {
        capacitance: 1nF, v: -60mV, inject: 0.1nA,
        channels { Absolute },
    }
    neuron AB: Small { inject: 10uA/cm2 }
    neuron LP: Stg;
    AB -> LP: Cholinergic { g: 30nS };
}

fn main() {}
