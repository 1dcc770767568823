//! Parameters and states that change while a run goes on.

use super::networks::{Chorus, rise};
use super::pulses::{Axon, Passive};
use super::{ByMethod, assert_same_allocations, cancelled, difference, each_adaptive};
use neuron_runtime::model::network::Network;
use neuron_runtime::number::{F32, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::sink::{Header, Sink};
use neuron_runtime::solve::Method;
use neuron_tests::allocations::allocations;
use std::fmt::Debug;
use std::io;
use std::ops::ControlFlow;

/// V of the passive membrane (10 ms) after its leak was moved to `e` at `at`, and V was raised by `shock` at `when`; both
/// before `t`, in this order.
fn closed_form(t: f64, [at, e, when, shock]: [f64; 4]) -> f64 {
    let relax = |v: f64, to: f64, time: f64| to + (v - to) * (-time / 10.0).exp();
    relax(relax(-65.0, e, when - at) + shock, e, t - when)
}

const VALUES: [f64; 4] = [3.3, -55.0, 7.7, 4.0];

struct Changed(f64);

impl ByMethod for Changed {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let mut passive = Passive::default();
        passive.set(Passive::Step.amplitude, 0.0);
        let [at, e, when, shock] = VALUES;
        let run = passive
            .simulate(20.0)
            .method(method)
            .set_at(at, Passive::Leak.e, e)
            .add_at(when, Passive::v, shock)
            .record_nothing()
            .run()
            .unwrap();
        let (v, expected) = (run.end()[0], closed_form(20.0, VALUES));
        assert!((v - expected).abs() <= 660.0 * self.0, "{method:?}: {v} for {expected}");
        assert_eq!(passive.get(Passive::Leak.e), -65.0, "the network itself does not change");
    }
}

#[test]
fn changes_happen_at_their_time() {
    for tolerance in [1e-3, 1e-6, 1e-9] {
        each_adaptive!(tolerance, Changed(tolerance));
    }
    let [at, e, when, shock] = VALUES;
    let by = |method: ExponentialEuler| {
        let mut passive = Passive::default();
        passive.set(Passive::Step.amplitude, 0.0);
        let changed =
            passive.simulate(20.0).method(method).set_at(at, Passive::Leak.e, e).add_at(when, Passive::v, shock);
        changed.end(Passive::v).unwrap()
    };
    for h in [0.3, 1.0] {
        assert!((by(ExponentialEuler::step(h)) - closed_form(20.0, VALUES)).abs() < 1e-10);
    }
}

/// The amplitude of a pulse that never begins carries the tangents of times and values.
#[test]
fn times_and_values_of_changes_have_derivatives() {
    let mut passive = Passive::default();
    passive.set(Passive::Step.on, 1000.0);
    passive.set(Passive::Step.off, 2000.0);
    for k in 0..4 {
        passive.set(Passive::Step.amplitude, VALUES[k]);
        let gradient = passive
            .gradient(&[Passive::Step.amplitude], |passive| {
                let mut values = VALUES.map(Grad::from_f64);
                values[k] = passive.get(Passive::Step.amplitude);
                let [at, e, when, shock] = values;
                let changed = passive.simulate(20.0).method(Tsit5::tolerance(1e-10)).set_at(at, Passive::Leak.e, e);
                changed.add_at(when, Passive::v, shock).end(Passive::v)
            })
            .unwrap();
        let expected = difference(|x| closed_form(20.0, [x[0], x[1], x[2], x[3]]), &VALUES, k);
        assert!((gradient[0] - expected).abs() < 1e-6, "{k}: {} for {expected}", gradient[0]);
    }
}

#[test]
fn a_change_reaches_one_neuron_or_all() {
    let net = Chorus::default();
    let run = net
        .simulate(100.0)
        .set_at(50.0, Chorus::E.inject, 0.0)
        .set_at(50.0, Chorus::E.at(3).inject, 0.4)
        .run()
        .unwrap();
    let after = |k: usize| run.e[k].spikes.iter().filter(|time| *time > 53.0).count();
    assert_eq!([after(0), after(1), after(2)], [0, 0, 0]);
    assert!(after(3) > 0 && !run.e[0].spikes.is_empty());
}

