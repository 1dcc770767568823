use neuron_runtime::library::prinz_2003::{Leak, Stg};
use neuron_runtime::library::prinz_2004::Cholinergic;
use neuron_runtime::prelude::*;

network! {
    pub struct Circuit;
    cell Passive {
        area: 0.06mm2, v: -60mV,
        channels { Leak { g: 0.1mS/cm2 } },
    }
    neuron A: Passive { Leak.g: 0.2mS/cm2 }
    neuron B: Stg;
    A -> B: Cholinergic { g: 30nS };
}

fn main() -> Result<(), Error> {
    let net = Circuit::default();
    println!("{}", net.get(Circuit::A.Leak.g));
    println!("{:?}", net.simulate(100.0).run()?.a.spikes.times());
    Ok(())
}
