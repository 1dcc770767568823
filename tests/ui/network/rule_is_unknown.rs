use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron E[8]: Stg;
    neuron I[2]: Stg;
    E -> I all_to_al: Cholinergic { g: 1nS };
}

fn main() {}
