use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, Leak};
use neuron_runtime::prelude::*;

network! {
    pub struct Net;
    neuron A: HodgkinHuxley
    stimulus shunt: Leak -> A;
}

fn main() {}
