//! Spikes on a grid.

use super::{Exponential, Kick, Membrane, each_method};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;

network! {
    pub struct Ring;
    source Input: Listed;
    neuron Cells[3]: Membrane { inject: 0nA };
    Input -> Cells pairs [(0, 0)]: Kick { weight: 30mV };
    Cells -> Cells pairs [(0, 1), (1, 2), (2, 0)]: Kick { weight: 30mV };
}

#[test]
fn spikes_and_arrivals_are_at_grid_points_under_every_method() {
    let mut ring = Ring::default();
    for (k, delay) in [0.98, 2.04, 3.0].into_iter().enumerate() {
        ring.set(Ring::Cells_Cells.Kick.delay.at(k), delay);
    }
    each_method!(|method, name| {
        let run = ring.simulate(40.0).method(method).on_grid(0.1).play(Ring::Input.spikes, &[5.02]).run().unwrap();
        // The kick arrives at 5.0 ms and is seen at the end of the next step; from there on delays are 1.0, 2.0 and 3.0 ms, and each
        // spike is seen a step after its kick.
        let times: Vec<Vec<f64>> = run.cells.iter().map(|cell| cell.spikes.times().to_vec()).collect();
        let round = 1.0 + 2.0 + 3.0 + 0.3;
        for k in 0..3 {
            let first = 5.1 + round * k as f64;
            for (found, expected) in [(times[0][k], first), (times[1][k], first + 1.1), (times[2][k], first + 3.2)] {
                assert!((found - expected).abs() < 1e-9, "{name}: {found} {expected}");
            }
        }
    });
}

#[test]
fn a_delay_that_a_grid_cannot_tell_from_none_is_refused() {
    let mut ring = Ring::default();
    ring.set(Ring::Cells_Cells.Kick.delay.at(0), 0.04);
    let error = ring.simulate(10.0).on_grid(0.1).play(Ring::Input.spikes, &[5.0]).run().unwrap_err();
    assert!(error.to_string().contains("a delay of 0.04 ms, which the grid of 0.1 ms cannot tell from 0"), "{error}");
    ring.set(Ring::Cells_Cells.Kick.delay.at(0), 0.0);
    let run = ring.simulate(10.0).on_grid(0.1).play(Ring::Input.spikes, &[5.0]).run().unwrap();
    assert!((run.cells[1].spikes.times()[0] - run.cells[0].spikes.times()[0] - 0.1).abs() < 1e-9);
}

#[test]
fn spikes_on_a_grid_have_no_derivatives() {
    let ring = Ring::default();
    let gradient = ring.gradient(&[Ring::Cells.inject], |ring| {
        let run = ring.simulate(10.0).on_grid(0.1).play(Ring::Input.spikes, &[5.0]).run()?;
        Ok(run.end()[0])
    });
    let error = gradient.unwrap_err().to_string();
    assert!(error.contains("there is no derivative") && error.contains("leave `on_grid` out"), "{error}");
    assert!(error.contains("the spike of Cells[0] is found on a grid"), "{error}");
    // Without a source it is the neuron.
    let firing = Refractory::default();
    let gradient =
        firing.gradient(&[Refractory::Cell.inject], |firing| Ok(firing.simulate(50.0).on_grid(0.1).run()?.end()[0]));
    let error = gradient.unwrap_err().to_string();
    assert!(error.contains("there is no derivative") && error.contains("of Cell"), "{error}");
}

network! {
    /// A cell that never spikes, and one that does, which drives another.
    pub struct Still;
    source Input: Listed;
    source Clock: Regular { period: 4ms, start: 1ms };
    neuron Silent: Membrane;
    neuron Firing: Firing;
    neuron Beyond: Membrane;
    kick = Input -> Silent: Kick { weight: 4mV, delay: 1.04ms };
    synapse = Input -> Silent: Exponential { g: 1nS, delay: 1.04ms };
    tick = Clock -> Beyond: Kick { weight: 1mV };
    beyond = Firing -> Beyond: Kick { weight: 1mV, delay: 2ms };
}

const TIMES: [f64; 3] = [3.02, 9.02, 9.53];

/// The arrivals at the points nearest to the ends of the delays.
const ARRIVALS: [f64; 3] = [4.1, 10.1, 10.6];

