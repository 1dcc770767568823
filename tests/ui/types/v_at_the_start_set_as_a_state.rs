use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;

fn main() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::v, -70.0);
}
