use neuron_runtime::prelude::*;

#[channel(current = if sin(t * 0.1/ms) > 0.5 { g * (v - e) } else { 0nA })]
pub struct Gated {
    #[param(10nS)]
    g: Param,
    #[param(-70mV)]
    e: Param,
}

fn main() {}
