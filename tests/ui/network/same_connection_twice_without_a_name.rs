use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    AB -> LP: Cholinergic { g: 30nS };
    AB -> LP: Cholinergic { g: 10nS };
}

fn main() {}
