//! Voltage clamps.

mod beside;

use super::inputs::{Axon, noise};
use super::{ByMethod, cancelled, each_adaptive};
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::number::{F32, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::run::input::Command;
use neuron_runtime::solve::Method;
use std::fmt::Debug;

/// A passive leak.
#[channel(current = g * (v - e))]
pub struct Shunt {
    #[param(10nS)]
    g: Param,
    #[param(-60mV)]
    e: Param,
}

cell! {
    /// Two compartments of 0.1 nF and 10 nS, joined by 5 nS.
    pub struct Branched;
    compartment soma { capacitance: 0.1nF, v: -60mV, channels { Shunt } }
    compartment dendrite { capacitance: 0.1nF, v: -60mV, channels { Shunt } }
    soma -- dendrite: 5nS
}

/// A graded synapse without states.
#[synapse(current = g * (v_post - v_pre))]
pub struct Follower {
    #[param(5nS)]
    g: Param,
}

cell! {
    /// A passive cell of 0.1 nF and 10 nS.
    pub struct Passive;
    capacitance: 0.1nF, v: -60mV,
    channels { Shunt }
}

network! {
    /// A cell that follows a clamped one.
    pub struct Pair;
    neuron A: Passive
    neuron B: Passive
    A -> B: Follower
}

/// Rates of the squid axon (per ms) at V (mV): α and β of m, h and n.
fn rates(v: f64) -> [[f64; 2]; 3] {
    let ratio = |x: f64| if x.abs() < 1e-9 { 1.0 + 0.5 * x } else { x / (1.0 - (-x).exp()) };
    [
        [ratio((v + 40.0) / 10.0), 4.0 * (-(v + 65.0) / 18.0).exp()],
        [0.07 * (-(v + 65.0) / 20.0).exp(), 1.0 / (1.0 + (-(v + 35.0) / 10.0).exp())],
        [0.1 * ratio((v + 55.0) / 10.0), 0.125 * (-(v + 65.0) / 80.0).exp()],
    ]
}

fn steady(v: f64) -> [f64; 3] {
    rates(v).map(|[alpha, beta]| alpha / (alpha + beta))
}

/// The gates after a time at a constant V: exponentials.
fn relaxed(gates: [f64; 3], v: f64, t: f64) -> [f64; 3] {
    let (rates, steady) = (rates(v), steady(v));
    std::array::from_fn(|k| steady[k] + (gates[k] - steady[k]) * (-(rates[k][0] + rates[k][1]) * t).exp())
}

/// I_Na, I_K and the leak (nA) of 0.001 mm² of the squid axon. 1 mS/cm² is 0.01 µS there.
fn currents([m, h, n]: [f64; 3], v: f64) -> [f64; 3] {
    [1.2 * m.powi(3) * h * (v - 50.0), 0.36 * n.powi(4) * (v + 77.0), 0.003 * (v + 54.387)]
}

const HOLD: f64 = -80.0;
const LEVEL: f64 = -10.0;

/// The gates of the axon that is held at −80 mV and steps to −10 mV from 5 to 40 ms, at a time that is no edge.
fn gates(t: f64) -> ([f64; 3], f64) {
    let before = steady(HOLD);
    if t <= 5.0 {
        return (before, HOLD);
    }
    let during = relaxed(before, LEVEL, t.min(40.0) - 5.0);
    if t <= 40.0 { (during, LEVEL) } else { (relaxed(during, HOLD, t - 40.0), HOLD) }
}

fn command() -> Steps {
    Steps::hold(HOLD).to(LEVEL, 5.0..40.0)
}

/// The axon at rest at the holding potential.
fn held_axon() -> Axon {
    let mut axon = Axon::default();
    axon.set(Axon::v_start, HOLD);
    axon
}

struct Squid {
    bound: f64,
}

impl Squid {
    fn check(&self, method: impl Method<f64> + Debug) {
        let name = format!("{method:?}");
        let run = held_axon()
            .simulate(60.0)
            .method(method)
            .voltage_clamp(Axon::v, command())
            .record(&[Axon::v])
            .record(&[Axon::Na.current, Axon::K.current])
            .run()
            .unwrap();
        let na = run.trace(Axon::Na.current).unwrap();
        let k = run.trace(Axon::K.current).unwrap();
        let peak = |trace: &[f64]| trace.iter().fold(0.0f64, |peak, i| peak.max(i.abs()));
        let (peak_na, peak_k) = (peak(na), peak(k));
        assert!(peak_na > 1.0 && peak_k > 1.0, "{peak_na} {peak_k}");
        for (index, t) in run.time().iter().enumerate() {
            let (gates, v) = gates(*t);
            let [i_na, i_k, leak] = currents(gates, v);
            assert!((na[index] - i_na).abs() <= self.bound * peak_na, "{name}: Na {} for {i_na} at {t}", na[index]);
            assert!((k[index] - i_k).abs() <= self.bound * peak_k, "{name}: K {} for {i_k} at {t}", k[index]);
            assert_eq!(run.trace(Axon::v).unwrap()[index], v, "{name} at {t}");
            let clamp = run.clamp_current().unwrap()[index];
            let (sum, peak) = (i_na + i_k + leak, peak_na + peak_k);
            assert!((clamp - sum).abs() <= (self.bound + 1e-14) * peak, "{name}: {clamp} for {sum} at {t}");
            assert_eq!(clamp, run.clamp_current_ionic().unwrap()[index]);
        }
        // 0.01 nF times 70 mV.
        let [(on, up), (off, down)] = run.clamp_charges() else { panic!("{:?}", run.clamp_charges()) };
        assert_eq!((*on, *off), (5.0, 40.0));
        assert!((up - 0.7).abs() < 1e-14 && (down + 0.7).abs() < 1e-14, "{up} {down}");
    }
}

impl ByMethod for Squid {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        self.check(method);
    }
}

