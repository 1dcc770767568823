use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

const SIZE: usize = 8;

network! {
    pub struct Circuit;
    neuron E[SIZE]: Stg;
    neuron I[SIZ]: Stg;
    E -> I one_to_one: Cholinergic { g: 1nS };
}

fn main() {}
