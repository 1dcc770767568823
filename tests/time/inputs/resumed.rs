//! Runs with inputs that are interrupted and resumed.

use super::waveforms::samples;
use super::{Axon, pulse};
use crate::cancelled;
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::solve::Method;
use std::fmt::Debug;

/// A run that is cancelled at any step, and resumed, ends bit-equal.
fn assert_resumes<M: Method<f64> + Copy + Debug>(method: M) {
    let axon = Axon::default();
    let (times, values) = samples();
    let waveform = Waveform::at(&times, &values).unwrap().interpolated();
    let simulate = || {
        axon.simulate(30.0)
            .method(method)
            .inject(Axon::v, Pulse { start: 2.0, duration: 11.0, amplitude: 0.08 })
            .inject(Axon::v, waveform.clone())
            .inject(Axon::v, OrnsteinUhlenbeck { mean: 0.0, sigma: 0.02, tau: 3.0, interval: 0.3, seed: 5 })
    };
    let whole = simulate().run().unwrap();
    for k in 1..20 {
        let stop = 1.5 * f64::from(k);
        let resumed = simulate().resume(cancelled(simulate(), stop)).run().unwrap();
        assert_eq!(resumed.end(), whole.end(), "{method:?} from {stop}");
        assert_eq!(resumed.statistics, whole.statistics, "{method:?} from {stop}");
        assert_eq!(resumed.injected(1).unwrap(), whole.injected(1).unwrap());
    }
}

#[test]
fn a_run_resumes_within_a_pulse_and_between_samples() {
    assert_resumes(Tsit5::default());
    assert_resumes(Adaptive::default());
    assert_resumes(Rodas4::tolerance(1e-4));
    assert_resumes(ExponentialEuler::step(0.04));
}

#[test]
fn a_run_does_not_resume_with_other_inputs() {
    let axon = Axon::default();
    let mut checkpoint: Option<Checkpoint> = None;
    let with = |pulse: Pulse, samples: &[f64]| {
        axon.simulate(30.0).inject(Axon::v, pulse).inject(Axon::v, Waveform::held(1.0, samples).unwrap())
    };
    with(pulse(2.0, 11.0, 0.08), &[0.0, 1e-3, 2e-3]).checkpoint_every(10.0, &mut checkpoint).run().unwrap();
    let checkpoint = checkpoint.unwrap();
    assert!(with(pulse(2.0, 11.0, 0.08), &[0.0, 1e-3, 2e-3]).resume(&checkpoint).run().is_ok());
    let refused = |run: Result<_, Box<neuron_runtime::run::result::Interrupted<Axon>>>| {
        let _: Run<Axon> = match run {
            Ok(run) => run,
            Err(interrupted) => return interrupted.to_string(),
        };
        String::new()
    };
    let text = refused(with(pulse(2.0, 11.0, 0.09), &[0.0, 1e-3, 2e-3]).resume(&checkpoint).run());
    assert!(text.contains("input 0: Pulse.amplitude was 0.08 and is 0.09 now"), "{text}");
    let text = refused(with(pulse(2.0, 11.0, 0.08), &[0.0, 1e-3, 3e-3]).resume(&checkpoint).run());
    assert!(text.contains("input 1: Waveform.checksum"), "{text}");
    let text = refused(axon.simulate(30.0).resume(&checkpoint).run());
    assert!(text.contains("recorded") || text.contains("input 0"), "{text}");
}
