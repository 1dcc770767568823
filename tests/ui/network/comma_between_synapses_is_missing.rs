use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    neuron E[4]: Stg;
    AB -> LP: Cholinergic { g: 30nS } Glutamatergic { g: 10nS };
}

fn main() {}
