use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    AB -> LP: Cholinergik { g: 30nS };
}

fn main() -> Result<(), Error> {
    let net = Circuit::default();
    println!("{:?}", net.simulate(100.0).run()?.ab.spikes.times());
    Ok(())
}