#[test]
fn a_clamped_squid_axon_has_its_closed_form() {
    each_adaptive!(1e-10, Squid { bound: 1e-8 });
    // The exponential methods solve gates at a constant V exactly, however long their steps are.
    for h in [0.1, 0.02] {
        Squid { bound: 1e-12 }.check(ExponentialEuler::step(h));
        Squid { bound: 1e-12 }.check(Strang::step(h));
    }
    Squid { bound: 1e-6 }.check(Rk4::step(0.01));
}

/// Where the time of a sample is not on the grid, exponential methods interpolate; elsewhere nothing is lost.
#[test]
fn a_clamp_follows_ramps_and_is_released() {
    let command = Steps::hold(-80.0).ramp(-80.0, 40.0, 5.0..17.0).to(-20.0, 20.0..30.0).until(25.0);
    let v = |t: f64| match t {
        t if t <= 5.0 => -80.0,
        t if t <= 17.0 => -80.0 + 10.0 * (t - 5.0),
        t if t <= 20.0 => -80.0,
        _ => -20.0,
    };
    struct Follows<'a>(Command, &'a dyn Fn(f64) -> f64);
    impl ByMethod for Follows<'_> {
        fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
            let run = held_axon()
                .simulate(40.0)
                .method(method)
                .record_every(0.01)
                .voltage_clamp(Axon::v, self.0.clone())
                .run()
                .unwrap();
            let ([whole, ionic], trace) =
                ([run.clamp_current().unwrap(), run.clamp_current_ionic().unwrap()], run.trace(Axon::v).unwrap());
            for (k, t) in run.time().iter().enumerate() {
                if *t <= 25.0 {
                    assert!((trace[k] - self.1(*t)).abs() < 1e-11, "{method:?}: {} at {t}", trace[k]);
                    // 0.01 nF times 10 mV/ms, along the ramp alone.
                    let charging = if *t > 5.0 && *t <= 17.0 { 0.1 } else { 0.0 };
                    assert!((whole[k] - ionic[k] - charging).abs() < 1e-13, "{method:?} at {t}");
                } else {
                    assert_eq!([whole[k], ionic[k]], [0.0; 2]);
                }
            }
            let charges: Vec<f64> = run.clamp_charges().iter().map(|(_, charge)| *charge).collect();
            assert!(charges.len() == 2 && (charges[0] + 1.2).abs() < 1e-13 && (charges[1] - 0.6).abs() < 1e-13);
            // From −20 mV on, the axon is its own.
            let released = run.time().iter().position(|t| *t > 25.0).unwrap();
            assert!((trace[released] + 20.0).abs() < 15.0 && (trace.last().unwrap() + 20.0).abs() > 10.0);
        }
    }
    each_adaptive!(1e-8, Follows(command.clone(), &v));
    Follows(command.clone(), &v).by(ExponentialEuler::step(0.1));
    Follows(command.clone(), &v).by(Strang::step(0.1));
    Follows(command.clone(), &v).by(Rk4::step(0.02));
}

