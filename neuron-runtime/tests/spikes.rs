//! Spike trains, bursts and phases, judged by the reference solutions and by their own definitions.

use neuron_runtime::measure::spikes::{BurstSummary, phases};
use neuron_runtime::number::{Grad, Scalar};
use neuron_runtime::run::spikes::Spikes;
use proptest::prelude::*;

/// The spike times (ms) that `keys` lead to in the reference solutions, found at −10 mV.
fn reference(keys: &[&str]) -> Spikes {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/reference/events.json");
    let text = std::fs::read_to_string(path).expect("the reference solutions are in the repository");
    let mut value: serde_json::Value = serde_json::from_str(&text).expect("events.json is JSON");
    for key in keys {
        value = value[key].take();
    }
    let times = value.as_array().expect("a list of spike times");
    Spikes::new(-10.0, times.iter().filter_map(serde_json::Value::as_f64).collect())
}

fn pyloric(neuron: &str) -> Spikes {
    reference(&["pyloric", neuron])
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
}

#[test]
fn ab_bursts_as_the_reference_says() {
    let bursts = pyloric("AB").bursts(200.0);
    assert_eq!((bursts.len(), bursts.gap()), (6, 200.0));
    let whole = bursts.clone().drop_last();
    assert_eq!(whole.len(), 5);
    for (found, expected) in whole.periods().zip([1750.96, 1802.30, 1793.62, 1795.15, 1795.27]) {
        close(found, expected, 0.005);
    }
    assert_eq!(whole.periods().count(), 5);
    assert!(whole.iter().all(|burst| burst.spikes == 32));
    assert!(whole.duty_cycles().all(|duty| (0.3155..0.3245).contains(&duty)));
    // Without the unfinished burst the means are the same: it is part of none.
    assert_eq!(whole.mean_period(), bursts.mean_period());
    assert_eq!(whole.mean_duty_cycle(), bursts.mean_duty_cycle());
    assert_eq!(whole.mean_spikes_per_burst(), Some(32.0));
    assert_eq!(whole.clone().drop_last(), whole);
    assert_eq!((bursts.summary().cut_off, whole.summary().cut_off), (Some(15), None));
    assert_eq!(
        bursts.without_transient(3).summary().to_string(),
        "2 bursts, period 1795.2 ms, duty cycle 0.317, 32.0 spikes per burst"
    );
}

#[test]
fn lp_and_py_settle_as_the_reference_says() {
    for (neuron, spikes, duty) in [("LP", 19, 0.224), ("PY", 12, 0.366)] {
        let settled = pyloric(neuron).bursts(200.0).drop_last();
        let last = settled.as_slice().last().expect("whole bursts");
        assert_eq!(last.spikes, spikes, "{neuron}");
        close(last.duty_cycle().expect("a whole burst has one"), duty, 5e-4);
    }
}

#[test]
fn a_pyloric_cycle_is_ab_then_lp_then_py() {
    let [ab, lp, py] = ["AB", "LP", "PY"].map(|neuron| pyloric(neuron).bursts(200.0));
    let own = phases(&ab, &ab);
    assert_eq!(own.len(), ab.periods().count());
    for (cycle, burst) in own.cycles().iter().zip(&ab) {
        assert_eq!((cycle.onset, cycle.start), (0.0, burst.first));
        assert_eq!(cycle.offset, burst.duty_cycle());
    }
    let (lp, py) = (phases(&ab, &lp).without_transient(1), phases(&ab, &py).without_transient(1));
    let (ab_off, lp_on) = (own.mean_offset().unwrap(), lp.mean_onset().unwrap());
    let (lp_off, py_on) = (lp.mean_offset().unwrap(), py.mean_onset().unwrap());
    assert!(ab_off < lp_on && lp_on < lp_off && lp_on < py_on && py_on < 1.0);
    assert!(lp_off < py.mean_offset().unwrap());
    // The delay of LP's second burst in AB's first cycle, by hand from the spike times.
    let first = &phases(&ab, &pyloric("LP").bursts(200.0)).cycles()[0].clone();
    close(first.start, 909.0743672916064, 1e-9);
    let delay = first.onset * first.period;
    assert!(pyloric("LP").iter().any(|t| (t - first.start - delay).abs() < 1e-9));
}