/// Kicks of a leaky membrane, each of which decays with C/g.
#[test]
fn what_moves_no_spike_has_exact_derivatives_on_a_grid() {
    let mut still = Still::default();
    still.set(Still::synapse.Exponential.g, 0.0);
    let parameters =
        [Still::kick.Kick.weight, Still::Silent.Passive.g, Still::Silent.capacitance, Still::Silent.Passive.e];
    let (tau, end, weight) = (10.0, 20.0, 4.0);
    let sum = |f: &dyn Fn(f64) -> f64| ARRIVALS.iter().map(|arrival| f(end - arrival)).sum::<f64>();
    let decay = |since: f64| (-since / tau).exp();
    let by_tau = sum(&|since| weight * decay(since) * since / (tau * tau));
    // τ = C/g, with 100 pF and 10 nS. V begins at −65 mV, as e is.
    let expected = [sum(&decay), by_tau * -tau / 10.0, by_tau * tau / 100.0, 1.0 - decay(end)];
    let value = -65.0 + weight * sum(&decay);
    each_method!(|method, name| {
        let of = |still: &Still<Grad>| {
            Ok::<Grad, Error>(
                still.simulate(end).method(method).on_grid(0.1).play(Still::Input.spikes, &TIMES).run()?.end()[0],
            )
        };
        let gradient = still.gradient(&parameters, of).unwrap();
        assert!((gradient.value - value).abs() < 1e-3, "{name}: {} {value}", gradient.value);
        for (k, expected) in expected.into_iter().enumerate() {
            assert!((gradient[k] - expected).abs() < 2e-3 * expected.abs(), "{name} {k}: {} {expected}", gradient[k]);
        }
    });
}

/// More parameters than a block of tangents holds, and steps that are repeated.
#[test]
fn derivatives_on_a_grid_are_those_of_all_blocks() {
    let still = Still::default();
    let of = |still: &Still<Grad>| {
        let run = still.simulate(20.0).on_grid(0.1).play(Still::Input.spikes, &TIMES).run()?;
        Ok::<Grad, Error>(run.end()[0] * run.end()[1])
    };
    let parameters = [
        Still::kick.Kick.weight,
        Still::synapse.Exponential.g,
        Still::synapse.Exponential.tau,
        Still::synapse.Exponential.e,
        Still::synapse.Exponential.weight,
        Still::Silent.Passive.g,
        Still::Silent.Passive.e,
        Still::Silent.capacitance,
        Still::beyond.Kick.weight,
        Still::tick.Kick.weight,
        Still::Beyond.Passive.g,
        Still::Beyond.capacitance,
    ];
    let gradient = still.gradient(&parameters, of).unwrap();
    let value = |still: &Still| {
        let run =
            still.simulate(20.0).method(Adaptive::tolerance(1e-10)).on_grid(0.1).play(Still::Input.spikes, &TIMES);
        let run = run.run().unwrap();
        run.end()[0] * run.end()[1]
    };
    for (k, parameter) in parameters.into_iter().enumerate() {
        let at = |factor: f64| {
            let mut still = still.clone();
            // A reversal potential of 0 mV has no size.
            let before = still.get(parameter);
            still.set(parameter, before + factor * 1e-4 * before.abs().max(1.0));
            value(&still)
        };
        let size = still.get(parameter).abs().max(1.0);
        let expected = (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12e-4 * size);
        assert!((gradient[k] - expected).abs() < 1e-4 * expected.abs().max(1e-3), "{k}: {} {expected}", gradient[k]);
        assert!(expected != 0.0, "{k}");
    }
}

#[test]
fn what_moves_something_on_a_grid_has_no_derivative() {
    let still = Still::default();
    let refused = |parameter, why: &str| {
        let gradient = still.gradient(&[parameter], |still: &Still<Grad>| {
            Ok(still.simulate(20.0).on_grid(0.1).play(Still::Input.spikes, &TIMES).run()?.end()[1])
        });
        let error = gradient.unwrap_err().to_string();
        assert!(error.contains(why) && error.contains("leave `on_grid` out"), "{error}\n  should say: {why}");
    };
    refused(Still::kick.Kick.delay, "the arrival of a spike is found on a grid");
    refused(Still::beyond.Kick.delay, "the arrival of a spike is found on a grid");
    refused(Still::Clock.period, "the spike of a source is found on a grid");
    refused(Still::Clock.start, "the spike of a source is found on a grid");
    refused(Still::Firing.inject, "of Firing is found on a grid");
    refused(Still::Firing.spike.threshold, "of Firing is found on a grid");
    refused(Still::Firing.spike.reset, "of Firing is found on a grid");
    refused(Still::Firing.spike.hold, "the end of a hold or of a refractory time is found on a grid");
    // A spike that was sent before the grid began.
    let gradient = still.gradient(&[Still::kick.Kick.delay], |still| {
        let first = still.simulate(3.5).play(Still::Input.spikes, &TIMES).run()?;
        Ok(still.simulate(20.0).continued(&first).on_grid(0.1).run()?.end()[0])
    });
    let error = gradient.unwrap_err().to_string();
    assert!(error.contains("the arrival of a spike is found on a grid"), "{error}");
}

