use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * z * (v - e))]
pub struct Kz {
    #[param(unit = mS/cm2)]
    g: Param,
    #[param(5ms)]
    z_tau: Param,
    #[gate(inf = 1 / (1 + exp(-v / 9mV)), tau = z_tau)]
    z: Gate,
}

fn main() {}
