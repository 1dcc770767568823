//! Spike trains: distances against other programs, statistics against closed forms, metrics as such.

use neuron_runtime::measure::trains::{
    Kernel, auto_correlogram, cross_correlogram, fano_factor, instantaneous_rate, interval_histogram,
    interval_statistics, isi_distance, power_spectrum, psth, smoothed_rate, spike_distance, spike_triggered_average,
    van_rossum, victor_purpura,
};
use neuron_runtime::prelude::*;
use neuron_runtime::run::spikes::Spikes;
use neuron_tests::reference::{self, Hybrid};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A Poisson train of a rate (1/s) in 0 to `duration` (ms).
fn poisson(random: &mut ChaCha8Rng, rate: f64, duration: f64) -> Vec<f64> {
    let (mut times, mut time) = (Vec::new(), 0.0);
    loop {
        let uniform = ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        time -= uniform.ln() * 1000.0 / rate;
        if time >= duration {
            return times;
        }
        times.push(time);
    }
}

fn close(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance, "{found} instead of {wanted}");
}

/// `spike_distances.json`: the trains of `hh_pair`, by elephant.
#[test]
fn metrics_are_those_of_elephant() -> Result<(), Error> {
    let pair = Hybrid::read("hh_pair");
    let (a, b) = (pair.spikes(0), pair.spikes(1));
    let file = std::fs::read_to_string(reference::path("events/spike_distances.json")).expect("a reference");
    let reference: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    type Distance = fn(&[f64], &[f64], f64) -> Result<f64, Error>;
    for (name, distance) in [("victor_purpura", victor_purpura as Distance), ("van_rossum", van_rossum)] {
        let values = reference[name].as_object().expect("values by setting");
        assert!(values.len() >= 3);
        for (setting, value) in values {
            let (setting, value) = (setting.parse().expect("a number"), value.as_f64().expect("a number"));
            close(distance(&a, &b, setting)?, value, 1e-9);
            close(distance(&b, &a, setting)?, value, 1e-9);
        }
    }
    Ok(())
}

/// Computed by PySpike 0.9.0 over 0 to 100 ms.
#[test]
fn distances_without_a_scale_are_those_of_pyspike() -> Result<(), Error> {
    let cases: [(&[f64], &[f64], f64, f64); 7] = [
        (&[10., 30., 50., 70., 90.], &[12., 33., 48., 71., 88.], 0.1267142857142857, 0.10205059021885748),
        (&[10., 30., 50., 70., 90.], &[20., 80.], 0.6666666666666665, 0.325),
        (&[40.], &[60.], 0.26666666666666666, 0.38666666666666666),
        (&[], &[50.], 0.5, 0.4444444444444444),
        (&[5.5, 9., 40., 41., 77.25], &[1., 2., 3., 60., 61.5, 99.], 0.3275914315569488, 0.3532906933613982),
        (&[], &[20., 30., 90.], 0.53, 0.22073727330119375),
        (&[0., 50., 100.], &[25., 75.], 0.0, 0.5),
    ];
    for (a, b, isi, spike) in cases {
        for (a, b) in [(a, b), (b, a)] {
            close(isi_distance(a, b, 0.0..100.0)?, isi, 1e-12);
            close(spike_distance(a, b, 0.0..100.0)?, spike, 1e-12);
        }
    }
    assert_eq!((isi_distance(&[], &[], 0.0..1.0)?, spike_distance(&[], &[], 0.0..1.0)?), (0.0, 0.0));
    Ok(())
}

/// One shifted spike: the whole distance is known.
#[test]
fn one_shifted_spike_costs_what_it_should() -> Result<(), Error> {
    let a = [10.0, 20.0, 30.0];
    for shift in [0.0f64, 0.01, 1.0, 4.0] {
        let b = [10.0, 20.0 + shift, 30.0];
        for scale in [0.1, 1.0, 5.0] {
            close(victor_purpura(&a, &b, scale)?, (scale * shift).min(2.0), 1e-13);
            close(van_rossum(&a, &b, scale)?, (van_rossum_square(&a, &b, scale)).sqrt(), 1e-7);
        }
        // Up to the moved spike |10 − (10 + s)|/(10 + s), then |10 − (10 − s)|/10.
        close(isi_distance(&a, &b, 10.0..30.0)?, (shift + (10.0 - shift) * shift / 10.0) / 20.0, 1e-13);
    }
    Ok(())
}