/// Along a ramp the gates follow equations of which V is a given function of time.
#[test]
fn gates_follow_a_ramp_to_the_order_of_the_method() {
    let command = || Steps::hold(-80.0).ramp(-80.0, 20.0, 2.0..12.0);
    // The reference: Runge–Kutta on the gates alone.
    let mut gates = relaxed(steady(-80.0), -80.0, 2.0);
    let steps = 100_000;
    let h = 10.0 / steps as f64;
    let slope = |gates: [f64; 3], t: f64| {
        let rates = rates(-80.0 + 10.0 * t);
        std::array::from_fn::<f64, 3, _>(|k| rates[k][0] * (1.0 - gates[k]) - rates[k][1] * gates[k])
    };
    for step in 0..steps {
        let t = step as f64 * h;
        let plus = |a: [f64; 3], b: [f64; 3], by: f64| std::array::from_fn::<f64, 3, _>(|k| a[k] + by * b[k]);
        let k1 = slope(gates, t);
        let k2 = slope(plus(gates, k1, 0.5 * h), t + 0.5 * h);
        let k3 = slope(plus(gates, k2, 0.5 * h), t + 0.5 * h);
        let k4 = slope(plus(gates, k3, h), t + h);
        gates = std::array::from_fn(|k| gates[k] + h / 6.0 * (k1[k] + 2.0 * k2[k] + 2.0 * k3[k] + k4[k]));
    }
    macro_rules! error {
        ($method:expr) => {{
            let run = held_axon().simulate(12.0).method($method).voltage_clamp(Axon::v, command()).run().unwrap();
            let end = run.end();
            (0..3).map(|k| (end[k + 1] - gates[k]).abs()).fold(0.0, f64::max)
        }};
    }
    for (name, error) in [
        ("Adaptive", error!(Adaptive::tolerance(1e-9))),
        ("Tsit5", error!(Tsit5::tolerance(1e-9))),
        ("Rodas3P", error!(Rodas3P::tolerance(1e-9))),
        ("Rodas4", error!(Rodas4::tolerance(1e-9))),
        ("Rodas5P", error!(Rodas5P::tolerance(1e-9))),
        ("Ros34Pw2", error!(Ros34Pw2::tolerance(1e-9))),
    ] {
        assert!(error < 1e-7, "{name}: {error}");
    }
    let order = (error!(Strang::step(0.05)) / error!(Strang::step(0.025))).log2();
    assert!((order - 2.0).abs() < 0.3, "{order}");
    let order = (error!(ExponentialEuler::step(0.05)) / error!(ExponentialEuler::step(0.025))).log2();
    assert!((order - 1.0).abs() < 0.3, "{order}");
    let order = (error!(Rk4::step(0.05)) / error!(Rk4::step(0.025))).log2();
    assert!((order - 4.0).abs() < 0.5, "{order}");
}

