//! The models of the library, judged by the crossings, periods and closed forms in the references' README.

use neuron_runtime::analysis::Spikes;
use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::destexhe_1994::{Ampa, GabaA, Nmda};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::liu_1998::Liu;
use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
use neuron_runtime::mechanism::{At, Describe, Mechanism};
use neuron_runtime::prelude::*;
use neuron_tests::order::{observed_order, pairwise_orders};
use neuron_tests::reference;

const WITHIN: f64 = 0.01;

fn assert_begins(spikes: &Spikes, expected: &[f64]) {
    println!("{:?}", &spikes.times()[..expected.len().min(spikes.len())]);
    assert!(spikes.len() >= expected.len(), "{} spikes", spikes.len());
    for (found, expected) in spikes.times().iter().zip(expected) {
        assert!((found - expected).abs() < WITHIN, "{found} for {expected}");
    }
}

/// The interval before the last spike.
fn last_interval(spikes: &Spikes) -> f64 {
    spikes.intervals().last().expect("two spikes")
}

const METHOD: Tsit5 = Tsit5::tolerance(1e-8);

#[test]
fn hodgkin_huxley_has_every_spike_of_the_reference() -> Result<(), Error> {
    let mut cell = HodgkinHuxley::default();
    cell.set(HodgkinHuxley::inject, 10.0);
    let run = cell.simulate(1000.0).method(METHOD).record_every(1.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("hodgkin_huxley")).unwrap();
    println!("worst error {error:e} ms");
    assert!(error < 0.01, "{error}");
    let truth = reference::trace("hodgkin_huxley");
    let worst =
        truth.column("v").iter().zip(run.trace(HodgkinHuxley::v)?).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-3, "{worst} mV");
    Ok(())
}

/// Gates before V is a staggered grid, whose V is of second order.
#[test]
fn exponential_euler_is_of_order_two_on_hodgkin_huxley() -> Result<(), Error> {
    let mut cell = HodgkinHuxley::default();
    cell.set(HodgkinHuxley::inject, 10.0);
    let truth = cell.simulate(10.0).method(Tsit5::tolerance(1e-12)).record_nothing().run()?.end()[0];
    let steps = [0.02, 0.01, 0.005, 0.0025];
    let mut errors = Vec::new();
    for step in steps {
        let end = cell.simulate(10.0).method(ExponentialEuler::step(step)).record_nothing().run()?.end()[0];
        errors.push((end - truth).abs());
    }
    let order = observed_order(&steps, &errors);
    println!("errors {errors:?}, orders {:?}", pairwise_orders(&steps, &errors));
    assert!(order >= 1.9, "{order}");
    Ok(())
}

#[test]
fn connor_stevens() -> Result<(), Error> {
    let mut cell = ConnorStevens::default();
    cell.set(ConnorStevens::inject, 10.0);
    let run = cell.simulate(400.0).method(METHOD).record_nothing().run()?;
    assert_begins(&run.spikes, &[38.139, 67.512]);
    assert!((last_interval(&run.spikes) - 29.372).abs() < WITHIN);
    Ok(())
}

#[test]
fn wang_buzsaki() -> Result<(), Error> {
    let mut cell = WangBuzsaki::default();
    cell.set(WangBuzsaki::inject, 1.0);
    let run = cell.simulate(400.0).method(METHOD).record_nothing().run()?;
    assert_begins(&run.spikes, &[11.727, 28.478]);
    assert!((last_interval(&run.spikes) - 16.750).abs() < WITHIN);
    Ok(())
}

#[test]
fn morris_lecar() -> Result<(), Error> {
    let mut cell = MorrisLecar::default();
    cell.set(MorrisLecar::inject, 100.0);
    let run = cell.simulate(2000.0).method(METHOD).record_nothing().run()?;
    assert_begins(&run.spikes, &[15.905, 102.547]);
    assert!((last_interval(&run.spikes) - 85.291).abs() < WITHIN);
    Ok(())
}

#[test]
fn pinsky_rinzel() -> Result<(), Error> {
    let run = PinskyRinzel::default().simulate(2000.0).method(METHOD).record_nothing().spikes(60.0).run()?;
    assert_begins(&run.spikes, &[12.325, 90.816, 431.902, 926.904, 1421.925]);
    assert!((run.spikes.times()[4] - run.spikes.times()[3] - 495.02).abs() < WITHIN);
    Ok(())
}

