//! With or without a gradient: the number of runs that a fit takes, against the number of parameters.
//!
//! The model is the squid axon of Hodgkin & Huxley (1952) with all of its 24 numbers as parameters. Some of them, drawn
//! at random, begin up to 10 % off. A fit has to reproduce a voltage trace to 1 mV. A gradient, or the derivatives of the whole
//! trace, count as the number of runs that would take the same time.
//!
//! `cargo run --release --example gradient_or_not`

mod axon;
mod search;

use axon::Fit;
use indicatif::{ProgressBar, ProgressStyle};
use neuron_examples::save;
use neuron_runtime::plot::{Figure, Panel};
use neuron_runtime::prelude::*;
use search::{GOAL, Method};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Numbers of parameters.
const COUNTS: [usize; 7] = [1, 2, 4, 8, 12, 16, 24];
/// Fits of each method to each number of parameters.
const SEEDS: u64 = 9;

/// The runs of all methods for fits of one number of parameters.
struct Row {
    count: usize,
    prices: (f64, f64),
    /// Of each method, in rising order; fits that did not reach the goal are infinite and last.
    runs: Vec<Vec<f64>>,
}

fn main() -> Result<(), Error> {
    let style = ProgressStyle::with_template("{bar:40} {msg} parameters, {elapsed}");
    let bar = ProgressBar::new(COUNTS.len() as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut rows = Vec::new();
    for count in COUNTS {
        bar.set_message(count.to_string());
        let prices = Fit::new(count, 0, (f64::NAN, f64::NAN))?.measure_prices()?;
        let fits: Result<Vec<Fit>, Error> = (0..SEEDS).map(|seed| Fit::new(count, seed, prices)).collect();
        rows.push(Row { count, prices, runs: all(&fits?) });
        bar.inc(1);
    }
    bar.finish_and_clear();
    report(&rows);
    draw(&rows)
}

/// Returns the runs of each method for each fit, computed on all processors.
fn all(fits: &[Fit]) -> Vec<Vec<f64>> {
    let tasks: Vec<(Method, &Fit)> =
        Method::ALL.iter().flat_map(|method| fits.iter().map(|fit| (*method, fit))).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((method, fit)) = tasks.get(index) else { return done };
            done.push((index, method.runs(fit).unwrap_or(f64::INFINITY)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut done: Vec<(usize, f64)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no worker panics")).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    let runs: Vec<f64> = done.into_iter().map(|(_, runs)| runs).collect();
    runs.chunks(fits.len())
        .map(|runs| {
            let mut runs = runs.to_vec();
            runs.sort_by(f64::total_cmp);
            runs
        })
        .collect()
}

/// Returns the median, which is infinite if half of the fits or more did not reach the goal.
fn median(runs: &[f64]) -> f64 {
    runs[runs.len() / 2]
}

fn reached(runs: &[f64]) -> usize {
    runs.iter().filter(|runs| runs.is_finite()).count()
}

fn report(rows: &[Row]) {
    print!("parameters  gradient  of trace");
    Method::ALL.iter().for_each(|method| print!("{:>21}", method.name()));
    println!();
    for Row { count, prices, runs } in rows {
        print!("{count:>10}{:>10.1}{:>10.1}", prices.0, prices.1);
        for runs in runs {
            let median = median(runs);
            let median = if median.is_finite() { format!("{median:.0}") } else { "–".to_owned() };
            print!("{:>21}", format!("{median} ({}/{})", reached(runs), runs.len()));
        }
        println!();
    }
    println!("gradient, of trace: runs that the gradient, or the derivatives of the trace, take the time of");
    println!("methods: runs to a distance of {} mV, median of {SEEDS} fits (how many reach it)", GOAL.sqrt());
}

fn draw(rows: &[Row]) -> Result<(), Error> {
    let counts: Vec<f64> = rows.iter().map(|row| row.count as f64).collect();
    let mut runs = Panel::new("runs of the model").log_y().height(2.4);
    let mut share = Panel::new("fits that succeed (%)").y_range(-5.0, 105.0);
    for (k, method) in Method::ALL.iter().enumerate() {
        let medians: Vec<f64> = rows.iter().map(|row| median(&row.runs[k])).collect();
        let percent = |row: &Row| 100.0 * reached(&row.runs[k]) as f64 / row.runs[k].len() as f64;
        let shares: Vec<f64> = rows.iter().map(percent).collect();
        // The methods are drawn side by side, so that they do not hide each other.
        let beside = |count: usize| count as f64 + 0.16 * (k as f64 - 0.5 * (Method::ALL.len() - 1) as f64);
        let (x, y): (Vec<f64>, Vec<f64>) =
            rows.iter().flat_map(|row| row.runs[k].iter().map(|runs| (beside(row.count), *runs))).unzip();
        runs = runs.line(method.name(), &counts, &medians).points(method.name(), &x, &y);
        share = share.line(method.name(), &counts, &shares).points(method.name(), &counts, &shares);
    }
    let title = format!("Runs to find a trace again to {} mV: each fit, and the median", GOAL.sqrt());
    let figure = Figure::new(title).panel(runs).panel(share.x_label("number of parameters"));
    save(&figure, "gradient_or_not.svg")
}
