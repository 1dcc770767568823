use neuron_runtime::library::integrate_and_fire::PointLeak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Lif;
    capacitance: 200pF, v: -70mV,
    channels { PointLeak },
    spike { threshold: -50ms, reset: 5nA, hold: -65mV, refractory: 2 },
}

fn main() {}
