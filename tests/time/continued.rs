//! Runs that go on where others have ended.

use super::clamps::Passive as Clamped;
use super::networks::Chorus;
use super::pulses::{Passive, Train};
use super::spikes::Stepped;
use neuron_runtime::model::network::Network;
use neuron_runtime::prelude::*;
use neuron_runtime::run::result::Run;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::run::spikes::Spikes;

/// Asserts that runs that end at `joints` (ms) and at the end are together one run to the end: the same spikes, the same
/// samples, the same end. Samples lie at multiples of 0.25 ms.
fn assert_one<N: Network<f64> + std::fmt::Debug>(
    net: &N,
    end: f64,
    joints: &[f64],
    bound: f64,
    simulate: impl for<'a> Fn(Simulation<'a, N, f64>) -> Simulation<'a, N, f64, Tsit5>,
    spikes: impl Fn(&Run<N>) -> &Spikes,
) {
    let whole = simulate(net.simulate(end).record_every(0.25)).run().unwrap();
    let mut last = simulate(net.simulate(joints[0]).record_every(0.25)).run().unwrap();
    let (mut times, mut samples) = (spikes(&last).times().to_vec(), last.columns()[0].values.clone());
    for until in joints[1..].iter().chain([&end]) {
        let next = simulate(net.simulate(*until).record_every(0.25)).continued(&last).run().unwrap();
        times.extend(spikes(&next).times());
        samples.truncate((next.time()[0] / 0.25).round() as usize);
        samples.extend(&next.columns()[0].values);
        last = next;
    }
    let expected = spikes(&whole).times();
    assert_eq!(times.len(), expected.len(), "{joints:?}: {times:?} {expected:?}");
    for (time, expected) in times.iter().zip(expected) {
        assert!((time - expected).abs() <= bound, "{joints:?}: {time} for {expected}");
    }
    assert_eq!(samples.len(), whole.columns()[0].values.len());
    for (k, (sample, expected)) in samples.iter().zip(&whole.columns()[0].values).enumerate() {
        // The whole run shows V before a change, a run that begins there V after it.
        if joints.contains(&(k as f64 * 0.25)) {
            continue;
        }
        assert!((sample - expected).abs() <= 1e4 * bound, "{joints:?}, {k}: {sample} for {expected}");
    }
    let state = last.end().iter().zip(whole.end());
    state.for_each(|(y, expected)| assert!((y - expected).abs() <= 1e4 * bound, "{joints:?}: {y} for {expected}"));
}

fn fine<N: Network<f64> + std::fmt::Debug>(simulation: Simulation<'_, N, f64>) -> Simulation<'_, N, f64, Tsit5> {
    simulation.method(Tsit5::tolerance(1e-12))
}

/// Before, within, at the edges of and between pulses that equations hold in `t`.
#[test]
fn two_runs_with_pulses_are_one() {
    for joints in [vec![2.0], vec![5.0], vec![5.5], vec![6.0], vec![25.25, 45.0, 52.5], vec![90.3]] {
        assert_one(&Train::default(), 110.0, &joints, 1e-9, fine, |run| &run.spikes);
    }
}

/// Within the hold after a spike, at its end, at a spike, and elsewhere.
#[test]
fn two_runs_with_resets_are_one() {
    let cell = Stepped::default();
    let whole = fine(cell.simulate(100.0)).run().unwrap();
    let spike = whole.spikes.times()[1];
    for joint in [10.0, 20.0, 30.0, spike - 1e-3, spike + 1e-3, spike + 0.5, spike + 1.999, spike + 2.0, spike + 2.5] {
        assert_one(&cell, 100.0, &[joint], 1e-9, fine, |run| &run.spikes);
    }
    // Where a run ends closer to a spike than 1e-9 ms, it is the spike.
    for joint in [spike - 1e-7, spike - 1e-10, spike, spike + 1e-10, spike + 1e-7] {
        assert_one(&cell, 100.0, &[joint], 1e-9, fine, |run| &run.spikes);
    }
}

#[test]
fn two_runs_with_inputs_and_changes_are_one() {
    fn simulate<'a>(simulation: Simulation<'a, Train, f64>) -> Simulation<'a, Train, f64, Tsit5> {
        let samples: Vec<f64> = (0..160).map(|k| f64::from(k % 7)).collect();
        let noise =
            neuron_runtime::run::input::OrnsteinUhlenbeck { mean: 0.0, sigma: 1.0, tau: 3.0, interval: 0.3, seed: 5 };
        fine(simulation)
            .inject(Train::v, Waveform::linear(0.7, &samples).unwrap())
            .inject(Train::v, noise)
            .ramp(20.0..60.0, Train::K.g, 30.0)
            .set_at(30.0, Train::Leak.g, 0.4)
            .add_at(40.0, Train::v, 8.0)
    }
    for joints in [vec![10.0], vec![30.0], vec![40.0], vec![45.3], vec![60.0], vec![20.0, 60.0], vec![70.0, 70.1]] {
        assert_one(&Train::default(), 100.0, &joints, 1e-9, simulate, |run| &run.spikes);
    }
}

