//! The currents of stimuli, and the potentials that follow.

use super::{Injected, Passive, PassiveMembrane, STEP, Smooth, Stimulated, Trains, Wired, is_edge, response};
use neuron_runtime::model::mechanism::Held;
use neuron_runtime::prelude::*;
use std::f64::consts::TAU;

/// Every method ends a step at an edge, wherever it is: no pulse is stepped over, and the derivatives with respect to its times
/// are those of the response.
#[test]
fn edges_are_met_wherever_they_are() -> Result<(), Error> {
    let (start, duration, end) = (7.3, 0.21, 12.0_f64);
    let mut cell = Passive::default();
    cell.set(Passive::step.start, start).set(Passive::step.duration, duration);
    let slope = |s: f64| 10.0 * (-s / 10.0).exp();
    let (from, to) = (end - start, end - start - duration);
    let expected = [
        0.5 * (response(from) - response(to)),
        response(from) - response(to),
        -0.5 * (slope(from) - slope(to)),
        0.5 * slope(to),
    ];
    let parameters = [Passive::step.amplitude, Passive::step.start, Passive::step.duration];
    let mut network = Wired::default();
    network.set(Wired::step.start, start).set(Wired::step.duration, duration);
    let of_network = [Wired::step.amplitude, Wired::step.start, Wired::step.duration];
    macro_rules! compare {
        ($($method:expr, $tolerance:expr;)*) => {$(
            let gradient = cell.gradient(&parameters, |cell| cell.simulate(end).method($method).end(Passive::v))?;
            let wired = network.gradient(&of_network, |net| net.simulate(end).method($method).end(Wired::B.v))?;
            for found in [gradient, wired] {
                let found = [&[found.value + 60.0], &found.derivatives[..]].concat();
                for (found, expected) in found.iter().zip(&expected) {
                    assert!((found - expected).abs() < $tolerance, "{}: {found} and not {expected}", stringify!($method));
                }
            }
        )*};
    }
    compare! {
        ExponentialEuler::step(STEP), 1e-10;
        Rk4::step(0.1), 1e-8;
        Tsit5::tolerance(1e-9), 1e-6;
        Rodas5P::tolerance(1e-9), 1e-6;
    }
    Ok(())
}

/// Three pulses of 2 ms, 5 ms apart.
#[test]
fn a_train_has_the_number_of_pulses_that_it_says() -> Result<(), Error> {
    let run = Trains::default()
        .simulate(30.0)
        .method(Tsit5::tolerance(1e-10))
        .record_every(0.25)
        .record(&[Trains::v])
        .record(&[Trains::Train.current])
        .run()?;
    let (v, current) = (run.trace(Trains::v)?, run.trace(Trains::Train.current)?);
    for ((t, v), current) in run.time().iter().zip(v).zip(current) {
        let pulse = |k: f64| 0.5 * (response(t - 3.1 - 5.0 * k) - response(t - 5.1 - 5.0 * k));
        let expected: f64 = [0.0, 1.0, 2.0].map(pulse).iter().sum();
        assert!((v + 60.0 - expected).abs() < 1e-6, "at {t} ms: {} and not {expected}", v + 60.0);
        let on = [3.1, 8.1, 13.1].iter().any(|start| (*start..start + 2.0).contains(t));
        assert_eq!(*current, if on { 0.5 } else { 0.0 }, "at {t} ms");
    }
    Ok(())
}

/// Exponential Euler is exact where the current is constant in every step, and the steps end at the edges.
#[test]
fn a_pulse_charges_a_passive_cell() -> Result<(), Error> {
    let run = Passive::default()
        .simulate(20.0)
        .method(ExponentialEuler::step(STEP))
        .record_every(STEP)
        .record(&[Passive::v])
        .run()?;
    let membrane = PassiveMembrane::default()
        .simulate(20.0)
        .method(ExponentialEuler::step(STEP))
        .record_every(STEP)
        .record(&[PassiveMembrane::v])
        .run()?;
    let (v, of_membrane) = (run.trace(Passive::v)?, membrane.trace(PassiveMembrane::v)?);
    assert_eq!(v.len(), 41);
    for ((t, v), of_membrane) in run.time().iter().zip(v).zip(of_membrane) {
        let expected = -60.0 + 0.5 * (response(t - 2.0) - response(t - 10.0));
        assert!((v - expected).abs() < 1e-11, "at {t} ms: {v} and not {expected}");
        assert!((of_membrane - expected).abs() < 1e-11, "at {t} ms: {of_membrane} and not {expected}");
    }
    Ok(())
}

/// A recorded current is that into the cell, in nA, whether the cell is given per area or not.
#[test]
fn a_recorded_current_depolarises_if_positive() -> Result<(), Error> {
    macro_rules! check {
        ($cell:ident) => {
            let run = $cell::default()
                .simulate(12.0)
                .method(ExponentialEuler::step(STEP))
                .record_every(STEP)
                .record(&[$cell::step.current])
                .run()?;
            for (t, current) in run.time().iter().zip(run.trace($cell::step.current)?).filter(|(t, _)| !is_edge(**t)) {
                assert_eq!(*current, if (2.0..10.0).contains(t) { 0.5 } else { 0.0 }, "at {t} ms");
            }
            assert_eq!(run.trace_by_name("step.current")?, run.trace($cell::step.current)?);
        };
    }
    check!(Passive);
    check!(PassiveMembrane);
    Ok(())
}

