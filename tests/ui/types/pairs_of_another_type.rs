use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

const LISTED: &[(i32, i32)] = &[(0, 1)];

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    neuron E[4]: Stg;
    E -> E pairs LISTED: Cholinergic { g: 30nS };
}

fn main() {}
