//! Every method of the runtime under the same criteria: order, tolerance, spikes of the references.
//!
//! A method is one line in `fixed_methods` or `adaptive_methods`, and one in `derivatives/alloc.rs`.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{Method, Stepper};
use neuron_runtime::system::RightHandSide;
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::order::{Convergence, observed_order};
use neuron_tests::reference;
use std::fmt::Debug;

/// The claims of a fixed-step method.
struct Fixed {
    order: f64,
    /// Longest of the steps (ms) at which its order shows: on Hodgkin & Huxley, on `prinz_ab`.
    steps: [f64; 2],
}

/// The claims of an adaptive method.
struct Adapts {
    order: f64,
    /// As with a fixed step.
    steps: [f64; 2],
    /// The largest error at the end in units of the tolerance: on Hodgkin & Huxley, on `prinz_ab`.
    factors: [f64; 2],
    /// Tolerances at which every spike is found: of Hodgkin & Huxley and of `prinz_ab` to 0.01 ms, of `pyloric` to 0.1 ms
    /// (none where another test sees to it).
    spikes: (f64, f64, Option<f64>),
}

macro_rules! fixed_methods {
    ($check:ident, $($argument:expr),*) => {
        $check(ExponentialEuler::step, Fixed { order: 1.0, steps: [0.02, 0.005] }, $($argument),*);
        $check(Strang::step, Fixed { order: 2.0, steps: [0.02, 0.005] }, $($argument),*);
        $check(Rk4::step, Fixed { order: 4.0, steps: [0.04, 0.04] }, $($argument),*);
    };
}

#[rustfmt::skip]
macro_rules! adaptive_methods {
    ($check:ident, $($argument:expr),*) => {
        $check(Tsit5::tolerance, Adapts { order: 5.0, steps: [0.1, 0.08], factors: [0.25, 2.5], spikes: (1e-4, 1e-5, None) }, $($argument),*);
        $check(Rodas3P::tolerance, Adapts { order: 3.0, steps: [0.04, 0.04], factors: [5.0, 30.0], spikes: (1e-6, 1e-6, Some(1e-6)) }, $($argument),*);
        $check(Rodas4::tolerance, Adapts { order: 4.0, steps: [0.05, 0.04], factors: [0.04, 4.0], spikes: (1e-5, 1e-5, Some(1e-4)) }, $($argument),*);
        $check(Rodas5P::tolerance, Adapts { order: 5.0, steps: [0.05, 0.0125], factors: [0.4, 30.0], spikes: (1e-5, 1e-5, Some(1e-5)) }, $($argument),*);
        $check(Ros34Pw2::tolerance, Adapts { order: 3.0, steps: [0.04, 0.04], factors: [1.6, 40.0], spikes: (1e-5, 1e-5, Some(1e-5)) }, $($argument),*);
        $check(Adaptive::tolerance, Adapts { order: 4.0, steps: [0.1, 0.08], factors: [0.3, 7.0], spikes: (1e-4, 1e-5, Some(1e-4)) }, $($argument),*);
    };
}

/// The sampling interval of a solution, ms: a multiple of every step.
const EVERY: f64 = 0.8;

/// A network and an interval in which its solution is smooth. At a spike and close to it, errors change their sign.
struct Problem<N> {
    network: N,
    /// The initial state of all solutions.
    begin: Vec<f64>,
    /// Its index in lists of claims.
    place: usize,
    /// The first and the last sample of the interval.
    smooth: (usize, usize),
    /// The states that are examined one by one.
    states: &'static [usize],
    /// All states at each sample.
    truth: Vec<Vec<f64>>,
}

impl<N: Network<f64>> Problem<N> {
    /// Computes the true solution by two unrelated methods, and asserts that it has converged.
    fn new(network: N, begin: Vec<f64>, place: usize, smooth: (usize, usize), states: &'static [usize]) -> Self {
        let mut problem = Problem { network, begin, place, smooth, states, truth: Vec::new() };
        problem.truth = problem.looks(&Tsit5::tolerance(1e-13), EVERY);
        let other = problem.looks(&Rodas5P::tolerance(1e-13), EVERY);
        let error = problem.error(&other[other.len() - 1]);
        println!("two converged solutions differ by {error:e}");
        assert!(error < 1e-10, "{error:e}");
        problem
    }

    /// The solution at each look, each step cut to end at the next multiple of `h` (ms). A method that any error satisfies
    /// makes equal steps of this length; only the first ones are shorter.
    fn looks<M: Method<f64>>(&self, method: &M, h: f64) -> Vec<Vec<f64>> {
        let mut stepper = method.stepper(&self.network, 0.0, &self.begin);
        let (first, last) = self.smooth;
        let steps = (EVERY / h).round() as usize;
        let mut looks = Vec::new();
        for k in 1..=last * steps {
            let limit = k as f64 / steps as f64 * EVERY;
            while stepper.time() < limit {
                stepper.step(&self.network, limit).unwrap();
            }
            if k >= first * steps && k % steps == 0 {
                looks.push(stepper.state().to_vec());
            }
        }
        looks
    }

