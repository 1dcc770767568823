//! Runs that are killed with spikes in flight.

use super::{Exponential, Membrane};
use neuron_runtime::error::Misfit;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::run::simulation::Simulation;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::allocations::allocations;
use neuron_tests::folder::Folder;
use std::ops::ControlFlow;

network! {
    pub struct Noisy;
    source Noise[30]: Poisson { rate: 100Hz, seed: 5 };
    neuron E[20]: Membrane;
    Noise -> E random { probability: 0.3, seed: 1 }: Exponential { g: 1nS, delay: 20.7ms };
    E -> E random { probability: 0.3, seed: 2 }: Exponential { g: 2nS, delay: 15.2ms };
}

#[test]
fn a_run_resumes_with_its_spikes_in_flight_to_the_last_bit() {
    let net = Noisy::default();
    macro_rules! check {
        ($($setting:ident($value:expr)).*) => {{
            let simulation = || net.simulate(100.0)$(.$setting($value))*;
            let whole = simulation().run().unwrap();
            let spikes: usize = whole.e.iter().map(|cell| cell.spikes.len()).sum();
            assert!(spikes > 5, "{spikes}");
            let mut kept: Option<Checkpoint> = None;
            let interrupted = simulation()
                .progress(|p| if p.time >= 47.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
                .checkpoint_every(f64::INFINITY, &mut kept)
                .run();
            assert!(interrupted.is_err());
            let resumed = simulation().resume(kept.unwrap()).run().unwrap();
            assert_eq!(whole.end(), resumed.end());
            for (a, b) in whole.e.iter().zip(&resumed.e) {
                assert_eq!(a.spikes.times(), b.spikes.times());
            }
            for (a, b) in whole.noise.iter().zip(&resumed.noise) {
                assert_eq!(a.spikes.times(), b.spikes.times());
            }
        }};
    }
    check!(method(Adaptive::default()));
    check!(method(Tsit5::tolerance(1e-5)));
    check!(method(Strang::step(0.05)));
    check!(method(ExponentialEuler::step(0.1)).on_grid(0.1));
}

network! {
    pub struct Waiting;
    source Input[1000]: Listed;
    neuron E[10]: Membrane;
    Input -> E random { inputs: 900, seed: 1 }: Exponential { g: 0.001nS, delay: 250ms };
}

/// 10⁵ spikes are on their way at once.
#[test]
fn a_hundred_thousand_spikes_in_flight_are_kept() {
    let net = Waiting::default();
    let times: Vec<f64> = (0..100).map(|k| 0.5 + 2.0 * f64::from(k)).collect();
    let simulation =
        |duration: f64| net.simulate(duration).method(Strang::step(0.5)).play(Waiting::Input.spikes, &times);
    let whole = simulation(300.0).run().unwrap();
    let mut kept: Option<Checkpoint> = None;
    let interrupted = simulation(300.0)
        .progress(|p| if p.time >= 230.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        .checkpoint_every(f64::INFINITY, &mut kept)
        .run();
    assert!(interrupted.is_err());
    let kept = kept.unwrap();
    // Nothing has arrived yet.
    assert!(kept.state()[10..].iter().all(|s| *s == 0.0));
    let resumed = simulation(300.0).resume(kept).run().unwrap();
    assert_eq!(whole.end(), resumed.end());
    // Each neuron has 900 inputs.
    let s: f64 = times.iter().filter(|time| **time < 50.0).map(|time| 900.0 * (-(50.0 - time) / 5.0).exp()).sum();
    assert!(whole.end()[10..].iter().all(|found| (found - s).abs() < 1e-9 * s), "{s} {:?}", &whole.end()[10..]);
}

network! {
    pub struct Steady;
    source Clock[5]: Regular { period: 0.7ms, jitter: 0.3ms };
    neuron E[4]: Membrane;
    Clock -> E all_to_all: Exponential { g: 2nS, delay: 3.3ms };
    E -> E all_to_all: Exponential { g: 0.5nS, delay: 1.1ms };
}

/// Once the queue is as long as it gets.
#[test]
fn steps_and_arrivals_allocate_nothing() {
    fn check<M: Method<f64>>(method: M, grid: Option<f64>) {
        let net = Steady::default();
        let mut y = vec![0.0; net.dim()];
        net.start(&mut y);
        let mut stepper = method.begin(&net, 0.0, &y).unwrap();
        if let Some(step) = grid {
            stepper.put_spikes_on_grid(0.0, step);
        }
        let mut spikes = 0;
        let mut until = |end: f64| {
            while stepper.time() < end {
                stepper.step(&net, end).unwrap();
                spikes += stepper.spikes().len();
            }
        };
        until(100.0);
        let ((), count) = allocations(|| until(300.0));
        assert_eq!(count, 0);
        assert!(spikes > 2000, "{spikes}");
    }
    check(Adaptive::default(), None);
    check(Tsit5::default(), None);
    check(Rodas5P::default(), None);
    check(Strang::step(0.05), None);
    check(ExponentialEuler::step(0.1), Some(0.1));
}

network! {
    pub struct Driven;
    source Input[3]: Listed;
    neuron E: Membrane;
    Input -> E all_to_all: Exponential { g: 5nS, delay: 3.3ms };
}

/// Returns the last checkpoint of a run.
fn checkpoint<N: Network<f64>, M: Method<f64>>(simulation: Simulation<'_, N, f64, M>) -> Checkpoint {
    let mut kept = None;
    simulation.checkpoint_every(7.0, &mut kept).run().unwrap();
    kept.unwrap()
}

#[test]
fn a_run_with_other_listed_spikes_or_another_grid_is_not_resumed() {
    let net = Driven::default();
    let (input, second) = (Driven::Input.spikes, Driven::Input.at(1).spikes);
    let played = |duration: f64, times: &[f64]| net.simulate(duration).play(second, times);
    let kept = checkpoint(played(20.0, &[2.0, 9.0, 30.0]));
    let refused = |simulation: Simulation<'_, Driven, f64>, why: &str| {
        let error = simulation.resume(&kept).run().unwrap_err().error;
        assert!(error.to_string().contains(why), "{error}\n  should say: {why}");
        assert!(matches!(error, Error::Checkpoint { problem: Misfit::Settings(_), .. }));
    };
    let others = "the spikes listed for Input[1] were others";
    refused(played(40.0, &[2.0, 9.0, 31.0]), others);
    refused(played(40.0, &[2.0, 9.0]), "3 spikes were listed for Input[1] and now 2 are");
    refused(net.simulate(40.0), "3 spikes were listed for Input[1] and now none are");
    refused(
        played(40.0, &[2.0, 9.0, 30.0]).play(Driven::Input.at(2).spikes, &[25.0]),
        "no spikes were listed for Input[2] and now 1 is",
    );
    refused(played(40.0, &[2.0, 9.0, 30.0]).on_grid(0.1), "spikes were on no grid and are now on a grid of 0.1 ms");
    // What is said in another way is the same.
    let whole = played(40.0, &[2.0, 9.0, 30.0]).run().unwrap();
    let each = [(1, 30.0), (1, 2.0), (1, 9.0)];
    let resumed = net.simulate(40.0).play_each(input, &each).resume(&kept).run().unwrap();
    assert_eq!(resumed.end(), whole.end());
    assert_eq!(resumed.input[1].spikes.times(), &[2.0, 9.0, 30.0]);
    let resumed = played(40.0, &[2.0, 9.0]).play(second, &[30.0]).resume(&kept).run().unwrap();
    assert_eq!(resumed.end(), whole.end());

    let on_grid =
        |duration: f64, step: f64| played(duration, &[2.0, 9.0, 30.0]).method(Strang::step(0.1)).on_grid(step);
    let kept = checkpoint(on_grid(20.0, 0.1));
    for (simulation, why) in [
        (on_grid(40.0, 0.2), "spikes were on a grid of 0.1 ms and are now on a grid of 0.2 ms"),
        (
            played(40.0, &[2.0, 9.0, 30.0]).method(Strang::step(0.1)),
            "spikes were on a grid of 0.1 ms and are now on no grid",
        ),
    ] {
        let error = simulation.resume(&kept).run().unwrap_err();
        assert!(error.to_string().contains(why), "{error}\n  should say: {why}");
    }
    assert_eq!(on_grid(40.0, 0.1).resume(&kept).run().unwrap().end(), on_grid(40.0, 0.1).run().unwrap().end());
}

#[test]
fn a_file_knows_the_listed_spikes_and_the_grid() {
    let folder = Folder::new("listed");
    let path = folder.path("run.checkpoint");
    let net = Driven::default();
    let simulation = |duration: f64, times: &[f64], step: f64| {
        net.simulate(duration).play(Driven::Input.spikes, times).on_grid(step)
    };
    simulation(20.0, &[2.0, 30.0], 0.1).checkpoint_every(7.0, &path).run().unwrap();
    let whole = simulation(40.0, &[2.0, 30.0], 0.1).run().unwrap();
    assert_eq!(simulation(40.0, &[2.0, 30.0], 0.1).resume(&path).run().unwrap().end(), whole.end());
    for (times, step, why) in [
        (&[2.0, 31.0], 0.1, "run.checkpoint cannot be resumed: the spikes listed for Input[0] were others"),
        (&[2.0, 30.0], 0.05, "spikes were on a grid of 0.1 ms and are now on a grid of 0.05 ms"),
    ] {
        let error = simulation(40.0, times, step).resume(&path).run().unwrap_err();
        assert!(error.to_string().contains(why), "{error}\n  should say: {why}");
    }
}

/// The lists of the run that it goes on from are its own.
#[test]
fn a_run_that_goes_on_from_another_is_resumed_with_the_spikes_listed_there() {
    let net = Driven::default();
    let first = net.simulate(5.0).play(Driven::Input.spikes, &[2.0, 9.0, 30.0]).run().unwrap();
    let simulation = |duration: f64| net.simulate(duration).continued(&first);
    let whole = simulation(40.0).run().unwrap();
    assert_eq!(whole.input[0].spikes.times(), &[9.0, 30.0]);
    let kept = checkpoint(simulation(20.0));
    let resumed = simulation(40.0).resume(&kept).run().unwrap();
    assert_eq!(resumed.input[0].spikes.times(), whole.input[0].spikes.times());
    assert_eq!(resumed.end(), whole.end());
    let error = net.simulate(40.0).resume(&kept).run().unwrap_err();
    assert!(error.to_string().contains("3 spikes were listed for Input[0] and now none are"), "{error}");
}

/// Runs that differ in nothing but that have steps of their own.
#[test]
fn runs_of_a_cost_may_differ_in_their_listed_spikes_and_their_grids() {
    let net = Driven::default();
    let of = |times: &'static [f64]| {
        move |net: &Driven<Grad>| {
            Ok::<Grad, Error>(net.simulate(30.0).play(Driven::Input.spikes, times).run()?.end()[0])
        }
    };
    let (early, late): (&[f64], &[f64]) = (&[2.0, 9.0], &[2.0, 19.0]);
    let parameters = [Driven::Input_E.Exponential.g, Driven::Input_E.Exponential.tau];
    let alone = [early, late].map(|times| net.gradient(&parameters, |net| of(times)(net)).unwrap());
    let both = net.gradient(&parameters, |net| Ok(of(early)(net)? + of(late)(net)?)).unwrap();
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b.abs();
    assert!(close(both.value, alone[0].value + alone[1].value), "{both:?} {alone:?}");
    assert!((0..2).all(|k| close(both[k], alone[0][k] + alone[1][k])), "{both:?} {alone:?}");
}