#[test]
fn a_tonic_neuron_is_one_burst_without_a_period() {
    let spikes = reference(&["hodgkin_huxley", "spikes_ms"]);
    assert_eq!(spikes.bursts(200.0).summary().to_string(), "1 burst of 69 spikes, no period");
    assert_eq!(spikes.bursts(10.0).summary().to_string(), "no bursts");
    assert!(spikes.bursts(f64::NAN).is_empty());
    close(spikes.between(500.0, 1000.0).frequency().unwrap(), 1000.0 / 14.6362, 0.001);
    close(spikes.rate(500.0, 1000.0), 68.0, 2.0);
    assert!(spikes.between(500.0, 1000.0).cv().unwrap() < 1e-6);
    assert!(reference(&["prinz_ab", "spikes_ms"]).cv().unwrap() > 1.0);
}

#[test]
fn single_spikes_between_bursts_belong_to_none() {
    let spikes = Spikes::new(0.0, vec![0.0, 10.0, 500.0, 1000.0, 1010.0, 1020.0]);
    let bursts = spikes.bursts(200.0);
    assert_eq!(bursts.iter().map(|burst| burst.spikes).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(bursts.periods().collect::<Vec<_>>(), [1000.0]);
    assert_eq!(bursts.summary().to_string(), "1 burst, period 1000.0 ms, duty cycle 0.010, 2.0 spikes per burst");
    // A gap ends a burst when it is not below the stated one.
    assert_eq!(spikes.bursts(10.0).len(), 0);
}

#[test]
fn silence_has_no_figures() {
    let none = Spikes::<f64>::new(-10.0, Vec::new());
    assert!(none.is_empty() && none.bursts(200.0).is_empty());
    assert_eq!((none.first(), none.last(), none.frequency(), none.cv()), (None, None, None, None));
    assert_eq!((none.rate(0.0, 100.0), none.rate(5.0, 5.0), none.intervals().count()), (0.0, 0.0, 0));
    assert_eq!(none.bursts(200.0).summary().to_string(), "no bursts");
    let phases = phases(&none.bursts(200.0), &pyloric("AB").bursts(200.0));
    assert_eq!((phases.mean_onset(), phases.mean_offset()), (None, None));
    // Spans given the wrong way round are empty.
    assert!(pyloric("AB").between(2000.0, 1000.0).is_empty());
}

#[test]
fn phases_are_averaged_on_the_circle() {
    let train = |delays: [f64; 4]| {
        let mut times = Vec::new();
        for (cycle, delay) in delays.into_iter().enumerate() {
            times.extend([1000.0 * cycle as f64 + delay, 1000.0 * cycle as f64 + delay + 50.0]);
        }
        Spikes::new(0.0, times).bursts(200.0)
    };
    let found = phases(&train([0.0; 4]), &train([900.0, 150.0, 900.0, 150.0]));
    let onsets: Vec<f64> = found.cycles().iter().map(|cycle| cycle.onset).collect();
    assert_eq!(onsets, [0.9, 0.15, 0.9]);
    let mean = found.mean_onset().unwrap();
    close(mean, 2.95 / 3.0, 1e-12);
    close(found.mean_offset().unwrap(), mean + 0.05, 1e-12);
}

#[test]
fn derivatives_pass_through() {
    // Spikes at k·p + b for p = 100 ms and b = 3 ms, with derivatives with respect to p and b.
    let (p, b) = (Grad::variable(100.0, 0), Grad::variable(3.0, 1));
    let times: Vec<Grad> = (0..20).filter(|k| k % 10 < 4).map(|k| p * f64::from(k) + b).collect();
    let spikes = Spikes::new(0.0, times);
    let bursts = spikes.bursts(200.0);
    let period = bursts.mean_period().unwrap();
    assert_eq!((period.re(), period.tangents()[0], period.tangents()[1]), (1000.0, 10.0, 0.0));
    let duty = bursts.mean_duty_cycle().unwrap();
    close(duty.re(), 0.3, 1e-15);
    close(duty.tangents()[0], 0.0, 1e-15);
    let frequency = spikes.between(0.0, 500.0).frequency().unwrap();
    close(frequency.tangents()[0], -0.1, 1e-14);
    assert_eq!(spikes.re().first(), Some(3.0));
}

prop_compose! {
    /// Spike trains of up to 80 spikes with intervals (ms) from far below to far above a burst's gap.
    fn train()(intervals in prop::collection::vec(0.1_f64..400.0, 0..80)) -> Spikes {
        let mut t = 0.0;
        Spikes::new(-10.0, intervals.into_iter().map(|interval| { t += interval; t }).collect())
    }
}

proptest! {
    #[test]
    fn bursts_are_what_their_definition_says(spikes in train(), gap in 1.0_f64..400.0) {
        let bursts = spikes.bursts(gap);
        // Every interval below the gap is within a burst, and none else is.
        let within: usize = bursts.iter().map(|burst| burst.spikes - 1).sum();
        prop_assert_eq!(within, spikes.intervals().filter(|&interval| interval < gap).count());
        for burst in &bursts {
            prop_assert!(burst.spikes >= 2 && burst.first < burst.last);
            let inside: Vec<f64> = spikes.iter().filter(|t| (burst.first..=burst.last).contains(t)).collect();
            prop_assert_eq!(inside.len(), burst.spikes);
            prop_assert!(inside.windows(2).all(|pair| pair[1] - pair[0] < gap));
            if let Some(duty) = burst.duty_cycle() {
                prop_assert!(duty > 0.0 && duty < 1.0);
            }
        }
        for pair in bursts.as_slice().windows(2) {
            prop_assert_eq!(pair[0].period, Some(pair[1].first - pair[0].first));
            prop_assert!(pair[1].first - pair[0].last >= gap);
        }
        let BurstSummary { bursts: whole, cut_off, .. } = bursts.summary();
        prop_assert_eq!(whole + usize::from(cut_off.is_some()), bursts.len());
        prop_assert_eq!(bursts.clone().drop_last().len(), whole);
        prop_assert_eq!(bursts.without_transient(usize::MAX).summary().to_string(), "no bursts");
    }

    #[test]
    fn figures_scale_with_time(spikes in train(), gap in 1.0_f64..400.0) {
        // A power of two scales without rounding.
        let slow = Spikes::new(-10.0, spikes.iter().map(|t| 4.0 * t).collect());
        prop_assert_eq!(slow.cv(), spikes.cv());
        prop_assert_eq!(slow.frequency(), spikes.frequency().map(|rate| rate / 4.0));
        let (slow, bursts) = (slow.bursts(4.0 * gap), spikes.bursts(gap));
        prop_assert_eq!(slow.mean_period(), bursts.mean_period().map(|period| 4.0 * period));
        prop_assert_eq!(slow.mean_duty_cycle(), bursts.mean_duty_cycle());
        prop_assert_eq!(slow.mean_spikes_per_burst(), bursts.mean_spikes_per_burst());
    }

    #[test]
    fn splitting_a_train_loses_no_spike(spikes in train(), at in 0.0_f64..20_000.0) {
        let (before, after) = (spikes.between(f64::NEG_INFINITY, at), spikes.between(at, f64::INFINITY));
        let joined: Vec<f64> = before.into_iter().chain(after).collect();
        prop_assert_eq!(joined, spikes.times());
        let mut shuffled = spikes.times().to_vec();
        shuffled.reverse();
        prop_assert_eq!(Spikes::new(-10.0, shuffled), spikes);
    }

    #[test]
    fn phases_lie_in_their_cycle(reference in train(), neuron in train(), gap in 50.0_f64..300.0) {
        let (reference, neuron) = (reference.bursts(gap), neuron.bursts(gap));
        let found = phases(&reference, &neuron);
        prop_assert!(found.len() <= reference.periods().count());
        for cycle in found.cycles() {
            prop_assert!((0.0..1.0).contains(&cycle.onset));
            prop_assert!(cycle.offset.is_none_or(|offset| offset > cycle.onset));
            let first = cycle.start + cycle.onset * cycle.period;
            prop_assert!(neuron.iter().any(|burst| (burst.first - first).abs() < 1e-6));
        }
        if let Some(onset) = found.mean_onset() {
            prop_assert!((0.0..=1.0).contains(&onset));
        }
    }
}
