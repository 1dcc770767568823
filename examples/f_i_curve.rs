//! The rate of the squid axon against the current, with its rheobase; then the weakest pulse of each duration that makes it fire.
//!
//! `cargo run --release --example f_i_curve`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Report, Rigged, steps};

fn main() -> Result<(), Error> {
    let axon = Axon::default();
    let rig = axon.rig(Axon::v);

    // It begins with some 50 spikes/s: below that there is no rate. Far above, spikes are no longer full.
    let rates = rig.f_i(&steps(0.0, 20.0, 21)).run()?;
    println!("{rates}\n");

    // A pulse as short as this has to carry the charge, a long one the rheobase, which here is that of one spike.
    let durations = [0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0];
    let strengths = rig.strength_duration(&durations).long(200.0).run()?;
    println!("{strengths}");

    save(&rates.figure(), "f_i_curve.svg")?;
    save(&strengths.figure(), "strength_duration.svg")
}
