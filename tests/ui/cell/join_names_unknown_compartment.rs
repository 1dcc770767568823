use neuron_runtime::library::prinz_2003::Leak;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    capacitance: 3uF/cm2, area: 0.06mm2, v: -60mV,
    compartment soma { channels { Leak { g: 0.1mS/cm2 } } }
    compartment dendrite { channels { Leak { g: 0.2mS/cm2 } } }
    soma -- dendrit: 2.1mS/cm2
}

fn main() {
    let mut cell = Soma::default();
    cell.set(Soma::dendrite.Leak.g, 0.3);
}
