//! Relations in every part of a network: arrays, compartments, pools, synapses of their own and shared ones.

use neuron_runtime::library::integrate_and_fire::{Adaptation, Lif, PointLeak};
use neuron_runtime::prelude::*;

network! {
    /// Leaky neurons with a drive of their own each.
    pub struct Chorus;

    neuron E[4]: Lif { inject: [0.25nA, 0.3nA, 0.35nA, 0.1nA] }
    neuron A: Lif { inject: 0.4nA }
    neuron B: Lif { inject: 0.3nA, spike.threshold: -52mV }
}

/// The time from `from` to the threshold at a drive, in ms; the time constant is 20 ms.
pub fn rise(inject: f64, from: f64, threshold: f64) -> f64 {
    let drive = inject / 10.0 * 1e3 - 70.0;
    20.0 * ((drive - from) / (drive - threshold)).ln()
}

#[test]
fn every_neuron_of_a_network_fires_on_its_own() {
    for run in [
        Chorus::default().simulate(200.0).run().unwrap(),
        Chorus::default().simulate(200.0).method(Rodas5P::tolerance(1e-8)).run().unwrap(),
    ] {
        let spikes: Vec<&[f64]> = run.e.iter().chain([&run.a, &run.b]).map(|neuron| neuron.spikes.times()).collect();
        let values = [(0.25, -50.0), (0.3, -50.0), (0.35, -50.0), (0.1, -50.0), (0.4, -50.0), (0.3, -52.0)];
        for (times, (inject, threshold)) in spikes.iter().zip(values) {
            if inject < 0.2 {
                assert!(times.is_empty(), "{times:?}");
                continue;
            }
            let (first, interval) = (rise(inject, -70.0, threshold), rise(inject, -65.0, threshold) + 2.0);
            assert!(times.len() as f64 > (200.0 - first) / interval - 1.0, "{times:?}");
            for (k, time) in times.iter().enumerate() {
                let expected = first + k as f64 * interval;
                assert!((time - expected).abs() < 1e-3, "{inject} nA: {time} for {expected}");
            }
        }
    }
}

#[test]
fn one_threshold_is_set_for_a_population() {
    let mut net = Chorus::default();
    net.set(Chorus::E.spike.threshold, -55.0);
    net.set(Chorus::E.at(1).spike.hold, 5.0);
    let run = net.simulate(100.0).run().unwrap();
    let interval = |k: usize| run.e[k].spikes.times()[1] - run.e[k].spikes.times()[0];
    assert!((interval(0) - rise(0.25, -65.0, -55.0) - 2.0).abs() < 1e-3, "{}", interval(0));
    assert!((interval(1) - rise(0.3, -65.0, -55.0) - 5.0).abs() < 1e-3, "{}", interval(1));
}

cell! {
    /// A soma that spikes, and a dendrite whose adaptation each spike raises.
    pub struct TwoParts;

    compartment soma {
        capacitance: 200pF, v: -70mV, inject: 0.5nA,
        channels { PointLeak },
        spike { threshold: -50mV, reset: -65mV }
    }
    compartment dendrite {
        capacitance: 100pF, v: -70mV,
        channels { PointLeak, Adaptation { a: 0nS, b: 10pA, tau: 1000000ms } },
    }
    soma -- dendrite: 5nS
}

#[test]
fn a_spike_of_the_soma_changes_the_dendrite() {
    let run = TwoParts::default()
        .simulate(100.0)
        .record(&[TwoParts::dendrite.Adaptation.w])
        .record_at(&[0.0, 100.0])
        .run()
        .unwrap();
    let (count, w) = (run.spikes.len(), run.trace(TwoParts::dendrite.Adaptation.w).unwrap()[1]);
    assert!(count > 3, "{count}");
    // 10 pA a spike, which decay by a ten-thousandth.
    assert!((w - 0.01 * count as f64).abs() < 1e-5, "{w} nA after {count} spikes");
}

cell! {
    /// The same with the dendrite first.
    pub struct DendriteFirst;

    compartment dendrite {
        capacitance: 100pF, v: -70mV,
        channels { PointLeak, Adaptation { a: 0nS, b: 10pA, tau: 1000000ms } },
    }
    compartment soma {
        capacitance: 200pF, v: -70mV, inject: 0.5nA,
        channels { PointLeak },
        spike { threshold: -50mV, reset: -65mV }
    }
    soma -- dendrite: 5nS
}

#[test]
fn any_compartment_may_be_the_one_that_spikes() {
    let method = Tsit5::tolerance(1e-9);
    let first = TwoParts::default().simulate(100.0).method(method).run().unwrap();
    let cell = DendriteFirst::default();
    let second = cell.simulate(100.0).method(method).run().unwrap();
    assert_eq!(first.spikes.len(), second.spikes.len());
    for (a, b) in first.spikes.times().iter().zip(second.spikes.times()) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
    let third = cell.simulate(100.0).method(method).spike_time(DendriteFirst::soma.v, 2).unwrap();
    assert!((third - second.spikes.times()[2]).abs() < 1e-12);
}

/// A synapse that transmits while the presynaptic potential is above a threshold.
#[synapse(current = g * s * (v_post - e))]
pub struct Gate {
    #[param(1nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(-20mV)]
    threshold: Param,
    #[state(derivative = if v_pre > threshold { 0.5/ms * (1 - s) } else { -s / 10ms }, init = 0)]
    s: State,
}

/// A potential that rises by 1 mV/ms.
#[channel(current = -g * 1mV)]
pub struct Pump {
    #[param(1uS)]
    g: Param,
}

cell! {
    /// V rises by 1 mV/ms from −40 mV.
    pub struct Clock;
    capacitance: 1nF, v: -40mV,
    channels { Pump }
}

network! {
    /// Two clocks drive silent neurons, one of them through synapses that share their states.
    pub struct Gated;

    neuron P: Clock
    neuron Q[2]: Clock { v: [-40mV, -35mV] }
    neuron R: Lif
    neuron S[2]: Lif

    P -> R: Gate
    Q -> S all_to_all: Gate
}

#[test]
fn synapses_open_where_their_potential_passes() {
    let open = |t: f64| if t > 0.0 { 1.0 - (-0.5 * t).exp() } else { 0.0 };
    let s = [Gated::P_R.Gate.s, Gated::Q_S.Gate.s];
    let run = Gated::default().simulate(30.0).record(&s).record_at(&[19.0, 22.0, 30.0]).run().unwrap();
    let own = run.trace(Gated::P_R.Gate.s).unwrap();
    for (t, s) in [19.0, 22.0, 30.0].into_iter().zip(own) {
        assert!((s - open(t - 20.0)).abs() < 1e-5, "{t}: {s}");
    }
    let mut finals: Vec<f64> =
        run.columns().iter().filter(|column| column.name.contains("Q_S")).map(|column| column.values[2]).collect();
    finals.sort_by(f64::total_cmp);
    assert!(
        (finals[0] - open(10.0)).abs() < 1e-5 && (finals[finals.len() - 1] - open(15.0)).abs() < 1e-5,
        "{finals:?}"
    );
}
