//! Compartments that are joined so closely that neighbours change much within a step.
//!
//! `tests/reference/events/cable.json`: the soma of a squid axon, 20 µm long and wide, and 20 passive segments of 20 µm by
//! 2 µm, joined by 100 Ω·cm, with 0.3 nA into the soma.

use neuron_runtime::library::hodgkin_huxley_1952::{K, Leak, Na};
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::reference::Hybrid;
use neuron_tests::timing::best_of;

cell! {
    pub struct Cable;

    capacitance: 1uF/cm2, v: -65mV,
    compartment soma {
        area: 0.0012566370614359172mm2, inject: 0.3nA,
        ions { Na: 50mV, K: -77mV },
        channels { Na, K, Leak },
    }
    compartment d0 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d1 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d2 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d3 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d4 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d5 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d6 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d7 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d8 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d9 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d10 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d11 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d12 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d13 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d14 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d15 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d16 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d17 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d18 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    compartment d19 { area: 0.0001256637061435917mm2, channels { Passive: Leak { g: 0.1mS/cm2, e: -65mV } } }
    soma -- d0: 0.3110487775831478uS,
    d0 -- d1: 0.15707963267948966uS,
    d1 -- d2: 0.15707963267948966uS,
    d2 -- d3: 0.15707963267948966uS,
    d3 -- d4: 0.15707963267948966uS,
    d4 -- d5: 0.15707963267948966uS,
    d5 -- d6: 0.15707963267948966uS,
    d6 -- d7: 0.15707963267948966uS,
    d7 -- d8: 0.15707963267948966uS,
    d8 -- d9: 0.15707963267948966uS,
    d9 -- d10: 0.15707963267948966uS,
    d10 -- d11: 0.15707963267948966uS,
    d11 -- d12: 0.15707963267948966uS,
    d12 -- d13: 0.15707963267948966uS,
    d13 -- d14: 0.15707963267948966uS,
    d14 -- d15: 0.15707963267948966uS,
    d15 -- d16: 0.15707963267948966uS,
    d16 -- d17: 0.15707963267948966uS,
    d17 -- d18: 0.15707963267948966uS,
    d18 -- d19: 0.15707963267948966uS,
}

/// Returns the spikes of the soma, ms.
fn spikes<M: Method<f64>>(cable: &Cable, duration: f64, method: M) -> Vec<f64> {
    let run = cable.simulate(duration).method(method).spikes(0.0).record_nothing().run().unwrap();
    run.spikes.times().to_vec()
}

/// Returns the largest difference between spikes, ms.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len(), "{a:?} {b:?}");
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
fn a_cable_fires_at_its_times_by_the_recommended_fixed_step() {
    let reference = Hybrid::read("cable").list("spikes_ms");
    let error = |step| difference(&spikes(&Cable::default(), 200.0, Strang::step(step)), &reference);
    let errors = [0.1, 0.05, 0.025, 0.0125].map(error);
    println!("{errors:?}");
    assert!(errors[2] < 0.03, "{errors:?}");
    assert!(errors.windows(2).all(|pair| pair[1] < pair[0] / 3.7), "{errors:?}");
    // Of first order, but it fires at every step.
    let cruder = [0.1, 0.025].map(|step| spikes(&Cable::default(), 200.0, ExponentialEuler::step(step)));
    let errors = cruder.map(|spikes| difference(&spikes, &reference));
    println!("{errors:?}");
    assert!(errors[0] < 4.1 && errors[1] < 1.0, "{errors:?}");
}

/// A pulse each millisecond, off the grid: two events that cut steps short.
#[test]
fn the_order_is_kept_with_events_every_millisecond() {
    let pulsed = |step: Option<f64>| {
        let cable = Cable::default();
        let mut run = cable.simulate(60.0).spikes(0.0).record_nothing();
        for k in 0..60 {
            let start = f64::from(k) + 0.3137;
            run = run.inject(Cable::soma.v, Pulse::new(start, 0.4142, 0.3));
        }
        match step {
            Some(step) => run.method(Strang::step(step)).run().unwrap().spikes.times().to_vec(),
            None => run.method(Rodas5P::tolerance(1e-10)).run().unwrap().spikes.times().to_vec(),
        }
    };
    let truth = pulsed(None);
    let errors = [0.1, 0.05, 0.025].map(|step| difference(&pulsed(Some(step)), &truth));
    println!("{errors:?}");
    assert!(errors.windows(2).all(|pair| pair[1] < pair[0] / 3.5), "{errors:?}");
}

