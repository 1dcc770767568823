//! A network in balance: 3200 excitatory and 800 inhibitory integrate-and-fire neurons with conductances (Vogels & Abbott 2005,
//! J. Neurosci. 25:10786; benchmark 1 of Brette et al. 2007). Listed spikes start it within 50 ms, and it goes on by itself, irregularly.
//! Its rate depends on the weight of inhibition.
//!
//! `cargo run --release --example balanced_network`

use neuron_examples::save;
use neuron_runtime::library::integrate_and_fire::PointLeak;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::run::result::NeuronRun;

/// A conductance that each spike raises by its weight.
#[synapse(current = g * (v_post - e), on_pre(g += weight))]
pub struct Conductance {
    #[param(6nS, min = 0nS)]
    weight: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[state(derivative = -g / tau, init = 0, unit = nS)]
    g: State,
}

network! {
    /// The network, which starts from rest.
    pub struct Balanced;

    /// A leaky integrate-and-fire neuron.
    cell Lif {
        capacitance: 200pF, v: -60mV,
        channels { Leak: PointLeak { g: 10nS, e: -60mV } },
        spike { threshold: -50mV, reset: -60mV, hold: 5ms },
    }
    neuron E[3200]: Lif;
    neuron I[800]: Lif;
    source Start[100]: Listed;

    Start -> E random { inputs: 1, seed: 2 }: Conductance { weight: 60nS };
    E -> E random { probability: 0.02, seed: 3 }: Conductance;
    E -> I random { probability: 0.02, seed: 4 }: Conductance;
    I -> E random { probability: 0.02, seed: 5 }: Conductance { weight: 67nS, e: -80mV, tau: 10ms };
    I -> I random { probability: 0.02, seed: 6 }: Conductance { weight: 67nS, e: -80mV, tau: 10ms };
}

/// The end of a run, and the time from which on it is measured, ms.
const END: f64 = 500.0;
const SETTLED: f64 = 100.0;
/// The width of a bin of the rates, ms.
const BIN: f64 = 5.0;

/// Returns the mean rate of neurons (Hz) between two times (ms).
fn rate(neurons: &[NeuronRun], from: f64, to: f64) -> f64 {
    neurons.iter().map(|neuron| neuron.spikes.rate(from, to)).sum::<f64>() / neurons.len() as f64
}

/// Returns the mean coefficient of variation of the intervals of neurons that have some.
fn cv(neurons: &[NeuronRun]) -> f64 {
    let each: Vec<f64> = neurons.iter().filter_map(|neuron| neuron.spikes.between(SETTLED, END).cv()).collect();
    each.iter().sum::<f64>() / each.len() as f64
}

fn main() -> Result<(), Error> {
    let mut net = Balanced::default();
    let mut figure = None;
    // One spike of each source, every half a millisecond.
    let kicks: Vec<(usize, f64)> = (0..100).map(|k| (k, 0.5 * k as f64)).collect();
    println!("inhibition (nS)  E (Hz)  I (Hz)  CV of E  CV of I");
    for weight in [40.0, 67.0, 100.0] {
        net.set(Balanced::I_E.Conductance.weight, weight).set(Balanced::I_I.Conductance.weight, weight);
        let run = net
            .simulate(END)
            .method(ExponentialEuler::step(0.1))
            .on_grid(0.1)
            .play_each(Balanced::Start.spikes, &kicks)
            .record(&[Balanced::E.at(0).v])
            .run()?;
        println!(
            "{weight:>15}  {:>6.1}  {:>6.1}  {:>7.2}  {:>7.2}",
            rate(&run.e, SETTLED, END),
            rate(&run.i, SETTLED, END),
            cv(&run.e),
            cv(&run.i)
        );
        if weight == 67.0 {
            figure = Some(picture(&run)?);
        }
    }
    save(&figure.unwrap_or_else(|| Figure::new("")), "balanced_network.svg")
}

/// Draws the spikes of some neurons, the rates of all, and V of one.
fn picture(run: &Run<Balanced>) -> Result<Figure, Error> {
    let bins: Vec<f64> = (0..(END / BIN) as usize).map(|k| k as f64 * BIN).collect();
    let rates = |neurons: &[NeuronRun]| bins.iter().map(|t| rate(neurons, *t, t + BIN)).collect::<Vec<f64>>();
    let centres: Vec<f64> = bins.iter().map(|t| t + 0.5 * BIN).collect();
    let some = |label: &str, neurons: &[NeuronRun]| {
        let panel = Panel::new(label).vertical(50.0).height(neurons.len() as f64 / 24.0);
        neurons.iter().fold(panel, |panel, neuron| panel.spikes("", neuron.spikes.times()))
    };
    Ok(Figure::new("A balanced network of 4000 neurons, whose input ends at 50 ms")
        .size(900, 900)
        .panel(some("60 excitatory neurons", &run.e[..60]))
        .panel(some("15 inhibitory", &run.i[..15]))
        .panel(
            Panel::new("rate (Hz)")
                .line("excitatory", &centres, &rates(&run.e))
                .line("inhibitory", &centres, &rates(&run.i))
                .vertical(50.0),
        )
        .panel(
            Panel::new("V of one (mV)")
                .line("", run.time(), run.trace(Balanced::E.at(0).v)?)
                .vertical(50.0)
                .x_label("time (ms)"),
        ))
}
