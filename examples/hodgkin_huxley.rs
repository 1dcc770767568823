//! The squid axon of Hodgkin & Huxley (1952): its action potentials, its gates, and its rate against the current.
//!
//! `cargo run --release --example hodgkin_huxley`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Rigged, steps};

fn main() -> Result<(), Error> {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let run = axon
        .simulate(60.0)
        .record_every(0.02)
        .record(&[HodgkinHuxley::v, HodgkinHuxley::Na.m, HodgkinHuxley::Na.h, HodgkinHuxley::K.n])
        .run()?;

    // Rates between 500 and 1500 ms. 1 µA/cm² through 0.1 mm² is 1 nA.
    let rest = HodgkinHuxley::default();
    let rig = rest.rig(HodgkinHuxley::v).method(ExponentialEuler::step(0.01));
    let curve = rig.f_i(&steps(0.0, 16.0, 17)).duration(1500.0).settle(500.0).run()?;
    println!("{curve}");

    let time = run.time();
    let figure = Figure::new("Hodgkin & Huxley (1952), 10 µA/cm²")
        .panel(Panel::new("V (mV)").line("", time, run.trace(HodgkinHuxley::v)?))
        .panel(
            Panel::new("gates")
                .line("m", time, run.trace(HodgkinHuxley::Na.m)?)
                .line("h", time, run.trace(HodgkinHuxley::Na.h)?)
                .line("n", time, run.trace(HodgkinHuxley::K.n)?)
                .x_label("time (ms)"),
        )
        .panel(
            Panel::new("rate (1/s)")
                .line("", &curve.currents, &curve.steady)
                .points("", &curve.currents, &curve.steady)
                .x_label("injected current (nA)"),
        );
    save(&figure, "hodgkin_huxley.svg")
}