/// The clamped axon through 5 MΩ, by Runge–Kutta with steps far below the time constant RC = 0.05 µs·1000.
fn through_resistance(times: &[f64]) -> Vec<[f64; 2]> {
    let (capacitance, resistance) = (0.01, 5.0);
    let slope = |[v, m, h, n]: [f64; 4], command: f64| {
        let rates = rates(v);
        let gate = |k: usize, x: f64| rates[k][0] * (1.0 - x) - rates[k][1] * x;
        let ionic: f64 = currents([m, h, n], v).iter().sum();
        [((command - v) / resistance - ionic) / capacitance, gate(0, m), gate(1, h), gate(2, n)]
    };
    let start = steady(HOLD);
    let mut y = [HOLD, start[0], start[1], start[2]];
    let (mut t, mut found) = (0.0, Vec::new());
    for end in times {
        // Between two samples the command is constant: the edges are samples.
        let command = if (5.0..40.0).contains(&t) { LEVEL } else { HOLD };
        let steps = (((end - t) / 5e-4_f64).ceil() as usize).max(1);
        let h = (end - t) / steps as f64;
        for _ in 0..steps {
            let plus = |a: [f64; 4], b: [f64; 4], by: f64| std::array::from_fn::<f64, 4, _>(|k| a[k] + by * b[k]);
            let k1 = slope(y, command);
            let k2 = slope(plus(y, k1, 0.5 * h), command);
            let k3 = slope(plus(y, k2, 0.5 * h), command);
            let k4 = slope(plus(y, k3, h), command);
            y = std::array::from_fn(|k| y[k] + h / 6.0 * (k1[k] + 2.0 * k2[k] + 2.0 * k3[k] + k4[k]));
        }
        t = *end;
        found.push([y[0], (command - y[0]) / resistance]);
    }
    found
}

struct Resistance {
    bound: f64,
    times: Vec<f64>,
    expected: Vec<[f64; 2]>,
}

impl ByMethod for Resistance {
    fn by<M: Method<f64> + Method<Grad> + Copy + Debug>(&self, method: M) {
        let run = held_axon()
            .simulate(50.0)
            .method(method)
            .record_at(&self.times)
            .voltage_clamp(Axon::v, command().series_resistance(5.0))
            .run()
            .unwrap();
        let (v, current) = (run.trace(Axon::v).unwrap(), run.clamp_current().unwrap());
        for (k, [expected_v, expected_current]) in self.expected.iter().enumerate() {
            let t = self.times[k];
            assert!((v[k] - expected_v).abs() < self.bound, "{method:?}: {} for {expected_v} at {t}", v[k]);
            assert!((current[k] - expected_current).abs() < self.bound / 5.0 + 1e-12, "{method:?} at {t}");
        }
        assert!(run.clamp_charges().is_empty());
    }
}

#[test]
fn a_clamp_through_a_resistance_follows_its_equations() {
    let mut times: Vec<f64> = (0..=500).map(|k| 0.1 * f64::from(k)).collect();
    times.extend([5.01, 5.02, 5.05, 5.21, 40.01, 40.03]);
    times.sort_by(f64::total_cmp);
    let expected = through_resistance(&times);
    let lag = expected[times.iter().position(|t| *t == 5.02).unwrap()][0];
    assert!(lag > -75.0 && lag < -20.0, "{lag}");
    each_adaptive!(1e-10, Resistance { bound: 1e-6, times: times.clone(), expected: expected.clone() });
    each_adaptive!(1e-7, Resistance { bound: 1e-3, times: times.clone(), expected: expected.clone() });
    Resistance { bound: 0.5, times: times.clone(), expected: expected.clone() }.by(Strang::step(0.005));
}

