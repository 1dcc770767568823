use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
}

fn main() {
    let net = Circuit::default();
    println!("{}", net.get(Circuit::AB.NaV.gg));
}
