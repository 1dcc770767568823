use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;

fn main() {
    let axon = HodgkinHuxley::default();
    let _ = axon.simulate(1.0).record(&[HodgkinHuxley::v, HodgkinHuxley::Na.current]);
}
