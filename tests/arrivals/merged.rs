//! Conductances of equal equations into one compartment are one state.

use super::{Exponential, Membrane};
use neuron_runtime::prelude::*;

/// As [`Exponential`], with a beginning that a parameter sets: its states do not add up.
#[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
pub struct Separate {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(1)]
    weight: Param,
    #[param(0)]
    start: Param,
    #[state(derivative = -s / tau, init = start)]
    s: State,
}

network! {
    pub struct Merged;
    source Noise[40]: Poisson { rate: 50Hz, seed: 3 };
    neuron E[10]: Membrane;
    Noise -> E random { probability: 0.5, seed: 1 }: Synapse: Exponential { g: 0.3nS, delay: 1.5ms };
}

network! {
    pub struct Apart;
    source Noise[40]: Poisson { rate: 50Hz, seed: 3 };
    neuron E[10]: Membrane;
    Noise -> E random { probability: 0.5, seed: 1 }: Synapse: Separate { g: 0.3nS, delay: 1.5ms };
}

#[test]
fn merged_conductances_equal_the_sum_of_separate_ones() {
    let (mut merged, mut apart) = (Merged::default(), Apart::default());
    assert_eq!(merged.dim(), 20);
    assert!(apart.dim() > 150);
    for k in [0, 3, 17, 50] {
        merged.set(Merged::Noise_E.Synapse.weight.at(k), 0.5 + k as f64);
        apart.set(Apart::Noise_E.Synapse.weight.at(k), 0.5 + k as f64);
        merged.set(Merged::Noise_E.Synapse.delay.at(k), 0.25 + 0.1 * k as f64);
        apart.set(Apart::Noise_E.Synapse.delay.at(k), 0.25 + 0.1 * k as f64);
    }
    let of_merged = merged.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
    let of_apart = apart.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
    let mut sums = [0.0; 10];
    let mut ends = Vec::new();
    apart.each_connection(&mut |_, post| ends.push(post));
    assert_eq!(ends.len() + 10, apart.dim());
    for (s, post) in of_apart.end()[10..].iter().zip(ends) {
        sums[post] += s;
    }
    for (k, sum) in sums.iter().enumerate() {
        let (v, other) = (of_merged.end()[k], of_apart.end()[k]);
        assert!((v - other).abs() < 1e-12 * v.abs(), "{k}: {v} {other}");
        let merged = of_merged.end()[10 + k];
        assert!((merged - sum).abs() < 1e-12 * sum && *sum > 0.0, "{k}: {merged} {sum}");
    }
}

/// Maximal conductances of single connections are folded into what their spikes add.
#[test]
fn connections_of_one_state_may_differ_in_the_factor_of_their_current() {
    let (mut merged, mut apart) = (Merged::default(), Apart::default());
    merged.set_each(Merged::Noise_E.Synapse.g, |k| 0.1 + 0.01 * k as f64);
    apart.set_each(Apart::Noise_E.Synapse.g, |k| 0.1 + 0.01 * k as f64);
    assert_eq!(merged.dim(), 20);
    let of_merged = merged.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
    let of_apart = apart.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
    for k in 0..10 {
        let (v, other) = (of_merged.end()[k], of_apart.end()[k]);
        assert!((v - other).abs() < 1e-12 * v.abs() && v > -64.9, "{k}: {v} {other}");
    }
}

#[test]
fn connections_of_one_state_that_differ_in_its_equation_are_refused() {
    let mut merged = Merged::default();
    merged.set_each(Merged::Noise_E.Synapse.tau, |_| 7.0);
    merged.simulate(5.0).run().unwrap();
    merged.set(Merged::Noise_E.Synapse.tau.at(2), 8.0);
    let error = merged.simulate(5.0).run().unwrap_err().to_string();
    assert!(
        error.starts_with("Noise_E.Synapse[2].tau = 8 ms differs between connections whose states add up"),
        "{error}"
    );
    let mut apart = Apart::default();
    apart.set(Apart::Noise_E.Synapse.tau.at(2), 8.0);
    apart.simulate(5.0).run().unwrap();
}
