//! Long runs: watched, cancelled, streamed, killed and resumed, and what is left when something goes wrong.
//!
//! The long ones take a minute: `cargo test --release -p neuron-tests --test networks runs -- --ignored`

mod damage;
mod disk;
mod failing;
mod killing;
mod refusing;
mod resuming;
mod streaming;
mod watching;

use neuron_runtime::prelude::*;
use neuron_runtime::run::result::Interrupted;
use neuron_tests::folder::Folder;

fn failed<N: Network<T>, T: Scalar>(run: Result<Run<N, T>, Box<Interrupted<N, T>>>) -> Interrupted<N, T> {
    match run {
        Ok(_) => panic!("the run should have ended early"),
        Err(interrupted) => *interrupted,
    }
}

/// The name of a module's test in this program.
fn test_of(module: &str, test: &str) -> String {
    let (_program, module) = module.split_once("::").unwrap();
    format!("{module}::{test}")
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// Asserts that two runs are equal to the last bit.
fn same<N: Network<f64>>(a: &Run<N>, b: &Run<N>) {
    assert_eq!(bits(a.end()), bits(b.end()));
    assert_eq!(a.statistics, b.statistics);
    assert_eq!(bits(a.time()), bits(b.time()));
    assert_eq!(a.columns().len(), b.columns().len());
    for (a, b) in a.columns().iter().zip(b.columns()) {
        assert_eq!((&a.name, bits(&a.values)), (&b.name, bits(&b.values)));
    }
    for (a, b) in a.each_neuron().into_iter().zip(b.each_neuron()) {
        assert_eq!((&a.name, bits(a.spikes.times())), (&b.name, bits(b.spikes.times())));
    }
}
