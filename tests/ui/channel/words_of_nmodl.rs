use neuron_runtime::prelude::*;

#[channel(
    suffix = kd,
    useion = K,
    nonspecific_current = i,
    kinetic(c <-> o),
    net_receive(weight),
    table(v),
    threshold = -20mV,
    fn rates(v) = v / 10mV,
    current = g * (v + 77mV),
)]
pub struct Kd {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
