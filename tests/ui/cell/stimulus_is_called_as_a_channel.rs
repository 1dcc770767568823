use neuron_runtime::library::hodgkin_huxley_1952::{K, Na};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    ions { Na: 50mV, K: -77mV },
    channels { Sodium: Na, Potassium: K },
    stimuli { Sodium: neuron_runtime::library::stimuli::Pulse },
}

fn main() {}
