use neuron_runtime::library::integrate_and_fire::PointLeak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Lif;
    capacitance: 200pF, v: -70mV,
    channels { PointLeak },
    spike { threshold: -50mV, reset: -65mV, hold: -2ms, refractory: -1ms },
}

fn main() {}