    /// The solution at the last look, in steps as long as the method likes.
    fn end(&self, method: impl Method<f64>) -> Vec<f64> {
        let mut stepper = method.stepper(&self.network, 0.0, &self.begin);
        let end = self.smooth.1 as f64 * EVERY;
        while stepper.time() < end {
            stepper.step(&self.network, end).unwrap();
        }
        stepper.state().to_vec()
    }

    /// Returns the largest error of the final states, each relative to its scale, as the methods control it.
    fn error(&self, end: &[f64]) -> f64 {
        let mut scales = vec![0.0; end.len()];
        self.network.scales(&mut scales);
        let truth = &self.truth[self.truth.len() - 1];
        let errors = end.iter().zip(truth).zip(scales).map(|((a, b), scale)| (a - b).abs() / (scale + b.abs()));
        errors.fold(0.0, |worst, error| if error > worst || error.is_nan() { error } else { worst })
    }

    /// Halves a step twice: the largest error over the smooth time falls with the order.
    fn has_order<M: Method<f64>>(&self, order: f64, longest: f64, method: impl Fn(f64) -> M) {
        let steps = [longest, longest / 2.0, longest / 4.0];
        let solutions = steps.map(|h| self.looks(&method(h), h));
        for &state in self.states {
            let column = |looks: &[Vec<f64>]| -> Vec<f64> { looks.iter().map(|y| y[state]).collect() };
            let mut columns = solutions.iter().map(|looks| column(looks));
            let table = Convergence::against(&column(&self.truth), &steps, |_| columns.next().unwrap());
            let what = format!("{}, {}", name::<M>(), self.network.state_names()[state]);
            println!("{what}\n{table}");
            assert!(table.order() >= order - 0.3, "{what}: not of order {order}\n{table}");
        }
    }
}

/// `hodgkin_huxley` of the references: V, 4.5 to 8.5 ms after its first spike.
fn axon() -> Problem<HodgkinHuxley> {
    let mut cell = HodgkinHuxley::default();
    cell.set(HodgkinHuxley::inject, 10.0);
    let begin = start(&cell);
    Problem::new(cell, begin, 0, (8, 13), &[0])
}

/// The first spike of `prinz_ab`, at 221 ms, from 216 ms on: before, it nears its threshold so slowly that rounding shows in
/// when it comes. V and Ca 4 to 9 ms after the spike.
fn spike() -> Problem<impl Network<f64>> {
    let cell = prinz_ab();
    let run = cell.simulate(216.0).method(Tsit5::tolerance(1e-12)).record_nothing().run();
    let begin = run.unwrap_or_else(|interrupted| panic!("{}", interrupted.error)).end().to_vec();
    Problem::new(cell, begin, 1, (11, 18), &[0, 1])
}

/// `prinz_ab` of the references to between its tenth and eleventh spike, 322.2 and 337.4 ms.
fn burst() -> Problem<impl Network<f64>> {
    let cell = prinz_ab();
    let begin = start(&cell);
    Problem::new(cell, begin, 1, (407, 416), &[])
}

fn start<T: Scalar, N: Network<T>>(network: &N) -> Vec<T> {
    let mut y = vec![T::zero(); network.dim()];
    network.start(&mut y);
    y
}

fn name<M>() -> &'static str {
    let name = std::any::type_name::<M>();
    name.rsplit("::").next().unwrap_or(name)
}

fn fixed_order<N: Network<f64>, M: Method<f64>>(new: fn(f64) -> M, claims: Fixed, problem: &Problem<N>) {
    problem.has_order(claims.order, claims.steps[problem.place], new);
}

fn adaptive_order<N: Network<f64>, M: Method<f64>>(new: fn(f64) -> M, claims: Adapts, problem: &Problem<N>) {
    problem.has_order(claims.order, claims.steps[problem.place], |_| new(1e9));
}

#[test]
fn orders_on_hodgkin_huxley() {
    let problem = axon();
    fixed_methods!(fixed_order, &problem);
    adaptive_methods!(adaptive_order, &problem);
}

#[test]
fn orders_on_prinz_ab() {
    let problem = spike();
    fixed_methods!(fixed_order, &problem);
    adaptive_methods!(adaptive_order, &problem);
}

const TOLERANCES: [f64; 6] = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

fn meets_tolerance<N: Network<f64>, M: Method<f64>>(new: fn(f64) -> M, claims: Adapts, problem: &Problem<N>) {
    let errors = TOLERANCES.map(|tolerance| problem.error(&problem.end(new(tolerance))));
    let factors: [f64; 6] = std::array::from_fn(|k| errors[k] / TOLERANCES[k]);
    let (what, trend) = (name::<M>(), observed_order(&TOLERANCES, &errors));
    let largest = factors.into_iter().fold(0.0, f64::max);
    println!("{what}: at most {largest:.3} tolerances, trend {trend:.2}, {factors:.2?}");
    assert!(largest <= claims.factors[problem.place], "{what}: {factors:?}");
    assert!(trend > 0.7 && errors.is_sorted_by(|a, b| a > b), "{what}: {errors:?}");
}