/// Its own sources and spikes in flight stay.
#[test]
fn a_stepper_that_refuses_a_memory_changes_nothing() {
    let net = Noisy::default();
    let mut y = vec![0.0; net.dim()];
    net.start(&mut y);
    let method = Strang::step(0.1);
    let begun = |end: f64| {
        let mut stepper = method.begin(&net, 0.0, &y).unwrap();
        while stepper.time() < end {
            stepper.step(&net, end).unwrap();
        }
        stepper
    };
    let (mut stepper, other) = (begun(30.0), begun(60.0));
    let (before, whole) = (stepper.memory(), other.memory());
    // The spikes in flight come last, and then the variables, of which there are none.
    assert!(whole.len() > before.len());
    let mut broken = whole.clone();
    let last = broken.len() - 1;
    broken[last] = 0.5;
    for memory in [&whole[..last], &broken] {
        assert!(!stepper.remember(memory));
        let bits = |memory: &[f64]| memory.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(&stepper.memory()), bits(&before));
    }
}

/// Returns the number of allocations of a run in which each of 1000 sources has as many spikes in flight as a delay (ms) holds.
fn allocations_of_run(delay: f64, capacity: usize) -> usize {
    let mut net = Waiting::default();
    net.set(Waiting::Input_E.Exponential.delay, delay);
    let times: Vec<f64> = (0..100).map(|k| 0.5 + 2.0 * f64::from(k)).collect();
    let simulation = net.simulate(500.0).method(Strang::step(0.5)).record_nothing();
    let simulation = simulation.play(Waiting::Input.spikes, &times).spikes_in_flight(capacity);
    let (run, count) = allocations(|| simulation.run().unwrap());
    assert_eq!(run.input[7].spikes.len(), 100);
    count
}

