//! f–I curves, thresholds, rheobase and chronaxie, against the closed forms of a leaky integrate-and-fire neuron.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley as Axon;
use neuron_runtime::library::integrate_and_fire::Lif;
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::{Rigged, steps};

/// The time constant (ms), the rheobase (nA): 10 nS times 20 mV.
const TAU: f64 = 20.0;
const RHEOBASE: f64 = 0.2;

#[track_caller]
fn close(found: f64, expected: f64, relative: f64) {
    assert!((found / expected - 1.0).abs() <= relative, "{found} in the place of {expected}");
}

#[test]
fn the_f_i_curve_of_an_integrate_and_fire_neuron_is_its_closed_form() {
    let lif = Lif::default();
    let currents = steps(0.1, 0.8, 8);
    let curve = lif.rig(Lif::v).method(Adaptive::tolerance(1e-9)).f_i(&currents).accuracy(1e-9).run().unwrap();
    for (k, current) in currents.iter().enumerate() {
        // V relaxes to −70 mV + I/g from −65 mV, after a hold of 2 ms.
        let above = current / 0.01 - 20.0;
        let expected = if above > 1e-9 { 1000.0 / (2.0 + TAU * ((above + 15.0) / above).ln()) } else { 0.0 };
        for found in [curve.steady[k], curve.onset[k]] {
            assert!((found - expected).abs() <= 1e-6 * expected, "{current}: {found} in the place of {expected}");
        }
    }
    // Two spikes in 500 ms are more than the rheobase by e^{−500/20}.
    close(curve.rheobase.unwrap(), RHEOBASE, 1e-7);
}

#[test]
fn rheobase_and_chronaxie_of_an_integrate_and_fire_neuron_are_their_closed_forms() {
    let lif = Lif::default();
    let durations = [0.05, 1.0, 5.0, 20.0, 100.0];
    let curve = lif.rig(Lif::v).method(Adaptive::tolerance(1e-9)).strength_duration(&durations).run().unwrap();
    for (duration, threshold) in durations.into_iter().zip(&curve.thresholds) {
        close(*threshold, RHEOBASE / -(-duration / TAU).exp_m1(), 2e-6);
    }
    close(curve.rheobase, RHEOBASE, 2e-6);
    close(curve.chronaxie, TAU * std::f64::consts::LN_2, 1e-5);
    assert!(curve.to_string().ends_with("rheobase 0.2000 nA, chronaxie 13.8629 ms"), "{curve}");
}

#[test]
fn the_squid_axon_fires_at_its_thresholds_and_not_below() {
    let axon = Axon::default();
    let curve = axon.rig(Axon::v).strength_duration(&[0.1, 0.5, 5.0]).long(100.0).run().unwrap();
    for (duration, threshold) in [0.1, 0.5, 5.0].into_iter().zip(&curve.thresholds) {
        let count = |part: f64| {
            let pulse = Waveform::at(&[100.0, 100.0 + duration], &[part * threshold, 0.0]).unwrap();
            axon.simulate(160.0).inject(Axon::v, pulse).run().unwrap().spikes.len()
        };
        assert_eq!([count(0.999), count(1.001)], [0, 1], "{duration} ms, {threshold} nA");
    }
    assert!(curve.thresholds.windows(2).all(|pair| pair[0] > pair[1]), "{curve}");
    assert!(curve.chronaxie > 0.0 && curve.rheobase < curve.thresholds[2], "{curve}");
}

#[test]
fn an_f_i_curve_says_where_it_begins() {
    let lif = Lif::default();
    let said = |currents: &[f64]| lif.rig(Lif::v).f_i(currents).run().unwrap().to_string();
    assert!(said(&[0.15, 0.1]).ends_with("silent at every current"));
    assert!(said(&[0.4, 0.5]).ends_with("fires at every current"));
    // By default to within 0.001 of the largest current.
    assert!(said(&[0.0, 0.4]).contains("\nrheobase 0.200"), "{}", said(&[0.0, 0.4]));
    let refused = |currents: &[f64], settle: f64| {
        lif.rig(Lif::v).f_i(currents).duration(100.0).settle(settle).run().expect_err("refused").to_string()
    };
    assert_eq!(refused(&[], 0.0), "there are no currents: give at least one");
    assert_eq!(refused(&[0.1, 0.1], 0.0), "one of the currents, 0.1 nA, is given twice");
    assert_eq!(
        refused(&[0.1], 100.0),
        "the time to settle is 100; it has to be at least 0 ms, and before the end of a current"
    );
}

network! {
    /// Two neurons of an array.
    pub struct Pair;
    neuron E[2]: Lif;
}

#[test]
fn thresholds_refuse_what_cannot_be_with_a_way_out() {
    let mut axon = Axon::default();
    let said = |axon: &Axon, durations: &[f64]| {
        axon.rig(Axon::v).strength_duration(durations).largest(1.0).run().expect_err("refused").to_string()
    };
    assert_eq!(said(&axon, &[]), "there are no durations: give at least one");
    assert_eq!(said(&axon, &[0.0, 1.0]), "one of the durations is 0 ms; all have to be above 0");
    assert_eq!(said(&axon, &[2.0, 1.0]), "the durations have to ascend, but 1 ms follows 2: sort them");
    assert_eq!(
        said(&axon, &[1.0]),
        "with duration = 1 ms: no pulse up to 1 nA makes a spike: search further by `largest(…)`, or take another threshold by `spikes(…)`"
    );
    axon.set(Axon::inject, 10.0);
    assert!(said(&axon, &[1.0]).starts_with("the neuron spikes without a pulse"));

    let pair = Pair::default();
    let whole = pair.rig(Pair::E.v).strength_duration(&[1.0]).run().expect_err("an array").to_string();
    assert_eq!(whole, "an electrode is in one neuron, and E.v is of a whole array: take that of one, `.at(3)`");
    let one = pair.rig(Pair::E.at(1).v).strength_duration(&[1.0]).run().unwrap();
    close(one.rheobase, RHEOBASE, 1e-5);
}
