//! Currents that a run injects: pulses and other stimuli, and where they enter.

mod random;
mod resumed;
mod waveforms;

use super::{ByMethod, assert_same_allocations, each_adaptive};
use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, K, Leak, Na};
use neuron_runtime::library::stimuli::{Alpha, Pulse, Ramp, Sine, Train};
use neuron_runtime::model::mechanism::{Describe, Mechanism, Parameters};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::allocations::allocations;
use std::fmt::Debug;
use waveforms::samples;

/// A leak of the whole compartment.
#[channel(current = g * (v - e))]
pub struct Shunt {
    #[param(10nS)]
    g: Param,
    #[param(-60mV)]
    e: Param,
}

cell! {
    /// A membrane of 1 nF that keeps its charge.
    pub struct Capacitor;
    capacitance: 1nF, v: -65mV,
    channels { Shunt { g: 0nS } }
}

cell! {
    /// C = 0.1 nF and g = 10 nS: a time constant of 10 ms, and 100 mV for 1 nA.
    pub struct Passive;
    capacitance: 0.1nF, v: -60mV,
    channels { Shunt }
}

cell! {
    /// A squid axon of 0.001 mm².
    pub struct Axon;
    capacitance: 1uF/cm2, area: 0.001mm2, v: -65mV, inject: 0uA/cm2,
    ions { Na: 50mV, K: -77mV },
    channels { Na, K, Leak },
}

network! {
    /// An array, and a neuron with a dendrite.
    pub struct Circuit;
    neuron A: Passive
    neuron E[4]: Passive
    neuron D: Branched
}

cell! {
    /// Two compartments.
    pub struct Branched;
    compartment soma { capacitance: 0.1nF, v: -60mV, channels { Shunt } }
    compartment dendrite { capacitance: 0.1nF, v: -60mV, channels { Shunt } }
    soma -- dendrite: 5nS
}

fn pulse(start: f64, duration: f64, amplitude: f64) -> Pulse {
    Pulse { start, duration, amplitude }
}

pub(super) fn noise(seed: u64) -> OrnsteinUhlenbeck {
    OrnsteinUhlenbeck { mean: 0.1, sigma: 0.05, tau: 4.0, interval: 0.5, seed }
}

struct Charge {
    tolerance: f64,
    width: f64,
    onset: f64,
}

impl ByMethod for Charge {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let Charge { tolerance, width, onset } = *self;
        let cell = Capacitor::default();
        let run =
            cell.simulate(150.0).method(method).inject(Capacitor::v, pulse(onset, width, 1.0)).record_nothing().run();
        // 1 nA for 1 ms is 1 mV at 1 nF.
        let charge = run.unwrap().end()[0] + 65.0;
        assert!((charge - width).abs() <= 10.0 * tolerance * width, "{width} ms at {onset} by {method:?}: {charge}");

        let samples = Waveform::at(&[0.0, onset, onset + width], &[0.0, 1.0, 0.0]).unwrap();
        let run = cell.simulate(150.0).method(method).inject(Capacitor::v, samples).record_nothing().run().unwrap();
        let charge = run.end()[0] + 65.0;
        assert!((charge - width).abs() <= 10.0 * tolerance * width, "{width} ms at {onset} by {method:?}: {charge}");
    }
}

#[test]
fn no_injected_pulse_is_missed() {
    for tolerance in [1e-3, 1e-6, 1e-9] {
        for k in 0..60 {
            let onset = 20.0 + 1.37 * f64::from(k) + 0.013 * f64::from(k % 7);
            let width = [0.02, 0.1, 1.0, 5.0, 20.0][k as usize % 5];
            each_adaptive!(tolerance, Charge { tolerance, width, onset });
        }
    }
}

macro_rules! with_stimulus {
    ($($name:ident: $stimulus:ident { $($field:ident: $value:expr),* }),* $(,)?) => {
        $(
            cell! {
                /// The axon with a stimulus of its own.
                pub struct $name;
                capacitance: 1uF/cm2, area: 0.001mm2, v: -65mV,
                ions { Na: 50mV, K: -77mV },
                channels { Na, K, Leak },
                stimuli { $stimulus }
            }
        )*
    };
}

