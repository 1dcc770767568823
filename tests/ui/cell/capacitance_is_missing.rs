use neuron_runtime::library::prinz_2003::NaV;
use neuron_runtime::prelude::*;

cell! {
    pub struct Soma;
    area: 0.06mm2, v: -60mV,
    ions { Na: 50mV },
    channels { NaV { g: 100mS/cm2 } },
}

fn main() -> Result<(), Error> {
    let mut cell = Soma::default();
    cell.set(Soma::NaV.g, 50.0);
    println!("{:?}", cell.simulate(100.0).run()?.trace(Soma::v));
    Ok(())
}
