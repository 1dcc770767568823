//! Runs in single precision.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::number::F32;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;

/// Returns the spike times of a squid axon that fires throughout a second.
fn spikes<T: Scalar>(method: impl Method<T> + 'static) -> Vec<f64> {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let run = axon.with::<T>().simulate(1_000.0).method(method).spikes(0.0).run();
    run.map_err(Error::from).unwrap().spikes.times().iter().map(|time| time.re()).collect()
}

#[track_caller]
fn assert_close(single: &[f64], double: &[f64]) {
    assert!(double.len() > 60, "{}", double.len());
    assert_eq!(single.len(), double.len());
    let worst = single.iter().zip(double).map(|(single, double)| (single - double).abs()).fold(0.0, f64::max);
    assert!(worst < 0.05, "{worst} ms");
    assert!(worst > 0.0, "both runs are in one precision");
}

#[test]
fn spikes_of_the_squid_axon_keep_their_times() {
    assert_close(&spikes::<F32>(ExponentialEuler::step(0.025)), &spikes::<f64>(ExponentialEuler::step(0.025)));
    assert_close(&spikes::<F32>(Rk4::step(0.02)), &spikes::<f64>(Rk4::step(0.02)));
    assert_close(&spikes::<F32>(Strang::step(0.025)), &spikes::<f64>(Strang::step(0.025)));
}

/// Adaptive methods at a tolerance that single precision can meet.
#[test]
fn adaptive_methods_run_in_single_precision() {
    assert_close(&spikes::<F32>(Tsit5::tolerance(1e-4)), &spikes::<f64>(Tsit5::tolerance(1e-4)));
    assert_close(&spikes::<F32>(Rodas5P::tolerance(1e-4)), &spikes::<f64>(Rodas5P::tolerance(1e-4)));
}
