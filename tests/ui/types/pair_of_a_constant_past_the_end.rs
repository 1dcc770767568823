use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

const LISTED: &[(usize, usize)] = &[(0, 1), (2, 9)];

network! {
    pub struct Pair;

    neuron E[4]: Stg;
    E -> E pairs LISTED: Cholinergic { g: 30nS };
}

fn main() {}
