//! A synapse that tires and one that warms up: what eight spikes at 20 Hz, and one half a second later, do to a neuron each
//! (Tsodyks, Pawelzik & Markram 1998, Neural Comput. 10:821).
//!
//! `cargo run --release --example short_term_plasticity`

use neuron_examples::save;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

/// The part `u` of the resources `x` is used by each spike. `u`, `x` and what was released last are variables: no current depends on
/// them between spikes.
#[synapse(
    current = g * s * (v_post - e),
    on_pre(u += u_0 * (1 - u), released = u * x, s += released, x -= released),
)]
pub struct ShortTerm {
    #[param(2nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(3ms, min = 0ms)]
    tau: Param,
    #[param(0.5, min = 0, max = 1)]
    u_0: Param,
    #[param(20ms, min = 0ms)]
    tau_facilitation: Param,
    #[param(800ms, min = 0ms)]
    tau_recovery: Param,
    #[state(derivative = -u / tau_facilitation, init = 0)]
    u: State,
    #[state(derivative = (1 - x) / tau_recovery, init = 1)]
    x: State,
    #[state(init = 0)]
    released: State,
    #[state(derivative = -s / tau, init = 0)]
    s: State,
}

/// A leak.
#[channel(current = g * (v - e))]
pub struct Leak {
    #[param(10nS, min = 0nS)]
    g: Param,
    #[param(-70mV)]
    e: Param,
}

network! {
    /// One train, and two neurons that hear it.
    pub struct Two;

    /// A passive membrane.
    cell Membrane { capacitance: 200pF, v: -70mV, channels { Leak } }
    source Input: Listed;
    neuron Depressed: Membrane;
    neuron Facilitated: Membrane;

    Input -> Depressed: ShortTerm { delay: 1.5ms };
    Input -> Facilitated: ShortTerm {
        delay: 1.5ms, u_0: 0.1, tau_facilitation: 530ms, tau_recovery: 130ms, g: 8nS,
    };
}

fn main() -> Result<(), Error> {
    let net = Two::default();
    let train: Vec<f64> = (0..8).map(|k| 50.0 + 50.0 * f64::from(k)).chain([900.0]).collect();
    let (depressed, facilitated) = (Two::Input_Depressed.ShortTerm, Two::Input_Facilitated.ShortTerm);
    let run = net
        .simulate(1000.0)
        .play(Two::Input.spikes, &train)
        .record(&[Two::Depressed.v, Two::Facilitated.v])
        .record(&[depressed.u, depressed.x, depressed.released])
        .record(&[facilitated.u, facilitated.x, facilitated.released])
        .run()?;

    // Samples are every 0.1 ms. A spike has arrived 5 ms later, and V passes its peak within 40 ms.
    println!("              depressed                    facilitated");
    println!("spike (ms)    released  peak of V (mV)    released  peak of V (mV)");
    for spike in &train {
        let from = (spike * 10.0) as usize;
        let peak = |v: &[f64]| v[from..from + 400].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        println!(
            "{spike:>10}  {:>10.3}  {:>14.2}  {:>10.3}  {:>14.2}",
            run.trace(depressed.released)?[from + 50],
            peak(run.trace(Two::Depressed.v)?),
            run.trace(facilitated.released)?[from + 50],
            peak(run.trace(Two::Facilitated.v)?),
        );
    }

    // Spikes arrive at instants, and everything about them has derivatives: here of V at its end.
    let parameters = [depressed.u_0, depressed.tau_recovery, depressed.delay];
    let gradient = net.gradient(&parameters, |net| {
        let run = net.simulate(910.0).method(Tsit5::tolerance(1e-9)).play(Two::Input.spikes, &train).run()?;
        Ok(run.end()[0])
    })?;
    println!("\nV of the depressed neuron at 910 ms changes");
    println!("by {:.3} mV per 0.1 of u_0,", 0.1 * gradient[0]);
    println!("by {:.3} mV per 100 ms of tau_recovery and", 100.0 * gradient[1]);
    println!("by {:.3} mV per ms of delay", gradient[2]);

    let figure = Figure::new("Depression and facilitation of one train")
        .size(1000, 560)
        .panel(
            Panel::new("V (mV)")
                .title("depressed")
                .line("V", run.time(), run.trace(Two::Depressed.v)?)
                .spikes("", &train),
        )
        .panel(
            Panel::new("part")
                .line("u", run.time(), run.trace(depressed.u)?)
                .line("x", run.time(), run.trace(depressed.x)?)
                .x_label("time (ms)"),
        )
        .column()
        .panel(
            Panel::new("V (mV)")
                .title("facilitated")
                .line("V", run.time(), run.trace(Two::Facilitated.v)?)
                .spikes("", &train),
        )
        .panel(
            Panel::new("part")
                .line("u", run.time(), run.trace(facilitated.u)?)
                .line("x", run.time(), run.trace(facilitated.x)?)
                .x_label("time (ms)"),
        );
    save(&figure, "short_term_plasticity.svg")
}
