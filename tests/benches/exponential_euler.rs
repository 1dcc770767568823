//! Exponential Euler from the macros against the hand-written functions of the same equations, in one run: with exponentials one by
//! one (`f64::exp`, near 0 its series) and in batches.
//!
//! `cargo bench -p neuron-tests --bench exponential_euler`

use neuron_runtime::number::batch::{Mode, set_mode};
use neuron_runtime::prelude::*;
use neuron_tests::hand_written::{self, HandWritten};
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::timing::{best_of, interleaved};
use std::hint::black_box;

fn main() {
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if std::env::args().any(|argument| argument == "--bench") { 20 } else { 1 };
    let first = best_of(runs, || steps_by_hand(hand_written::prinz_ab::Model, 50_000, 0.1));
    println!("hand-written prinz_ab, 5000 ms at 0.1 ms: {:.2} ms (at most 10 ms)\n", first.as_secs_f64() * 1e3);
    compare("prinz_ab, 5000 ms at 0.1 ms", runs, &prinz_ab(), hand_written::prinz_ab::Model, 50_000, 0.1);
    compare("pyloric, 10 s at 0.05 ms", runs, &Pyloric::default(), hand_written::pyloric::Model, 200_000, 0.05);
}

fn compare<M: HandWritten<N> + Copy, const N: usize>(
    what: &str,
    runs: usize,
    network: &impl Network<f64>,
    by_hand: M,
    count: usize,
    step: f64,
) {
    let mut hand = || steps_by_hand(by_hand, count, step);
    let mut scalar = || {
        set_mode(Mode::Scalar);
        steps(network, count, step);
    };
    let mut batched = || {
        set_mode(Mode::Auto);
        steps(network, count, step);
    };
    let table = interleaved(
        runs,
        &mut [
            ("by hand, f64::exp", &mut hand),
            ("macros, one by one (at most 1.1)", &mut scalar),
            ("macros, batched (at most 0.75)", &mut batched),
        ],
    );
    println!("{what}, best and median of {runs}\n{table}\n");
}

fn steps_by_hand<M: HandWritten<N>, const N: usize>(_: M, count: usize, step: f64) {
    let mut y = M::start();
    for _ in 0..count {
        M::exponential_euler(&mut y, step);
    }
    black_box(y);
}

fn steps(network: &impl Network<f64>, count: usize, step: f64) {
    let dim = network.dim();
    let (mut y, mut work) = (vec![0.0; dim], network.workspace());
    network.start(&mut y);
    for k in 0..count {
        network.exponential_euler(k as f64 * step, step, &Given::NONE, &mut y, &mut work);
    }
    black_box(y);
}
