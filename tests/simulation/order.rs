//! Orders of convergence, on smooth quantities: a spike time's error changes sign with the step.

use neuron_runtime::prelude::*;
use neuron_tests::models::prinz_ab;
use neuron_tests::order::{observed_order, pairwise_orders};

const STEPS: [f64; 4] = [0.02, 0.01, 0.005, 0.0025];

/// The end state of a run by exponential Euler.
fn end<N: Network<f64>>(network: &N, step: f64, duration: f64) -> Vec<f64> {
    let run = network.simulate(duration).method(ExponentialEuler::step(step)).record_nothing().run();
    run.unwrap_or_else(|interrupted| panic!("{}", interrupted.error)).end().to_vec()
}

/// The converged end state.
fn truth<N: Network<f64>>(network: &N, duration: f64) -> Vec<f64> {
    let run = network.simulate(duration).method(Tsit5::tolerance(1e-12)).record_nothing().run();
    run.unwrap_or_else(|interrupted| panic!("{}", interrupted.error)).end().to_vec()
}

fn order_of<N: Network<f64>>(network: &N, duration: f64, index: usize) -> f64 {
    let truth = truth(network, duration)[index];
    let errors: Vec<f64> = STEPS.iter().map(|&h| (end(network, h, duration)[index] - truth).abs()).collect();
    println!("state {index}: errors {errors:?}, orders {:?}", pairwise_orders(&STEPS, &errors));
    observed_order(&STEPS, &errors)
}

#[test]
fn exponential_euler_is_of_order_one_on_prinz_ab() {
    let cell = prinz_ab();
    for (index, what) in [(0, "V"), (1, "Ca")] {
        let order = order_of(&cell, 200.0, index);
        assert!(order >= 0.95, "{what}: {order}");
    }
}
