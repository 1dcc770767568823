use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct Gap {
    #[param(unit = nS)]
    g: Param,
}

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    AB -> LP: Gap { g: 1nS };
    LP -- AB: Cholinergic { g: 1nS };
}

fn main() {}