/// A threshold that moves is passed where it is now, also if V is above it at once, and if it moves while V is held.
#[test]
fn a_threshold_changes_at_its_time() {
    let net = Chorus::default();
    let expect = |at: f64, threshold: f64, expected: &[f64]| {
        let changed = || net.simulate(60.0).record_nothing().set_at(at, Chorus::A.spike.threshold, threshold);
        for run in [changed().method(Tsit5::tolerance(1e-9)).run(), changed().method(Rk4::step(0.1)).run()] {
            let run = run.unwrap();
            let times = run.a.spikes.times();
            assert!(times.len() >= expected.len(), "{times:?}");
            for (time, expected) in times.iter().zip(expected) {
                assert!((time - expected).abs() < 1e-4, "{threshold} mV at {at} ms: {times:?} for {expected}");
            }
        }
    };
    let first = |threshold| rise(0.4, -70.0, threshold);
    for threshold in [-55.0, -48.0, -45.0] {
        let interval = rise(0.4, -65.0, threshold) + 2.0;
        for at in [0.0, 1.0] {
            expect(at, threshold, &[first(threshold), first(threshold) + interval]);
        }
        let held = first(-50.0) + 1.0;
        expect(held, threshold, &[first(-50.0), first(-50.0) + interval, first(-50.0) + 2.0 * interval]);
    }
    expect(10.0, -60.0, &[10.0, 12.0 + rise(0.4, -65.0, -60.0)]);
}

/// Late in a run, single precision has no digits left for the microseconds by which differences are taken.
#[test]
fn changes_and_ramps_are_made_in_single_precision() {
    let mut passive = Passive::default();
    passive.set(Passive::Step.amplitude, 0.0);
    for at in [100.0f32, 4000.0, 16_000.0] {
        let single = passive.with::<F32>();
        let simulate = || single.simulate(f64::from(at) + 10.0).method(Rodas5P::tolerance(1e-4));
        let v = simulate().set_at(F32(at), Passive::Leak.e, F32(-45.0)).end(Passive::v).unwrap();
        let expected = -45.0 - 20.0 * (-1.0f32).exp();
        assert!((v.0 - expected).abs() < 0.02, "{at}: {v:?} for {expected}");
        let v = simulate().ramp(F32(at)..F32(at + 0.5), Passive::Leak.e, F32(-45.0)).end(Passive::v).unwrap();
        let expected = -45.0 - 20.0 / 0.05 * ((-0.95f32).exp() - (-1.0f32).exp());
        assert!((v.0 - expected).abs() < 0.02, "{at}: {v:?} for {expected}");
    }
}

#[test]
fn a_run_with_changes_resumes() {
    let net = Chorus::default();
    let simulate = || net.simulate(100.0).set_at(30.0, Chorus::A.inject, 0.2).add_at(61.0, Chorus::B.v, -3.0);
    let whole = simulate().run().unwrap();
    for stop in [20.0, 45.0, 70.0] {
        let checkpoint = cancelled(simulate(), stop);
        let resumed = simulate().resume(checkpoint.clone()).run().unwrap();
        assert_eq!(resumed.end(), whole.end(), "{stop}");
        assert_eq!(resumed.b.spikes, whole.b.spikes, "{stop}");
        // Other changes are another run.
        let other = net.simulate(100.0).set_at(30.0, Chorus::A.inject, 0.25).add_at(61.0, Chorus::B.v, -3.0);
        assert!(matches!(other.resume(checkpoint).run().unwrap_err().error, Error::Checkpoint { .. }));
    }
}

