//! Programs that make the steps themselves: they change parameters and states between steps, and stop at times of their own.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{Method, RestartError, Statistics, Stepper};
use neuron_tests::models::{Pyloric, prinz_ab};
use std::fmt::Debug;

macro_rules! every_method {
    ($check:ident $(, $argument:expr)*) => {
        every_method!(adaptive $check $(, $argument)*);
        $check(Rk4::step(0.01) $(, $argument)*);
        $check(ExponentialEuler::step(0.01) $(, $argument)*);
        $check(Strang::step(0.01) $(, $argument)*);
    };
    (adaptive $check:ident $(, $argument:expr)*) => {
        $check(Tsit5::tolerance(1e-6) $(, $argument)*);
        $check(Adaptive::tolerance(1e-6) $(, $argument)*);
        $check(Rodas3P::tolerance(1e-6) $(, $argument)*);
        $check(Rodas4::tolerance(1e-6) $(, $argument)*);
        $check(Rodas5P::tolerance(1e-6) $(, $argument)*);
        $check(Ros34Pw2::tolerance(1e-6) $(, $argument)*);
    };
}

fn start<N: Network<f64>>(network: &N) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y
}

/// What a program does where the injected current changes.
#[derive(Clone, Copy, PartialEq)]
enum Host {
    Tells,
    Restarts,
    Forgets,
}

/// A current (µA/cm²) after the k-th change: one with which the axon spikes, and one with which it stays below.
type Current = fn(usize) -> f64;
const SPIKING: Current = |k| 10.0 + 10.0 * (1.7 * k as f64).sin();
const QUIET: Current = |k| 1.0 + (1.7 * k as f64).sin();

/// A solution: the times of the changes, and the states there.
struct Solution {
    current: Current,
    times: Vec<f64>,
    states: Vec<Vec<f64>>,
    work: Statistics,
}

impl Solution {
    /// Solves 50 ms of a squid axon whose current changes after each `interval` (ms), or if that is 0 after each step.
    fn of<M: Method<f64>>(method: &M, host: Host, current: Current, interval: f64) -> Self {
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, current(0));
        let mut stepper = method.stepper(&axon, 0.0, &start(&axon));
        let (mut times, mut states) = (vec![0.0], vec![stepper.state().to_vec()]);
        while stepper.time() < 50.0 {
            let stop = if interval > 0.0 { times.len() as f64 * interval } else { 50.0 };
            while stepper.time() < stop {
                stepper.step(&axon, stop).unwrap();
                if interval == 0.0 {
                    break;
                }
            }
            let (t, y) = (stepper.time(), stepper.state().to_vec());
            axon.set(HodgkinHuxley::inject, current(times.len()));
            match host {
                Host::Tells => stepper.equations_changed(),
                Host::Restarts => stepper.restart(t, &y).unwrap(),
                Host::Forgets => {}
            }
            times.push(t);
            states.push(y);
        }
        Solution { current, times, states, work: stepper.statistics() }
    }

    /// The largest error of V, in mV, against a solution whose every piece begins with a fresh stepper of tight tolerance.
    fn error(&self) -> f64 {
        let mut axon = HodgkinHuxley::default();
        let (mut y, mut worst) = (start(&axon), 0.0f64);
        for (k, ends) in self.times.windows(2).enumerate() {
            axon.set(HodgkinHuxley::inject, (self.current)(k));
            let mut stepper = Tsit5::tolerance(1e-12).stepper(&axon, ends[0], &y);
            while stepper.time() < ends[1] {
                stepper.step(&axon, ends[1]).unwrap();
            }
            y.copy_from_slice(stepper.state());
            worst = worst.max((self.states[k + 1][0] - y[0]).abs());
        }
        worst
    }
}

