//! Spikes that change weights: 1000 Poisson inputs of one neuron compete, until each is strong or weak (Song, Miller & Abbott 2000,
//! Nat. Neurosci. 3:919).
//!
//! `cargo run --release --example stdp`

use neuron_examples::{bar, save};
use neuron_runtime::library::integrate_and_fire::PointLeak;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;

/// Excitation whose weight pairs of spikes change. The traces `x` and `y` and the weight `w` are variables: they move in closed form
/// from event to event. `s` is one state for all connections together.
#[synapse(
    current = s * (v_post - e),
    on_pre(s += w, x += a_plus * w_max, w = max(0, w - y)),
    on_post(y += a_minus * w_max, w = min(w_max, w + x)),
)]
pub struct Plastic {
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(0.01)]
    a_plus: Param,
    #[param(0.0105)]
    a_minus: Param,
    #[param(20ms, min = 0ms)]
    tau_plus: Param,
    #[param(20ms, min = 0ms)]
    tau_minus: Param,
    #[param(0.15nS, min = 0nS)]
    w_max: Param,
    #[param(0.075nS, min = 0nS)]
    w_start: Param,
    #[state(derivative = -s / tau, init = 0, unit = nS)]
    s: State,
    #[state(derivative = -x / tau_plus, init = 0, unit = nS)]
    x: State,
    #[state(derivative = -y / tau_minus, init = 0, unit = nS)]
    y: State,
    #[state(init = w_start, unit = nS)]
    w: State,
}

/// Inhibition of a constant weight.
#[synapse(current = s * (v_post - e), on_pre(s += weight))]
pub struct Inhibition {
    #[param(-70mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(0.5nS, min = 0nS)]
    weight: Param,
    #[state(derivative = -s / tau, init = 0, unit = nS)]
    s: State,
}

network! {
    /// A neuron and its inputs.
    pub struct Competition;

    /// A leaky integrate-and-fire neuron.
    cell Lif {
        capacitance: 200pF, v: -70mV,
        channels { Leak: PointLeak { g: 10nS, e: -70mV } },
        spike { threshold: -54mV, reset: -60mV },
    }
    source Excitatory[1000]: Poisson { rate: 20Hz, seed: 1 };
    source Inhibitory[200]: Poisson { rate: 10Hz, seed: 2 };
    neuron Cell[1]: Lif;

    Excitatory -> Cell all_to_all: Plastic;
    Inhibitory -> Cell all_to_all: Inhibition;
}

/// The end of the run, ms.
const END: f64 = 200_000.0;
/// The number of bins of a histogram.
const BINS: usize = 20;

/// Returns the number of weights (as parts of the greatest) in each bin.
fn histogram(weights: &[f64]) -> [f64; BINS] {
    let mut counts = [0.0; BINS];
    for weight in weights {
        counts[((weight * BINS as f64) as usize).min(BINS - 1)] += 1.0;
    }
    counts
}

/// Returns the outline of a histogram as a line.
fn outline(counts: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let edges = |k: usize| [k as f64, k as f64 + 1.0].map(|edge| edge / BINS as f64);
    (0..BINS).flat_map(edges).zip(counts.iter().flat_map(|count| [*count; 2])).unzip()
}

fn main() -> Result<(), Error> {
    let mut net = Competition::default();
    let plastic = Competition::Excitatory_Cell.Plastic;
    // Weights begin anywhere between 0 and the greatest.
    let greatest = net.get(plastic.w_max);
    net.set_each(plastic.w_start, |k| greatest * (k as f64 * 0.618_034).fract());

    let run = net
        .simulate(END)
        .method(ExponentialEuler::step(0.1))
        .on_grid(0.1)
        .record(&[plastic.w])
        .record_every(2000.0)
        .progress(bar())
        .run()?;

    let weights_at =
        |sample: usize| -> Vec<f64> { run.columns().iter().map(|column| column.values[sample] / greatest).collect() };
    println!("time (s)  rate (Hz)  mean weight  below 0.1  above 0.9");
    let spikes = &run.cell[0].spikes;
    for (sample, time) in run.time().iter().enumerate().filter(|(sample, _)| sample.is_multiple_of(20)) {
        let weights = weights_at(sample);
        let part = |is: fn(f64) -> bool| weights.iter().filter(|w| is(**w)).count() as f64 / weights.len() as f64;
        let rate = if sample == 0 { spikes.rate(0.0, 2000.0) } else { spikes.rate(time - 2000.0, *time) };
        println!(
            "{:>8}  {rate:>9.1}  {:>11.3}  {:>7.0} %  {:>7.0} %",
            time / 1000.0,
            weights.iter().sum::<f64>() / weights.len() as f64,
            100.0 * part(|w| w < 0.1),
            100.0 * part(|w| w > 0.9),
        );
    }

    let seconds: Vec<f64> = run.time().iter().map(|t| t / 1000.0).collect();
    let mut courses = Panel::new("weight / greatest").height(1.6);
    for k in (0..1000).step_by(50) {
        let course: Vec<f64> = run.trace(plastic.w.at(k))?.iter().map(|w| w / greatest).collect();
        courses = courses.line("", &seconds, &course);
    }
    let rates: Vec<f64> = run.time()[1..].iter().map(|t| spikes.rate(t - 2000.0, *t)).collect();
    let middles: Vec<f64> = seconds[1..].iter().map(|t| t - 1.0).collect();
    let (edges, begin) = outline(&histogram(&weights_at(0)));
    let (_, end) = outline(&histogram(&weights_at(run.time().len() - 1)));
    let figure = Figure::new("Inputs that compete by the times of their spikes")
        .size(1000, 600)
        .panel(courses)
        .panel(Panel::new("rate (Hz)").line("", &middles, &rates).x_label("time (s)"))
        .column()
        .panel(
            Panel::new("number of inputs")
                .line("at the start", &edges, &begin)
                .line("after 200 s", &edges, &end)
                .x_label("weight / greatest"),
        );
    save(&figure, "stdp.svg")
}
