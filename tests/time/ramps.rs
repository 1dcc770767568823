//! Parameters that move along a line while a run goes on.

use super::networks::Chorus;
use super::pulses::{Axon, Passive};
use super::{ByMethod, cancelled, difference, each_adaptive};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use std::fmt::Debug;

/// Beginning (ms), end (ms), and the value at the end: of the leak's reversal potential (mV), and of its conductance (mS/cm²).
const REVERSAL: [f64; 3] = [3.3, 11.7, -45.0];
const CONDUCTANCE: [f64; 3] = [13.1, 16.4, 0.6];
const END: f64 = 20.0;

fn silent() -> Passive {
    let mut passive = Passive::default();
    passive.set(Passive::Step.amplitude, 0.0);
    passive
}

/// V of the passive membrane (10 ms) at the end. Its reversal potential moves first; then the conductance moves while the
/// reversal potential stands.
fn closed_form([begin, end, e]: [f64; 3], [from, to, g]: [f64; 3]) -> f64 {
    let (tau, rate) = (10.0, (e + 65.0) / (end - begin));
    // V lags behind a ramp by the time constant.
    let lag = rate * tau * (1.0 - (-(end - begin) / tau).exp());
    let distance = -lag * (-(from - end) / tau).exp();
    // The integral of g/C, with 0.1 mS/cm² before the ramp.
    let exponent = (to - from) * (0.1 + g) / 2.0 + (END - to) * g;
    e + distance * (-exponent).exp()
}

struct Ramped(f64);

impl ByMethod for Ramped {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let passive = silent();
        let ([begin, end, e], [from, to, g]) = (REVERSAL, CONDUCTANCE);
        let ramped = passive.simulate(END).method(method).ramp(begin..end, Passive::Leak.e, e);
        let v = ramped.ramp(from..to, Passive::Leak.g, g).end(Passive::v).unwrap();
        let expected = closed_form(REVERSAL, CONDUCTANCE);
        assert!((v - expected).abs() <= 660.0 * self.0, "{method:?}: {v} for {expected}");
        assert_eq!(passive.get(Passive::Leak.g), 0.1, "the network itself does not change");
    }
}

#[test]
fn ramps_are_solved_to_tolerance() {
    for tolerance in [1e-3, 1e-6, 1e-9, 1e-11] {
        each_adaptive!(tolerance, Ramped(tolerance));
    }
}

#[test]
fn methods_of_fixed_steps_keep_their_order() {
    fn error(method: impl Method<f64>) -> f64 {
        let passive = silent();
        let ([begin, end, e], [from, to, g]) = (REVERSAL, CONDUCTANCE);
        let ramped = passive.simulate(END).method(method).ramp(begin..end, Passive::Leak.e, e);
        let v = ramped.ramp(from..to, Passive::Leak.g, g).end(Passive::v).unwrap();
        (v - closed_form(REVERSAL, CONDUCTANCE)).abs()
    }
    let orders = [
        ("exponential Euler", 1.0, error(ExponentialEuler::step(0.1)) / error(ExponentialEuler::step(0.05))),
        ("Strang splitting", 2.0, error(Strang::step(0.1)) / error(Strang::step(0.05))),
        ("Runge-Kutta", 4.0, error(Rk4::step(0.4)) / error(Rk4::step(0.2))),
    ];
    for (name, order, ratio) in orders {
        let found = ratio.log2();
        assert!((found - order).abs() < 0.3, "{name}: order {found} for {order}");
    }
}

/// The amplitude of a pulse that never begins carries the tangents of times and values.
#[test]
fn times_and_values_of_ramps_have_derivatives() {
    let mut passive = silent();
    passive.set(Passive::Step.on, 1000.0);
    passive.set(Passive::Step.off, 2000.0);
    let all = [REVERSAL, CONDUCTANCE].concat();
    for k in 0..6 {
        passive.set(Passive::Step.amplitude, all[k]);
        let gradient = passive
            .gradient(&[Passive::Step.amplitude], |passive| {
                let mut values: Vec<Grad> = all.iter().map(|x| Grad::from_f64(*x)).collect();
                values[k] = passive.get(Passive::Step.amplitude);
                let ramped = passive.simulate(END).method(Rodas5P::tolerance(1e-10));
                let ramped = ramped.ramp(values[0]..values[1], Passive::Leak.e, values[2]);
                ramped.ramp(values[3]..values[4], Passive::Leak.g, values[5]).end(Passive::v)
            })
            .unwrap();
        let of = |x: &[f64]| closed_form([x[0], x[1], x[2]], [x[3], x[4], x[5]]);
        let expected = difference(of, &all, k);
        assert!((gradient[0] - expected).abs() < 1e-6, "{k}: {} for {expected}", gradient[0]);
    }
}

