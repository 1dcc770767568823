use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Pair;

    neuron E[10]: Stg;
    E -> E random { probability: 10, seed: 1 }: Cholinergic { g: 30nS };
}

fn main() {}
