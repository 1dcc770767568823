use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
}

fn main() {
    println!("{}", Circuit::default().get(Stg::NaV.g));
}
