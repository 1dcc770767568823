use neuron_runtime::library::prinz_2003::{Leak, Stg};
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    AB -> LP: Leak { g: 1mS/cm2 };
}

fn main() {}
