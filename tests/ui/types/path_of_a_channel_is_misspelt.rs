use neuron_runtime::library::prinz_2003::{self, NaV};
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 1uF/cm2, area: 0.06mm2, v: -60mV,
    ions { Na: 50mV },
    channels { NaV { g: 100mS/cm2 }, prinz_2003::Laek { g: 0.1mS/cm2 } },
}

fn main() {
    let mut cell = Soma::default();
    cell.set(Soma::NaV.g, 50.0).set(Soma::v_start, -50.0);
}
