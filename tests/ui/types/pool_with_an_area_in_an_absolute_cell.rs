
#[pool]
pub struct Shell {
    #[param(100ms)]
    tau: Param,
    #[param(0.1um, min = 0um)]
    depth: Param,
    #[state(derivative = -i / (2 * 96485C/mol * depth * area) - (c - 0.05uM) / tau, init = 0.05uM)]
    c: Concentration,
}

#[channel(ion = Ca, current = g * m * (v - e))]
pub struct CaL {
    #[param(10nS)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 20mV) / 6mV)), tau = 1ms)]
    m: Gate,
}

use neuron_runtime::prelude::*;

cell! {
    pub struct Patch;

    capacitance: 0.1nF, v: -60mV,
    ions { Ca: 120mV },
    pool Ca: Shell,
    channels { CaL },
}

fn main() {}
