//! Right-hand sides and steps allocate nothing, whatever the network and the number type.

use neuron_runtime::number::{Curvature, Dual, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::allocations::{allocations, peak};
use neuron_tests::models::{Arrays, Pyloric, prinz_ab};
use num_dual::{Dual64, HyperDual64};

/// Asserts that nothing is allocated while `network` is evaluated and advanced over the number type `T`.
fn check<T: Scalar, N: Network<T>>(what: &str, network: &N) {
    let dim = network.dim();
    let mut y = vec![T::zero(); dim];
    network.start(&mut y);
    let (mut dy, mut work) = (y.clone(), network.workspace());
    let start = y.clone();

    let ((), count) = allocations(|| {
        network.start(&mut y);
        for _ in 0..3 {
            network.rhs(T::zero(), &y, &mut dy);
        }
    });
    assert_eq!(count, 0, "start and rhs of {what}");

    let ((), count) = allocations(|| {
        for _ in 0..20 {
            network.exponential_euler(T::zero(), T::from_f64(0.025), &Given::NONE, &mut y, &mut work);
        }
    });
    assert_eq!(count, 0, "exponential Euler of {what}");

    steps(what, network, &ExponentialEuler::step(0.05), &start);
    steps(what, network, &Tsit5::tolerance(1e-5), &start);
    steps(what, network, &Rodas4::tolerance(1e-5), &start);
    assert!(y.iter().all(|x| x.is_finite()));
}

fn steps<T: Scalar, N: Network<T>, M: Method<T> + std::fmt::Debug>(what: &str, network: &N, method: &M, y: &[T]) {
    let mut stepper = method.stepper(network, 0.0, y);
    let (done, count) = allocations(|| {
        for k in 0..300 {
            // As a program does that changes a parameter, or the state.
            if k % 3 == 1 {
                stepper.equations_changed();
            }
            if k % 100 == 99 && stepper.restart(1.0, y).is_err() {
                return false;
            }
            if stepper.step(network, 1e4).is_err() {
                return false;
            }
            let middle = 0.5 * (stepper.previous_time() + stepper.time());
            std::hint::black_box((stepper.interpolate(middle, 0), stepper.slope(middle, 0), stepper.interpolant(0)));
        }
        true
    });
    assert!(done, "{method:?} fails for {what}");
    assert_eq!(count, 0, "{method:?} of {what}");
    assert!(stepper.time() > 0.0 && stepper.statistics().evaluations >= 300);
}

macro_rules! number_types {
    ($what:literal, $network:expr, $($number:ty),*) => {$(
        check::<$number, _>(concat!($what, " over ", stringify!($number)), &$network.with::<$number>());
    )*};
}

#[test]
fn a_cell_alone_allocates_nothing() {
    let cell = prinz_ab();
    number_types!("a cell", Network::<f64>::with::<f64>(&cell), f64, Grad, Dual<Dual64>, Dual<HyperDual64>);
}

#[test]
fn named_neurons_allocate_nothing() {
    number_types!("pyloric", Pyloric::default(), f64, Grad, Dual<Dual64>, Dual<HyperDual64>);
}

/// Every other method, plain and with first and with second derivatives.
#[test]
fn every_method_allocates_nothing() {
    fn check<T: Scalar, N: Network<T>>(what: &str, network: &N) {
        let mut y = vec![T::zero(); network.dim()];
        network.start(&mut y);
        steps(what, network, &Strang::step(0.05), &y);
        steps(what, network, &Rk4::step(0.005), &y);
        steps(what, network, &Adaptive::tolerance(1e-5), &y);
        steps(what, network, &Rodas3P::tolerance(1e-5), &y);
        steps(what, network, &Rodas5P::tolerance(1e-5), &y);
        steps(what, network, &Ros34Pw2::tolerance(1e-5), &y);
    }
    check("a cell over Grad", &prinz_ab().with::<Grad>());
    check("a cell over Curvature", &prinz_ab().with::<Curvature>());
    check("pyloric", &Pyloric::default());
    check("pyloric over Grad", &Pyloric::default().with::<Grad>());
    check("pyloric over Dual64", &Pyloric::default().with::<Dual<Dual64>>());
}

/// Steps whose error control includes derivatives, and steps repeated with other tangents, as for a second block of eight
/// parameters.
#[test]
fn watched_and_repeated_steps_allocate_nothing() {
    fn check<M: Method<Grad> + std::fmt::Debug>(method: &M) {
        let with = |parameter| {
            let mut network = Pyloric::default().with::<Grad>();
            let value = network.get(parameter);
            network.set(parameter, Grad::variable(value.value(), 0));
            let mut y = vec![Grad::zero(); network.dim()];
            network.start(&mut y);
            let mut stepper = method.stepper(&network, 0.0, &y);
            stepper.watch_derivatives([100.0; 8]);
            (network, stepper)
        };
        let (network, mut first) = with(Pyloric::AB.NaV.g);
        let mut steps = Vec::with_capacity(300);
        let (done, count) = allocations(|| {
            (0..300).all(|_| {
                let done = first.step(&network, 1e4).is_ok();
                steps.push((first.time(), first.is_implicit()));
                done
            })
        });
        assert!(done, "{method:?}");
        assert_eq!(count, 0, "watched steps of {method:?}");
        for parameter in [Pyloric::AB.NaV.g, Pyloric::AB.Kd.g] {
            let (network, mut again) = with(parameter);
            let (done, count) = allocations(|| {
                steps.iter().all(|(end, implicit)| again.repeat(&network, *end, *implicit, None).is_ok())
            });
            assert!(done, "{method:?}");
            assert_eq!(count, 0, "repeated steps of {method:?}");
            let values = |stepper: &dyn Stepper<Grad>| -> Vec<u64> {
                stepper.state().iter().map(|x| x.value().to_bits()).collect()
            };
            let slopes =
                |stepper: &dyn Stepper<Grad>| -> Vec<f64> { stepper.state().iter().map(|x| x.tangents()[0]).collect() };
            assert_eq!(values(&first), values(&again), "{method:?}");
            assert_eq!(slopes(&first) == slopes(&again), parameter == Pyloric::AB.NaV.g, "derivatives by {method:?}");
        }
    }
    check(&ExponentialEuler::step(0.05));
    check(&Strang::step(0.05));
    check(&Rk4::step(0.005));
    check(&Tsit5::tolerance(1e-5));
    check(&Adaptive::tolerance(1e-5));
    check(&Rodas3P::tolerance(1e-5));
    check(&Rodas4::tolerance(1e-5));
    check(&Rodas5P::tolerance(1e-5));
    check(&Ros34Pw2::tolerance(1e-5));
}

#[test]
fn arrays_allocate_nothing() {
    number_types!("arrays", Arrays::default(), f64, Grad, Dual<Dual64>, Dual<HyperDual64>);
}

/// Neurons and connections that differ in many parameters, set at run time.
#[test]
fn arrays_with_varied_parameters_allocate_nothing() {
    let mut network = Arrays::default();
    network.set_each(Arrays::E.NaV.g, |k| 100.0 + k as f64).set_each(Arrays::E.Kd.g, |k| 100.0 - k as f64);
    network.set_each(Arrays::E_E.Glutamatergic.g, |k| 3.0 + 0.1 * k as f64);
    number_types!("varied arrays", network, f64, Grad, Dual<Dual64>);
}

/// A simulation allocates memory for its recordings, and none for each step.
#[test]
fn a_run_allocates_no_more_for_more_steps() {
    let network = Pyloric::default();
    let count = |step: f64| {
        let method = ExponentialEuler::step(step);
        let (run, count) = allocations(|| network.simulate(5.0).method(method).record_every(1.0).run());
        assert!(run.is_ok());
        count
    };
    assert_eq!(count(0.1), count(0.01));
}

/// Reverse mode keeps as many states as allowed, or twice the root of the number of steps. Its other memory does not depend on
/// that number.
#[test]
fn reverse_mode_keeps_to_its_memory() {
    let network = Arrays::default();
    let objective = Objective::new(Measure::mean(Arrays::P.v), 12.0).method(Tsit5::tolerance(1e-12));
    let by = || network.differentiate().by(&[Arrays::P.NaV.g]).values_only().backward();
    let (gradient, all) = peak(|| by().gradient_of(&objective));
    let steps = gradient.unwrap().steps;
    let state = 8 * network.dim();
    let at_most = |bytes: usize| peak(|| by().memory(bytes).gradient_of(&objective)).1;
    let least = at_most(1);
    let root = (steps as f64).sqrt();
    println!("{steps} steps of {state} bytes: {all} bytes, {least} at least");
    assert!(steps > 500);
    // All states fit, so that all are kept.
    assert!(all - least > (steps as f64 - 2.5 * root) as usize * state);
    for part in [0.2, 0.5] {
        let bytes = (part * (steps * state) as f64) as usize;
        assert!(at_most(bytes) < least + bytes, "{part}");
    }
    // The memory besides the states: the step sizes, and the stages of one step.
    assert!(least < (2.0 * root + 4.0) as usize * state + 100 * steps + 200 * state, "{least}");
}