network! {
    pub struct Refractory;
    cell Firing { capacitance: 100pF, v: -65mV, inject: 1nA, channels { super::Passive }, spike { threshold: -50mV, reset: -60mV, hold: 2ms } }
    neuron Cell: Firing;
}

/// The spikes of a grid come to those of the solution.
#[test]
fn a_fine_grid_is_the_solution() {
    let exact = Refractory::default().simulate(100.0).run().unwrap();
    let grid = |step: f64| {
        let net = Refractory::default();
        let run = net.simulate(100.0).method(Strang::step(step)).on_grid(step).run().unwrap();
        let (found, expected) = (run.cell.spikes.times(), exact.cell.spikes.times());
        assert!(found.iter().all(|time| (time / step - (time / step).round()).abs() < 1e-6));
        assert!(found.len() <= expected.len() && found.len() + 1 >= expected.len());
        found.iter().zip(expected).map(|(a, b)| a - b).fold(0.0, f64::max)
    };
    let (coarse, fine) = (grid(0.1), grid(0.01));
    // Each spike is late by half a step on average.
    assert!(coarse < 0.1 * 40.0 && fine < 0.2 * coarse && fine > 0.0, "{coarse} {fine}");
}

network! {
    pub struct Balanced;
    source Noise[50]: Poisson { rate: 100Hz, seed: 5 };
    neuron E[40]: Membrane;
    Noise -> E random { probability: 0.2, seed: 1 }: Exponential { g: 1nS, delay: 0.7ms };
    E -> E random { probability: 0.2, seed: 2 }: Exponential { g: 1nS, delay: 1.2ms };
}

#[test]
fn a_network_on_a_grid_is_the_same_every_time() {
    let net = Balanced::default();
    let run = || net.simulate(100.0).method(ExponentialEuler::step(0.1)).on_grid(0.1).run().unwrap();
    let first = run();
    let spikes: usize = first.e.iter().map(|cell| cell.spikes.len()).sum();
    assert!(spikes > 20, "{spikes}");
    assert_eq!(first.end(), run().end());
}

#[test]
fn a_run_that_spikes_stop_often_says_so() {
    let many = super::sources::Many::default();
    let run = many.simulate(5.0).record_nothing().run().unwrap();
    assert!(run.statistics.crowded && run.statistics.stops > 500, "{:?}", run.statistics);
    let sentence = run.statistics.to_string();
    assert!(sentence.ends_with("times by spikes: `on_grid(0.1)` is many times faster"), "{sentence}");
    let run = many.simulate(5.0).record_nothing().on_grid(0.1).run().unwrap();
    assert!(!run.statistics.crowded);
    let run = Balanced::default().simulate(5.0).run().unwrap();
    assert!(!run.statistics.crowded && run.statistics.stops > 5, "{:?}", run.statistics);
}

/// It stops within a hold.
#[test]
fn a_run_on_a_grid_goes_on_within_a_hold() {
    let net = Refractory::default();
    let simulation = |duration: f64| net.simulate(duration).method(ExponentialEuler::step(0.1)).on_grid(0.1);
    let whole = simulation(100.0).run().unwrap();
    let first_spike = whole.cell.spikes.times()[1];
    let first = simulation(first_spike + 0.7).run().unwrap();
    let rest = simulation(100.0).continued(&first).run().unwrap();
    let spikes: Vec<f64> = first.cell.spikes.times().iter().chain(rest.cell.spikes.times()).copied().collect();
    assert_eq!(spikes.len(), whole.cell.spikes.len());
    let close = spikes.iter().zip(whole.cell.spikes.times()).all(|(a, b)| (a - b).abs() < 0.21);
    assert!(close, "{spikes:?} {:?}", whole.cell.spikes.times());
}

/// Its relation of time is looked at where it changes, and not at each spike.
#[test]
fn a_change_of_a_parameter_leaves_a_grid_as_it_is() {
    let net = Balanced::default();
    let run = |time: f64| {
        let run = net.simulate(60.0).method(ExponentialEuler::step(0.1)).on_grid(0.1);
        run.set_at(time, Balanced::Noise.rate, 0.0).run().unwrap()
    };
    let plain = net.simulate(60.0).method(ExponentialEuler::step(0.1)).on_grid(0.1).run().unwrap();
    assert_eq!(run(59.95).e[3].spikes.times(), plain.e[3].spikes.times());
    let silent = run(30.0);
    assert!(silent.noise.iter().all(|source| source.spikes.times().iter().all(|time| *time <= 30.0)));
}
