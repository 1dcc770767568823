//! Sources: their statistics, their paths, their derivatives.

use super::each_method;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;

network! {
    pub struct Many;
    source Noise[10000]: Poisson { rate: 20Hz, seed: 7 };
    source Other[100]: Poisson { rate: 20Hz, seed: 7 };
    source Single: Poisson { rate: 20Hz, seed: 7 };
}

/// Tests of level 1e-3 each, two-sided.
#[test]
fn poisson_sources_have_the_counts_the_intervals_and_the_independence_of_their_process() {
    let run = Many::default().simulate(1000.0).record_nothing().run().unwrap();
    let counts: Vec<f64> = run.noise.iter().map(|source| source.spikes.len() as f64).collect();
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / n;
    assert!((mean - 20.0).abs() < 3.3 * (20.0 / n).sqrt(), "{mean}");
    // The index of dispersion has variance 2/(n − 1).
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
    assert!((variance / mean - 1.0).abs() < 3.3 * (2.0 / n).sqrt(), "{variance}");
    // Neighbours do not know of each other.
    let product = counts.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum::<f64>() / (n - 1.0);
    assert!((product / mean).abs() < 3.3 / n.sqrt(), "{product}");
    // Kolmogorov and Smirnov: the distance of the distribution of intervals from the exponential one, among those that begin in
    // the first half: the end of the run cuts none of these short.
    let mut gaps: Vec<f64> = run
        .noise
        .iter()
        .flat_map(|source| {
            source.spikes.times().windows(2).filter(|pair| pair[0] < 500.0).map(|pair| pair[1] - pair[0])
        })
        .collect();
    gaps.sort_by(f64::total_cmp);
    let count = gaps.len() as f64;
    let distance = gaps.iter().enumerate().map(|(k, gap)| (1.0 - (-gap / 50.0).exp() - k as f64 / count).abs());
    assert!(distance.fold(0.0, f64::max) < 1.95 / count.sqrt() && count > 90_000.0);
    // One seed, and paths of their own.
    assert_ne!(run.noise[0].spikes.times(), run.other[0].spikes.times());
    assert_ne!(run.single.spikes.times(), run.other[0].spikes.times());
}

network! {
    pub struct Few;
    source Noise[3]: Poisson { rate: 100Hz, seed: 2 };
    source Clock: Regular { period: 7ms, start: 2ms, jitter: 3ms };
}

#[test]
fn sources_have_one_path_under_every_method() {
    let expected = Few::default().simulate(200.0).run().unwrap();
    each_method!(|method, name| {
        let run = Few::default().simulate(200.0).method(method).run().unwrap();
        for (a, b) in run.noise.iter().zip(&expected.noise) {
            assert_eq!(a.spikes.times(), b.spikes.times(), "{name}");
        }
        assert_eq!(run.clock.spikes.times(), expected.clock.spikes.times(), "{name}");
    });
    let longer = Few::default().simulate(300.0).run().unwrap();
    assert!(longer.noise[1].spikes.times().starts_with(expected.noise[1].spikes.times()));
    let clock = expected.clock.spikes.times();
    assert!(clock.iter().enumerate().all(|(k, time)| (time - 2.0 - 7.0 * k as f64).abs() <= 1.5));
    assert!(clock.windows(2).any(|pair| (pair[1] - pair[0] - 7.0).abs() > 0.5));
}

/// A rate that doubles halves the time to the spikes that follow.
#[test]
fn a_change_of_rate_keeps_the_path() {
    let few = Few::default();
    let before = few.simulate(200.0).run().unwrap();
    let after = few.simulate(200.0).set_at(50.0, Few::Noise.rate, 200.0).run().unwrap();
    for (before, after) in before.noise.iter().zip(&after.noise) {
        let expected = before.spikes.times().iter().map(|time| if *time <= 50.0 { *time } else { 25.0 + 0.5 * time });
        assert!(before.spikes.len() > 5);
        for (expected, found) in expected.zip(after.spikes.times()) {
            assert!((expected - found).abs() < 1e-9, "{expected} {found}");
        }
    }
}

#[test]
fn derivatives_of_sources_are_those_of_their_path() {
    let few = Few::default();
    let run = few.simulate(100.0).run().unwrap();
    let (third, tick) = (run.noise[0].spikes.times()[2], run.clock.spikes.times()[4]);
    let parameters = [Few::Noise.rate, Few::Clock.period, Few::Clock.start];
    let gradient = few.gradient(&parameters, |few| {
        let run = few.simulate(100.0).run()?;
        Ok(run.noise[0].spikes.times()[2] + run.clock.spikes.times()[4])
    });
    let gradient = gradient.unwrap();
    assert!((gradient.value - third - tick).abs() < 1e-12);
    assert!((gradient[0] + third / 100.0).abs() < 1e-12 && gradient[1] == 4.0 && gradient[2] == 1.0, "{gradient:?}");
    let refused = few.gradient(&[Few::Noise.rate], |few| {
        let run = few.simulate(100.0).on_grid(0.1).run()?;
        Ok(run.noise[0].spikes.times()[2])
    });
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("there is no derivative: the spike of a source is found on a grid"), "{error}");
}