/// Every step is to the last bit that of a stepper which begins where the step does.
#[test]
fn a_current_that_changes_is_followed() {
    fn check<M: Method<f64> + Debug>(method: M) {
        for current in [QUIET, SPIKING] {
            let told = Solution::of(&method, Host::Tells, current, 0.0);
            let restarted = Solution::of(&method, Host::Restarts, current, 0.0);
            assert_eq!(told.work, restarted.work, "{method:?}");
            // A restarted grid differs from the other by rounding.
            let alike = |a: &f64, b: &f64| (a - b).abs() < 1e-9;
            assert!(told.times.iter().zip(&restarted.times).all(|(a, b)| alike(a, b)), "{method:?}");
            assert!(
                told.states.concat().iter().zip(&restarted.states.concat()).all(|(a, b)| alike(a, b)),
                "{method:?}"
            );
            let mut axon = HodgkinHuxley::default();
            for (k, ends) in told.times.windows(2).enumerate() {
                axon.set(HodgkinHuxley::inject, current(k));
                let explicit = fresh(&method, &axon, ends, &told.states[k], false);
                let implicit = fresh(&method, &axon, ends, &told.states[k], true);
                assert!([explicit, implicit].contains(&told.states[k + 1]), "{method:?}: step {k}");
            }
        }
    }
    fn fresh<M: Method<f64>>(method: &M, axon: &HodgkinHuxley, ends: &[f64], y: &[f64], implicit: bool) -> Vec<f64> {
        let mut stepper = method.stepper(axon, ends[0], y);
        stepper.repeat(axon, ends[1], implicit, None).unwrap();
        stepper.state().to_vec()
    }
    every_method!(check);
}

/// Errors where the current changes after each step, and after each millisecond. If the program forgets to say so, the
/// solution is wrong by orders of magnitude.
#[test]
fn errors_do_not_grow_by_changes() {
    fn check<M: Method<f64> + Debug>(method: M, most: f64, forgetting: f64) {
        let solve = |host| Solution::of(&method, host, QUIET, 0.0);
        let (each_step, forgotten) = (solve(Host::Tells), solve(Host::Forgets));
        let each_ms = Solution::of(&method, Host::Tells, QUIET, 1.0);
        println!(
            "{method:?}: {:.1e} mV in {} evaluations; forgotten {:.1e} in {}; changes each ms {:.1e} in {}",
            each_step.error(),
            each_step.work.evaluations,
            forgotten.error(),
            forgotten.work.evaluations,
            each_ms.error(),
            each_ms.work.evaluations
        );
        assert!(each_step.error() < most && each_ms.error() < most, "{method:?}");
        assert!(forgotten.error() >= forgetting * each_step.error(), "{method:?}");
    }
    check(Tsit5::tolerance(1e-6), 1e-5, 100.0);
    check(Adaptive::tolerance(1e-6), 1e-5, 100.0);
    check(Rk4::step(0.01), 1e-5, 100.0);
    // They carry nothing over.
    check(Rodas4::tolerance(1e-6), 1e-4, 1.0);
    check(Rodas5P::tolerance(1e-6), 1e-4, 1.0);
    check(Rodas3P::tolerance(1e-6), 1e-3, 1.0);
    check(Ros34Pw2::tolerance(1e-6), 1e-3, 1.0);
    check(Strang::step(0.01), 1e-2, 1.0);
    check(ExponentialEuler::step(0.01), 1e-2, 1.0);
}

/// From any state, at an earlier or a later time, a stepper makes the steps of a fresh one that remembers the same.
#[test]
fn a_restart_is_a_fresh_stepper() {
    fn check<M: Method<f64> + Debug>(method: M) {
        let (cell, y) = (prinz_ab(), start(&prinz_ab()));
        let mut stepper = method.stepper(&cell, 0.0, &y);
        for (k, time) in [-1e3, 17.25, 1e6, 3.0].into_iter().enumerate() {
            for _ in 0..5 + 7 * k {
                stepper.step(&cell, f64::INFINITY).unwrap();
            }
            let mut other = stepper.state().to_vec();
            other[0] += 12.0;
            stepper.restart(time, &other).unwrap();
            assert_eq!((stepper.time(), stepper.previous_time(), stepper.state()), (time, time, &other[..]));
            let mut fresh = method.stepper(&cell, time, &other);
            assert!(fresh.remember(&stepper.memory()), "{method:?}");
            for _ in 0..10 {
                stepper.step(&cell, f64::INFINITY).unwrap();
                fresh.step(&cell, f64::INFINITY).unwrap();
                assert_eq!((stepper.time(), stepper.state()), (fresh.time(), fresh.state()), "{method:?}");
                assert_eq!(
                    (stepper.memory(), stepper.statistics()),
                    (fresh.memory(), fresh.statistics()),
                    "{method:?}"
                );
            }
        }
    }
    every_method!(check);
}

