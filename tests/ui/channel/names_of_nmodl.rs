use neuron_runtime::prelude::*;

#[channel(ion = K, current = g * cai / (cai + 1uM) * (v - ek) * diam)]
pub struct Kca {
    #[param(unit = mS/cm2)]
    g: Param,
}

#[channel(current = g * (v - erev) + ica)]
pub struct Leak {
    #[param(unit = mS/cm2)]
    g: Param,
}

#[pool]
pub struct Buffer {
    #[param(unit = uM/nA)]
    f: Param,
    #[state(derivative = -f * ica / dt, init = 0.05uM)]
    c: Concentration,
}

fn main() {}
