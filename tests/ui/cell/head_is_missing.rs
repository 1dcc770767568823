use neuron_runtime::prelude::*;

cell! {
    Soma {
        capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    }
}

fn main() {}