fn van_rossum_square(a: &[f64], b: &[f64], tau: f64) -> f64 {
    let sum = |a: &[f64], b: &[f64]| -> f64 {
        a.iter().flat_map(|s| b.iter().map(move |t| (-(s - t).abs() / tau).exp())).sum()
    };
    (sum(a, a) + sum(b, b) - 2.0 * sum(a, b)).max(0.0)
}

fn train() -> impl Strategy<Value = Vec<f64>> {
    // On a grid, so that trains share times.
    prop::collection::btree_set(1u32..400, 0..12)
        .prop_map(|times| times.into_iter().map(|k| 0.25 * f64::from(k)).collect())
}

proptest! {
    #[test]
    fn metrics_are_metrics(a in train(), b in train(), c in train(), scale in 0.02f64..20.0) {
        for distance in [victor_purpura, van_rossum] {
            let between = |a: &[f64], b: &[f64]| distance(a, b, scale).expect("trains");
            prop_assert_eq!(between(&a, &a), 0.0);
            prop_assert!((between(&a, &b) - between(&b, &a)).abs() < 1e-9);
            prop_assert!(between(&a, &c) <= between(&a, &b) + between(&b, &c) + 1e-9);
            prop_assert!(a == b || between(&a, &b) > 0.0);
        }
        prop_assert!((van_rossum(&a, &b, scale).expect("trains").powi(2) - van_rossum_square(&a, &b, scale)).abs() < 1e-9);
        for distance in [isi_distance, spike_distance] {
            let between = |a: &[f64], b: &[f64]| distance(a, b, 0.0..100.0).expect("trains");
            prop_assert!(between(&a, &a).abs() < 1e-15);
            prop_assert!((between(&a, &b) - between(&b, &a)).abs() < 1e-12);
            prop_assert!((0.0..1.0).contains(&between(&a, &b)));
        }
    }
}

#[test]
fn intervals_have_closed_forms() -> Result<(), Error> {
    // Intervals 10 and 30 in turn.
    let times: Vec<f64> = (0..21).map(|k| f64::from(k / 2) * 40.0 + f64::from(k % 2) * 10.0).collect();
    let statistics = interval_statistics(&times)?;
    assert_eq!((statistics.count, statistics.mean), (20, Some(20.0)));
    close(statistics.cv.expect("intervals"), 0.5, 1e-15);
    close(statistics.cv2.expect("intervals"), 1.0, 1e-15);
    close(statistics.lv.expect("intervals"), 0.75, 1e-15);
    assert_eq!(statistics.cv, Spikes::new(0.0, times.clone()).cv());
    let histogram = interval_histogram(&times, 5.0)?;
    assert_eq!(histogram.counts, [0, 0, 10, 0, 0, 0, 10]);
    assert_eq!(histogram.centers()[2], 12.5);

    let none = interval_statistics(&[5.0])?;
    assert_eq!((none.count, none.mean, none.cv, none.cv2, none.lv), (0, None, None, None, None));
    let one = interval_statistics(&[5.0, 7.0])?;
    assert_eq!((one.mean, one.cv, one.cv2, one.lv), (Some(2.0), None, None, None));
    assert!(interval_histogram(&[5.0], 1.0)?.counts.is_empty());
    Ok(())
}

