use neuron_runtime::prelude::*;

#[channel(current = g * o * (v - e))]
pub struct Scheme {
    #[param(1mS/cm2)]
    g: Param,
    #[param(-65mV)]
    e: Param,
    #[state(derivative = (1 - o) / 5ms, init = 0, min = 0, unchecked)]
    o: State,
}

fn main() {}
