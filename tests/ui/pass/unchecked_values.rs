//! Values that are out of plausible ranges on purpose, each marked `unchecked`.

use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

#[channel(current = g * m * (v - e) / unchecked(1V) * 1mV)]
pub struct Odd {
    #[param(unchecked(100S/cm2))]
    g: Param,
    #[param(unchecked(-5V), min = unchecked(-10V))]
    e: Param,
    #[gate(inf = 2 / (1 + exp(-(v + unchecked(48V)) / 5mV)), tau = unchecked(1000s), unchecked)]
    m: Gate,
}

#[synapse(current = g * (v_post - e))]
pub struct Clamp {
    #[param(unchecked(1mS))]
    g: Param,
    #[param(-80mV)]
    e: Param,
}

network! {
    pub struct Large;

    cell Axon {
        capacitance: unchecked(1nF/cm2), area: unchecked(2cm2), v: unchecked(-1V), temperature: unchecked(-20degC),
        ions { K: unchecked(-2V), Ca: nernst(outside = unchecked(2M), inside = unchecked(0.01pM)) },
        channels { Leak { g: unchecked(10S/cm2) }, Odd },
    }
    neuron A: Axon { inject: unchecked(1mA) }
    neuron B: Axon { Odd.g: unchecked(-1mS/cm2) }
    A -> B: Clamp { g: unchecked(2mS) };
}

#[test]
fn has_the_values_given() {
    assert_eq!(Large::default().get(Large::A_B.Clamp.g), 2.0);
}
