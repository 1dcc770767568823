use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
}

fn main() {
    let mut net = Circuit::default();
    net.set(Circuit::AB.NaV.m, 0.5);
}