#[test]
fn wrong_changes_are_refused_before_the_run() {
    let passive = Passive::default();
    let error = |simulation: neuron_runtime::run::simulation::Simulation<'_, Passive, f64>| {
        simulation.run().expect_err("a wrong change").error.to_string()
    };
    let sentence = error(passive.simulate(10.0).set_at(f64::NAN, Passive::Leak.e, -60.0));
    assert!(sentence.contains("the time of a change is NaN"), "{sentence}");
    let sentence = error(passive.simulate(10.0).set_at(1.0, Passive::Leak.e, f64::INFINITY));
    assert!(sentence.contains("the value of a change"), "{sentence}");
    let sentence = error(passive.simulate(10.0).set_at(1.0, Passive::v_start, -50.0));
    assert!(sentence.contains("a run reads `v_start` at its start alone; set V itself"), "{sentence}");
    let sentence = error(passive.simulate(10.0).set_at(1.0, Passive::Leak.g, -1.0));
    assert!(sentence.contains("Leak.g = -1 mS/cm2"), "{sentence}");
}

/// A run of twice the duration makes twice as many changes, and not one allocation more.
#[test]
fn no_change_allocates() {
    fn count<T: Scalar, N: Network<T, Tag = Axon>>(net: &N, method: impl Method<T>, duration: f64) -> usize {
        let mut simulation = net.simulate(duration).method(method).record_nothing();
        for k in 0..20 {
            let t = f64::from(k) * 2.0;
            simulation = simulation.add_at(t + 0.3, Axon::K.g, 0.1).set_at(t + 0.7, Axon::Leak.g, 0.3 + 0.01 * t);
            simulation = simulation.ramp(t + 0.8..t + 1.5, Axon::Na.g, 100.0 + t).add_at(t + 1.6, Axon::v, 0.5);
        }
        let (run, count) = allocations(|| simulation.run());
        assert!(run.is_ok());
        count
    }
    let axon = Axon::default();
    assert_same_allocations!(count, &axon, Tsit5::default());
    assert_same_allocations!(count, &axon, Adaptive::default());
    assert_same_allocations!(count, &axon, Rodas5P::default());
    assert_same_allocations!(count, &axon, ExponentialEuler::step(0.1));
    assert_same_allocations!(count, &axon.with::<Grad>(), Tsit5::default());
    assert_same_allocations!(count, &axon.with::<Grad>(), Rodas4::default());
}

cell! {
    /// A neuron without a leak: V rises by 1 mV/ms.
    pub struct Perfect;
    capacitance: 1nF, v: -70mV, inject: 1nA,
    spike { threshold: -50mV, reset: -70mV }
}

struct Thresholds;

impl ByMethod for Thresholds {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let cell = Perfect::default();
        let cases = [
            (5.0, -40.0, 99.0, vec![30.0, 60.0, 90.0]),
            (5.0, -60.0, 39.0, vec![10.0, 20.0, 30.0]),
            (0.0, -60.0, 39.0, vec![10.0, 20.0, 30.0]),
            // V is above the new threshold at once.
            (15.0, -60.0, 32.0, vec![15.0, 25.0]),
            (25.0, -45.0, 75.0, vec![20.0, 45.0, 70.0]),
        ];
        for (at, threshold, end, expected) in cases {
            let run = cell.simulate(end).method(method).set_at(at, Perfect::spike.threshold, threshold).run().unwrap();
            let found = run.spikes.times();
            assert_eq!(found.len(), expected.len(), "{method:?}, {at} {threshold}: {found:?}");
            let close = |(found, expected): (&f64, &f64)| (found - expected).abs() < 1e-6;
            assert!(found.iter().zip(&expected).all(close), "{method:?}, {at} {threshold}: {found:?}");
        }
        let gradient = cell.gradient(&[Perfect::inject, Perfect::spike.reset], |cell| {
            let changed = cell.simulate(75.0).method(method).set_at(25.0, Perfect::spike.threshold, -45.0);
            Ok(changed.run()?.spikes.times()[2])
        });
        // The interval is C (threshold − reset)/I, 20 ms and twice 25 ms; the first begins at the start.
        let gradient = gradient.unwrap();
        let (by_current, by_reset) = (gradient[0], gradient[1]);
        assert!((by_current + 70.0).abs() < 1e-5 && (by_reset + 2.0).abs() < 1e-6, "{by_current} {by_reset}");
    }
}

