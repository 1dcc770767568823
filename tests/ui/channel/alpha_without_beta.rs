use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m^3 * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(alpha = 0.1/ms/mV * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV)))]
    m: Gate,
}

fn main() {}
