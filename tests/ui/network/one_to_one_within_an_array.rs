use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron E[8]: Stg;
    E -> E one_to_one: Cholinergic { g: 1nS };
}

fn main() {}