#[test]
fn a_threshold_of_spikes_may_change() {
    each_adaptive!(1e-7, Thresholds);
    Thresholds.by(Rk4::step(0.01));
    Thresholds.by(ExponentialEuler::step(0.1));
    Thresholds.by(Strang::step(0.1));
}

/// A current that flows above a level.
#[channel(current = if v > level { g * (v - e) } else { 0nA })]
pub struct Switch {
    #[param(-62mV)]
    level: Param,
    #[param(100nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
}

cell! {
    /// A membrane that rests, whatever V is.
    pub struct Switched;
    capacitance: 1nF, v: -60mV,
    channels { Switch }
}

/// V does not move, so that nothing would find a relation that begins with a wrong value.
#[test]
fn relations_of_a_run_that_goes_on_know_the_changes_before() {
    let cell = Switched::default();
    let current = |level: f64, joint: Option<f64>| {
        let simulate = |end: f64| {
            let held = cell.simulate(end).set_at(5.0, Switched::Switch.level, level);
            held.voltage_clamp(Switched::v, Steps::hold(-60.0)).record(&[Switched::Switch.current]).record_at(&[end])
        };
        let run = match joint {
            Some(joint) => simulate(20.0).continued(&simulate(joint).run().unwrap()).run().unwrap(),
            None => simulate(20.0).run().unwrap(),
        };
        run.trace(Switched::Switch.current).unwrap()[0]
    };
    for joint in [3.0, 5.0, 10.0] {
        assert_eq!((current(-50.0, None), current(-50.0, Some(joint))), (0.0, 0.0), "{joint}");
        assert_eq!((current(-61.0, None), current(-61.0, Some(joint))), (-6.0, -6.0), "{joint}");
    }
}

/// A measure at the end is what a sample there is: before whatever happens then.
#[test]
fn a_measure_at_an_edge_is_the_sample_there() {
    let mut passive = Passive::default();
    passive.set(Passive::Step.on, 10.0);
    passive.set(Passive::Step.off, 30.0);
    for end in [5.0, 10.0, 20.0, 30.0, 40.0] {
        let run = passive.simulate(end).record(&[Passive::Step.current]).record_at(&[end]).run().unwrap();
        let measured = passive.simulate(end).end(Passive::Step.current).unwrap();
        assert_eq!(run.trace(Passive::Step.current).unwrap()[0], measured, "{end}");
    }
}

/// The first sample is that after what happens at the beginning, also if it went to a sink and the run was cancelled there.
#[test]
fn a_cancelled_run_has_the_first_sample_of_a_whole_one() {
    let mut passive = Passive::default();
    passive.set(Passive::Step.amplitude, 0.0);
    let simulate = || passive.simulate(5.0).record_every(1.0).set_at(0.0, Passive::v, -45.0);
    let mut whole = Rows::default();
    simulate().stream(&mut whole).run().unwrap();
    let (mut rows, mut checkpoint) = (Rows::default(), None::<Checkpoint>);
    let cancelled = simulate()
        .stream(&mut rows)
        .progress(|_| ControlFlow::Break(()))
        .checkpoint_every(f64::INFINITY, &mut checkpoint)
        .run();
    assert!(cancelled.is_err());
    simulate().stream(&mut rows).resume(checkpoint.unwrap()).run().unwrap();
    assert_eq!((rows.0.len(), rows.0[0][0]), (6, -45.0));
    assert_eq!(rows.0, whole.0);
}

/// Keeps the rows of a run.
#[derive(Default)]
struct Rows(Vec<Vec<f64>>);

impl Sink<f64> for Rows {
    fn begin(&mut self, _: &Header<'_>) -> io::Result<()> {
        self.0.clear();
        Ok(())
    }

    fn sample(&mut self, _: f64, values: &[f64]) -> io::Result<()> {
        self.0.push(values.to_vec());
        Ok(())
    }

    fn mark(&mut self) -> io::Result<Vec<u64>> {
        Ok(vec![self.0.len() as u64])
    }

    fn resume(&mut self, _: &Header<'_>, mark: &[u64]) -> io::Result<()> {
        self.0.truncate(mark[0] as usize);
        Ok(())
    }
}
