//! A drug that blocks sodium channels is washed into a firing axon, and out of it: with `set_at` at once, and with `ramp` along
//! the exponential course of a bath, in straight pieces.
//!
//! `cargo run --release --example drug_wash_in`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

/// The bath exchanges with this time constant (ms), much faster than in any dish, so that a picture shows spikes.
const EXCHANGE: f64 = 60.0;
/// The length of the pieces, ms.
const PIECE: f64 = 10.0;
/// The times (ms) at which the drug comes and goes, and the end.
const IN: f64 = 150.0;
const OUT: f64 = 400.0;
const END: f64 = 750.0;

/// The part of the channels that the drug blocks at `t` (ms): it approaches 60 % from `IN` to `OUT`, then 0.
fn blocked(t: f64) -> f64 {
    let approach = |t: f64| 1.0 - (-t.max(0.0) / EXCHANGE).exp();
    0.6 * if t < OUT { approach(t - IN) } else { approach(OUT - IN) * (1.0 - approach(t - OUT)) }
}

fn main() -> Result<(), Error> {
    let mut axon = Axon::default();
    axon.set(Axon::inject, 15.0); // µA/cm²
    let g = axon.get(Axon::Na.g);
    let (mut bath, mut times, mut conductances) = (axon.simulate(END).record_every(0.1), Vec::new(), Vec::new());
    for k in 0..=(END / PIECE) as usize {
        let time = k as f64 * PIECE;
        times.push(time);
        conductances.push(g * (1.0 - blocked(time)));
        if k > 0 {
            bath = bath.ramp(times[k - 1]..time, Axon::Na.g, conductances[k]);
        }
    }
    let bath = bath.run()?;
    let at_once =
        axon.simulate(END).record_every(0.1).set_at(IN, Axon::Na.g, g * 0.4).set_at(OUT, Axon::Na.g, g).run()?;

    println!("from (ms)  to (ms)  spikes, bath  spikes, at once");
    for begin in (0..15).map(|k| f64::from(k) * 50.0) {
        let count = |run: &Run<Axon>| run.spikes.between(begin, begin + 50.0).len();
        println!("{begin:>9}  {:>7}  {:>12}  {:>15}", begin + 50.0, count(&bath), count(&at_once));
    }
    let figure = Figure::new("A blocker of sodium channels, washed in and out")
        .size(900, 700)
        .panel(Panel::new("V (mV), bath").line("", bath.time(), bath.trace(Axon::v)?))
        .panel(Panel::new("V (mV), at once").line("", at_once.time(), at_once.trace(Axon::v)?))
        .panel(
            Panel::new("sodium conductance (mS/cm²)").line("", &times, &conductances).x_label("time (ms)").height(0.7),
        );
    save(&figure, "drug_wash_in.svg")
}
