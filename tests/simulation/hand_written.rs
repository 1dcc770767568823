//! The hand-written baselines against the reference: their equations by an independent method of high order, their
//! exponential Euler by spike times and by its order.

use neuron_tests::dormand_prince::integrate;
use neuron_tests::hand_written::{
    HandWritten, end_state, hodgkin_huxley, prinz_ab, pyloric, simulate_exponential_euler,
};
use neuron_tests::order::Convergence;
use neuron_tests::reference::{self, Trace};

/// Solves a model's equations to about `tolerance`. Returns the states at `times`.
fn solve<M: HandWritten<N>, const N: usize>(_model: M, times: &[f64], tolerance: f64) -> Vec<Vec<f64>> {
    // Voltages are of size 10 to 100, gates of size 1 and smaller, calcium of size 1 to 500.
    let absolute = std::array::from_fn::<f64, N, _>(|i| if M::VOLTAGES.contains(&i) { 1.0 } else { 1e-3 });
    let rhs = |_: f64, y: &[f64], dy: &mut [f64]| M::rhs(y.try_into().unwrap(), dy.try_into().unwrap());
    integrate(rhs, &M::start(), times, tolerance, &absolute)
}

/// Returns the largest distance of one state from its column of the reference, in the unit of the state.
fn worst<M: HandWritten<N>, const N: usize>(_model: M, found: &[Vec<f64>], state: &str, column: &[f64]) -> f64 {
    let index = M::NAMES.iter().position(|name| *name == state).unwrap();
    assert_eq!(found.len(), column.len());
    found.iter().zip(column).map(|(y, truth)| (y[index] - truth).abs()).fold(0.0, f64::max)
}

/// Asserts that each state stays within its tolerance of the column of the reference.
fn check<M: HandWritten<N> + Copy, const N: usize>(model: M, truth: &Trace, states: &[(&str, &str, f64)]) {
    let found = solve(model, &truth.times, 1e-10);
    for &(state, column, tolerance) in states {
        let error = worst(model, &found, state, truth.column(column));
        println!("{state}: {error:.2e}");
        assert!(error < tolerance, "{state} is off by {error:.3e}");
    }
}

#[test]
fn equations_of_hodgkin_huxley_are_those_of_the_reference() {
    let truth = reference::trace("hodgkin_huxley").until(50.0);
    let states = [("v", "v", 1e-6), ("m", "m", 1e-8), ("h", "h", 1e-8), ("n", "n", 1e-8)];
    check(hodgkin_huxley::Model, &truth, &states);
}

#[test]
fn equations_of_prinz_ab_are_those_of_the_reference() {
    // Eight spikes of the first burst.
    let truth = reference::trace("prinz_ab").until(300.0);
    let states = [
        ("v", "v", 1e-5),
        ("ca", "ca", 1e-5),
        ("NaV.m", "na.m", 1e-7),
        ("NaV.h", "na.h", 1e-7),
        ("KCa.m", "kca.m", 1e-7),
    ];
    check(prinz_ab::Model, &truth, &states);
}

#[test]
fn equations_of_pyloric_are_those_of_the_reference() {
    // Three spikes of LP, in which the time constants of its synapses collapse; the step size follows.
    let truth = reference::trace("pyloric").until(150.0);
    let states = [("AB.v", "ab.v", 1e-5), ("AB.ca", "ab.ca", 1e-5), ("LP.v", "lp.v", 1e-5), ("PY.v", "py.v", 1e-5)];
    check(pyloric::Model, &truth, &states);
}

/// Returns the largest error (ms) of the spikes of each neuron with the step `h`.
fn spike_error<M: HandWritten<N>, const N: usize>(model: M, name: &str, h: f64, truth: &[Vec<f64>], t_end: f64) -> f64 {
    let thresholds = vec![reference::threshold(name); truth.len()];
    let found = simulate_exponential_euler(model, h, t_end, &thresholds);
    let worst = found.iter().zip(truth).map(|(found, truth)| {
        reference::worst_spike_error(found, truth).unwrap_or_else(|message| panic!("{name} at {h} ms: {message}"))
    });
    let worst = worst.fold(0.0, f64::max);
    println!("{name} at {h} ms: {worst:.4} ms");
    worst
}

