//! The adaptive exponential neuron of Brette & Gerstner (2005) under a current step: V, the adaptation w, its spikes beside
//! those of an independent solution, and what shifts the fifth of them.
//!
//! `cargo run --release --example adex`

use neuron_examples::save;
use neuron_runtime::library::integrate_and_fire::{Adaptation, PointLeak, Upstroke};
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

cell! {
    /// The neuron of table 1, with a spike that is cut off at −30 mV and V held for 2 ms.
    pub struct AdEx;

    capacitance: 281pF, v: -70.6mV,
    channels {
        Leak: PointLeak { g: 30nS, e: -70.6mV },
        Upstroke { g: 30nS, v_t: -50.4mV, delta: 2mV },
        Adaptation { a: 4nS, b: 80.5pA, e: -70.6mV, tau: 144ms },
    },
    stimuli { step: Pulse { start: 20ms, duration: 1s, amplitude: 800pA } },
    spike { threshold: -30mV, reset: -70.6mV, hold: 2ms },
}

/// Spike times (ms) by DOP853 at a tolerance of 1e-11, restarted at every spike: `tests/reference/events/adex.json`.
const SPIKES: [f64; 8] = [
    37.719149533644675,
    62.393545491487245,
    94.71109931497023,
    138.42665085509307,
    194.80700375411658,
    258.5692265080477,
    324.55173089651373,
    391.01117465569865,
];

fn main() -> Result<(), Error> {
    let cell = AdEx::default();
    // Samples every 0.1 ms, and at every spike: there V is at the threshold.
    let spikes = cell.simulate(400.0).record_nothing().run()?.spikes.clone();
    let mut samples: Vec<f64> = (0..=4000).map(|k| 0.1 * f64::from(k)).chain(spikes.iter()).collect();
    samples.sort_by(f64::total_cmp);
    let run = cell.simulate(400.0).record_at(&samples).record(&[AdEx::v]).record(&[AdEx::Adaptation.w]).run()?;

    println!("spike  time (ms)  interval (ms)  error (ms)");
    for (k, (time, expected)) in spikes.iter().zip(SPIKES).enumerate() {
        let interval = if k == 0 { "-".to_owned() } else { format!("{:.3}", time - spikes.times()[k - 1]) };
        println!("{:>5}  {time:>9.3}  {interval:>13}  {:>10.1e}", k + 1, time - expected);
    }

    // Each parameter with its unit, and a derivative that central differences of the independent solution gave.
    let parameters = [AdEx::Adaptation.a, AdEx::Adaptation.b, AdEx::spike.reset, AdEx::spike.hold];
    let known = [
        ("a", "nS", 7.497657119),
        ("b", "pA", 1.836103823),
        ("reset", "mV", -0.644228396),
        ("hold", "ms", 1.695837703),
    ];
    let fifth =
        cell.gradient(&parameters, |cell| cell.simulate(250.0).method(Tsit5::tolerance(1e-9)).spike_time(AdEx::v, 4))?;
    println!("\nparameter  unit  fifth spike (ms per unit)  difference quotient");
    for (k, (name, unit, expected)) in known.into_iter().enumerate() {
        println!("{name:>9}  {unit:>4}  {:>25.6}  {expected:>19.6}", fifth[k]);
    }

    let time = run.time();
    let w: Vec<f64> = run.trace(AdEx::Adaptation.w)?.iter().map(|w| 1000.0 * w).collect();
    let intervals: Vec<f64> = spikes.intervals().collect();
    let figure = Figure::new("An adaptive exponential neuron, 800 pA from 20 ms on")
        .panel(Panel::new("V (mV)").line("", time, run.trace(AdEx::v)?).spikes("", spikes.times()).height(1.6))
        .panel(Panel::new("w (pA)").line("", time, &w).x_label("time (ms)"))
        .panel(
            Panel::new("interval (ms)")
                .line("", &spikes.times()[1..], &intervals)
                .points("", &spikes.times()[1..], &intervals)
                .x_label("time of the later spike (ms)")
                .x_range(0.0, 400.0),
        );
    save(&figure, "adex.svg")
}