with_stimulus! {
    WithPulse: Pulse {},
    WithTrain: Train {},
    WithRamp: Ramp {},
    WithSine: Sine {},
    WithAlpha: Alpha {},
}

/// The stimulus with parameters for the small axon.
trait Small: Parameters<f64> {
    fn small() -> Self;
}

impl Small for Pulse {
    fn small() -> Self {
        Pulse { start: 3.0, duration: 20.0, amplitude: 0.1 }
    }
}

impl Small for Train {
    fn small() -> Self {
        Train { start: 3.0, period: 9.7, width: 2.3, number: 3.0, amplitude: 0.15 }
    }
}

impl Small for Ramp {
    fn small() -> Self {
        Ramp { start: 3.0, duration: 20.0, amplitude: 0.2 }
    }
}

impl Small for Sine {
    fn small() -> Self {
        Sine { start: 3.0, duration: 24.0, amplitude: 0.1, frequency: 80.0, phase: 0.4, offset: 0.08 }
    }
}

impl Small for Alpha {
    fn small() -> Self {
        Alpha { onset: 3.0, tau: 2.0, amplitude: 0.2 }
    }
}

struct Declared(f64);

impl Declared {
    /// Compares the injected with the declared stimulus.
    fn compare<N, S>(&self, method: impl Method<f64> + Method<Grad> + Copy + Debug, bound: f64)
    where
        N: Network<f64> + Clone + Default + Debug,
        S: Small<With<f64>: Mechanism<f64> + Parameters<f64>> + 'static,
    {
        let stimulus = S::small();
        let mut declared = N::default();
        let name = S::With::<f64>::INFO.name;
        let mut values = Vec::new();
        stimulus.each(&mut |value| values.push(*value));
        for (info, value) in S::With::<f64>::INFO.parameters.iter().zip(values) {
            declared.set_by_name(&format!("{name}.{}", info.name), value).unwrap();
        }
        let declared = declared.simulate(30.0).method(method).run().unwrap();
        let injected = Axon::default().simulate(30.0).method(method).inject(Axon::v, stimulus).run().unwrap();
        let traces = declared.columns()[0].values.iter().zip(injected.trace(Axon::v).unwrap());
        let worst = traces.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(worst <= bound, "{name} by {method:?}: {worst}");
    }

    fn all(&self, method: impl Method<f64> + Method<Grad> + Copy + Debug, bound: f64) {
        self.compare::<WithPulse, Pulse>(method, bound);
        self.compare::<WithTrain, Train>(method, bound);
        self.compare::<WithRamp, Ramp>(method, bound);
        self.compare::<WithSine, Sine>(method, bound);
        self.compare::<WithAlpha, Alpha>(method, bound);
    }
}

impl ByMethod for Declared {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        // The steps are the same to rounding, which a spike's slope of some 300 mV/ms magnifies.
        self.all(method, 10.0 * self.0 * 100.0);
    }
}

#[test]
fn an_injected_stimulus_is_the_declared_one() {
    each_adaptive!(1e-6, Declared(1e-6));
    each_adaptive!(1e-9, Declared(1e-9));
    Declared(0.0).all(ExponentialEuler::step(0.01), 1e-8);
    // Strang splitting takes the injected current in the middle of its step: a difference of second order.
    Declared(0.0).all(Strang::step(0.01), 2e-2);
    Declared(0.0).all(Rk4::step(0.01), 1e-8);
}