network! {
    pub struct Played;
    source Input[3]: Listed;
}

#[test]
fn listed_spikes_are_those_of_the_run() {
    let played = Played::default();
    let run =
        played.simulate(50.0).play(Played::Input.at(1).spikes, &[20.0, 10.0, 60.0]).play(Played::Input.spikes, &[30.0]);
    let run = run.run().unwrap();
    let of = |k: usize| run.input[k].spikes.times();
    assert_eq!((of(0), of(1), of(2)), (&[30.0][..], &[10.0, 20.0, 30.0][..], &[30.0][..]));
    assert!(played.simulate(50.0).run().unwrap().input[0].spikes.is_empty());
    for time in [-1.0, f64::NAN, f64::INFINITY] {
        let error = played.simulate(50.0).play(Played::Input.spikes, &[time]).run().unwrap_err();
        assert!(error.to_string().starts_with("a listed spike is"), "{error}");
    }
}

#[test]
fn a_list_that_is_played_again_replaces_that_of_the_run_before() {
    let played = Played::default();
    let times = [10.0, 30.0, 50.0];
    let first = played.simulate(20.0).play(Played::Input.at(1).spikes, &times).run().unwrap();
    let then = played.simulate(60.0).continued(&first).play(Played::Input.at(1).spikes, &times).run().unwrap();
    assert_eq!(then.input[1].spikes.times(), &[30.0, 50.0]);
    let then = played.simulate(60.0).continued(&first).run().unwrap();
    assert_eq!(then.input[1].spikes.times(), &[30.0, 50.0]);
}

