//! Phase responses against each other and against a closed form; impedances against closed forms and the Jacobian.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::integrate_and_fire::{Lif, Qif};
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::Rigged;
use std::f64::consts::TAU;

#[test]
fn the_infinitesimal_phase_response_of_the_squid_axon_is_the_direct_one() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let rig = axon.rig(HodgkinHuxley::v).method(Tsit5::tolerance(1e-11));
    let by = |kick: f64| rig.phase_response().settle(500.0).phases(24).kick(kick).run().unwrap();
    let (response, other) = (by(1e-3), by(-1e-3));
    assert!((response.period - 14.64).abs() < 0.01, "{}", response.period);
    // Without the part of second order.
    let (up, down) = (response.direct.as_ref().unwrap(), other.direct.as_ref().unwrap());
    let direct: Vec<f64> = up.iter().zip(down).map(|(up, down)| 0.5 * (up + down)).collect();
    let largest = direct.iter().fold(0.0, |largest: f64, z| largest.max(z.abs()));
    for ((phase, a), b) in response.phases.iter().zip(&response.infinitesimal).zip(&direct) {
        assert!((a - b).abs() < 1e-4 * largest, "phase {phase}: {a}, {b}");
    }
    // A small advance before the spike, a delay after it: resetting of the second type.
    assert!(response.infinitesimal.iter().any(|z| *z < -0.1 * largest) && largest > 0.01, "{response}");
}

/// dV/dt = F(V) leads to a response 1/(T F(V)).
#[test]
fn the_phase_response_of_the_quadratic_neuron_is_its_closed_form() {
    let mut cell = Qif::default();
    cell.set(Qif::inject, 0.2);
    let response =
        cell.rig(Qif::v).method(Tsit5::tolerance(1e-12)).phase_response().settle(300.0).phases(20).run().unwrap();
    let get = |parameter| cell.get(parameter);
    // nS/mV, nF, nA; C dV/dt = k (V − V_r)(V − V_t) + I = k ((V − middle)² + width²).
    let (k, c, i) = (1e-3 * get(Qif::Parabola.k), 0.1, get(Qif::inject));
    let middle = 0.5 * (get(Qif::Parabola.v_r) + get(Qif::Parabola.v_t));
    let half = 0.5 * (get(Qif::Parabola.v_t) - get(Qif::Parabola.v_r));
    let width = (i / k - half * half).sqrt();
    let angle = |v: f64| ((v - middle) / width).atan();
    let (reset, threshold) = (angle(get(Qif::spike.reset)), angle(get(Qif::spike.threshold)));
    let period = c / (k * width) * (threshold - reset);
    assert!((response.period - period).abs() < 1e-7, "{} {period}", response.period);
    for (phase, found) in response.phases.iter().zip(&response.infinitesimal).skip(1) {
        let v = width * (reset + phase * (threshold - reset)).tan();
        let expected = c / (k * (v * v + width * width)) / period;
        assert!((found - expected).abs() < 1e-5 * expected, "phase {phase}: {found}, {expected}");
    }
}

#[test]
fn a_rhythm_is_needed_and_has_to_be_regular() {
    let axon = HodgkinHuxley::default();
    let error =
        |run: Result<_, Error>| run.map(|_: neuron_runtime::protocol::PhaseResponse| ()).unwrap_err().to_string();
    let silent = error(axon.rig(HodgkinHuxley::v).phase_response().run());
    assert!(silent.starts_with("there is no rhythm: 0 spikes in 1000 ms; inject a current"), "{silent}");
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let none = error(axon.rig(HodgkinHuxley::v).phase_response().phases(0).run());
    assert_eq!(none, "a phase response needs a phase, a cycle and a kick other than 0");
}

#[test]
fn the_impedance_of_a_passive_cell_is_its_closed_form() {
    let cell = Lif::default();
    let (g, c) = (1e-3 * cell.get(Lif::Leak.g), 0.2); // µS, nF
    let rig = cell.rig(Lif::v).method(Tsit5::tolerance(1e-10));
    let impedance = rig.impedance(2.0..100.0).run().unwrap();
    assert!(impedance.frequencies.len() == 99 && impedance.resonance().is_none());
    for ((frequency, magnitude), phase) in impedance.frequencies.iter().zip(&impedance.magnitude).zip(&impedance.phase)
    {
        let reactance = TAU * 1e-3 * frequency * c;
        let (expected, lag) = (g.hypot(reactance).recip(), -(reactance / g).atan());
        assert!(
            (magnitude / expected - 1.0).abs() < 2e-5 && (phase - lag).abs() < 2e-5,
            "{frequency}: {magnitude} {expected}, {phase} {lag}"
        );
    }
}

/// 1/Z at rest is iωC + Σ over the states of what they add: e·(iω − J)⁻¹·e/C.
#[test]
fn the_squid_axon_resonates_as_its_jacobian_says() {
    let axon = HodgkinHuxley::default();
    let rig = axon.rig(HodgkinHuxley::v).method(Tsit5::tolerance(1e-10));
    let impedance = rig.impedance(5.0..200.0).amplitude(0.002).run().unwrap();
    let steady = axon.steady_state().unwrap();
    let jacobian = super::steady_states::differences(&axon, steady.state());
    for ((frequency, magnitude), phase) in impedance.frequencies.iter().zip(&impedance.magnitude).zip(&impedance.phase)
    {
        let omega = TAU * 1e-3 * frequency;
        let matrix = nalgebra::DMatrix::from_fn(4, 4, |row, column| {
            nalgebra::Complex::new(-jacobian[(row, column)], if row == column { omega } else { 0.0 })
        });
        let inverse = matrix.try_inverse().unwrap()[(0, 0)]; // C is 1 nF
        let error = (magnitude / inverse.norm() - 1.0).abs();
        assert!(error < 1e-3 && (phase - inverse.arg()).abs() < 1e-3, "{frequency}: {magnitude} {inverse}, {phase}");
    }
    let (frequency, _) = impedance.resonance().unwrap();
    assert!((60.0..80.0).contains(&frequency), "{frequency}");
}

#[test]
fn a_chirp_that_makes_no_sense_is_refused() {
    let cell = Lif::default();
    let error = cell.rig(Lif::v).impedance(50.0..20.0).run().unwrap_err().to_string();
    assert!(error.starts_with("a chirp of 0.01 nA cannot sweep 50 to 20 Hz in 1000 ms"), "{error}");
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let error = axon.rig(HodgkinHuxley::v).impedance(1.0..50.0).run().unwrap_err().to_string();
    assert_eq!(error, "the steady state is not stable: an impedance is one of a membrane at rest");
}