#[test]
fn a_stated_number_of_spikes_in_flight_needs_no_memory_in_the_run() {
    let many = 100_000;
    assert_eq!(allocations_of_run(250.0, many), allocations_of_run(0.5, many));
    // One that was not stated, or is too small, grows.
    assert!(allocations_of_run(250.0, 0) > allocations_of_run(0.5, 0));
    let (small, large) = (allocations_of_run(250.0, 1000), allocations_of_run(250.0, many));
    assert!(small > large, "{small} {large}");

    fn check<M: Method<f64>>(method: M, grid: Option<f64>) {
        let net = Steady::default();
        let mut y = vec![0.0; net.dim()];
        net.start(&mut y);
        let run = |capacity: usize| {
            let mut stepper = method.begin(&net, 0.0, &y).unwrap();
            if let Some(step) = grid {
                stepper.put_spikes_on_grid(0.0, step);
            }
            assert!(stepper.reserve_flight(capacity));
            let ((), count) = allocations(|| {
                while stepper.time() < 100.0 {
                    stepper.step(&net, 100.0).unwrap();
                }
            });
            count
        };
        assert_eq!(run(200), 0);
        assert!(run(0) > 0);
    }
    check(Adaptive::default(), None);
    check(Tsit5::default(), None);
    check(Rodas5P::default(), None);
    check(Strang::step(0.05), None);
    check(ExponentialEuler::step(0.1), Some(0.1));
}

#[test]
fn more_spikes_in_flight_than_stated_arrive_all_the_same() {
    let net = Noisy::default();
    let run = |capacity: usize| net.simulate(100.0).spikes_in_flight(capacity).run().unwrap();
    let expected = net.simulate(100.0).run().unwrap();
    for capacity in [0, 1, 3, 10_000] {
        assert_eq!(run(capacity).end(), expected.end());
    }
    let error = net.simulate(100.0).spikes_in_flight(usize::MAX).run().unwrap_err().to_string();
    assert!(error.starts_with("the number of spikes in flight is ") && error.contains("no memory"), "{error}");
}
