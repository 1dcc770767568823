//! The cost of watching, streaming and saving a run.
//!
//! `cargo bench -p neuron-tests --bench runs`

use neuron_runtime::prelude::*;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::run::sink::CsvSink;
use neuron_runtime::solve::Method;
use neuron_tests::models::prinz_ab;
use neuron_tests::timing::interleaved;
use std::hint::black_box;
use std::sync::atomic::AtomicBool;

fn main() {
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if std::env::args().any(|argument| argument == "--bench") { 40 } else { 1 };
    compare("5000 ms at 0.1 ms", runs, ExponentialEuler::step(0.1));
    compare("5000 ms at a tolerance of 1e-6", runs, Tsit5::tolerance(1e-6));
}

fn compare<M: Method<f64> + Copy>(what: &str, runs: usize, method: M) {
    let (cell, flag) = (prinz_ab(), AtomicBool::new(false));
    let simulation = || cell.simulate(5_000.0).method(method).record_every(1.0);
    let (mut last, mut shown) = (None, 0.0);
    let mut plain = || run(simulation());
    let mut watched = || run(simulation().cancel(&flag).progress(|progress| shown += progress.fraction()));
    let mut streamed = || run(simulation().stream(CsvSink::writer(std::io::sink())));
    let mut saved = || run(simulation().record_nothing().checkpoint_every(100.0, &mut last));
    let table = interleaved(
        runs,
        &mut [
            ("a run of prinz_ab", &mut plain),
            ("with progress and cancel (at most 1.02)", &mut watched),
            ("with its samples streamed as CSV", &mut streamed),
            ("with 50 checkpoints", &mut saved),
        ],
    );
    println!("{what}, best and median of {runs}\n{table}\n");
}

fn run<M: Method<f64>>(simulation: Simulation<'_, impl Network<f64>, f64, M>) {
    black_box(simulation.run().map(|run| run.end()[0]).map_err(|interrupted| interrupted.error)).unwrap();
}