#[test]
fn exponential_euler_finds_every_spike_of_hodgkin_huxley() {
    let truth = [reference::spikes("hodgkin_huxley")];
    let error = |h| spike_error(hodgkin_huxley::Model, "hodgkin_huxley", h, &truth, 1_000.0);
    // An error of the period adds up over 69 spikes.
    assert!(error(0.025) < 1.0);
    assert!(error(0.0025) < 0.01);
}

#[test]
fn exponential_euler_finds_every_spike_of_prinz_ab() {
    let truth = [reference::spikes("prinz_ab")];
    let error = |h| spike_error(prinz_ab::Model, "prinz_ab", h, &truth, 5_000.0);
    assert!(error(0.025) < 2.0);
    assert!(error(0.0125) < 0.5);
    // The step of the benchmark is coarse: the last burst comes 20 ms late, with all of its spikes.
    assert!(error(0.1) < 40.0);
}

#[test]
fn exponential_euler_finds_every_spike_of_pyloric() {
    let truth = reference::PYLORIC.map(reference::pyloric_spikes);
    let error = |h| spike_error(pyloric::Model, "pyloric", h, &truth, 10_000.0);
    assert!(error(0.025) < 5.0);
    assert!(error(0.0125) < 2.0);
}

/// The order of exponential Euler in the states of that last name (`gates` for all but `v` and `ca`), at `t_end` (ms)
/// on the smooth way to the first spike or between two.
fn order<M: HandWritten<N> + Copy, const N: usize>(model: M, t_end: f64, states: &str) -> f64 {
    let wanted = |name: &str| match name.rsplit('.').next() {
        Some(last @ ("v" | "ca")) => last == states,
        _ => states == "gates",
    };
    let pick = |y: &[f64]| -> Vec<f64> { (0..N).filter(|&i| wanted(M::NAMES[i])).map(|i| y[i]).collect() };
    let truth = pick(&solve(model, &[t_end], 1e-12)[0]);
    let steps = [0.02, 0.01, 0.005, 0.0025];
    let table = Convergence::against(&truth, &steps, |h| pick(&end_state(model, h, t_end)));
    println!("{states}\n{table}");
    table.order()
}

#[test]
fn exponential_euler_is_of_order_one_in_the_burster() {
    for states in ["v", "ca", "gates"] {
        let p = order(prinz_ab::Model, 200.0, states);
        assert!((p - 1.0).abs() < 0.1, "{states}: {p}");
    }
}

#[test]
fn exponential_euler_is_of_order_one_in_the_network() {
    for states in ["v", "ca", "gates"] {
        let p = order(pyloric::Model, 100.0, states);
        assert!((p - 1.0).abs() < 0.1, "{states}: {p}");
    }
}

/// Moving gates and voltage in turn is a staggered grid: the gates stand half a step behind, and the voltage, which has
/// no calcium beside it that moves at the same time, is of order two.
#[test]
fn exponential_euler_is_staggered_in_the_axon() {
    let (voltage, gates) = (order(hodgkin_huxley::Model, 10.0, "v"), order(hodgkin_huxley::Model, 10.0, "gates"));
    assert!((voltage - 2.0).abs() < 0.1, "{voltage}");
    assert!((gates - 1.0).abs() < 0.1, "{gates}");
}

#[test]
fn names_are_distinct_and_voltages_are_voltages() {
    fn check<M: HandWritten<N>, const N: usize>(_model: M) {
        let mut names = M::NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), N);
        assert!(M::VOLTAGES.iter().all(|&v| M::NAMES[v].rsplit('.').next() == Some("v")));
        assert_eq!(M::NAMES.iter().filter(|name| name.rsplit('.').next() == Some("v")).count(), M::VOLTAGES.len());
    }
    check(hodgkin_huxley::Model);
    check(prinz_ab::Model);
    check(pyloric::Model);
}
