//! Relations that states decide: a change is located, and the step ends on it.

use super::{ByMethod, each_adaptive};
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{Method, Stepper};
use std::fmt::Debug;

/// A membrane whose leak changes where V passes a threshold.
#[channel(current = if v < threshold { g_low * (v - e_low) } else { g_high * (v - e_high) })]
pub struct Switch {
    #[param(0.1mS/cm2)]
    g_low: Param,
    #[param(-40mV)]
    e_low: Param,
    #[param(-55mV)]
    threshold: Param,
    #[param(0.2mS/cm2)]
    g_high: Param,
    #[param(-20mV)]
    e_high: Param,
}

cell! {
    /// Two time constants: 10 ms below the threshold, 5 ms above it.
    pub struct Switching;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Switch }
}

/// V at `t`, from the two exponentials. All in mV and ms.
fn closed_form(t: f64, [g_low, e_low, threshold, g_high, e_high]: [f64; 5]) -> f64 {
    let crossing = ((-65.0 - e_low) / (threshold - e_low)).ln() / g_low;
    if t < crossing {
        e_low + (-65.0 - e_low) * (-g_low * t).exp()
    } else {
        e_high + (threshold - e_high) * (-g_high * (t - crossing)).exp()
    }
}

const VALUES: [f64; 5] = [0.1, -40.0, -55.0, 0.2, -20.0];

struct ClosedForm(f64);

impl ByMethod for ClosedForm {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let cell = Switching::default();
        let switch = Switching::Switch;
        let parameters = [switch.g_low, switch.e_low, switch.threshold, switch.g_high, switch.e_high];
        let gradient = cell
            .gradient(&parameters, |cell| Ok(cell.simulate(20.0).method(method).record_nothing().run()?.end()[0]))
            .unwrap();
        let bound = 66.0 * 10.0 * self.0;
        let expected = closed_form(20.0, VALUES);
        assert!((gradient.value - expected).abs() < bound, "{method:?}: {} for {expected}", gradient.value);
        for k in 0..5 {
            let at = |by: f64| {
                let mut values = VALUES;
                values[k] += by;
                closed_form(20.0, values)
            };
            let d = 1e-4;
            let difference = (8.0 * (at(d) - at(-d)) - (at(2.0 * d) - at(-2.0 * d))) / (12.0 * d);
            let found = gradient[k];
            assert!((found - difference).abs() < bound * 10.0 + 1e-9, "{method:?} by {k}: {found} for {difference}");
        }
    }
}

#[test]
fn a_threshold_is_landed_on() {
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
        each_adaptive!(tolerance, ClosedForm(tolerance));
    }
}

/// Exponential methods solve both pieces exactly, so that only the event could be wrong.
#[test]
fn fixed_steps_are_split_at_the_threshold() {
    let cell = Switching::default();
    let expected = closed_form(20.0, VALUES);
    for h in [2.0, 0.7, 0.25] {
        for v in [
            cell.simulate(20.0).method(ExponentialEuler::step(h)).run().unwrap().end()[0],
            cell.simulate(20.0).method(Strang::step(h)).run().unwrap().end()[0],
        ] {
            assert!((v - expected).abs() < 1e-10, "{h}: {v} for {expected}");
        }
    }
    // The classical method keeps its order of 4.
    let error = |h: f64| (cell.simulate(20.0).method(Rk4::step(h)).run().unwrap().end()[0] - expected).abs();
    for h in [1.0, 0.5, 0.25] {
        let order = (error(h) / error(0.5 * h)).log2();
        assert!((order - 4.0).abs() < 0.3, "{h}: order {order}");
    }
}

#[test]
fn second_derivatives_go_through_the_threshold() {
    let cell = Switching::default();
    let switch = Switching::Switch;
    let parameters = [switch.g_low, switch.threshold, switch.e_high];
    let places = [0, 2, 4];
    let objective = Objective::new(Measure::end(Switching::v), 20.0).method(Tsit5::tolerance(1e-10));
    let hessian = cell.hessian_of(&parameters, &objective).unwrap();
    for (i, a) in places.into_iter().enumerate() {
        for (j, b) in places.into_iter().enumerate() {
            let at = |x: f64, y: f64| {
                let mut values = VALUES;
                values[a] += x * VALUES[a].abs();
                values[b] += y * VALUES[b].abs();
                closed_form(20.0, values)
            };
            let d = 1e-3;
            let difference = if a == b {
                (16.0 * (at(d, 0.0) + at(-d, 0.0)) - (at(2.0 * d, 0.0) + at(-2.0 * d, 0.0)) - 30.0 * at(0.0, 0.0))
                    / (12.0 * d * d)
            } else {
                (at(d, d) + at(-d, -d) - at(d, -d) - at(-d, d)) / (4.0 * d * d)
            } / (VALUES[a] * VALUES[b]).abs();
            let found = hessian.matrix[i][j];
            assert!((found - difference).abs() < 1e-3 * (difference.abs() + 1e-2), "{a} {b}: {found} for {difference}");
        }
    }
}