#[test]
fn an_input_enters_where_its_handle_says() {
    let net = Circuit::default();
    let run = net
        .simulate(50.0)
        .inject(Circuit::A.v, pulse(0.0, 100.0, 0.1))
        .inject(Circuit::E.at(2).v, pulse(0.0, 100.0, 0.2))
        .inject(Circuit::E.v, pulse(0.0, 100.0, 0.05))
        .inject(Circuit::D.dendrite.v, pulse(0.0, 100.0, 0.1))
        .record(&[Circuit::D.dendrite.v, Circuit::D.soma.v, Circuit::A.v])
        .record(&[Circuit::E.v])
        .run()
        .unwrap();
    let rise = |current: f64| -60.0 + 100.0 * current * (1.0 - (-5f64).exp());
    let last = |name: &str| *run.trace_by_name(name).unwrap().last().unwrap();
    for (name, current) in [("A.v", 0.1), ("E[0].v", 0.05), ("E[1].v", 0.05), ("E[2].v", 0.25), ("E[3].v", 0.05)] {
        assert!((last(name) - rise(current)).abs() < 1e-4, "{name}: {}", last(name));
    }
    // The sum and the difference of two equal compartments decay with g and with g + 2 × 5 nS.
    let (sum, difference) = (10.0 * (1.0 - (-5f64).exp()), 5.0 * (1.0 - (-10f64).exp()));
    let (soma, dendrite) = (-60.0 + 0.5 * (sum - difference), -60.0 + 0.5 * (sum + difference));
    assert!((last("D.soma.v") - soma).abs() < 1e-4 && (last("D.dendrite.v") - dendrite).abs() < 1e-4);
    assert_eq!(run.injected(1).unwrap().last(), Some(&0.2));
    assert_eq!(run.columns().iter().filter(|column| column.name.starts_with("input")).count(), 4);
    assert!(run.injected(4).is_err() && run.clamp_current().is_err());
}

