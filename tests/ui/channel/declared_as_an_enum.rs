use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * (v - e))]
pub enum NaV {
    Open,
    Closed,
}

fn main() {}
