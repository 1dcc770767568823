use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Pair;

    neuron AB: Stg;
    neuron LP[0]: Stg;
    AB -> LP all_to_all: Cholinergic { g: 30nS };
}

fn main() {}
