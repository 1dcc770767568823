use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Sgt { NaV.g: 100mS/cm2 }
    neuron LP: Sgt { NaV.g: 100mS/cm2 }
    AB -> LP: Cholinergic { g: 30nS };
}

fn main() -> Result<(), Error> {
    let net = Circuit::default();
    println!("{:?}", net.simulate(100.0).run()?.ab.spikes.times());
    Ok(())
}
