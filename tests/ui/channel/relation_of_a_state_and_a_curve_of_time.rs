use neuron_runtime::prelude::*;

#[channel(current = if v > -65mV + 1mV * sin(t / 1ms) { g * (v - e) } else { 0nA })]
pub struct Gated {
    #[param(10nS)]
    g: Param,
    #[param(-70mV)]
    e: Param,
}

fn main() {}
