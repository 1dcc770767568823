use neuron_runtime::library::prinz_2003::{CalciumBuffer, Kd};
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

#[channel(ion = Na, current = g * m^3 * h * (v - e))]
pub struct NaV {
    #[param(unit = mS/cm2)]
    g: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 25.5) / 5.29mV)), tau = 2ms)]
    m: Gate,
    #[gate(inf = 1 / (1 + exp((v + 48.9mV) / 5.18mV)), tau = 0.1/ms)]
    h: Gate,
}

network! {
    pub struct Pair;

    cell Stg {
        capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
        ions { Na: 50mV, K: -80mV },
        pool Ca: CalciumBuffer,
        channels { NaV { g: 100mS/cm2 }, Kd { g: 100mS/cm2 } },
    }
    neuron AB: Stg;
    neuron LP: Stg { NaV.g: 80mS/cm2 }
    AB -> LQ: Cholinergic { g: 30nS };
    LP -> AB: Cholinergic { g: 30mS };
}

fn main() {
    // Neither is lost for it: handles and fields are there.
    let mut net = Pair::default();
    net.set(Pair::AB.NaV.g, 120.0).set(Pair::LP_AB.Cholinergic.g, 10.0);
}
