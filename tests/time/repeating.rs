//! What repeats, through `mod` and `floor`: its k-th instant is a product, never a sum.

use super::{ByMethod, cancelled, each_adaptive};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::solve::{Method, Stepper};
use std::fmt::Debug;

/// Pulses that repeat.
#[channel(current = if t >= start && mod(t - start, period) < width { -amplitude } else { 0uA/cm2 })]
pub struct Pulses {
    #[param(10uA/cm2)]
    amplitude: Param,
    #[param(3ms)]
    start: Param,
    #[param(7.3ms)]
    period: Param,
    #[param(0.1ms)]
    width: Param,
}

cell! {
    /// A membrane that keeps its charge.
    pub struct Capacitor;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Pulses }
}

/// A staircase that goes down by 1 µA/cm² every period.
#[channel(current = floor((t - start) / period) * step)]
pub struct Stairs {
    #[param(1uA/cm2)]
    step: Param,
    #[param(0.5ms)]
    start: Param,
    #[param(2ms)]
    period: Param,
}

cell! {
    /// A membrane that integrates the stairs.
    pub struct Downstairs;
    capacitance: 1uF/cm2, area: 0.1mm2, v: 0mV, range: unchecked,
    channels { Stairs }
}

/// A staircase whose argument falls: 10, 9, 8, … µA/cm², 2 ms each.
#[channel(current = -floor((end - t) / period) * step)]
pub struct Countdown {
    #[param(1uA/cm2)]
    step: Param,
    #[param(21ms)]
    end: Param,
    #[param(2ms)]
    period: Param,
}

cell! {
    /// A membrane that integrates the countdown.
    pub struct Counting;
    capacitance: 1uF/cm2, area: 0.1mm2, v: 0mV,
    channels { Countdown }
}

struct Charge;

impl ByMethod for Charge {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let cell = Capacitor::default();
        let pulses = Capacitor::Pulses;
        // The run ends within the pulse that begins at 3 + 136·7.3 = 995.8 ms.
        let gradient = cell
            .gradient(&[pulses.amplitude, pulses.start, pulses.period, pulses.width], |cell| {
                Ok(cell.simulate(995.84).method(method).record_nothing().run()?.end()[0])
            })
            .unwrap();
        let charge = gradient.value + 65.0;
        assert!((charge - 136.4).abs() < 1e-9, "{method:?}: {charge}");
        let expected = [13.64, -10.0, -1360.0, 1360.0];
        for (k, expected) in expected.into_iter().enumerate() {
            assert!((gradient[k] - expected).abs() < 1e-7 * expected.abs(), "{method:?} by {k}: {}", gradient[k]);
        }

        let v = Downstairs::default().simulate(1000.5).method(method).record_nothing().run().unwrap().end()[0];
        // −1 before 0.5 ms, then 0, 1, …, 499 for 2 ms each.
        let expected = 0.5 - 2.0 * (499.0 * 500.0 / 2.0);
        assert!((v - expected).abs() < 1e-9 * expected.abs(), "{method:?}: {v} for {expected}");
    }
}

#[test]
fn every_period_has_its_pulse() {
    each_adaptive!(1e-3, Charge);
    each_adaptive!(1e-9, Charge);
}

#[test]
fn a_staircase_may_fall() {
    // 10 for 1 ms, then 9, 8, …, 0 for 2 ms each.
    let expected = 10.0 + 2.0 * 45.0;
    let cell = Counting::default();
    for v in [
        cell.simulate(21.0).method(Tsit5::tolerance(1e-6)).record_nothing().run().unwrap().end()[0],
        cell.simulate(21.0).method(ExponentialEuler::step(0.4)).record_nothing().run().unwrap().end()[0],
    ] {
        assert!((v - expected).abs() < 1e-9, "{v}");
    }
    let gradient = cell
        .gradient(&[Counting::Countdown.end], |cell| {
            Ok(cell.simulate(20.0).method(Tsit5::tolerance(1e-6)).record_nothing().run()?.end()[0])
        })
        .unwrap();
    // Ten edges by 1 µA/cm², each as much later as the end.
    assert!((gradient[0] - 10.0).abs() < 1e-9, "{gradient:?}");
}

#[test]
fn fixed_steps_are_split_at_the_edges() {
    for h in [0.025, 0.4, 3.0] {
        let cell = Capacitor::default();
        for v in [
            cell.simulate(995.84).method(ExponentialEuler::step(h)).record_nothing().run().unwrap().end()[0],
            cell.simulate(995.84).method(Strang::step(h)).record_nothing().run().unwrap().end()[0],
            cell.simulate(995.84).method(Rk4::step(h)).record_nothing().run().unwrap().end()[0],
        ] {
            assert!((v + 65.0 - 136.4).abs() < 1e-9, "{h}: {v}");
        }
    }
}

/// The k-th edge is at start + k·period to rounding, after a hundred thousand of them.
#[test]
fn edges_do_not_drift() {
    let mut cell = Capacitor::default();
    cell.set(Capacitor::Pulses.period, 0.1);
    cell.set(Capacitor::Pulses.width, 0.05);
    let mut stepper = Tsit5::default().begin(&cell, 0.0, &[-65.0]).unwrap();
    let mut edges = Vec::new();
    while stepper.time() < 10_003.0 {
        stepper.step(&cell, 10_003.0).unwrap();
        edges.push(stepper.time());
    }
    let last = edges[edges.len() - 2];
    assert!(edges.len() >= 200_000 && (last - 10_002.95).abs() < 1e-11, "{} {last}", edges.len());
}

