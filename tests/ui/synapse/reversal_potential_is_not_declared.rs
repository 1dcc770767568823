use neuron_runtime::prelude::*;

#[synapse(current = g * s * (v_post - e))]
pub struct Cholinergic {
    #[param(unit = nS)]
    g: Param,
    #[gate(inf = 1 / (1 + exp((-35mV - v_pre) / 5mV)), tau = 100ms)]
    s: Gate,
}

fn main() {}