#[test]
fn neighbours_and_synapses_see_a_clamped_potential() {
    // The dendrite relaxes to (g e + g_c V)/(g + g_c) with τ = C/(g + g_c) = 0.1/0.015 ms.
    let (target, tau) = ((-0.6 - 0.2) / 0.015, 0.1 / 0.015);
    let after = |t: f64| target + (-60.0 - target) * (-t / tau).exp();
    macro_rules! check {
        ($method:expr, $bound:expr) => {
            let run = Branched::default()
                .simulate(12.0)
                .method($method)
                .voltage_clamp(Branched::soma.v, Steps::hold(-60.0).to(-40.0, 2.0..100.0))
                .record(&[Branched::soma.v, Branched::dendrite.v])
                .run()
                .unwrap();
            let v = run.trace(Branched::dendrite.v).unwrap();
            let currents = run.clamp_current().unwrap();
            let (last, current, name) = (*v.last().unwrap(), *currents.last().unwrap(), stringify!($method));
            assert!((last - after(10.0)).abs() < $bound, "{name}: {last} for {}", after(10.0));
            // The clamp supplies the leak of the soma and the axial current.
            let expected = 0.01 * 20.0 + 0.005 * (-40.0 - last);
            assert!((current - expected).abs() < 1e-13, "{name}: {current} for {expected}");
            assert_eq!(*run.trace(Branched::soma.v).unwrap().last().unwrap(), -40.0);

            let run = Pair::default()
                .simulate(12.0)
                .method($method)
                .voltage_clamp(Pair::A.v, Steps::hold(-60.0).to(-40.0, 2.0..100.0))
                .run()
                .unwrap();
            let last = *run.trace(Pair::B.v).unwrap().last().unwrap();
            assert!((last - after(10.0)).abs() < $bound, "{name}: {last} for {}", after(10.0));
        };
    }
    check!(Tsit5::tolerance(1e-9), 1e-6);
    check!(Rodas3P::tolerance(1e-9), 1e-6);
    check!(Rodas4::tolerance(1e-9), 1e-6);
    check!(Rodas5P::tolerance(1e-9), 1e-6);
    check!(Ros34Pw2::tolerance(1e-9), 1e-6);
    check!(Adaptive::tolerance(1e-9), 1e-6);
    // Potentials that are joined are of second order.
    check!(ExponentialEuler::step(0.1), 5e-5);
    check!(ExponentialEuler::step(0.01), 5e-7);
    check!(Strang::step(0.1), 5e-5);
    check!(Strang::step(0.01), 5e-7);
    check!(Rk4::step(0.02), 1e-7);
}

#[test]
fn a_recorded_potential_is_a_command() {
    let mut axon = Axon::default();
    axon.set(Axon::inject, 10.0);
    let method = Tsit5::tolerance(1e-9);
    let free = axon.simulate(30.0).method(method).record_every(0.002).run().unwrap();
    let command = Waveform::linear(0.002, free.trace(Axon::v).unwrap()).unwrap();
    let run = axon.simulate(30.0).method(method).record_every(0.01).voltage_clamp(Axon::v, command).run().unwrap();
    // The clamp has nothing to do but to make up for straight lines: C times the change of slope within 2 µs.
    let worst = run.clamp_current().unwrap().iter().skip(1).fold(0.0f64, |worst, i| worst.max(i.abs()));
    let largest = run.clamp_current_ionic().unwrap().iter().fold(0.0f64, |worst, i| worst.max(i.abs()));
    assert!(worst < 0.01 * largest && largest > 1.0, "{worst} {largest}");
    assert!(run.clamp_charges().is_empty(), "{:?}", run.clamp_charges());
    assert_eq!(run.spikes.len(), free.spikes.len());
}

#[test]
fn a_jump_of_the_command_over_the_threshold_is_a_spike() {
    let run = held_axon()
        .simulate(60.0)
        .voltage_clamp(
            Axon::v,
            Steps::hold(-80.0).to(10.0, 5.0..6.0).to(20.0, 10.0..15.0).ramp(-80.0, 20.0, 20.0..30.0),
        )
        .run()
        .unwrap();
    let spikes = run.spikes.times();
    assert_eq!(spikes.len(), 3, "{spikes:?}");
    assert_eq!(spikes[..2], [5.0, 10.0]);
    assert!((spikes[2] - 28.0).abs() < 1e-9, "{spikes:?}");
}