#[test]
fn a_clamp_goes_on() {
    let cell = Clamped::default();
    let simulate = |end: f64| {
        let steps = Steps::hold(-80.0).to(-10.0, 5.0..40.0).ramp(-80.0, 20.0, 45.0..60.0);
        cell.simulate(end).voltage_clamp(Clamped::v, steps).record_every(0.5)
    };
    let whole = simulate(70.0).run().unwrap();
    for joint in [3.0, 5.0, 20.0, 40.0, 50.0] {
        let first = simulate(joint).run().unwrap();
        let second = simulate(70.0).continued(&first).run().unwrap();
        let current = second.clamp_current().unwrap();
        let expected = &whole.clamp_current().unwrap()[whole.time().len() - current.len()..];
        let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-5 * b.abs().max(1.0);
        assert!(current.iter().zip(expected).skip(1).all(close), "{joint}");
        let charges = [first.clamp_charges(), second.clamp_charges()].concat();
        assert_eq!(charges.len(), 3, "{joint}: {charges:?}");
    }
}

/// A second run may have other parameters, another method, other inputs and other recordings.
#[test]
fn a_run_may_go_on_otherwise() {
    let mut net = Chorus::default();
    let first = net.simulate(30.0).run().unwrap();
    net.set(Chorus::A.inject, 1.0);
    let second = net.simulate(60.0).method(Rk4::step(0.01)).record_every(1.0).record(&[Chorus::A.v]);
    let second = second.inject(Chorus::B.v, Waveform::held(10.0, &[0.0, 0.0, 0.0, 0.5]).unwrap());
    let second = second.continued(&first).run().unwrap();
    assert_eq!((second.time().len(), second.time()[0]), (31, 30.0));
    assert_eq!(second.trace(Chorus::A.v).unwrap()[0], first.end()[0]);
}

/// The mean over two parts, weighted by their lengths, is that of the whole.
#[test]
fn measures_begin_where_the_run_does() {
    let cell = Train::default();
    let first = fine(cell.simulate(28.0)).run().unwrap();
    let means = [
        fine(cell.simulate(28.0)).mean(Train::v).unwrap(),
        fine(cell.simulate(100.0)).continued(&first).mean(Train::v).unwrap(),
    ];
    let whole = fine(cell.simulate(100.0)).mean(Train::v).unwrap();
    assert!((means[0] * 0.28 + means[1] * 0.72 - whole).abs() < 1e-8);
    for from in [f64::NAN, -5.0, 5.0, 100.0] {
        let measure = Measure::mean(Train::v).from(from);
        assert!(fine(cell.simulate(100.0)).continued(&first).measure(&[measure]).is_err(), "{from}");
    }
    let late = fine(cell.simulate(100.0)).continued(&first).measure(&[Measure::mean(Train::v).from(50.0)]).unwrap();
    assert_ne!(late[0], means[1]);
}

/// The derivative goes through the joint, also within the hold that a spike has set.
#[test]
fn a_run_that_goes_on_has_the_derivatives_of_one_run() {
    let cell = Stepped::default();
    let spike = fine(cell.simulate(100.0)).run().unwrap().spikes.times()[1];
    let parameters = [Stepped::Adaptation.b, Stepped::spike.hold, Stepped::spike.reset, Stepped::Pulse.start];
    for joint in [30.0, spike + 0.5] {
        let parts = cell
            .gradient(&parameters, |cell| {
                let method = Tsit5::tolerance(1e-10);
                let first = cell.simulate(joint).method(method).run()?;
                let second = cell.simulate(100.0).method(method).continued(&first).run()?;
                Ok(second.spikes.times()[0])
            })
            .unwrap();
        let whole = cell
            .gradient(&parameters, |cell| {
                let run = cell.simulate(100.0).method(Tsit5::tolerance(1e-10)).run()?;
                let first = run.spikes.times().iter().filter(|time| time.re() <= joint).count();
                Ok(run.spikes.times()[first])
            })
            .unwrap();
        assert!((parts.value - whole.value).abs() < 1e-7);
        for (part, whole) in parts.derivatives.iter().zip(&whole.derivatives) {
            assert!((part - whole).abs() <= 1e-5 * whole.abs().max(1e-3), "{joint}: {part} for {whole}");
        }
    }
}

