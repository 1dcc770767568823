//! The squid axon of Hodgkin & Huxley (1952): its action potentials, its gates, and its rate against the current.
//!
//! `cargo run --release --example hodgkin_huxley`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::measure::spikes::fi_curve;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

fn main() -> Result<(), Error> {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let run = axon
        .simulate(60.0)
        .record_every(0.02)
        .record(&[HodgkinHuxley::v, HodgkinHuxley::Na.m, HodgkinHuxley::Na.h, HodgkinHuxley::K.n])
        .run()?;

    // Rates between 500 and 1500 ms. 1 µA/cm² through 0.1 mm² is 1 nA.
    let currents: Vec<f64> = (0..=16).map(f64::from).collect();
    let curve = fi_curve(&currents, 500.0..1500.0, |current| {
        axon.set(HodgkinHuxley::inject, current);
        let run = axon.simulate(1500.0).method(ExponentialEuler::step(0.01)).record_nothing().run()?;
        Ok::<_, Error>(run.spikes.clone())
    })?;
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
                .line("", &curve.currents(), &curve.rates())
                .points("", &curve.currents(), &curve.rates())
                .x_label("injected current (µA/cm²)"),
        );
    save(&figure, "hodgkin_huxley.svg")
}