#[test]
fn a_clamped_run_has_derivatives() {
    let axon = held_axon();
    let gradient = axon
        .gradient(&[Axon::Na.g, Axon::K.g, Axon::capacitance].repeat(3), |axon| {
            let run = axon
                .simulate(12.0)
                .method(Tsit5::tolerance(1e-9))
                .voltage_clamp(Axon::v, Steps::hold(HOLD).to(LEVEL, 5.0..40.0).until(10.0))
                .run()?;
            let charge = run.clamp_charges()[0].1;
            Ok(run.end()[0] + charge * 10.0 + run.clamp_current()?[60] * 5.0)
        })
        .unwrap();
    let at = |values: [f64; 3]| {
        let mut axon = held_axon();
        for (parameter, value) in [Axon::Na.g, Axon::K.g, Axon::capacitance].into_iter().zip(values) {
            axon.set(parameter, value);
        }
        let run = axon
            .simulate(12.0)
            .method(Tsit5::tolerance(1e-12))
            .voltage_clamp(Axon::v, Steps::hold(HOLD).to(LEVEL, 5.0..40.0).until(10.0))
            .run()
            .unwrap();
        run.end()[0] + run.clamp_charges()[0].1 * 10.0 + run.clamp_current().unwrap()[60] * 5.0
    };
    // Nine parameters: a second block repeats the steps of the first.
    let values = [120.0, 36.0, 1.0];
    assert!((gradient.value - at(values)).abs() < 1e-5);
    for k in 0..3 {
        let d = 1e-4 * values[k];
        let moved = |by: f64| {
            let mut values = values;
            values[k] += by;
            at(values)
        };
        let difference = (moved(d) - moved(-d)) / (2.0 * d);
        for found in [gradient[k], gradient[k + 3], gradient[k + 6]] {
            assert!((found - difference).abs() < 1e-5 * difference.abs() + 1e-7, "{k}: {found} {difference}");
        }
    }
}

fn assert_resumes<M: Method<f64> + Copy + Debug>(method: M, command: &Command) {
    let axon = held_axon();
    let simulate = || axon.simulate(30.0).method(method).voltage_clamp(Axon::v, command.clone());
    let whole = simulate().run().unwrap();
    for k in 1..15 {
        let stop = 2.0 * f64::from(k);
        let resumed = simulate().resume(cancelled(simulate(), stop)).run().unwrap();
        assert_eq!(resumed.end(), whole.end(), "{method:?} from {stop}");
        let steps = |run: &Run<Axon>| (run.statistics.steps, run.statistics.rejected);
        assert_eq!(steps(&resumed), steps(&whole), "{method:?} from {stop}");
        assert_eq!(resumed.clamp_current().unwrap(), whole.clamp_current().unwrap());
        assert_eq!(resumed.clamp_charges(), whole.clamp_charges());
        assert_eq!(resumed.spikes, whole.spikes, "{method:?} from {stop}");
    }
}

#[test]
fn a_clamped_run_resumes_at_a_jump_and_along_a_ramp() {
    let steps = || Steps::hold(-80.0).to(10.0, 4.0..8.0).ramp(-80.0, 20.0, 10.0..20.0).to(-30.0, 20.0..28.0);
    for command in [Command::from(steps()), steps().until(26.0), steps().series_resistance(5.0)] {
        assert_resumes(Tsit5::default(), &command);
        assert_resumes(Adaptive::default(), &command);
        assert_resumes(Strang::step(0.05), &command);
    }
}

/// A file holds what a checkpoint knows of inputs.
#[test]
fn a_clamped_run_resumes_from_a_file() {
    let axon = held_axon();
    let simulate = || axon.simulate(30.0).voltage_clamp(Axon::v, command()).inject(Axon::v, noise(3));
    let path = std::env::temp_dir().join(format!("neuron-clamp-{}.checkpoint", std::process::id()));
    let whole = simulate().checkpoint_every(13.0, path.as_path()).run().unwrap();
    let resumed = simulate().resume(path.as_path()).run();
    let other = axon.simulate(30.0).voltage_clamp(Axon::v, command().until(29.0)).inject(Axon::v, noise(3));
    let refused = other.resume(path.as_path()).run().expect_err("another command").to_string();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(resumed.unwrap().end(), whole.end());
    assert!(refused.contains("input 0: voltage clamp.until was 0 and is 29 now"), "{refused}");
}

