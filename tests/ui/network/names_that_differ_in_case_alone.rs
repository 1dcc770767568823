use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Pair;

    neuron AB: Stg;
    neuron Ab: Stg;
    AB -> Ab: Cholinergic { g: 30nS };
}

fn main() {}