#[test]
fn a_run_killed_within_a_ramp_resumes_to_the_last_bit() {
    let axon = Axon::default();
    let simulate = || axon.simulate(60.0).ramp(10.0..40.0, Axon::Na.g, 60.0).add_at(20.0, Axon::v, 15.0);
    let whole = simulate().run().unwrap();
    for stop in [5.0, 15.0, 25.0, 39.0, 50.0] {
        let checkpoint = cancelled(simulate(), stop);
        let resumed = simulate().resume(checkpoint.clone()).run().unwrap();
        assert_eq!(resumed.end(), whole.end(), "{stop}");
        assert_eq!(resumed.spikes, whole.spikes, "{stop}");
        let other = axon.simulate(60.0).ramp(10.0..41.0, Axon::Na.g, 60.0).add_at(20.0, Axon::v, 15.0);
        assert!(matches!(other.resume(checkpoint).run().unwrap_err().error, Error::Checkpoint { .. }));
    }
}

#[test]
fn a_ramp_moves_one_neuron_or_all() {
    let net = Chorus::default();
    let still = net.simulate(50.0).run().unwrap();
    let one = net.simulate(50.0).ramp(0.0..50.0, Chorus::E.at(2).inject, 2.0).run().unwrap();
    let all = net.simulate(50.0).ramp(0.0..50.0, Chorus::E.inject, 2.0).run().unwrap();
    assert!(one.e[2].spikes.len() > still.e[2].spikes.len());
    let apart = |(a, b): (&f64, &f64)| (a - b).abs();
    assert!(one.e[0].spikes.times().iter().zip(still.e[0].spikes.times()).map(apart).all(|apart| apart < 1e-5));
    assert_eq!(one.e[0].spikes.len(), still.e[0].spikes.len());
    assert!((0..3).all(|k| all.e[k].spikes.len() > still.e[k].spikes.len()));
}

/// A ramp begins where a change at its beginning leaves the parameter, and ends where its own end does.
#[test]
fn a_ramp_begins_after_what_else_happens_then() {
    let passive = silent();
    let jump = passive.simulate(30.0).ramp(10.0..20.0, Passive::Leak.e, -55.0).set_at(10.0, Passive::Leak.e, -60.0);
    let two = passive.simulate(30.0).ramp(15.0..20.0, Passive::Leak.e, -55.0).ramp(10.0..15.0, Passive::Leak.e, -57.5);
    let two = two.set_at(10.0, Passive::Leak.e, -60.0);
    let (jump, two) = (jump.end(Passive::v).unwrap(), two.end(Passive::v).unwrap());
    assert!((jump - two).abs() < 1e-5, "{jump} {two}");
}

#[test]
fn wrong_ramps_are_refused_before_the_run() {
    let axon = Axon::default();
    let error = |simulation: neuron_runtime::run::simulation::Simulation<'_, Axon, f64>| {
        simulation.run().expect_err("a wrong ramp").error.to_string()
    };
    let ramp = |times, g| error(axon.simulate(10.0).ramp(times, Axon::Na.g, g));
    for (sentence, part) in [
        (ramp(5.0..5.0, 1.0), "the end of a ramp is 5; it has to be a time after the beginning"),
        (ramp(5.0..f64::NAN, 1.0), "it has to be a time after the beginning"),
        (ramp(-5.0..5.0, 1.0), "the time of a change is -5; it cannot lie before the start at 0 ms"),
        (ramp(1.0..5.0, f64::NAN), "the value of a change is NaN"),
        (ramp(1.0..5.0, -1.0), "Na.g = -1 mS/cm2"),
        (
            error(axon.simulate(10.0).ramp(1.0..5.0, Axon::Na.g, 1.0).set_at(2.0, Axon::Na.g, 3.0)),
            "a ramp of the same parameter is under way then",
        ),
        (
            error(axon.simulate(10.0).ramp(1.0..5.0, Axon::Step.on, 4.0)),
            "a ramp cannot move a parameter that decides when something happens; use `set_at`",
        ),
    ] {
        assert!(sentence.contains(part), "{sentence}");
    }
}