#[test]
fn a_poisson_process_has_variations_and_fano_factor_of_1() -> Result<(), Error> {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let (rate, duration) = (50.0, 2e6);
    let times = poisson(&mut random, rate, duration);
    let statistics = interval_statistics(&times)?;
    // Of 10⁵ intervals: three standard errors are below 0.015.
    for value in [statistics.cv, statistics.cv2, statistics.lv] {
        close(value.expect("intervals"), 1.0, 0.015);
    }
    // Of 20 000 windows: the standard deviation is √(2/n) = 0.01.
    close(fano_factor(&times, 100.0, 0.0..duration)?.expect("windows"), 1.0, 0.03);
    // A clock has none.
    let clock: Vec<f64> = (0..1000).map(|k| 0.5 + f64::from(k)).collect();
    assert_eq!(fano_factor(&clock, 10.0, 0.0..1000.0)?, Some(0.0));
    // Counts 0 and 2 in turn have the mean 1, and the variance n/(n − 1).
    let pairs: Vec<f64> = (0..10).flat_map(|k| [20.0 * f64::from(k) + 1.0, 20.0 * f64::from(k) + 2.0]).collect();
    close(fano_factor(&pairs, 10.0, 0.0..200.0)?.expect("windows"), 20.0 / 19.0, 1e-14);
    assert_eq!(fano_factor(&pairs, 150.0, 0.0..200.0)?, None);
    assert_eq!(fano_factor(&[], 10.0, 0.0..200.0)?, None);
    // Ten windows of 0.1 ms are 1 ms, whatever rounding says.
    assert!(fano_factor(&[0.95], 0.1, 0.0..1.0)?.is_some_and(|fano| fano > 0.0));

    // The spectrum of a Poisson process is its rate, that of a clock a comb.
    let frequencies: Vec<f64> = (1..=400).map(|k| 5.0 * f64::from(k)).collect();
    let spectrum = power_spectrum(&times, 0.0..duration, &frequencies)?;
    close(spectrum.iter().sum::<f64>() / spectrum.len() as f64, rate, 3.0 * rate / 400f64.sqrt());
    let comb = power_spectrum(&clock, 0.0..1000.0, &[999.0, 1000.0, 1001.0, 2000.0])?;
    for (found, wanted) in comb.iter().zip([0.0, 1e6, 0.0, 1e6]) {
        close(*found, wanted, 1e-6);
    }
    Ok(())
}

#[test]
fn rates_have_the_area_of_their_spikes() -> Result<(), Error> {
    let times = [40.0, 55.0, 90.0];
    let grid: Vec<f64> = (0..40_000).map(|k| 0.01 * f64::from(k)).collect();
    for kernel in [Kernel::Gauss { sigma: 3.0 }, Kernel::Exponential { tau: 4.0 }, Kernel::Rectangle { width: 10.0 }] {
        let rate = smoothed_rate(&times, kernel, &grid)?;
        close(rate.iter().sum::<f64>() * 0.01 / 1000.0, 3.0, 0.01);
    }
    let causal = smoothed_rate(&times, Kernel::Exponential { tau: 4.0 }, &[39.999, 40.0, 44.0])?;
    assert_eq!(causal[..2], [0.0, 250.0]);
    close(causal[2], 250.0 * (-1f64).exp(), 1e-12);
    let gauss = smoothed_rate(&times, Kernel::Gauss { sigma: 2.0 }, &[90.0])?[0];
    close(gauss, 1000.0 / (2.0 * (2.0 * std::f64::consts::PI).sqrt()), 1e-9);

    assert_eq!(instantaneous_rate(&times, 50.0)?, Some(1000.0 / 15.0));
    assert_eq!(instantaneous_rate(&times, 55.0)?, Some(1000.0 / 35.0));
    assert_eq!((instantaneous_rate(&times, 39.0)?, instantaneous_rate(&times, 90.0)?), (None, None));

    let psth =
        psth(&[Spikes::new(0.0, vec![1.0, 11.0, 25.0]), Spikes::new(0.0, vec![2.0, 12.0, 13.0])], 10.0, 0.0..30.0)?;
    assert_eq!(psth.histogram.counts, [2, 3, 1]);
    assert_eq!(psth.rates(), [100.0, 150.0, 50.0]);
    Ok(())
}

