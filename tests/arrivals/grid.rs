//! Spikes on a grid.

use super::{Exponential, Kick, Membrane, each_method};
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
    // Without a source it is the neuron.
    let firing = Refractory::default();
    let gradient =
        firing.gradient(&[Refractory::Cell.inject], |firing| Ok(firing.simulate(50.0).on_grid(0.1).run()?.end()[0]));
    let error = gradient.unwrap_err().to_string();
    assert!(error.contains("there is no derivative") && error.contains("of Cell"), "{error}");
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
