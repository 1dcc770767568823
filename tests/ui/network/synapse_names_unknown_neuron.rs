use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    neuron AB: Stg;
    neuron LP: Stg;
    AB -> LPP: Cholinergic { g: 30nS };
}

fn main() -> Result<(), Error> {
    let mut net = Circuit::default();
    net.set(Circuit::AB.NaV.g, 50.0);
    println!("{:?}", net.simulate(100.0).run()?.lp.spikes.times());
    Ok(())
}