#[test]
fn correlations_see_who_follows() -> Result<(), Error> {
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let a = poisson(&mut random, 20.0, 1e5);
    let b: Vec<f64> = a.iter().map(|time| time + 3.0).collect();
    let found = cross_correlogram(&a, &b, 1.0, 50.0)?;
    let (lags, peak) = (found.lags(), found.counts.iter().max());
    assert_eq!((lags[0], lags[50], lags[100], found.counts.len()), (-50.0, 0.0, 50.0, 101));
    let place = found.counts.iter().position(|count| Some(count) == peak).expect("a peak");
    assert_eq!(lags[place], 3.0);
    // Every pair is counted once, by a sum over all.
    let all =
        |lag: f64| b.iter().flat_map(|t| a.iter().map(move |s| t - s)).filter(|d| (d - lag).abs() < 0.5).count() as u64;
    for bin in [0, 20, 50, 53, 100] {
        assert_eq!(found.counts[bin], all(lags[bin]));
    }
    // With itself the pairs of a spike and itself are left out, and both sides are alike.
    let own = auto_correlogram(&a, 2.0, 20.0)?;
    assert!(own.counts.iter().eq(own.counts.iter().rev()) && own.counts[10] < 100);
    Ok(())
}

#[test]
fn the_spike_triggered_average_is_the_signal_before_spikes() -> Result<(), Error> {
    let time: Vec<f64> = (0..=1000).map(f64::from).collect();
    let signal: Vec<f64> = time.iter().map(|t| (t / 50.0).sin()).collect();
    let spikes: Vec<f64> = (0..3).map(|k| 100.0 * std::f64::consts::PI * f64::from(k)).collect();
    let lags = [-20.0, -0.5, 0.0, 20.0];
    let average = spike_triggered_average(&spikes, (&time, &signal), &lags)?.expect("spikes");
    // The spike at 0 lacks what is before it.
    assert_eq!(average.spikes, 2);
    for (lag, mean) in lags.iter().zip(&average.mean) {
        close(*mean, (lag / 50.0).sin(), 1e-4);
    }
    assert_eq!(spike_triggered_average(&spikes[..1], (&time, &signal), &lags)?, None);
    Ok(())
}

/// What is no train, and what no setting can be, is refused in a sentence.
#[test]
fn mistakes_are_said() {
    let said = |result: Result<f64, Error>| result.expect_err("a mistake").to_string();
    for (error, wanted) in [
        (said(victor_purpura(&[2.0, 1.0], &[], 1.0)), "sort the times"),
        (said(victor_purpura(&[2.0], &[f64::NAN], 1.0)), "finite"),
        (said(victor_purpura(&[], &[], -1.0)), "the cost of moving a spike"),
        (said(van_rossum(&[], &[], 0.0)), "the time scale"),
        (said(isi_distance(&[], &[], 5.0..5.0)), "the end of the span"),
        (said(isi_distance(&[1.0, 1.0], &[], 0.0..5.0)), "drop doubles"),
        (said(fano_factor(&[], 0.0, 0.0..5.0).map(|_| 0.0)), "the length of a window"),
        (said(interval_histogram(&[0.0, 1e9], 1e-3).map(|_| 0.0)), "longer"),
        (said(psth::<Vec<f64>>(&[], 1.0, 0.0..5.0).map(|_| 0.0)), "repeats"),
        (said(smoothed_rate(&[], Kernel::Gauss { sigma: -1.0 }, &[]).map(|_| 0.0)), "the standard deviation"),
        (said(cross_correlogram(&[], &[], 1.0, -1.0).map(|_| 0.0)), "the longest lag"),
        (said(spike_triggered_average(&[], (&[0.0], &[]), &[]).map(|_| 0.0)), "the signal"),
        (said(power_spectrum(&[], 0.0..f64::NAN, &[]).map(|_| 0.0)), "the end of the span"),
    ] {
        assert!(error.contains(wanted), "{error}");
    }
}
