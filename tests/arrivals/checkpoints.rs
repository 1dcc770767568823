//! Runs that are killed with spikes in flight.

use super::{Exponential, Membrane};
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use neuron_runtime::solve::{Method, Stepper};
use neuron_tests::allocations::allocations;
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
