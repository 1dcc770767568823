use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * ca / (ca + 3uM) * (v - e))]
pub struct KCa {
    #[param(unit = mS/cm2)]
    g: Param,
}

fn main() {}