#[test]
fn the_injected_current_is_recorded_as_it_flows() {
    let (times, values) = samples();
    let waveform = Waveform::at(&times, &values).unwrap().interpolated();
    let run = Passive::default().simulate(25.0).inject(Passive::v, waveform).run().unwrap();
    for (t, current) in run.time().iter().zip(run.injected(0).unwrap()) {
        // At an edge the sample is of the side before.
        let k = times.partition_point(|time| time < t);
        let expected = if k == 0 {
            0.0
        } else {
            values[k - 1] + (values[k] - values[k - 1]) * (t - times[k - 1]) / (times[k] - times[k - 1])
        };
        assert!((current - expected).abs() < 1e-12, "{t}: {current} for {expected}");
    }
    let run =
        Passive::default().simulate(5.0).record_every(1.0).inject(Passive::v, pulse(2.0, 2.0, 1.0)).run().unwrap();
    assert_eq!(run.injected(0).unwrap(), [0.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
}

/// The relations of the network come first, whatever follows.
#[test]
fn declared_and_injected_stimuli_stand_beside_each_other() {
    let mut cell = WithPulse::default();
    cell.set(WithPulse::Pulse.start, 3.0);
    cell.set(WithPulse::Pulse.duration, 4.0);
    cell.set(WithPulse::Pulse.amplitude, 0.02);
    let inject = || cell.simulate(15.0).method(Tsit5::default()).inject(WithPulse::v, pulse(5.0, 6.0, 0.03));
    let charge = inject().integral(WithPulse::Pulse.current).unwrap();
    assert!((charge - 0.08).abs() < 1e-12, "{charge}");
    let run = inject().record(&[WithPulse::Pulse.current]).run().unwrap();
    for (k, t) in run.time().iter().enumerate() {
        let on = |start: f64, end: f64| if *t > start && *t <= end { 1.0 } else { 0.0 };
        assert_eq!(run.trace(WithPulse::Pulse.current).unwrap()[k], 0.02 * on(3.0, 7.0), "{t}");
        assert_eq!(run.injected(0).unwrap()[k], 0.03 * on(5.0, 11.0), "{t}");
    }
    let nothing = inject().record_nothing().run().unwrap();
    assert!(nothing.columns().is_empty() && nothing.injected(0).is_err());
}

struct Gradients(f64);

impl ByMethod for Gradients {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        // V of the passive cell at 20 ms, with a pulse whose amplitude, onset and duration follow from parameters.
        let cell = Passive::default();
        let gradient = cell
            .gradient(&[Passive::Shunt.g, Passive::Shunt.e], |cell| {
                let g = cell.get(Passive::Shunt.g) * 0.1; // 1
                let pulse = Pulse { start: g * 2.0, duration: g * g * 8.0, amplitude: g * 0.5 };
                Ok(cell.simulate(20.0).method(method).inject(Passive::v, pulse).record_nothing().run()?.end()[0])
            })
            .unwrap();
        let at = |g: f64, e: f64| {
            let (tau, r, x) = (0.1 / (1e-3 * g), 1e3 / g, 0.1 * g);
            let from = |v: f64, to: f64, t: f64| to + (v - to) * (-t / tau).exp();
            let v = from(-60.0, e, 2.0 * x);
            let v = from(v, e + r * 0.5 * x, 8.0 * x * x);
            from(v, e, 20.0 - 2.0 * x - 8.0 * x * x)
        };
        let bound = 1e3 * self.0;
        assert!((gradient.value - at(10.0, -60.0)).abs() < bound, "{method:?}: {}", gradient.value);
        let by_g = (at(10.0 + 1e-4, -60.0) - at(10.0 - 1e-4, -60.0)) / 2e-4;
        let by_e = (at(10.0, -60.0 + 1e-3) - at(10.0, -60.0 - 1e-3)) / 2e-3;
        let close = |found: f64, expected: f64| (found - expected).abs() < bound + 1e-6;
        assert!(close(gradient[0], by_g), "{method:?}: {} for {by_g}", gradient[0]);
        assert!(close(gradient[1], by_e), "{method:?}: {} for {by_e}", gradient[1]);
    }
}

#[test]
fn inputs_have_derivatives() {
    each_adaptive!(1e-8, Gradients(1e-8));
}

/// Runs of one cost that differ in their inputs alone do not take each other's steps.
#[test]
fn runs_of_a_gradient_are_told_apart_by_their_inputs() {
    let cell = Passive::default();
    let parameters = [Passive::Shunt.g; 9];
    let gradient = cell
        .gradient(&parameters, |cell| {
            let mut sum = Grad::zero();
            for k in 0..5 {
                let current = pulse(1.0 + f64::from(k), 1.0, 0.3 * f64::from(k + 1));
                sum += cell.simulate(9.0).method(Tsit5::tolerance(1e-9)).inject(Passive::v, current).end(Passive::v)?;
            }
            Ok(sum)
        })
        .unwrap();
    let value = |g: f64| -> f64 {
        let pulse = |k: i32| {
            let (tau, r) = (0.1 / (1e-3 * g), 1e3 / g);
            let (onset, current) = (1.0 + f64::from(k), 0.3 * f64::from(k + 1));
            -60.0 + r * current * (1.0 - (-1.0 / tau).exp()) * (-(9.0 - onset - 1.0) / tau).exp()
        };
        (0..5).map(pulse).sum()
    };
    let expected = (value(10.001) - value(9.999)) / 2e-3;
    assert!((gradient.value - value(10.0)).abs() < 1e-6);
    for k in 0..9 {
        assert!((gradient[k] - expected).abs() < 1e-6, "{k}: {} for {expected}", gradient[k]);
    }
}

/// A conductance through a leak is a leak.
#[test]
fn a_dynamic_clamp_is_a_conductance() {
    // 10 nS to −60 mV and 30 nS to 0 mV from 5 to 15 ms.
    let g = Waveform::at(&[0.0, 5.0, 15.0], &[0.0, 0.03, 0.0]).unwrap();
    let cell = Passive::default();
    let expected = {
        let from = |v: f64, to: f64, t: f64, tau: f64| to + (v - to) * (-t / tau).exp();
        from(from(-60.0, -15.0, 10.0, 2.5), -60.0, 5.0, 10.0)
    };
    let check = |v: f64, bound: f64, name: &str| assert!((v - expected).abs() < bound, "{name}: {v} for {expected}");
    macro_rules! check {
        ($method:expr, $bound:expr) => {
            let run = cell.simulate(20.0).method($method).dynamic_clamp(Passive::v, g.clone(), 0.0).run().unwrap();
            check(run.end()[0], $bound, stringify!($method));
        };
    }
    check!(Tsit5::tolerance(1e-9), 1e-6);
    check!(Rodas5P::tolerance(1e-9), 1e-6);
    check!(Adaptive::tolerance(1e-9), 1e-6);
    check!(ExponentialEuler::step(0.7), 1e-10);
    check!(Strang::step(0.7), 1e-10);
    check!(Rk4::step(0.01), 1e-8);

    // A conductance that rises in a line, by every family, against the finest.
    let g = Waveform::at(&[0.0, 20.0], &[0.0, 0.05]).unwrap().interpolated();
    let end = |tolerance: f64| {
        let run = cell.simulate(20.0).method(Rodas5P::tolerance(tolerance)).dynamic_clamp(Passive::v, g.clone(), 0.0);
        run.run().unwrap().end()[0]
    };
    let explicit = cell.simulate(20.0).method(Tsit5::tolerance(1e-12)).dynamic_clamp(Passive::v, g.clone(), 0.0);
    let explicit = explicit.run().unwrap().end()[0];
    assert!((end(1e-12) - explicit).abs() < 1e-9, "{} {explicit}", end(1e-12));
    assert!((end(1e-6) - explicit).abs() < 1e-4);
}

/// The methods for stiff equations keep their order where an input depends on the time.
#[test]
fn rosenbrock_methods_see_the_rate_of_an_input() {
    let sine = || Sine { start: 0.0, duration: 1e9, amplitude: 0.1, frequency: 50.0, phase: 0.3, offset: 0.0 };
    let cell = Passive::default();
    let exact = cell.simulate(30.0).method(Tsit5::tolerance(1e-13)).inject(Passive::v, sine()).run().unwrap().end()[0];
    for tolerance in [1e-6, 1e-8, 1e-10] {
        let run = cell.simulate(30.0).method(Rodas5P::tolerance(tolerance)).inject(Passive::v, sine()).run().unwrap();
        let error = (run.end()[0] - exact).abs();
        assert!(error < 61.0 * 10.0 * tolerance, "{tolerance}: {error}");
    }
    let steps = |tolerance: f64| {
        let run = cell.simulate(30.0).method(Rodas5P::tolerance(tolerance)).inject(Passive::v, sine()).run().unwrap();
        run.statistics.steps as f64
    };
    let growth = (steps(1e-11) / steps(1e-6)).log10() / 5.0;
    assert!(growth < 0.28, "the number of steps grows as tolerance^-{growth}");
}

/// A stimulus with a state.
#[stimulus(current = g * w * (e - v))]
pub struct Amplifier {
    #[param(5nS)]
    g: Param,
    #[param(-40mV)]
    e: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / 10mV)), tau = 3ms)]
    w: Gate,
}