#[test]
fn a_run_that_goes_on_has_the_rates_of_its_own() {
    let mut few = Few::default();
    let first = few.simulate(50.0).run().unwrap();
    let changed = few.simulate(200.0).set_at(50.0, Few::Noise.rate, 200.0).run().unwrap();
    few.set(Few::Noise.rate, 200.0);
    let second = few.simulate(200.0).continued(&first).run().unwrap();
    for (changed, second) in changed.noise.iter().zip(&second.noise) {
        let later: Vec<f64> = changed.spikes.times().iter().copied().filter(|time| *time > 50.0).collect();
        assert_eq!(later.len(), second.spikes.len());
        assert!(later.iter().zip(second.spikes.times()).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}

#[test]
fn parameters_of_sources_that_make_no_sense_are_refused() {
    let refused = |sentence: &str, few: &Few| {
        for error in [few.check().unwrap_err().to_string(), few.simulate(10.0).run().unwrap_err().to_string()] {
            assert_eq!(error, sentence);
        }
    };
    let with = |parameter, value: f64| {
        let mut few = Few::default();
        few.set(parameter, value);
        few
    };
    let above =
        "is above the period, so that spikes would come out of their order: give a jitter of at most the period";
    refused(&format!("Clock.jitter = 7.5 ms {above}"), &with(Few::Clock.jitter, 7.5));
    refused(&format!("Clock.jitter = 3 ms {above}"), &with(Few::Clock.period, 2.5));
    assert!(with(Few::Clock.jitter, 7.0).check().is_ok());
    let whole = "is no whole number below 2^53: give one, such as 1";
    refused(&format!("Noise.seed = 1.5 {whole}"), &with(Few::Noise.seed, 1.5));
    refused(&format!("Clock.seed = 9.007199254740992e15 {whole}"), &with(Few::Clock.seed, 2f64.powi(53)));
    refused("Noise.seed = -1 is below its smallest value, 0", &with(Few::Noise.seed, -1.0));
    refused("Noise.rate = -1 Hz is below its smallest value, 0", &with(Few::Noise.rate, -1.0));
    refused("Noise.rate = inf Hz is not finite", &with(Few::Noise.rate, f64::INFINITY));
    // Spikes closer to each other than times can tell would never end.
    refused("Noise.rate = 1e18 Hz is above its largest value, 1e9", &with(Few::Noise.rate, 1e18));
    refused("Clock.period = 0 ms is below its smallest value, 0.001", &with(Few::Clock.period, 0.0));
    refused("Clock.start = -1 ms is below its smallest value, 0", &with(Few::Clock.start, -1.0));
    refused(
        "Clock.start was set to NaN: set it to a number, such as its default, 0 (in ms)",
        &with(Few::Clock.start, f64::NAN),
    );
    // A change within a run is looked at as well.
    let error = Few::default().simulate(10.0).set_at(5.0, Few::Clock.jitter, 8.0).run().unwrap_err().to_string();
    assert_eq!(error, format!("Clock.jitter = 8 ms {above}"));
}

network! {
    pub struct Clocks;
    source Clock[4]: Regular { period: 10ms, jitter: 4ms };
}

#[test]
fn a_jitter_above_the_period_is_refused_in_arrays() {
    let mut clocks = Clocks::default();
    clocks.set(Clocks::Clock.jitter, 11.0);
    let sentence = |clocks: &Clocks| clocks.check().unwrap_err().to_string();
    assert!(sentence(&clocks).starts_with("Clock.jitter = 11 ms is above the period"), "{}", sentence(&clocks));
    let mut clocks = Clocks::default();
    clocks.set(Clocks::Clock.at(2).jitter, 11.0);
    assert!(sentence(&clocks).starts_with("Clock[2].jitter = 11 ms is above the period"), "{}", sentence(&clocks));
    // All have one jitter, and one has another period.
    let mut clocks = Clocks::default();
    clocks.set(Clocks::Clock.at(3).period, 3.0);
    assert!(sentence(&clocks).starts_with("Clock[3].jitter = 4 ms is above the period"), "{}", sentence(&clocks));
}

/// The k-th spike is at the phase k, whatever the period has been.
#[test]
fn a_change_of_the_period_keeps_the_phase() {
    let mut clocks = Clocks::default();
    clocks.set(Clocks::Clock.jitter, 0.0);
    let times = |change: f64, period: f64| {
        let run = clocks.simulate(200.0).set_at(change, Clocks::Clock.period, period).run().unwrap();
        run.clock[1].spikes.times().to_vec()
    };
    for (change, period) in [(95.0, 5.0), (95.0, 40.0), (90.0, 5.0), (3.0, 1.0)] {
        // Spike k is at 10 k until the change, at the phase `change` / 10 there.
        let expected = |k: usize| {
            if 10.0 * k as f64 <= change { 10.0 * k as f64 } else { change + (k as f64 - change / 10.0) * period }
        };
        let found = times(change, period);
        let count = (0..).take_while(|k| expected(*k) < 200.0).count();
        assert_eq!(found.len(), count, "{change} {period}: {found:?}");
        assert!(
            found.iter().enumerate().all(|(k, time)| (time - expected(k)).abs() < 1e-9),
            "{change} {period}: {found:?}"
        );
    }
    // A run that goes on with another period does the same.
    let first = clocks.simulate(95.0).run().unwrap();
    clocks.set(Clocks::Clock.period, 5.0);
    let second = clocks.simulate(200.0).continued(&first).run().unwrap();
    assert_eq!(second.clock[1].spikes.times().len(), 21);
    assert!((second.clock[1].spikes.times()[0] - 97.5).abs() < 1e-9);
    // The derivative with respect to when it changes: spike 15 is at c + (15 − c/10)·5.
    let clocks = Clocks::default();
    let gradient = clocks.gradient(&[Clocks::Clock.start], |clocks| {
        let (change, period) = (clocks.get(Clocks::Clock.start) + 95.0, Grad::from_f64(5.0));
        let run = clocks.simulate(200.0).set_at(change, Clocks::Clock.period, period).run()?;
        Ok(run.clock[1].spikes.times()[15])
    });
    // ∂/∂change is 1 − 5/10; ∂/∂start at a fixed change is 5/10.
    assert!((gradient.unwrap()[0] - 1.0).abs() < 1e-9);
}

#[test]
fn no_spike_is_moved_to_the_past() {
    let clocks = Clocks::default();
    let run =
        clocks.simulate(300.0).set_at(101.0, Clocks::Clock.jitter, 10.0).set_at(151.3, Clocks::Clock.period, 30.0);
    let run = run.run().unwrap();
    for clock in &run.clock {
        assert!(clock.spikes.times().windows(2).all(|pair| pair[0] <= pair[1]));
        assert!(clock.spikes.len() > 15);
    }
    for step in [0.1, 0.5] {
        let grid = clocks.simulate(300.0).method(Strang::step(step)).on_grid(step).run().unwrap();
        let plain = clocks.simulate(300.0).run().unwrap();
        // The last one may belong to a grid point after the end.
        let (grid, plain) = (grid.clock[2].spikes.times(), plain.clock[2].spikes.times());
        assert!(plain.starts_with(grid) && plain.len() <= grid.len() + 1);
    }
}

#[test]
fn a_ramp_of_what_decides_when_a_source_spikes_is_refused() {
    let few = Few::default();
    for run in [
        few.simulate(50.0).ramp(10.0..20.0, Few::Noise.rate, 200.0).run(),
        few.simulate(50.0).ramp(10.0..20.0, Few::Clock.period, 9.0).run(),
    ] {
        let error = run.unwrap_err().to_string();
        assert!(
            error.contains("a ramp cannot move a parameter that decides when something happens; use `set_at`"),
            "{error}"
        );
    }
}