/// The rates of the dendrite's channels jump by a ten-thousandth at 50 mV.
#[test]
fn pinsky_and_rinzel_s_rates_have_derivatives() {
    let parameters = [PinskyRinzel::dendrite.Ca.e, PinskyRinzel::soma.Na.e];
    let at = |values: [f64; 2]| {
        let mut cell = PinskyRinzel::default();
        parameters.iter().zip(values).for_each(|(parameter, value)| {
            cell.set(*parameter, value);
        });
        let run = cell.simulate(100.0).method(Rodas5P::tolerance(1e-11)).spikes(60.0).record_nothing().run().unwrap();
        run.spikes.times().to_vec()
    };
    let cell = PinskyRinzel::default();
    let values = parameters.map(|parameter| cell.get(parameter));
    let spikes = at(values);
    assert_eq!(spikes.len(), 2, "{spikes:?}");
    let gradient = cell
        .gradient(&parameters, |cell| {
            let run = cell.simulate(100.0).method(Tsit5::tolerance(1e-9)).spikes(60.0).record_nothing().run()?;
            Ok(run.spikes.times()[1])
        })
        .unwrap();
    for k in 0..2 {
        let shifted = |by: f64| {
            let mut values = values;
            values[k] += by;
            at(values)[1]
        };
        let difference = |d: f64| (shifted(d) - shifted(-d)) / (2.0 * d);
        let (wide, narrow) = (difference(2e-3), difference(1e-3));
        let (found, uncertainty) = (gradient[k], (wide - narrow).abs());
        assert!(
            (found - narrow).abs() < 1e-5 * narrow.abs() + uncertainty,
            "{k}: {found} for {narrow} ± {uncertainty}"
        );
    }
}

/// A current that pushes V up to −55 mV and back, and a switch at that value.
#[channel(current = g * 10mV * (t - 10ms) / 1ms + if v > threshold { g * 1mV } else { 0uA/cm2 })]
pub struct Touch {
    #[param(0.02mS/cm2)]
    g: Param,
    #[param(-55mV)]
    threshold: Param,
}

cell! {
    /// V = −65 mV + 0.1 mV/ms² (20 ms − t) t, with its peak of −55 mV at 10 ms.
    pub struct Touching;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Touch }
}

#[test]
fn where_a_threshold_is_touched_there_is_no_derivative() {
    let gradient = |threshold: f64| {
        let mut cell = Touching::default();
        cell.set(Touching::Touch.threshold, threshold);
        cell.gradient(&[Touching::Touch.g], |cell| {
            Ok(cell.simulate(20.0).method(Tsit5::tolerance(1e-9)).record_nothing().run()?.end()[0])
        })
    };
    let Err(Error::Grazing { time, relation, .. }) = gradient(-55.0) else { panic!("{:?}", gradient(-55.0)) };
    assert!(time < 10.0 && relation == "v > threshold", "{relation} at {time}");
    assert!(gradient(-54.9).is_ok() && gradient(-55.1).is_ok());
    // Without derivatives nothing is wrong.
    assert!(Touching::default().simulate(20.0).run().is_ok());
}

/// A relay: whatever it does, it undoes.
#[channel(current = if v > -60mV { g * 10mV } else { -g * 10mV })]
pub struct Relay {
    #[param(0.1mS/cm2)]
    g: Param,
}

cell! {
    /// A cell that is held at −60 mV by force.
    pub struct Held;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Relay }
}

#[test]
fn chattering_is_an_error_that_names_the_relation() {
    fn assert_named<M: Method<f64> + Debug>(method: M) {
        let text = format!("{method:?}");
        let Err(interrupted) = Held::default().simulate(20.0).method(method).run() else { panic!("{text}") };
        let Error::Chattering { time, relation, place } = &interrupted.error else { panic!("{text}: {interrupted}") };
        assert!((time - 5.0).abs() < 1e-6, "{text}: {time}");
        assert_eq!((relation.as_str(), place.as_str()), ("v > -60mV", "Relay of Held"));
        let sentence = interrupted.error.to_string();
        assert!(sentence.contains("changes again and again") && sentence.contains("smooth"), "{sentence}");
    }
    assert_named(Adaptive::default());
    assert_named(Tsit5::default());
    assert_named(Rodas5P::default());
    assert_named(Rk4::step(0.1));
    assert_named(ExponentialEuler::step(0.1));
}

/// A relay that drives a rate: it is passed ever more often.
#[channel(current = g * (v - e))]
pub struct Damped {
    #[param(1mS/cm2)]
    g: Param,
    #[param(-65mV)]
    e: Param,
    #[state(derivative = (if place > 0 { -1 } else { 1 }) / 1ms - rate / 1ms, init = 0.5)]
    rate: State,
    #[state(derivative = rate / 1ms, init = 0)]
    place: State,
}

cell! {
    /// A cell with a relay that comes to rest.
    pub struct Resting;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { Damped }
}

