//! A minimally disruptive curve through the seven maximal conductances of the burster of Liu et al. (1998), along which the mean
//! calcium of a run hardly changes (D. V. Raman, J. Anderson & T. O'Leary 2017).
//!
//! `cargo run --release --example minimally_disruptive_curve`

use indicatif::{ProgressBar, ProgressStyle};
use neuron_examples::{animation, save};
use neuron_runtime::curve::{Curvatures, Curve, MinimallyDisruptive, Orientation, cost_of};
use neuron_runtime::library::liu_1998::Liu;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use std::time::Instant;

/// Length of a run, ms.
const DURATION: f64 = 1000.0;
/// The cost, a squared relative change of mean calcium, stays below this: a change of at most 5 %.
const BOUND: f64 = 0.05 * 0.05;

fn conductances() -> [Parameter<Liu>; 7] {
    [Liu::NaV.g, Liu::CaS.g, Liu::CaT.g, Liu::A.g, Liu::KCa.g, Liu::Kd.g, Liu::H.g]
}

fn main() -> Result<(), Error> {
    let cell = Liu::default();
    let calcium = mean_calcium(&cell)?;
    println!("mean calcium at the start: {calcium:.4} µM");
    let changed = cost!(|cell: Liu| {
        let mean = cell.simulate(DURATION).method(Tsit5::tolerance(1e-5)).mean(Liu::ca)?;
        let change = mean / *calcium - 1.0;
        Ok(change * change)
    }; calcium: f64 = calcium);

    // At the start the cost is 0, and its Hessian has rank one: its only direction is the gradient of mean calcium. Among the other
    // directions, a sparse one changes few conductances.
    let hessian = cell.hessian_of(&conductances(), &changed)?;
    let coordinates = MinimallyDisruptive::of(&cell, &conductances()).coordinates()?;
    let start = coordinates.start().to_vec();
    let curvatures = Curvatures::of(&coordinates.hessian(&start, &hessian.gradient, &hessian.matrix)?)?;
    let stiffest = curvatures.values()[6];
    let direction = curvatures.sparse(1e-6 * stiffest)?;

    let began = Instant::now();
    let bar = ProgressBar::new(200).with_style(
        ProgressStyle::with_template("{bar:40} {msg}, {elapsed}").unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let curve = MinimallyDisruptive::of(&cell, &conductances())
        .direction(&direction)
        .bound(BOUND)
        .length(3.0)
        .tolerance(1e-3)
        .over_jumps()
        .progress(|p| {
            let before = if p.orientation == Orientation::Forward { 0.0 } else { 100.0 };
            bar.set_position((before + 100.0 * p.fraction()) as u64);
            bar.set_message(format!("{} at {:.2}, {} gradients", p.orientation, p.arc_length, p.evaluations));
        })
        .follow(cost_of(&cell, &conductances(), &changed))?;
    bar.finish_and_clear();
    println!("{curve}");
    report(&cell, &curve, calcium)?;
    println!("{} gradients in {:.0} s", curve.evaluations(), began.elapsed().as_secs_f64());
    draw(&cell, &curve, calcium)?;
    animate(&cell, &curve)
}

/// Returns the mean calcium (µM), by another method and with a tighter tolerance than along the curve.
fn mean_calcium(cell: &Liu) -> Result<f64, Error> {
    cell.simulate(DURATION).method(Rodas5P::tolerance(1e-8)).mean(Liu::ca)
}

/// Returns the burster with these conductances (mS/cm²).
fn with_conductances(cell: &Liu, values: &[f64]) -> Liu {
    let mut cell = cell.clone();
    for (parameter, value) in conductances().into_iter().zip(values) {
        cell.set(parameter, *value);
    }
    cell
}

fn report(cell: &Liu, curve: &Curve, calcium: f64) -> Result<(), Error> {
    let (first, last) = curve.range();
    println!("\n{:>22} {:>10} {:>10} {:>10}", "", "one end", "start", "other end");
    let ends = [first, 0.0, last].map(|s| curve.at(s).unwrap_or_default());
    for (k, name) in curve.names().iter().enumerate() {
        println!("{:>14} (mS/cm²) {:>9.3} {:>10.3} {:>10.3}", name, ends[0][k], ends[1][k], ends[2][k]);
    }
    let [a, b, c] = [0, 1, 2].map(|k| mean_calcium(&with_conductances(cell, &ends[k])));
    let means = [a?, b?, c?];
    println!("{:>17} (µM) {:>9.3} {:>10.3} {:>10.3}", "mean Ca", means[0], means[1], means[2]);
    for mean in means {
        let change = (mean / calcium - 1.0).abs();
        assert!(change * change <= 1.01 * BOUND, "mean calcium changed by {:.1} %", 100.0 * change);
    }
    // Where a spike of the run appears or vanishes, the mean calcium and the Hamiltonian jump.
    let points = curve.points();
    let off = |hamiltonian: f64| (hamiltonian / curve.momentum() - 1.0).abs();
    let smooth = points.iter().filter(|(_, point)| off(point.hamiltonian) < 0.01).count();
    println!(
        "\nthe Hamiltonian keeps to 1 % of itself at {smooth} of {} points; a spike comes or goes at the others",
        points.len()
    );
    println!("the distance from the start never falls by more than {:.0e}", curve.drift().distance);
    assert!(10 * smooth > 9 * points.len(), "the Hamiltonian keeps at {smooth} of {} points", points.len());
    assert!(curve.drift().distance < 1e-9, "the distance falls by {:e}", curve.drift().distance);
    Ok(())
}

/// The number of points along the curve that are drawn.
const PLACES: u32 = 300;

fn draw(cell: &Liu, curve: &Curve, calcium: f64) -> Result<(), Error> {
    let (first, last) = curve.range();
    let place = |k: u32| first + (last - first) * f64::from(k) / f64::from(PLACES);
    let s: Vec<f64> = (0..=PLACES).map(place).collect();
    let places: Vec<Vec<f64>> = s.iter().map(|s| curve.at(*s).unwrap_or_default()).collect();
    let mut relative = Panel::new("g / g at the start, log₂").height(1.8);
    for (k, name) in curve.names().iter().enumerate() {
        let values: Vec<f64> = places.iter().map(|place| (place[k] / curve.start()[k]).log2()).collect();
        relative = relative.line(name.as_str(), &s, &values);
    }
    // The mean calcium is computed from the model, not from the cost along the curve.
    let mut change = Vec::new();
    for place in &places {
        let mean = with_conductances(cell, place).simulate(DURATION).mean(Liu::ca)?;
        change.push(mean / calcium - 1.0);
    }
    let cost: Vec<f64> = change.iter().map(|change| 1000.0 * change * change).collect();
    let percent: Vec<f64> = change.iter().map(|change| 100.0 * change).collect();
    let ends = [first, last];
    let (bound, momentum) = ([1000.0 * BOUND; 2], [1000.0 * curve.momentum(); 2]);
    let figure = Figure::new("Conductances that keep mean calcium, along a minimally disruptive curve")
        .panel(relative.vertical(0.0))
        .panel(
            Panel::new("cost (10⁻³)")
                .line("along the curve", &s, &cost)
                .line("its bound", &ends, &bound)
                .line("momentum", &ends, &momentum)
                .vertical(0.0),
        )
        .panel(
            Panel::new("change of mean Ca (%)")
                .line("", &s, &percent)
                .vertical(0.0)
                .x_label("arc length, a change of ln g by 1 being 1"),
        );
    save(&figure, "minimally_disruptive_curve.svg")?;

    let mut figure = Figure::new("The burster at both ends of the curve, and at its start");
    let mut calcium = Panel::new("Ca (µM)").x_label("time (ms)");
    for at in [first, 0.0, last] {
        let cell = with_conductances(cell, &curve.at(at).unwrap_or_default());
        let run = cell.simulate(DURATION).record_every(0.25).record(&[Liu::v, Liu::ca]).run()?;
        let name = if at == 0.0 { "start".to_owned() } else { format!("at {}", signed(at)) };
        let panel = Panel::new(format!("V (mV), {name}")).line("", run.time(), run.trace(Liu::v)?);
        figure = figure.panel(panel.y_range(-90.0, 60.0));
        let mean = mean_calcium(&cell)?;
        calcium = calcium.line(format!("{name}, mean {mean:.2} µM"), run.time(), run.trace(Liu::ca)?);
    }
    save(&figure.panel(calcium), "minimally_disruptive_ends.svg")
}

/// Writes an arc length with its sign.
fn signed(s: f64) -> String {
    format!("{}{:.2}", if s < 0.0 { '−' } else { '+' }, s.abs())
}

/// Saves the voltage along the curve as an animation.
fn animate(cell: &Liu, curve: &Curve) -> Result<(), Error> {
    let (first, last) = curve.range();
    let mut frames = Vec::new();
    for frame in 0..=40 {
        let s = first + (last - first) * f64::from(frame) / 40.0;
        let cell = with_conductances(cell, &curve.at(s).unwrap_or_default());
        let run = cell.simulate(DURATION).record_every(0.1).run()?;
        let label = format!("arc length {}", signed(s));
        frames.push(animation::Frame { label, values: run.trace(Liu::v)?.to_vec() });
    }
    animation::save(
        "The burster along the curve",
        "V (mV)",
        DURATION,
        (-90.0, 60.0),
        &frames,
        "minimally_disruptive_curve_animated.svg",
    )
}