/// Whichever method of the two is in use: the network is stiff while a presynaptic neuron spikes.
#[test]
fn a_restart_serves_both_methods() {
    let network = Pyloric::default();
    let (method, y) = (Adaptive::tolerance(1e-6), start(&network));
    let mut stepper = method.stepper(&network, 0.0, &y);
    let mut seen = [0, 0];
    while seen.iter().any(|count| *count < 20) {
        let implicit = stepper.is_implicit();
        stepper.step(&network, f64::INFINITY).unwrap();
        if stepper.is_implicit() != implicit {
            seen[usize::from(implicit)] += 1;
            let (t, y) = (stepper.time(), stepper.state().to_vec());
            stepper.restart(t, &y).unwrap();
            let mut fresh = method.stepper(&network, t, &y);
            assert!(fresh.remember(&stepper.memory()));
            for _ in 0..3 {
                stepper.step(&network, f64::INFINITY).unwrap();
                fresh.step(&network, f64::INFINITY).unwrap();
                assert_eq!((stepper.time(), stepper.state()), (fresh.time(), fresh.state()));
            }
        }
    }
}

#[test]
fn a_restart_from_nonsense_is_refused() {
    fn check<M: Method<f64> + Debug>(method: M) {
        let (cell, y) = (prinz_ab(), start(&prinz_ab()));
        let (mut stepper, mut undisturbed) = (method.stepper(&cell, 0.0, &y), method.stepper(&cell, 0.0, &y));
        stepper.step(&cell, 100.0).unwrap();
        undisturbed.step(&cell, 100.0).unwrap();
        let dim = y.len();
        let refused = |result: Result<(), RestartError>| result.unwrap_err();
        assert_eq!(refused(stepper.restart(1.0, &y[1..])), RestartError::Length { expected: dim, found: dim - 1 });
        assert_eq!(refused(stepper.restart(1.0, &[])), RestartError::Length { expected: dim, found: 0 });
        assert_eq!(refused(stepper.restart(f64::INFINITY, &y)), RestartError::Time { time: f64::INFINITY });
        let mut infinite = y.clone();
        infinite[3] = f64::NEG_INFINITY;
        let error = refused(stepper.restart(1.0, &infinite));
        assert_eq!(error, RestartError::NotFinite { index: 3, value: f64::NEG_INFINITY });
        assert_eq!(error.to_string(), "state 3 is -inf; it has to be finite");
        infinite[3] = f64::NAN;
        assert!(
            matches!(stepper.restart(1.0, &infinite), Err(RestartError::NotFinite { index: 3, value }) if value.is_nan())
        );
        // Nothing has changed.
        for _ in 0..3 {
            assert_eq!((stepper.time(), stepper.state()), (undisturbed.time(), undisturbed.state()));
            assert_eq!(stepper.interpolate(stepper.time(), 0), undisturbed.interpolate(stepper.time(), 0));
            stepper.step(&cell, 100.0).unwrap();
            undisturbed.step(&cell, 100.0).unwrap();
        }
    }
    every_method!(check);
}

/// The last step stays as it was, and can be interpolated, until the next is made.
#[test]
fn a_change_of_equations_leaves_the_last_step() {
    fn check<M: Method<f64> + Debug>(method: M) {
        let (cell, y) = (prinz_ab(), start(&prinz_ab()));
        let mut stepper = method.stepper(&cell, 0.0, &y);
        stepper.step(&cell, 100.0).unwrap();
        let look = |stepper: &dyn Stepper<f64>| {
            [0.0, 0.3, 0.5, 1.0].map(|part| {
                let t = stepper.previous_time() + part * (stepper.time() - stepper.previous_time());
                (stepper.interpolate(t, 0), stepper.slope(t, 0))
            })
        };
        let before = look(&stepper);
        stepper.equations_changed();
        assert_eq!(look(&stepper), before, "{method:?}");
    }
    every_method!(check);
}

