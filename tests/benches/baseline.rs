//! The hand-written models by exponential Euler: the times that the product is measured against.
//!
//! `cargo bench -p neuron-tests --bench baseline`

use neuron_tests::hand_written::{HandWritten, hodgkin_huxley, prinz_ab, pyloric, simulate_exponential_euler};
use neuron_tests::timing::interleaved;
use std::hint::black_box;

fn main() {
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if std::env::args().any(|argument| argument == "--bench") { 20 } else { 1 };
    let mut prinz = || {
        black_box(simulate_exponential_euler(prinz_ab::Model, black_box(0.1), 5_000.0, &[-10.0]));
    };
    let mut network = || {
        black_box(simulate_exponential_euler(pyloric::Model, black_box(0.05), 10_000.0, &[-10.0; 3]));
    };
    let mut axon = || {
        black_box(simulate_exponential_euler(hodgkin_huxley::Model, black_box(0.025), 1_000.0, &[0.0]));
    };
    let steps = interleaved(
        runs,
        &mut [
            ("prinz_ab, 5 s at 0.1 ms", &mut prinz),
            ("pyloric, 10 s at 0.05 ms", &mut network),
            ("hodgkin_huxley, 1 s at 0.025 ms", &mut axon),
        ],
    );
    println!("exponential Euler, best and median of {runs}\n{steps}\n");

    let mut prinz = || evaluate(prinz_ab::Model, 50_000);
    let mut network = || evaluate(pyloric::Model, 50_000);
    let mut axon = || evaluate(hodgkin_huxley::Model, 50_000);
    let evaluations =
        interleaved(runs, &mut [("prinz_ab", &mut prinz), ("pyloric", &mut network), ("hodgkin_huxley", &mut axon)]);
    println!("50 000 right-hand sides, best and median of {runs}\n{evaluations}");
}

/// Right-hand sides one after the other, each at a place that depends on the last.
fn evaluate<M: HandWritten<N>, const N: usize>(_model: M, times: usize) {
    let mut y = M::start();
    let mut dy = [0.0; N];
    for _ in 0..times {
        // No cell's voltage may look constant, and every derivative is wanted, not the one that is used.
        M::rhs(black_box(&y), &mut dy);
        y[0] += 1e-6 * black_box(&dy)[0];
    }
    black_box(y);
}
