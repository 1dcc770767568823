use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Own;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV, range: 100mV..-100mV,
    channels { Leak { e: -65mV } },
}

fn main() {}
