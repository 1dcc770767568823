//! What a large network costs before its first step, and what a graded synapse costs a step.
//!
//! `cargo bench -p neuron-tests --bench large_networks`

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::prelude::*;
use neuron_tests::axons;
use neuron_tests::timing::best_of;
use std::hint::black_box;

axons!(Axons250, 250, 10);
axons!(Axons1000, 1000, 10);
axons!(Axons4000, 4000, 10);
axons!(Axons100000, 100000, 10);
axons!(Graded, 1000, 60);

network! {
    /// The axons of `Graded` without connections.
    pub struct Alone;
    neuron E[1000]: HodgkinHuxley { inject: 10uA/cm2, area: 0.01mm2 }
}

fn main() {
    // Run by `cargo test --all-targets`, once is enough.
    let runs = if std::env::args().any(|argument| argument == "--bench") { 5 } else { 1 };
    first_step::<Axons250>("250 axons", runs);
    first_step::<Axons1000>("1000 axons", runs);
    first_step::<Axons4000>("4000 axons (at most 50 ms)", runs);
    first_step::<Axons100000>("100000 axons (at most 2000 ms with its construction)", 1);

    prepared::<Axons250>("250 axons");
    prepared::<Axons1000>("1000 axons");
    prepared::<Axons4000>("4000 axons");
    prepared::<Axons100000>("100000 axons");

    let steps = 4 * runs;
    let graded = step(&Graded::default(), steps);
    let alone = step(&Alone::default(), steps);
    println!("1000 axons, a step: {:.1} µs; with 60000 graded synapses {:.1} µs", 1e6 * alone, 1e6 * graded);
    println!("a graded synapse: {:.2} ns a step (at most 4 ns)", (graded - alone) / 60e3 * 1e9);
    let mut varied = Graded::default();
    varied.set_each(Graded::E_E.Glutamatergic.g, |k| 0.1 + 1e-6 * k as f64);
    println!("each with its own conductance: {:.2} ns a step", (step(&varied, steps) - alone) / 60e3 * 1e9);
}

/// Prints the time of construction, and of a run of one step by the default method.
fn first_step<N: Network<f64> + Default>(what: &str, runs: usize) {
    let built = best_of(runs, N::default);
    let network = N::default();
    let begun = best_of(runs, || network.simulate(1e-3).record_nothing().run().map(|run| run.statistics.steps).ok());
    println!("{what}: built in {:.2} ms, first step in {:.2} ms", 1e3 * built.as_secs_f64(), 1e3 * begun.as_secs_f64());
}

/// Prints the time of preparing the Jacobian, and of a factorisation.
fn prepared<N: Network<f64> + Default>(what: &str) {
    let network = N::default();
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    let mut jacobian = network.jacobian();
    let complete = best_of(1, || jacobian.is_complete()).as_secs_f64();
    network.evaluate(&mut jacobian, 0.0, &y, &Given::NONE, &mut vec![0.0; y.len()]);
    let factorised = best_of(3, || network.factorise(&mut jacobian, 10.0).is_ok()).as_secs_f64();
    println!(
        "{what}: Jacobian prepared in {:.2} ms ({}), factorised in {:.2} ms",
        1e3 * complete,
        if jacobian.is_complete() { "whole" } else { "without synapses" },
        1e3 * factorised
    );
}

/// Returns the time of a step of exponential Euler, s.
fn step(network: &impl Network<f64>, steps: usize) -> f64 {
    let (mut y, mut work) = (vec![0.0; network.dim()], network.workspace());
    network.start(&mut y);
    let advance = || {
        for k in 0..steps {
            network.exponential_euler(k as f64 * 0.01, 0.01, &Given::NONE, &mut y, &mut work);
        }
    };
    best_of(20, advance).as_secs_f64() / black_box(steps) as f64
}
