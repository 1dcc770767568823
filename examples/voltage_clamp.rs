//! A squid axon under voltage clamp: the families of its sodium and potassium currents, and their curves of current against
//! voltage.
//!
//! `cargo run --release --example voltage_clamp`

use neuron_examples::save;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

/// The potential (mV) to which V is held before and after each step.
const HOLD: f64 = -80.0;

fn main() -> Result<(), Error> {
    let mut axon = Axon::default();
    axon.set(Axon::v_start, HOLD); // every gate begins in its steady state there
    let potentials: Vec<f64> = (-6..=8).map(|k| f64::from(k) * 10.0).collect();
    let (mut peaks, mut late) = (Vec::new(), Vec::new());
    let [mut command, mut whole, mut sodium, mut potassium] =
        ["V (mV)", "clamp (nA)", "sodium (nA)", "potassium (nA)"].map(Panel::new);
    println!("step to (mV)  sodium, largest (nA)  potassium, late (nA)  charge of the jump (pC)");
    for &v in &potentials {
        let run = axon
            .simulate(20.0)
            .record_every(0.01)
            .record(&[Axon::v])
            .record(&[Axon::Na.current, Axon::K.current])
            .voltage_clamp(Axon::v, Steps::hold(HOLD).to(v, 2.0..17.0))
            .run()?;
        // Positive out of the cell, as the field draws them.
        let (na, k) = (run.trace(Axon::Na.current)?, run.trace(Axon::K.current)?);
        let peak = na.iter().copied().fold(0.0, |peak: f64, i| if i.abs() > peak.abs() { i } else { peak });
        let end = k[1699]; // just before the step ends
        println!("{v:>12}  {peak:>20.2}  {end:>20.2}  {:>23.2}", run.clamp_charges()[0].1);
        peaks.push(peak);
        late.push(end);
        if v.rem_euclid(20.0) == 0.0 {
            let name = format!("{v} mV");
            command = command.line(&name, run.time(), run.trace(Axon::v)?);
            whole = whole.line(&name, run.time(), run.clamp_current_ionic()?);
            sodium = sodium.line(&name, run.time(), na);
            potassium = potassium.line(&name, run.time(), k);
        }
    }
    // The sodium current changes its sign at the potential where the peak does, that of Nernst.
    let curves = Panel::new("current (nA)")
        .line("sodium, largest", &potentials, &peaks)
        .line("potassium, late", &potentials, &late)
        .x_label("potential of the step (mV)");
    let figure = Figure::new("A squid axon under voltage clamp")
        .size(900, 1100)
        .panel(command.height(0.7))
        .panel(whole)
        .panel(sodium)
        .panel(potassium.x_label("time (ms)"))
        .panel(curves);
    save(&figure, "voltage_clamp.svg")
}