/// A stimulus that switches off where V is high.
#[stimulus(current = if v < limit { amplitude } else { 0nA })]
pub struct Limited {
    #[param(-50mV)]
    limit: Param,
    #[param(0.2nA)]
    amplitude: Param,
}

/// Each neuron of an array has relations of its own.
#[test]
fn a_stimulus_may_see_the_potential() {
    let mut net = Circuit::default();
    net.set_each(Circuit::E.Shunt.e, |k| -60.0 - 2.0 * k as f64);
    let run = net.simulate(30.0).method(Tsit5::tolerance(1e-9)).spikes(-50.0 - 1e-6);
    let limited = Limited { limit: -50.0, amplitude: 0.15 };
    let error = match run.inject(Circuit::E.v, limited).run() {
        // V chatters at the limit, since the current returns at once.
        Err(interrupted) => interrupted.error,
        Ok(run) => panic!("{:?}", run.end()),
    };
    let Error::Chattering { time, relation, place } = error else { panic!("{error}") };
    // From −60 mV towards −45 mV.
    assert!((time - 10.0 * (15.0f64 / 5.0).ln()).abs() < 1e-5, "{time}");
    assert_eq!((relation.as_str(), place.as_str()), ("v < limit", "Limited of Circuit"));
}

#[test]
fn bad_inputs_are_refused_before_the_run() {
    let (cell, net) = (Passive::default(), Circuit::default());
    let text = |run: Result<Run<Passive>, Box<neuron_runtime::run::result::Interrupted<Passive>>>| {
        let interrupted = run.expect_err("a bad input");
        assert!(interrupted.run.time().is_empty());
        interrupted.to_string()
    };
    let simulate = || cell.simulate(10.0).inject(Passive::v, pulse(0.0, 1.0, 0.1));
    assert_eq!(
        text(simulate().inject(Passive::v, pulse(0.0, -1.0, 0.1)).run()),
        "input 1: Pulse.duration = -1 ms is below its smallest value, 0"
    );
    assert!(
        text(simulate().inject(Passive::v, pulse(f64::NAN, 1.0, 0.1)).run())
            .starts_with("input 1: Pulse.start was set to NaN")
    );
    assert_eq!(
        text(simulate().inject(Passive::v, pulse(0.0, 1.0, f64::INFINITY)).run()),
        "input 1: Pulse.amplitude = inf nA is not finite"
    );
    let alpha = Alpha { onset: 1.0, tau: 0.0, amplitude: 0.1 };
    assert_eq!(
        text(simulate().inject(Passive::v, alpha).run()),
        "input 1: Alpha.tau = 0 ms is below its smallest value, 0.01"
    );
    assert!(
        text(simulate().inject(Passive::v, Amplifier::default()).run()).starts_with("input 1: Amplifier has states")
    );
    assert!(text(simulate().inject(Passive::v, Shunt::default()).run()).starts_with("input 1: Shunt is no stimulus"));
    let late = Waveform::held(1.0, &[1.0]).unwrap().delayed(f64::NAN);
    assert!(text(simulate().inject(Passive::v, late).run()).starts_with("input 1: Waveform is delayed by NaN ms"));
    let bad = OrnsteinUhlenbeck { tau: 0.0, ..noise(1) };
    assert!(text(simulate().inject(Passive::v, bad).run()).starts_with("input 1: OrnsteinUhlenbeck.tau = 0 ms"));
    let g = Waveform::held(1.0, &[1.0]).unwrap();
    assert!(
        text(simulate().dynamic_clamp(Passive::v, g, f64::NAN).run()).starts_with("input 1: dynamic clamp has the rev")
    );
    // The settings of the run come first.
    for duration in [f64::INFINITY, f64::NAN] {
        let refused = cell.simulate(duration).inject(Passive::v, noise(1)).run().expect_err("no duration");
        assert!(matches!(refused.error, Error::Setting { setting: "the duration", .. }), "{refused}");
    }
    let axon = HodgkinHuxley::default();
    let refused = axon.simulate(10.0).inject(HodgkinHuxley::Na.m, pulse(0.0, 1.0, 0.1)).run().expect_err("a gate");
    assert_eq!(
        refused.to_string(),
        "input 0: Pulse enters through Na.m, which is no membrane potential; give the handle of a V"
    );
    assert!(net.simulate(10.0).inject(Circuit::E.at(3).v, pulse(0.0, 1.0, 0.1)).run().is_ok());
}

