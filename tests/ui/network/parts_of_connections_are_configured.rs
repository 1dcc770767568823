use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::prelude::*;

network! {
    #[derive(Debug)]
    pub struct Two;
    neuron A: HodgkinHuxley { #[cfg(all())] Na.g: 100mS/cm2 }
    neuron B: HodgkinHuxley;
    A -> B: Cholinergic { g: 1nS }, #[cfg(all())] Glutamatergic { g: 1nS };
}

fn main() {}
