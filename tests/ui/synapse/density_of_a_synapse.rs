use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e))]
pub struct Inhibition {
    #[param(unit = mS/cm2)]
    g: Param,
    #[param(-80mV)]
    e: Param,
    #[gate(inf = 1 / (1 + exp(-(v_pre + 35mV) / 5mV)), tau = 20ms)]
    s: Gate,
}

fn main() {}