/// The number of allocations of a run of this duration.
fn count<T: Scalar>(net: &impl Network<T>, method: impl Method<T>, duration: f64) -> usize {
    let samples: Vec<f64> = (0..1000).map(|k| 0.01 * f64::from(k).sin()).collect();
    let v = neuron_runtime::model::handle::State::new(
        neuron_runtime::model::handle::Origin {
            group: neuron_runtime::model::handle::Group::Cells(0),
            element: Some(0),
            len: 1,
        },
        0,
    );
    let waveform = Waveform::linear(0.1, &samples).unwrap();
    let steps = Steps::hold(-70.0).to(-40.0, 3.0..9.0).series_resistance(5.0);
    let simulation = net
        .simulate(duration)
        .method(method)
        .inject(v, waveform)
        .inject(v, pulse(2.0, 5.0, 0.1))
        .voltage_clamp(v, steps)
        .record_nothing();
    let (run, count) = allocations(|| simulation.run());
    assert!(run.is_ok());
    count
}

#[test]
fn no_step_with_inputs_allocates() {
    let axon = Axon::default();
    assert_same_allocations!(count, &axon, Tsit5::default());
    assert_same_allocations!(count, &axon, Adaptive::default());
    assert_same_allocations!(count, &axon, Rodas5P::default());
    assert_same_allocations!(count, &axon, Strang::step(0.1));
    assert_same_allocations!(count, &axon, ExponentialEuler::step(0.1));
    assert_same_allocations!(count, &axon.with::<Grad>(), Tsit5::default());
}