#[test]
fn tolerances_are_met_on_hodgkin_huxley() {
    let problem = axon();
    adaptive_methods!(meets_tolerance, &problem);
}

#[test]
fn tolerances_are_met_on_prinz_ab() {
    let problem = burst();
    adaptive_methods!(meets_tolerance, &problem);
}

/// The worst error (ms) of the spikes; all of them are there.
fn spikes<N: Network<f64>>(
    model: &str,
    network: &N,
    method: impl Method<f64> + Debug,
    duration: f64,
    truth: &[Vec<f64>],
) -> f64 {
    let what = format!("{model}, {method:?}");
    let run = network.simulate(duration).method(method).record_nothing().spikes(reference::threshold(model)).run();
    let run = run.unwrap_or_else(|interrupted| panic!("{what}: {}", interrupted.error));
    let errors = run.each_neuron().into_iter().zip(truth).map(|(neuron, truth)| {
        let error = reference::worst_spike_error(neuron.spikes.times(), truth);
        error.unwrap_or_else(|problem| panic!("{what}: {}: {problem}", neuron.name))
    });
    let worst = errors.fold(0.0, f64::max);
    println!("{what}: {worst:.2e} ms, {:?}", run.statistics);
    worst
}

fn spikes_alone<M: Method<f64> + Debug>(new: fn(f64) -> M, claims: Adapts, axon: &HodgkinHuxley) {
    let (first, second, _) = claims.spikes;
    let error = spikes("hodgkin_huxley", axon, new(first), 1000.0, &[reference::spikes("hodgkin_huxley")]);
    assert!(error < 0.01, "{}: {error}", name::<M>());
    let error = spikes("prinz_ab", &prinz_ab(), new(second), 5000.0, &[reference::spikes("prinz_ab")]);
    assert!(error < 0.01, "{}: {error}", name::<M>());
}

#[test]
fn every_spike_of_a_cell_is_found() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    adaptive_methods!(spikes_alone, &axon);
}

fn spikes_together<M: Method<f64> + Debug>(new: fn(f64) -> M, claims: Adapts, network: &Pyloric) {
    let Some(tolerance) = claims.spikes.2 else { return };
    let truth = reference::PYLORIC.map(reference::pyloric_spikes);
    let error = spikes("pyloric", network, new(tolerance), 10_000.0, &truth);
    assert!(error < 0.1, "{}: {error}", name::<M>());
}

#[test]
fn every_spike_of_pyloric_is_found() {
    adaptive_methods!(spikes_together, &Pyloric::default());
}

/// A limit that is not later than the present asks for nothing; steps are no longer than they may be.
#[test]
fn limits_are_kept() {
    fn check<M: Method<f64>>(method: M, longest: f64) {
        let cell = prinz_ab();
        let mut y = vec![0.0; cell.dim()];
        cell.start(&mut y);
        let mut stepper = method.stepper(&cell, 0.0, &y);
        stepper.step(&cell, 0.0).unwrap();
        assert_eq!((stepper.time(), stepper.state()), (0.0, &y[..]));
        while stepper.time() < 2.0 {
            stepper.step(&cell, 2.0).unwrap();
            assert!(stepper.time() - stepper.previous_time() <= longest + 1e-12);
            let state = stepper.state().to_vec();
            stepper.step(&cell, stepper.time()).unwrap();
            assert_eq!(stepper.state(), state);
        }
    }
    let longest_step = 0.0301;
    check(Tsit5 { tolerance: 1e3, longest_step }, longest_step);
    check(Rodas4 { tolerance: 1e3, longest_step }, longest_step);
    check(Adaptive { tolerance: 1e3, longest_step }, longest_step);
    check(Rk4::step(0.03), 0.03);
    check(ExponentialEuler::step(0.03), 0.03);
    check(Strang::step(0.03), 0.03);
}

/// A method that asks for what it said it does not need.
struct Forgetful;

impl Method<f64> for Forgetful {
    type Stepper = <Tsit5 as Method<f64>>::Stepper;
    type Needs = RightHandSide;

    fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        Ok(())
    }

    fn plain_stepper(&self, network: &dyn System<f64>, t: f64, y: &[f64]) -> Self::Stepper {
        let _ = network.jacobian();
        Tsit5::default().plain_stepper(network, t, y)
    }
}

#[test]
#[should_panic(expected = "the method says that it needs no Jacobian")]
fn a_method_gets_only_what_it_needs() {
    let _ = prinz_ab().simulate(1.0).method(Forgetful).run();
}

/// By hand, a network has everything.
#[test]
fn a_network_has_everything() {
    let cell = prinz_ab();
    let mut y = vec![0.0; cell.dim()];
    cell.start(&mut y);
    let mut stepper = Forgetful.stepper(&cell, 0.0, &y);
    stepper.step(&cell, 1.0).unwrap();
    assert!(stepper.time() > 0.0);
}