#[test]
fn liu() -> Result<(), Error> {
    let cell = Liu::default();
    let run = cell.simulate(12_000.0).method(METHOD).record_nothing().spikes(-10.0).run()?;
    assert_begins(&run.spikes, &[6.123, 13.655, 19.327, 24.665, 30.039, 35.689, 41.862, 49.020, 444.122]);
    let late = run.spikes.between(9300.0, 12_000.0).bursts(200.0);
    for burst in late.iter().filter(|burst| burst.period.is_some()) {
        assert_eq!(burst.spikes, 4);
        assert!((burst.period.unwrap() - 373.69).abs() < WITHIN, "{:?}", burst.period);
        assert!((burst.duty_cycle().unwrap() - 0.0653).abs() < 1e-4);
    }
    assert!(late.len() > 3);
    // The mean of calcium over the first second, by Simpson's rule on a fine grid.
    let run = cell.simulate(1000.0).method(METHOD).record_every(0.01).record(&[Liu::ca]).run()?;
    let ca = run.trace(Liu::ca)?;
    let n = ca.len() - 1;
    let sum: f64 = (0..=n).map(|k| ca[k] * if k == 0 || k == n { 1.0 } else { 2.0 + 2.0 * (k % 2) as f64 }).sum();
    let mean = sum / (3.0 * n as f64);
    assert!((mean - 6.66649).abs() < 1e-5, "{mean}");
    Ok(())
}

/// With the presynaptic potential held, ds/dt = a(1 − s) − b s has s(t) = a/(a + b)·(1 − exp(−(a + b)t)).
fn assert_closed_form<S: Mechanism<f64> + Describe>(synapse: &S, alpha: f64, beta: f64) {
    for v_pre in [-60.0, 0.0, 2.0, 30.0] {
        let a = alpha / (1.0 + f64::exp(-(v_pre - 2.0) / 5.0));
        let at = At { v_pre, ..At::voltage(-60.0, 0.0) };
        let mut x = vec![0.0; S::EXPS];
        synapse.arguments(&at, &mut x);
        x.iter_mut().for_each(|x| *x = x.exp());
        let mut start = [f64::NAN];
        synapse.start(&at, &x, &mut start);
        assert_eq!(start, [0.0]);
        // Exact for a gate whose surroundings stand still, whatever the step.
        let (mut s, mut t) = (0.0, 0.0);
        for h in [0.1, 1.0, 0.37, 5.0] {
            let (mut target, mut rate) = ([0.0], [0.0]);
            synapse.kinetics(&at, &x, &[s], &mut target, &mut rate);
            s = target[0] + (s - target[0]) * f64::exp(-h * rate[0]);
            t += h;
            let truth = a / (a + beta) * (1.0 - f64::exp(-(a + beta) * t));
            assert!((s - truth).abs() < 1e-8, "{s} for {truth}");
            let mut slope = [0.0];
            synapse.derivatives(&at, &x, &[s], &mut slope);
            assert!((slope[0] - (a * (1.0 - s) - beta * s)).abs() < 1e-12);
        }
    }
}

#[test]
fn kinetic_synapses_follow_their_closed_form() {
    assert_closed_form(&Ampa::default(), 1.1, 0.19);
    assert_closed_form(&Nmda::default(), 0.072, 0.0066);
    assert_closed_form(&GabaA::default(), 5.0, 0.18);
}

#[test]
fn magnesium_blocks_nmda_receptors() {
    let synapse = Nmda::new(2.0, 0.0, 1.5, 0.072, 0.0066);
    for v in [-80.0, -40.0, 0.0, 40.0] {
        let at = At::voltage(v, 0.0);
        let mut x = vec![0.0; Nmda::<f64>::EXPS];
        synapse.arguments(&at, &mut x);
        x.iter_mut().for_each(|x| *x = x.exp());
        let flow = synapse.flow(&at, &x, &[0.4]);
        let current = |v: f64| 2e-3 * 0.4 * v / (1.0 + f64::exp(-0.062 * v) * 1.5 / 3.57);
        assert!((flow.current - current(v)).abs() < 1e-14, "{}", flow.current);
        let slope = (current(v + 1e-4) - current(v - 1e-4)) / 2e-4;
        assert!((flow.slope - slope).abs() < 1e-10, "{} for {slope}", flow.slope);
    }
}
