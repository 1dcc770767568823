//! A neuron of the stomatogastric ganglion with 1600 pairs of two conductances: where it is silent, where it fires tonically, and where
//! it bursts.
//!
//! `cargo run --release --example sweep`

use neuron_examples::save;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Axis, Sweep, steps};
use std::io::IsTerminal;

/// What a neuron does, once it has settled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Activity {
    Silent,
    Tonic,
    /// With its period, ms.
    Bursting(f64),
}

/// Runs a neuron for 4 s, and looks at the last three.
fn activity([g_cas, g_kca]: [f64; 2]) -> Result<Activity, Error> {
    let mut cell = Stg::default();
    cell.set(Stg::NaV.g, 100.0).set(Stg::CaS.g, g_cas).set(Stg::CaT.g, 2.5).set(Stg::A.g, 50.0);
    cell.set(Stg::KCa.g, g_kca).set(Stg::Kd.g, 100.0).set(Stg::H.g, 0.01).set(Stg::Leak.g, 0.0);
    let run = cell.simulate(4000.0).record_nothing().spikes(-10.0).run()?;
    let spikes = run.spikes.between(1000.0, 4000.0);
    // Tonic firing is one burst without an end if it is fast, and none if it is slow.
    let bursts = spikes.bursts(100.0);
    Ok(match bursts.mean_period() {
        _ if spikes.len() < 2 => Activity::Silent,
        Some(period) if bursts.len() >= 2 => Activity::Bursting(period),
        _ => Activity::Tonic,
    })
}

fn main() -> Result<(), Error> {
    let (cas, kca) = (steps(0.0, 12.0, 40), steps(0.0, 20.0, 40)); // mS/cm²
    let shown = |finished: usize, all: usize| eprint!("\r{finished} of {all} runs");
    let mut sweep = Sweep::over([Axis::of(Stg::CaS.g, &cas), Axis::of(Stg::KCa.g, &kca)]);
    if std::io::stderr().is_terminal() {
        sweep = sweep.progress(&shown);
    }
    let swept = sweep.run(activity);
    if std::io::stderr().is_terminal() {
        eprintln!();
    }

    // Runs that fail do not stop the others.
    let (mut silent, mut tonic, mut bursting) = (Vec::new(), Vec::new(), Vec::new());
    let (mut periods, mut failed) = (Vec::new(), 0);
    for ([cas, kca], result) in swept.each() {
        match result {
            Ok(Activity::Silent) => silent.push((cas, kca)),
            Ok(Activity::Tonic) => tonic.push((cas, kca)),
            Ok(Activity::Bursting(period)) => {
                bursting.push((cas, kca));
                periods.push(*period);
            }
            Err(error) => {
                println!("CaS.g = {cas}, KCa.g = {kca} mS/cm²: {error}");
                failed += 1;
            }
        }
    }
    periods.sort_by(f64::total_cmp);
    println!("activity  runs");
    for (name, count) in
        [("silent", silent.len()), ("tonic", tonic.len()), ("bursting", bursting.len()), ("failed", failed)]
    {
        println!("{name:>8}  {count:>4}");
    }
    if let [shortest, .., longest] = periods[..] {
        println!(
            "periods of bursts from {shortest:.0} to {longest:.0} ms, the median {:.0} ms",
            periods[periods.len() / 2]
        );
    }

    let mut map = Panel::new("KCa (mS/cm²)").x_label("CaS (mS/cm²)");
    for (name, places) in [("silent", silent), ("tonic", tonic), ("bursting", bursting)] {
        let (x, y): (Vec<f64>, Vec<f64>) = places.into_iter().unzip();
        map = map.points(name, &x, &y);
    }
    // The period against KCa, along three columns of the map.
    let mut along = Panel::new("period of bursts (ms)").x_label("KCa (mS/cm²)").height(0.6);
    for column in [10, 20, 39] {
        let period = |row: usize| match swept.get([column, row]) {
            Ok(Activity::Bursting(period)) => *period,
            _ => f64::NAN,
        };
        let line: Vec<f64> = (0..kca.len()).map(period).collect();
        along = along.line(format!("CaS {:.1} mS/cm²", cas[column]), &kca, &line);
    }
    let figure = Figure::new("A neuron of the stomatogastric ganglion, by two of its conductances").size(900, 1100);
    save(&figure.panel(map.height(1.6)).panel(along), "sweep.svg")
}