/// Couplings 10,000 times as strong, from unequal potentials: the cable is one compartment at once, and nothing rings.
#[test]
fn stiff_couplings_are_damped() {
    let stiff = || {
        let mut cable = Cable::default();
        for k in 0..20 {
            let coupling = if k == 0 { "soma_d0".to_owned() } else { format!("d{}_d{k}", k - 1) };
            let g = cable.get_by_name(&coupling).unwrap();
            cable.set_by_name(&coupling, g * 1e4).unwrap();
            cable.set_by_name(&format!("d{k}.v"), -64.0 + f64::from(k)).unwrap();
        }
        cable
    };
    let fine = spikes(&stiff(), 60.0, Strang::step(0.001));
    let exact = spikes(&stiff(), 60.0, Rodas5P::tolerance(1e-9));
    assert!(difference(&fine, &exact) < 1e-3, "{fine:?} {exact:?}");
    for step in [0.1, 0.05, 0.025] {
        let error = difference(&spikes(&stiff(), 60.0, Strang::step(step)), &fine);
        println!("{step} {error}");
        assert!(error < if step > 0.06 { 0.2 } else { 0.1 }, "{step}: {error}");
    }
}

/// Returns the pairs of a chain.
const fn chain<const N: usize>() -> [(usize, usize); N] {
    let (mut pairs, mut k) = ([(0, 0); N], 0);
    while k < N {
        pairs[k] = (k, k + 1);
        k += 1;
    }
    pairs
}

#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct Axial {
    #[param(157.07963267948966nS, min = 0)]
    g: Param,
}

cell! {
    pub struct Segment;

    capacitance: 1uF/cm2, area: 0.0001256637061435917mm2, v: -65mV, ions { Na: 50mV, K: -77mV }, channels { Na, K, Leak },
}

network! {
    /// An axon of 100 segments.
    pub struct Short;

    neuron E[100]: Segment;
    axial = E -- E pairs CHAIN_100: Axial;
}

network! {
    /// An axon of 1000 segments.
    pub struct Long;

    neuron E[1000]: Segment;
    axial = E -- E pairs CHAIN_1000: Axial;
}

const CHAIN_100: &[(usize, usize)] = &chain::<99>();
const CHAIN_1000: &[(usize, usize)] = &chain::<999>();

/// A spike runs along an axon of segments that electrical synapses join, as it does along the compartments of a cell.
#[test]
fn a_spike_travels_along_a_chain_of_gap_junctions() {
    fn arrivals<M: Method<f64>>(method: M) -> Vec<f64> {
        let net = Short::default();
        let simulation = net.simulate(20.0).inject(Short::E.at(0).v, Pulse::new(1.0, 1.0, 2.0)).method(method);
        let run = simulation.spikes(0.0).record_nothing().run().unwrap();
        run.e.iter().map(|neuron| neuron.spikes.times()[0]).collect()
    }
    let (fixed, exact) = (arrivals(Strang::step(0.025)), arrivals(Rodas5P::tolerance(1e-8)));
    println!("{} ms to the end, {} ms by fixed steps", exact[99], fixed[99]);
    assert!(exact[99] > exact[0] + 1.0, "{exact:?}");
    assert!(exact.iter().zip(&fixed).all(|(a, b)| (a - b).abs() < 0.03), "{exact:?} {fixed:?}");
}

#[test]
#[ignore = "a ratio of times, which is measured alone"]
fn the_cost_of_a_cable_is_linear_in_its_compartments() {
    fn least(network: &impl Network<f64>) -> f64 {
        let (mut y, mut work) = (vec![0.0; network.dim()], network.workspace());
        network.start(&mut y);
        let steps = || (0..200).for_each(|_| network.strang(0.0, 0.025, &Given::NONE, &mut y, &mut work));
        best_of(7, steps).as_secs_f64()
    }
    let ratio = least(&Long::default()) / least(&Short::default());
    println!("ten times the compartments cost {ratio} times as much");
    assert!(ratio < 20.0, "{ratio}");
}
