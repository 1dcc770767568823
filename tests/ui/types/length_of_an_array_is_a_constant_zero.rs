use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

const NONE: usize = 0;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    neuron E[4]: Stg;
    neuron I[NONE]: Stg;
    AB -> LP: Cholinergic { g: 30nS };
}

fn main() {}
