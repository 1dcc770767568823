//! Runs judged by the reference solutions.

use neuron_runtime::prelude::*;
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::reference;

/// The worst error (ms) over the three neurons of a run of the pyloric network; each has every spike.
fn worst_of(run: &Run<Pyloric>) -> f64 {
    let neurons = [("AB", &run.ab), ("LP", &run.lp), ("PY", &run.py)];
    let errors = neurons.map(|(name, neuron)| {
        reference::worst_spike_error(neuron.spikes.times(), &reference::pyloric_spikes(name)).unwrap()
    });
    errors.into_iter().fold(0.0, f64::max)
}

#[test]
fn prinz_ab_adaptive_finds_every_spike() -> Result<(), Error> {
    let run = prinz_ab().simulate(5000.0).method(Tsit5::tolerance(1e-8)).record_nothing().spikes(-10.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("prinz_ab")).unwrap();
    println!("worst error {error:e} ms, {:?}", run.statistics);
    assert!(error < 0.01, "{error}");
    Ok(())
}

#[test]
fn prinz_ab_exponential_euler_is_within_two_milliseconds() -> Result<(), Error> {
    let run = prinz_ab().simulate(5000.0).method(ExponentialEuler::step(0.025)).record_nothing().spikes(-10.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("prinz_ab")).unwrap();
    println!("worst error {error} ms");
    assert!(error < 2.0, "{error}");
    Ok(())
}

#[test]
fn pyloric_exponential_euler_is_within_five_milliseconds() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network.simulate(10_000.0).method(ExponentialEuler::step(0.025)).record_nothing().spikes(-10.0).run()?;
    let error = worst_of(&run);
    println!("worst error {error} ms");
    assert!(error < 5.0, "{error}");
    Ok(())
}

/// The synapses' time constants fall to 1e-5 ms: an explicit pair pays about 2.5 million steps.
#[test]
fn pyloric_adaptive_finds_every_spike_to_its_end() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network.simulate(10_000.0).method(Tsit5::tolerance(1e-6)).record_nothing().spikes(-10.0).run()?;
    let error = worst_of(&run);
    println!("worst error {error:e} ms, {:?}", run.statistics);
    assert!(error < 0.05, "{error}");
    Ok(())
}

#[test]
fn traces_follow_the_references() -> Result<(), Error> {
    let truth = reference::trace("prinz_ab");
    let run = prinz_ab().simulate(2000.0).method(Tsit5::tolerance(1e-9)).record_every(1.0).spikes(-10.0).run()?;
    let v = run.trace_by_name("v")?;
    let worst = truth.column("v").iter().zip(v).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    println!("worst error {worst:e} mV");
    assert!(run.time().len() == truth.times.len() && worst < 1e-3, "{worst}");
    Ok(())
}
