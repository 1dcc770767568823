use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Leak;
}

fn main() {}