/// What is injected into a clamped compartment is supplied by the clamp with the opposite sign.
#[test]
fn a_clamp_makes_up_for_what_others_inject() {
    let run = |current: f64| {
        let mut axon = held_axon();
        axon.set(Axon::inject, -current);
        let pulse = Pulse { start: 2.0, duration: 10.0, amplitude: 0.5 * current };
        axon.simulate(20.0).voltage_clamp(Axon::v, command()).inject(Axon::v, pulse).run().unwrap()
    };
    let (with, without) = (run(3.0), run(0.0));
    let pairs = with.clamp_current().unwrap().iter().zip(without.clamp_current().unwrap());
    for ((with, without), t) in pairs.zip(without.time()) {
        // 1 µA/cm² is 0.01 nA there.
        let expected = 0.03 - if *t > 2.0 && *t <= 12.0 { 1.5 } else { 0.0 };
        assert!((with - without - expected).abs() < 1e-11, "{t}: {with} {without}");
    }
}

#[test]
fn single_precision_is_clamped_too() {
    let axon = held_axon().with::<F32>();
    macro_rules! check {
        ($method:expr) => {
            let run = axon.simulate(20.0).method($method).voltage_clamp(Axon::v, command()).run().unwrap();
            for ((t, v), current) in
                run.time().iter().zip(run.trace(Axon::v).unwrap()).zip(run.clamp_current().unwrap())
            {
                let (gates, expected) = gates(*t);
                assert_eq!(v.re(), expected, "{} at {t}", stringify!($method));
                let sum: f64 = currents(gates, expected).iter().sum();
                assert!((current.re() - sum).abs() < 1e-3, "{} at {t}: {} {sum}", stringify!($method), current.re());
            }
        };
    }
    check!(ExponentialEuler::step(0.1));
    check!(Strang::step(0.1));
    check!(Rodas4::tolerance(1e-4));
    check!(Tsit5::tolerance(1e-4));
}

#[test]
fn bad_clamps_are_refused_before_the_run() {
    let axon = Axon::default();
    let text = |command: Command| {
        axon.simulate(10.0).voltage_clamp(Axon::v, command).run().expect_err("a bad command").to_string()
    };
    let command = || Steps::hold(-80.0).to(0.0, 2.0..5.0);
    assert_eq!(
        text(command().to(10.0, 4.0..6.0).into()),
        "input 0: voltage clamp has steps that overlap: one from 2 to 5 ms, and one from 4 ms on"
    );
    assert!(text(command().to(f64::NAN, 6.0..7.0).into()).contains("a command of NaN mV"));
    assert!(text(Steps::hold(f64::INFINITY).into()).contains("a command of inf mV"));
    assert!(text(command().to(0.0, 7.0..6.0).into()).contains("a step from 7 to 6 ms; it has to end after it begins"));
    assert!(text(command().to(0.0, -1.0..1.0).into()).contains("not to begin before 0 ms"));
    assert!(text(command().series_resistance(0.0)).contains("a series resistance of 0 MΩ"));
    assert!(text(command().until(f64::NAN)).contains("releases V at NaN ms"));
    let twice = axon.simulate(10.0).voltage_clamp(Axon::v, command()).voltage_clamp(Axon::v, command()).run();
    assert_eq!(
        twice.expect_err("two clamps").to_string(),
        "input 1: voltage clamp holds the V that `input 0: voltage clamp` holds; one clamp has to do"
    );
    // Steps in any order, one at the end of another.
    let run =
        axon.simulate(10.0).voltage_clamp(Axon::v, Steps::hold(-80.0).to(0.0, 5.0..7.0).to(-20.0, 2.0..5.0)).run();
    let charges: Vec<f64> = run.unwrap().clamp_charges().iter().map(|(time, _)| *time).collect();
    assert_eq!(charges, [2.0, 5.0, 7.0]);
}
