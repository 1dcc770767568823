
#[channel(ion = Ca, reads(Ca), current = g * ca_out / (ca_out + 1mM) * (v - e))]
pub struct Ghk {
    #[param(1mS/cm2)]
    g: Param,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { Ca: 120mV },
    channels { Ghk },
}

fn main() {}