#[test]
fn a_relation_that_is_passed_ever_more_often_chatters() {
    let interrupted = Resting::default().simulate(200.0).record_nothing().run().expect_err("an endless run");
    let Error::Chattering { relation, .. } = &interrupted.error else { panic!("{interrupted}") };
    assert_eq!(relation, "place > 0");
    // Before, the relay is solved.
    let end = Resting::default().simulate(20.0).record_nothing().run().unwrap();
    assert!(end.end()[1].abs() < 0.1 && end.end()[2].abs() < 0.01, "{:?}", end.end());
}

/// The values of a relation at the start are those of the equation as written; an equality that is about to end ends at once.
#[channel(current = if v > -65mV && t > 0ms && t >= 0ms { -g * 10mV } else { -g * 5mV })]
pub struct AtTheStart {
    #[param(0.1mS/cm2)]
    g: Param,
}

cell! {
    /// A cell whose V starts at the threshold, and rises.
    pub struct Starting;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV,
    channels { AtTheStart }
}

#[test]
fn equalities_at_the_start_end_at_once() {
    for tolerance in [1e-3, 1e-9] {
        let run = Starting::default().simulate(10.0).method(Tsit5::tolerance(tolerance)).run().unwrap();
        assert!((run.end()[0] + 55.0).abs() < 1e-9, "{:?}", run.end());
    }
    let run = Starting::default().simulate(10.0).method(ExponentialEuler::step(0.5)).run().unwrap();
    assert!((run.end()[0] + 55.0).abs() < 1e-9, "{:?}", run.end());
}

/// A host's own loop meets the same events.
#[test]
fn a_host_steps_over_no_event() {
    let cell = Switching::default();
    let mut stepper = Tsit5::tolerance(1e-9).begin(&cell, 0.0, &[-65.0]).unwrap();
    for k in 1..=200 {
        let stop = 0.1 * f64::from(k);
        while stepper.time() < stop {
            stepper.step(&cell, stop).unwrap();
        }
    }
    let (v, expected) = (stepper.state()[0], closed_form(stepper.time(), VALUES));
    assert!((v - expected).abs() < 1e-7, "{v} for {expected}");
}

/// A root that has no value where the condition does not hold.
#[channel(current = if v > -60mV { g * 1mV * sqrt((v + 60mV) / 1mV) } else { 0uA/cm2 })]
pub struct Root {
    #[param(0.4mS/cm2)]
    g: Param,
}

cell! {
    /// √(V + 60 mV) falls by 0.2/ms from √10, then V stays at −60 mV but for a small outward current that the pump adds.
    pub struct Emptying;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -50mV, inject: -0.01uA/cm2,
    channels { Root }
}

#[test]
fn equations_without_a_value_beyond_their_condition_are_left_in_time() {
    let end = |method: Rodas5P| Emptying::default().simulate(30.0).method(method).run().unwrap().end()[0];
    let expected = end(Rodas5P::tolerance(1e-11));
    assert!(expected < -60.0 && expected > -60.3, "{expected}");
    for v in [
        Emptying::default().simulate(30.0).method(Tsit5::default()).run().unwrap().end()[0],
        Emptying::default().simulate(30.0).run().unwrap().end()[0],
        Emptying::default().simulate(30.0).method(Rk4::step(0.1)).run().unwrap().end()[0],
        Emptying::default().simulate(30.0).method(ExponentialEuler::step(0.01)).run().unwrap().end()[0],
    ] {
        assert!((v - expected).abs() < 1e-3, "{v} for {expected}");
    }
}

/// A current that is there above 4 mV; what decides that has no value below 0 mV.
#[channel(current = g * 10mV + if v > 0mV && sqrt(v / 1mV) > 2 { extra } else { 0uA/cm2 })]
pub struct Rooted {
    #[param(0.1mS/cm2)]
    g: Param,
    #[param(1uA/cm2)]
    extra: Param,
}

cell! {
    /// A membrane under constant currents.
    pub struct Tank;

    capacitance: 1uF/cm2, area: 0.01mm2, v: 20mV,
    channels { Rooted },
}

struct BothWays(f64);

impl ByMethod for BothWays {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        // Down: 2 mV/ms to 4 mV, then 1 mV/ms; up: 2 mV/ms to 4 mV, then 1 mV/ms.
        for (v, g, extra, expected) in [(20.0, 0.1, 1.0, -8.0), (-20.0, -0.2, 1.0, 12.0)] {
            let mut tank = Tank::default();
            tank.set(Tank::v_start, v).set(Tank::Rooted.g, g).set(Tank::Rooted.extra, extra);
            let end = tank.simulate(20.0).method(method).end(Tank::v).unwrap();
            assert!((end - expected).abs() < 100.0 * self.0 + 1e-9, "{method:?} from {v}: {end} for {expected}");
        }
    }
}

#[test]
fn a_relation_without_a_value_beyond_another_is_found() {
    for tolerance in [1e-3, 1e-6, 1e-9] {
        each_adaptive!(tolerance, BothWays(tolerance));
    }
}