/// Solves with this number of stops on the way. Returns the number of steps tried.
fn with_stops<N: Network<f64>, M: Method<f64>>(method: &M, network: &N, duration: f64, stops: usize) -> u64 {
    let mut stepper = method.stepper(network, 0.0, &start(network));
    for k in 1..=stops + 1 {
        let stop = k as f64 / (stops + 1) as f64 * duration;
        while stepper.time() < stop {
            stepper.step(network, stop).unwrap();
        }
        assert_eq!(stepper.time().to_bits(), stop.to_bits());
    }
    stepper.statistics().steps + stepper.statistics().rejected
}

/// A stop costs less than the step that it cuts short, and nothing after it.
#[test]
fn a_stop_costs_less_than_a_step() {
    fn check<M: Method<f64> + Debug>(method: M, most: f64) {
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, 10.0);
        let mut costs = Vec::new();
        for duration in [100.0, 300.0] {
            let (free, stopped) = (with_stops(&method, &axon, duration, 0), with_stops(&method, &axon, duration, 100));
            costs.push((stopped as f64 - free as f64) / 100.0);
            if most < 1.0 {
                let network = Pyloric::default();
                let (free, stopped) =
                    (with_stops(&method, &network, duration, 0), with_stops(&method, &network, duration, 100));
                costs.push((stopped as f64 - free as f64) / 100.0);
            }
        }
        println!("{method:?}: a stop costs {costs:?} steps");
        assert!(costs.iter().all(|cost| *cost <= most), "{method:?}: {costs:?}");
    }
    every_method!(adaptive check, 0.6);
    // A step that is cut short and its rest are two.
    check(Rk4::step(0.01), 1.0);
    check(ExponentialEuler::step(0.01), 1.0);
    check(Strang::step(0.01), 1.0);
}

/// However far the stop is away, the last step to it is no crumb of the one before.
#[test]
fn no_crumb_is_left_before_a_stop() {
    fn check<M: Method<f64> + Debug>(method: M) {
        let mut axon = HodgkinHuxley::default();
        axon.set(HodgkinHuxley::inject, 10.0);
        let y = start(&axon);
        for k in 0..400 {
            let stop = 5.0 + 0.01 * f64::from(k);
            let mut stepper = method.stepper(&axon, 0.0, &y);
            let mut before = 0.0;
            while stepper.time() < stop {
                before = stepper.time() - stepper.previous_time();
                stepper.step(&axon, stop).unwrap();
            }
            assert_eq!(stepper.time().to_bits(), stop.to_bits());
            let last = stop - stepper.previous_time();
            // The proposal may grow or shrink between the two.
            assert!(last > 0.02 * before, "{method:?}: {last} after {before}, to {stop}");
        }
    }
    every_method!(adaptive check);
}

/// The grid of a fixed step counts from the restart, and from the stop before it no more.
#[test]
fn fixed_steps_count_from_a_restart() {
    fn check<M: Method<f64> + Debug>(method: M) {
        let (cell, y) = (prinz_ab(), start(&prinz_ab()));
        let mut stepper = method.stepper(&cell, 0.0, &y);
        stepper.step(&cell, 0.004).unwrap();
        stepper.restart(7.0013, &y).unwrap();
        for k in 1..=100 {
            stepper.step(&cell, 1e3).unwrap();
            assert_eq!(stepper.time(), 7.0013 + f64::from(k) * 0.01, "{method:?}");
        }
        // It remembers a restart and many stops.
        for k in 1..=50 {
            stepper.step(&cell, 8.0013 + 1e-4 * f64::from(k)).unwrap();
        }
        let mut fresh = method.stepper(&cell, stepper.time(), stepper.state());
        assert!(fresh.remember(&stepper.memory()), "{method:?}");
        stepper.step(&cell, 1e3).unwrap();
        fresh.step(&cell, 1e3).unwrap();
        assert_eq!((stepper.time(), stepper.state()), (fresh.time(), fresh.state()));
        assert!((stepper.time() - 8.0113).abs() < 1e-12);
    }
    check(Rk4::step(0.01));
    check(ExponentialEuler::step(0.01));
    check(Strang::step(0.01));
}
