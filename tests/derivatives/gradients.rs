//! Gradients against the references and against differences.

use super::of_the_axon;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_tests::models::prinz_ab;
use neuron_tests::reference;

/// Asserts that `found` agrees with `expected`, each number relative to itself.
fn assert_close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        let error = (found / expected - 1.0).abs();
        assert!(error <= tolerance, "{what}, number {k}: {found} and not {expected}, off by {error:.1e} of it");
    }
}

fn conductances() -> [neuron_runtime::model::handle::Parameter<Stg>; 8] {
    [Stg::NaV.g, Stg::CaS.g, Stg::CaT.g, Stg::A.g, Stg::KCa.g, Stg::Kd.g, Stg::H.g, Stg::Leak.g]
}

#[test]
fn mean_calcium_by_every_conductance_is_the_reference() {
    let expected = reference::mean_ca_derivatives().map(|derivative| derivative.per_ms_per_cm2());
    let cell = prinz_ab();
    for tolerance in [1e-6, 1e-7] {
        let gradient = cell
            .gradient(&conductances(), |cell| cell.simulate(1000.0).method(Tsit5::tolerance(tolerance)).mean(Stg::ca))
            .unwrap();
        assert_close("mean Ca", &gradient.derivatives, &expected, 1e-4);
        assert_close("mean Ca itself", &[gradient.value], &[reference::mean_ca()], 1e-6);
    }
}

/// Derivatives of the burst period and the duty cycle with respect to two conductances, against central differences of accurate
/// runs.
#[test]
fn period_and_duty_cycle_of_a_burster_are_differentiated() {
    let cell = prinz_ab();
    for measure in [Measure::period(Stg::v, 200.0), Measure::duty_cycle(Stg::v, 200.0)] {
        let objective =
            |tolerance: f64| Objective::new(measure.clone(), 4500.0).spikes(-10.0).method(Tsit5::tolerance(tolerance));
        for parameter in [Stg::CaS.g, Stg::KCa.g] {
            let gradient = cell.gradient_of(&[parameter], &objective(1e-8)).unwrap();
            let value = cell.get(parameter);
            let at = |part: f64| {
                let mut cell = cell.clone();
                cell.set(parameter, value * (1.0 + part));
                objective(1e-10).value::<f64, _>(&cell).unwrap()
            };
            let slope = |part: f64| (at(part) - at(-part)) / (2.0 * part * value);
            // Two step sizes, so that the error of second order cancels.
            let expected = (4.0 * slope(5e-6) - slope(1e-5)) / 3.0;
            assert_close(&format!("{measure:?}"), &[gradient[0]], &[expected], 1e-4);
        }
    }
}

/// A gap that is just the longest one within a burst: it may end the burst or not.
#[test]
fn a_burst_that_only_just_ends_has_no_derivative() {
    let cell = prinz_ab();
    let method = Tsit5::tolerance(1e-8);
    let run = cell.simulate(3000.0).spikes(-10.0).method(method).record_nothing().run().map_err(Error::from).unwrap();
    let intervals = run.spikes.times().windows(2).map(|pair| pair[1] - pair[0]);
    let longest = intervals.filter(|interval| *interval < 200.0).fold(0.0, f64::max);
    for measure in [Measure::period, Measure::duty_cycle] {
        let objective = |gap: f64| Objective::new(measure(Stg::v, gap), 3000.0).spikes(-10.0).method(method);
        let gradient = |gap: f64| cell.differentiate().by(&[Stg::CaS.g]).forward().gradient_of(&objective(gap));
        let backwards = |gap: f64| cell.differentiate().by(&[Stg::CaS.g]).backward().gradient_of(&objective(gap));
        for gap in [longest - 2e-3, longest + 2e-3] {
            assert!(gradient(gap).unwrap()[0].is_finite());
        }
        for gap in [longest - 1e-5, longest + 1e-5] {
            assert!(objective(gap).value::<f64, _>(&cell).unwrap().is_finite());
            for refused in [gradient(gap), backwards(gap)].map(Result::unwrap_err) {
                assert!(matches!(refused, Error::UndecidedBurst { .. }), "{refused:?}");
                assert!(refused.to_string().starts_with("there is no derivative: the spike at "), "{refused}");
            }
        }
    }
}

#[test]
fn every_spike_time_of_the_squid_axon_is_differentiated() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let parameters = of_the_axon();
    let spikes = axon
        .differentiate()
        .by(&parameters)
        .jacobian(|axon| {
            let run = axon.simulate(1000.0).method(Tsit5::tolerance(1e-9)).record_nothing().run()?;
            Ok(run.spikes.times().to_vec())
        })
        .unwrap();
    assert_eq!(spikes.values.len(), 69);
    for (k, parameter) in parameters.into_iter().enumerate() {
        let value = axon.get(parameter);
        let times = |part: f64| {
            let mut axon = axon.clone();
            axon.set(parameter, value * (1.0 + part));
            let run = axon.simulate(1000.0).method(Tsit5::tolerance(1e-12)).record_nothing().run();
            run.map_err(Error::from).unwrap().spikes.times().to_vec()
        };
        // Three step sizes, so that the errors of second and fourth order cancel.
        let parts = [4e-5, 2e-5, 1e-5];
        let runs = parts.map(|part| (times(part), times(-part)));
        for (spike, row) in spikes.rows.iter().enumerate() {
            let [a, b, c] = [0, 1, 2].map(|j| {
                let (up, down) = &runs[j];
                (up[spike] - down[spike]) / (2.0 * parts[j] * value)
            });
            let (ab, bc) = ((4.0 * b - a) / 3.0, (4.0 * c - b) / 3.0);
            let expected = (16.0 * bc - ab) / 15.0;
            let error = (row[k] / expected - 1.0).abs();
            assert!(
                error < 1e-6,
                "spike {spike} by {}: {} and not {expected}, {error:.1e}",
                spikes.variables[k].name,
                row[k]
            );
        }
    }
}