/// Two runs of one cost that begin in the same state, with the same input, differ by the time at which they begin.
#[test]
fn runs_of_a_cost_are_told_apart_by_their_beginning() {
    let mut passive = Passive::default();
    passive.set(Passive::Step.amplitude, 0.0);
    // The same at 10 and at 20 ms, where the runs begin, and nowhere else.
    let sample = |k: i32| if k % 10 == 0 { 1.0 } else { 3.0 * (0.7 * f64::from(k)).sin() };
    let input = Waveform::held(1.0, &(0..30).map(sample).collect::<Vec<_>>()).unwrap();
    let after = |joint: f64, passive: &Passive| {
        let first = passive.simulate(joint).run().unwrap();
        passive.simulate(30.0).inject(Passive::v, input.clone()).continued(&first).end(Passive::v).unwrap()
    };
    let both = passive
        .gradient(&[Passive::Leak.g], |passive| {
            let mut sum = Real::zero();
            for joint in [10.0, 20.0] {
                let first = passive.simulate(joint).run()?;
                sum += passive.simulate(30.0).inject(Passive::v, input.clone()).continued(&first).end(Passive::v)?;
            }
            Ok(sum)
        })
        .unwrap();
    let expected = after(10.0, &passive) + after(20.0, &passive);
    assert!((both.value - expected).abs() < 1e-4, "{} for {expected}", both.value);
}

#[test]
fn changes_at_the_beginning_are_made() {
    let mut passive = Passive::default();
    passive.set(Passive::Step.amplitude, 0.0);
    let begin = |v: &[f64]| (v[0], v[100]);
    let relaxed = |v: f64| -65.0 + (v + 65.0) * (-1.0f64).exp();
    let simulate = |end| passive.simulate(end).method(Tsit5::tolerance(1e-9));
    let run = simulate(10.0).set_at(0.0, Passive::v, -45.0).run().unwrap();
    let (first, last) = begin(run.trace(Passive::v).unwrap());
    assert!(first == -45.0 && (last - relaxed(-45.0)).abs() < 1e-6);
    // At the end of a run nothing happens any more; it does when the run goes on.
    let rest = simulate(5.0).add_at(5.0, Passive::v, 7.0).run().unwrap();
    assert!((rest.end()[0] + 65.0).abs() < 1e-9);
    let run = simulate(15.0).add_at(5.0, Passive::v, 7.0).continued(&rest).run().unwrap();
    let (first, last) = begin(run.trace(Passive::v).unwrap());
    assert!((first + 58.0).abs() < 1e-9 && (last - relaxed(-58.0)).abs() < 1e-6, "{first} {last}");
    // What was before is not made again.
    let run = simulate(15.0).add_at(4.0, Passive::v, 7.0).continued(&rest).run().unwrap();
    assert!((run.end()[0] + 65.0).abs() < 1e-9);
}

#[test]
fn a_run_that_cannot_go_on_is_refused() {
    let cell = Stepped::default();
    let first = cell.simulate(30.0).run().unwrap();
    let text = |simulation: Simulation<'_, Stepped, f64>| {
        simulation.continued(&first).run().expect_err("refused").error.to_string()
    };
    for end in [20.0, 30.0] {
        let measured = cell.simulate(end).continued(&first).mean(Stepped::v).unwrap_err().to_string();
        for sentence in [text(cell.simulate(end)), measured] {
            assert!(
                sentence.contains("it counts from 0 ms, and has to be longer than the run that is continued"),
                "{sentence}"
            );
        }
    }
    let sentence = text(cell.simulate(40.0).record_at(&[10.0, 35.0]));
    assert!(sentence.contains("it cannot lie before the end of the run that is continued"), "{sentence}");
    let never = cell.simulate(-1.0).run().expect_err("a negative duration").run;
    let error = cell.simulate(40.0).continued(&never).run().expect_err("a run without an end").error;
    assert!(matches!(error, Error::Length { found: 0, .. }), "{error}");
}
