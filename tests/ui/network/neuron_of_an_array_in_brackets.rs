use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    neuron E[4]: Stg;
    E[2] -> AB: Cholinergic { g: 30nS };
}

fn main() {}