#[test]
fn a_constant_stimulus_is_an_injected_current() -> Result<(), Error> {
    let injected = Injected::default().simulate(20.0).method(Rk4::step(0.1)).run()?;
    let stimulated = Stimulated::default().simulate(20.0).method(Rk4::step(0.1)).run()?;
    let (expected, found) = (injected.trace(Injected::v)?, stimulated.trace(Stimulated::v)?);
    assert!(expected[expected.len() - 1] > -20.0);
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} and not {expected}");
    }
    Ok(())
}

/// Returns the state of a cell of C = 0.1 nF, g = 10 nS, E = −60 mV at the time `t`, by the integral of its response to the
/// current (Simpson's rule).
fn convolved(t: f64, current: impl Fn(f64) -> f64) -> f64 {
    let n = 20_000;
    let h = t / f64::from(n);
    let sum: f64 = (0..=n)
        .map(|k| {
            let s = h * f64::from(k);
            let weight = if k == 0 || k == n {
                1.0
            } else if k % 2 == 1 {
                4.0
            } else {
                2.0
            };
            weight * current(s) / 0.1 * (-(t - s) / 10.0).exp()
        })
        .sum();
    -60.0 + sum * h / 3.0
}

/// Closed forms of the responses to a ramp, a sine and an alpha function; the chirp against an integral.
#[test]
fn smooth_stimuli_move_a_passive_cell_as_their_formulas_say() -> Result<(), Error> {
    let (t, tau) = (40.0_f64, 10.0_f64);
    let decay = (-t / tau).exp();
    let omega = TAU * 0.02;
    let sine = {
        let part =
            |t: f64| ((omega * t + 0.3).sin() - omega * tau * (omega * t + 0.3).cos()) / (1.0 + (omega * tau).powi(2));
        100.0 * (part(t) - part(0.0) * decay)
    };
    let alpha = {
        // s/τ_s exp(1 − s/τ_s) filtered by exp(−s/τ): with k = 1/τ − 1/τ_s.
        let (own, k) = (3.0_f64, 1.0 / tau - 1.0 / 3.0);
        std::f64::consts::E / own / 0.1 * decay * ((k * t).exp() * (t / k - 1.0 / (k * k)) + 1.0 / (k * k))
    };
    let chirp = |s: f64| 0.2 * (TAU * (0.005 * s + 0.035 * s * s / 400.0)).sin();
    let cases: [(_, _, f64); 5] = [
        (Smooth::Ramp.amplitude, 0.2, 0.2 / 1000.0 * 100.0 * (t - tau * (1.0 - decay))),
        (Smooth::Sine.amplitude, 0.2, 0.2 * sine),
        (Smooth::Sine.offset, 0.2, 0.2 * response(t)),
        (Smooth::Chirp.amplitude, 0.2, convolved(t, chirp) + 60.0),
        (Smooth::Alpha.amplitude, 0.2, 0.2 * alpha),
    ];
    for (parameter, value, expected) in cases {
        let mut cell = Smooth::default();
        cell.set(parameter, value);
        for found in [
            cell.simulate(t).method(Tsit5::tolerance(1e-10)).end(Smooth::v)?,
            cell.simulate(t).method(Rodas5P::tolerance(1e-10)).end(Smooth::v)?,
        ] {
            assert!(expected.abs() > 1e-3, "{parameter:?} has no effect");
            assert!((found + 60.0 - expected).abs() < 1e-7, "{parameter:?}: {} and not {expected}", found + 60.0);
        }
    }
    Ok(())
}

/// Before they begin and after they end, stimuli are 0, however far.
#[test]
fn stimuli_are_silent_outside_of_their_time() {
    let mut passive = Passive::default();
    passive.set(Passive::Ramp.amplitude, 0.3);
    let currents = |cell: &Passive, t: f64| {
        let y = [-60.0];
        let of = |index| {
            let origin = Passive::v.origin();
            cell.flow(origin, index, t, &y, Held::NONE).expect("a stimulus").current
        };
        (of(1), of(2))
    };
    assert_eq!(currents(&passive, 9.5), (0.5, 0.0));
    assert_eq!(currents(&passive, 99.0), (0.0, 0.0));
    assert_eq!(currents(&passive, 100.0), (0.0, 0.0));
    assert_eq!(currents(&passive, 250.0), (0.0, 0.15));
    assert_eq!(currents(&passive, 400.0), (0.0, 0.0));

    let mut smooth = Smooth::default();
    smooth.set(Smooth::Alpha.amplitude, 0.3).set(Smooth::Alpha.onset, 1e6);
    let mut dy = [f64::NAN];
    smooth.rhs(0.0, &[-60.0], &mut dy);
    assert_eq!(dy, [0.0]);
    let gradient = smooth.gradient(&[Smooth::Alpha.onset, Smooth::Alpha.tau, Smooth::Alpha.amplitude], |cell| {
        cell.simulate(1.0).method(Rk4::step(0.1)).mean(Smooth::v)
    });
    assert_eq!(gradient.expect("a gradient").derivatives, [0.0; 3]);
}
