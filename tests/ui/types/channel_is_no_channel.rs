use neuron_runtime::prelude::*;

pub struct Sodium {
    pub g: f64,
}

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    channels { Sodium { g: 100mS/cm2 } },
}

fn main() {}