/// A step along `if heaviside` and a smooth `if`.
#[channel(current = -g * (heaviside(t - 4ms) * 1mV + if smooth(v > -64mV) { v + 64mV } else { 0mV }))]
pub struct Kinked {
    #[param(0.1mS/cm2)]
    g: Param,
}

cell! {
    /// V rises from −65 mV by 0.1 mV/ms from 4 ms on, and exponentially above −64 mV, from 14 ms on.
    pub struct Rising;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Kinked }
}

#[test]
fn a_kink_does_not_cost_the_order() {
    let expected = -65.0 + ((0.1f64 * 10.0).exp());
    let error = |h: f64| {
        let end = Rising::default().simulate(24.0).method(Rk4::step(h)).record_nothing().run().unwrap().end()[0];
        (end - expected).abs()
    };
    for h in [0.8, 0.4] {
        let order = (error(h) / error(0.5 * h)).log2();
        assert!((order - 4.0).abs() < 0.4, "{h}: order {order}, error {}", error(h));
    }
    let end = Rising::default().simulate(24.0).method(Tsit5::tolerance(1e-10)).run().unwrap().end()[0];
    assert!((end - expected).abs() < 1e-8, "{end} for {expected}");
}

/// No time is a multiple of 0.
#[test]
fn a_period_of_0_is_an_error_that_names_it() {
    let mut cell = Capacitor::default();
    let refused = |simulation: Simulation<'_, Capacitor, f64>| {
        let Err(interrupted) = simulation.run() else { panic!("accepted") };
        let sentence = interrupted.to_string();
        let Error::NoInstant { time, place, .. } = interrupted.error else { panic!("{sentence}") };
        assert_eq!(place, "Pulses of Capacitor");
        assert!(sentence.contains("`floor((t - start) / period)`"), "{sentence}");
        time
    };
    assert_eq!(refused(cell.simulate(20.0).set_at(6.0, Capacitor::Pulses.period, 0.0)), 6.0);
    cell.set(Capacitor::Pulses.period, 0.0);
    // Nothing depends on the period before.
    assert_eq!(refused(cell.simulate(20.0)), 3.0);
    let by = cell.simulate(20.0).method(ExponentialEuler::step(0.1)).run();
    assert!(matches!(by.unwrap_err().error, Error::NoInstant { time: 3.0, .. }));
}

/// Pulses that repeat where there is a period, in two ways.
#[channel(
    let first = if t >= start && t < start + width { 1 } else { 0 },
    let since = if period > 0ms { mod(t - start, period) } else { t - start },
    let again = if t >= start && since < width { 1 } else { 0 },
    let others = if period > 0ms && mod(t - start, period) < width { 1 } else { 0 },
    current = -amplitude * (first + again + others)
)]
pub struct Guarded {
    #[param(10uA/cm2)]
    amplitude: Param,
    #[param(3ms)]
    start: Param,
    #[param(0ms)]
    period: Param,
    #[param(0.1ms)]
    width: Param,
}

cell! {
    /// A membrane that keeps its charge.
    pub struct Single;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Guarded }
}

struct OnePulse;

impl ByMethod for OnePulse {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let single = Single::default();
        let simulate = || single.simulate(20.0).method(method);
        let whole = simulate().run().unwrap();
        // Two pulses of 10 µA/cm² and 0.1 ms into 1 µF/cm².
        assert!((whole.end()[0] + 63.0).abs() < 1e-5, "{method:?}: {}", whole.end()[0]);
        let gradient =
            single.gradient(&[Single::Guarded.width], |single| single.simulate(20.0).method(method).end(Single::v));
        assert!((gradient.unwrap()[0] - 20.0).abs() < 1e-5);
    }
}

#[test]
fn a_period_of_0_that_the_equations_ask_for_first_is_none() {
    each_adaptive!(1e-6, OnePulse);
    OnePulse.by(ExponentialEuler::step(0.07));
    let single = Single::default();
    let whole = single.simulate(20.0).run().unwrap();
    let mut checkpoint: Option<Checkpoint> = None;
    single.simulate(3.05).checkpoint_every(1.0, &mut checkpoint).run().unwrap();
    let resumed = single.simulate(20.0).resume(checkpoint.unwrap()).run().unwrap();
    assert_eq!(resumed.end(), whole.end());
    // A period that comes later is one.
    let later = single.simulate(20.0).set_at(9.0, Single::Guarded.period, 5.0).run().unwrap();
    assert!((later.end()[0] - whole.end()[0] - 4.0).abs() < 1e-5, "{} {}", later.end()[0], whole.end()[0]);
}

/// A current that begins after two periods, if there is a period.
#[channel(current = if period > 0ms && t / period > 2 { -amplitude } else { 0uA/cm2 })]
pub struct Late {
    #[param(10uA/cm2)]
    amplitude: Param,
    #[param(0ms)]
    period: Param,
}

cell! {
    /// A membrane that keeps the charge of the late current.
    pub struct Waiting;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Late }
}

/// The relation has no value at first, and is past its level when it gets one.
#[test]
fn a_run_resumes_before_and_after_a_period_of_0() {
    let cell = Waiting::default();
    let simulate =
        || cell.simulate(40.0).set_at(20.0, Waiting::Late.period, 1.0).set_at(35.0, Waiting::Late.period, 50.0);
    let whole = simulate().run().unwrap();
    assert!((whole.end()[0] - 85.0).abs() < 1e-9, "{:?}", whole.end());
    for stop in [5.0, 25.0] {
        let resumed = simulate().resume(cancelled(simulate(), stop)).run().unwrap();
        assert_eq!(resumed.end(), whole.end(), "{stop}");
    }
}
