use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg { NaV.g: 100mS/cm2 }
    neuron AB: Stg { NaV.g: 200mS/cm2 }
}

fn main() -> Result<(), Error> {
    println!("{:?}", Circuit::default().simulate(100.0).run()?.ab.spikes.times());
    Ok(())
}
