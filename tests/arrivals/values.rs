//! Values of a declaration that differ by neuron or by connection: listed, and drawn.

use super::{Exponential, Kick, Membrane};
use neuron_runtime::library::stimuli::Pulse;
use neuron_runtime::prelude::*;
use neuron_runtime::run::checkpoint::Checkpoint;
use std::ops::ControlFlow;

#[synapse(electrical, current = g * (v_post - v_pre))]
pub struct Gap {
    #[param(1nS, min = 0)]
    g: Param,
}

const THREE: usize = 3;
const LISTED: &[(usize, usize)] = &[(2, 1), (0, 0)];

network! {
    pub struct Lists;
    source Clock: Regular { period: 25ms, start: 5ms };
    source Noise[2]: Poisson { rate: [10Hz, 0.02/ms], seed: [3, 4] };
    neuron A: Membrane;
    neuron E[3]: Membrane { Passive.e: [-60mV, -0.065V, -70mV] }
    neuron I[THREE - 1]: Membrane;

    E -> I pairs [(0, 1), (1, 0), (1, 1)]: Kick { weight: [1mV, 2mV, -0.003V], delay: [1ms, 2000us, 0.5ms + 2.5ms] };
    second = E -> I pairs LISTED: Exponential { g: [2nS, 3nS], tau: 7ms, weight: [1, 0.5] };
    E -> E all_to_all: Kick { weight: [1mV, 2mV, 3mV, 4mV, 5mV, 6mV] };
    all = E -> E all_to_all autapses: Kick { delay: [1ms, 2ms, 3ms, 4ms, 5ms, 6ms, 7ms, 8ms, 9ms] };
    third = E -> I all_to_all: Kick { weight: [1mV, 2mV, 3mV, 4mV, 5mV, 6mV] };
    own = E -> E one_to_one autapses: Kick { weight: [7mV, 8mV, 9mV] };
    Clock -> E all_to_all: Kick { delay: [1ms, 2ms, 3ms] };
    E -> A all_to_all: Kick { delay: [1ms, 2ms, 3ms] };
    gaps = E -- E all_to_all: Gap { g: [1nS, 2nS, 3nS] };
    selves = E -- E all_to_all autapses: Gap { g: [1nS, 2nS, 3nS, 4nS, 5nS, 6nS] };
    stimulus step: Pulse { amplitude: [0.1nA, 0.2nA, 300pA], start: 5ms } -> E;
}

#[test]
fn lists_are_the_values_of_connections_and_neurons_in_their_order() {
    let net = Lists::default();
    assert_eq!(net.get_each(Lists::E.Passive.e), [-60.0, -65.0, -70.0]);
    assert_eq!(net.get_each(Lists::Noise.rate), [10.0, 20.0]);
    let kick = Lists::E_I.Kick;
    assert_eq!(net.connections(kick.weight), [(0, 1), (1, 0), (1, 1)]);
    assert_eq!(net.get_each(kick.weight), [1.0, 2.0, -3.0]);
    assert_eq!(net.get_each(kick.delay), [1.0, 2.0, 3.0]);
    assert_eq!((net.get(kick.weight.at(2)), net.get(kick.weight)), (-3.0, 1.0));
    let second = Lists::second.Exponential;
    assert_eq!((net.get_each(second.g), net.get_each(second.weight)), (vec![2.0, 3.0], vec![1.0, 0.5]));
    assert_eq!(net.get_each(second.tau), [7.0, 7.0]);
    // By target, then by source.
    assert_eq!(net.connections(Lists::E_E.Kick.weight)[..3], [(1, 0), (2, 0), (0, 1)]);
    assert_eq!(net.get(Lists::E_E.Kick.weight.at(2)), 3.0);
    assert_eq!(net.get(Lists::all.Kick.delay.at(8)), 9.0);
    assert_eq!(net.get_each(Lists::own.Kick.weight), [7.0, 8.0, 9.0]);
    assert_eq!(net.get_each(Lists::Clock_E.Kick.delay), net.get_each(Lists::E_A.Kick.delay));
    assert_eq!(net.connections(Lists::gaps.Gap.g), [(0, 1), (0, 2), (1, 2)]);
    assert_eq!(net.get_each(Lists::gaps.Gap.g), [1.0, 2.0, 3.0]);
    assert_eq!(net.connections(Lists::selves.Gap.g).len(), 6);
    assert_eq!(net.get_each(Lists::step.amplitude), [0.1, 0.2, 0.3]);
    net.simulate(4.0).run().unwrap();
}

network! {
    pub struct Draws;
    source Noise[40]: Poisson { rate: normal { mean: 50Hz, sd: 10Hz, seed: 1 }, seed: 3 };
    neuron E[1000]: Membrane {
        Passive.e: normal { mean: -65mV, sd: 2mV, seed: 1 },
        Passive.g: lognormal { median: 0.01uS, sigma: 0.2, seed: 1 },
        v: uniform { from: -0.07V, to: -60mV, seed: 2 },
    }
    Noise -> E random { inputs: 10, seed: 1 }: Exponential {
        g: normal { mean: 0.1nS, sd: 0.2nS, seed: 4 },
        weight: lognormal { median: 1, sigma: 0.5, seed: 4 },
        delay: uniform { from: 0.5ms, to: 2ms, seed: 4 },
    };
    E -> E random { probability: 0.01, seed: 2 }: Kick { weight: normal { mean: 1mV, sd: 0.1mV, seed: 4 } },
        Other: Kick { weight: normal { mean: 1mV, sd: 0.1mV, seed: 4 } };
    again = E -> E pairs []: Kick { weight: lognormal { median: -1mV, sigma: 0.3, seed: 4 } };
    stimulus step: Pulse { amplitude: normal { mean: 0.1nA, sd: 10pA, seed: 4 } } -> E;
}

fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

/// Each within four standard errors.
#[test]
fn values_are_drawn_in_the_unit_of_their_parameter() {
    let net = Draws::default();
    let check = |values: &[f64], mean: f64, sd: f64| {
        let (found, spread) = mean_and_sd(values);
        let n = values.len() as f64;
        assert!((found - mean).abs() < 4.0 * sd / n.sqrt(), "{found} {mean}");
        assert!((spread / sd - 1.0).abs() < 4.0 / (2.0 * n).sqrt(), "{spread} {sd}");
    };
    check(&net.get_each(Draws::Noise.rate), 50.0, 10.0);
    check(&net.get_each(Draws::E.Passive.e), -65.0, 2.0);
    check(&net.get_each(Draws::step.amplitude), 0.1, 0.01);
    let logarithms = |values: Vec<f64>| values.into_iter().map(f64::ln).collect::<Vec<_>>();
    check(&logarithms(net.get_each(Draws::E.Passive.g)), 10f64.ln(), 0.2);
    let synapse = Draws::Noise_E.Exponential;
    check(&logarithms(net.get_each(synapse.weight)), 0.0, 0.5);
    assert!(net.get_each(Draws::E.v_start).iter().all(|v| (-70.0..=-60.0).contains(v)));
    let delays = net.get_each(synapse.delay);
    assert_eq!(delays.len(), 10_000);
    assert!(delays.iter().all(|delay| (0.5..=2.0).contains(delay)));
    // The variance of 10⁴ uniform numbers is wrong by 0.9 % (its kurtosis is 1.8).
    let (mean, sd) = mean_and_sd(&delays);
    assert!(
        (mean - 1.25).abs() < 4.0 * 0.433 / 100.0 && (sd / (1.5 / 12f64.sqrt()) - 1.0).abs() < 0.018,
        "{mean} {sd}"
    );
    // The smallest value of `g` is 0: half a standard deviation below the mean, the distribution ends.
    let conductances = net.get_each(synapse.g);
    assert!(conductances.iter().all(|g| *g >= 0.0));
    // The mean of the rest is mean + sd φ(0.5)/Φ(0.5).
    let (mean, _) = mean_and_sd(&conductances);
    assert!((mean - (0.1 + 0.2 * 0.352_065_327 / 0.691_462_461)).abs() < 4.0 * 0.2 / 100.0, "{mean}");
}

#[test]
fn draws_follow_from_seed_name_and_index_alone() {
    let (net, same) = (Draws::default(), Draws::default());
    assert!(net == same);
    let (first, second) = (net.get_each(Draws::E_E.Kick.weight), net.get_each(Draws::E_E.Other.weight));
    assert_eq!(first.len(), second.len());
    assert!(first.iter().zip(&second).all(|(a, b)| a != b));

    /// Fewer neurons, other connections, other values of everything else.
    mod smaller {
        use super::*;
        network! {
            pub struct Few;
            neuron A: Membrane;
            neuron E[10]: Membrane { Passive.e: normal { mean: -65mV, sd: 2mV, seed: 1 } }
            E -> E all_to_all: Kick { weight: normal { mean: 1mV, sd: 0.1mV, seed: 4 } };
            A -> E all_to_all: Kick { weight: normal { mean: 1mV, sd: 0.1mV, seed: 4 } };
            I = A -> E all_to_all: Kick { weight: normal { mean: 1mV, sd: 0.1mV, seed: 5 } };
        }
    }
    use smaller::Few;
    let few = Few::default();
    assert_eq!(few.get_each(Few::E.Passive.e), net.get_each(Draws::E.Passive.e)[..10]);
    assert_eq!(few.get_each(Few::E_E.Kick.weight), first[..90]);
    let [a, b, c] = [Few::E_E.Kick.weight, Few::A_E.Kick.weight, Few::I.Kick.weight].map(|of| few.get(of.at(3)));
    assert!(a != b && b != c && a != c);
}

#[test]
fn drawn_values_are_read_set_and_saved_as_those_that_are_set() {
    let mut net = Draws::default();
    let weight = Draws::E_E.Kick.weight;
    let drawn = net.get(weight.at(7));
    assert_eq!(net.get_by_name("E_E.Kick[7].weight").unwrap(), drawn);
    net.set(weight.at(7), 3.0);
    assert_eq!((net.get(weight.at(7)), net.get(weight.at(8))), (3.0, Draws::default().get(weight.at(8))));
    let mut read = Draws::default();
    read.set(weight, 5.0);
    read.set_json(&net.to_json()).unwrap();
    assert_eq!(read.get_each(weight), net.get_each(weight));
    // Constants in other number types.
    let single = net.with::<neuron_runtime::number::F32>();
    assert_eq!(single.get(weight.at(8)).0, net.get(weight.at(8)) as f32);
    net.set(weight, 2.0);
    assert!(net.get_each(weight).iter().all(|weight| *weight == 2.0));
}

#[test]
fn new_connections_are_drawn_as_the_declaration_says() {
    let mut net = Draws::default();
    let weight = Draws::again.Kick.weight;
    // Without connections there is no value to complain about.
    net.simulate(1.0).run().unwrap();
    net.connect(weight, &[(0, 1), (1, 2), (2, 0)]).unwrap();
    let three = net.get_each(weight);
    assert!(three[0] < 0.0 && three[0] != three[1] && three[1] != three[2]);
    net.connect(weight, &[(0, 1), (1, 2), (2, 0), (7, 8)]).unwrap();
    assert_eq!(net.get_each(weight)[..3], three);
    // One value for all is kept.
    net.set(weight, -2.0).connect(weight, &[(3, 4), (4, 5)]).unwrap();
    assert_eq!(net.get_each(weight), [-2.0, -2.0]);
}

/// As [`Exponential`], with a beginning that a parameter sets: its states do not add up.
#[synapse(current = g * s * (v_post - e), on_pre(s += weight))]
pub struct Separate {
    #[param(1nS, min = 0nS)]
    g: Param,
    #[param(0mV)]
    e: Param,
    #[param(5ms, min = 0ms)]
    tau: Param,
    #[param(1)]
    weight: Param,
    #[param(0)]
    start: Param,
    #[state(derivative = -s / tau, init = start)]
    s: State,
}

macro_rules! driven {
    ($net:ident, $synapse:path, $median:expr, $sd:expr, $seed:literal, $delay:expr, $listed:expr) => {
        network! {
            pub struct $net;
            source Noise[40]: Poisson { rate: 50Hz, seed: 3 };
            source Pair[2]: Poisson { rate: 100Hz, seed: 3 };
            neuron E[10]: Membrane { Passive.e: normal { mean: -2 * $median - 63mV, sd: $sd, seed: $seed } }
            Noise -> E random { probability: 0.5, seed: 1 }: Synapse: $synapse {
                g: lognormal { median: $median * 0.3nS / 1mV, sigma: 0.5, seed: $seed },
                weight: normal { mean: 1, sd: 0.3, seed: 2 },
                delay: $delay,
            };
            Pair -> E pairs [(0, 1), (1, 1)]: Synapse: $synapse { g: [2nS, 5 * $sd * 1nS / 1mV], weight: $listed };
        }
    };
}

driven!(Merged, Exponential, 0.5mV + 0.5mV, 1mV, 8, uniform { from: 0.5ms, to: 2ms, seed: 5 }, [1, 2]);
driven!(Apart, Separate, 1mV, 2mV / 2, 8, uniform { from: 0.5ms, to: 2ms, seed: 5 }, [1, 2]);

#[test]
fn merged_conductances_equal_the_sum_of_separate_ones() {
    let (merged, apart) = (Merged::default(), Apart::default());
    assert_eq!(merged.dim(), 10 + 10 + 10);
    assert!(apart.dim() > 150);
    assert_eq!(merged.get_each(Merged::Noise_E.Synapse.g), apart.get_each(Apart::Noise_E.Synapse.g));
    assert_eq!(merged.get_each(Merged::Pair_E.Synapse.g), [2.0, 5.0]);
    assert_eq!(merged.get_each(Merged::Pair_E.Synapse.weight), [1.0, 2.0]);
    let of_merged = merged.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
    let of_apart = apart.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
    for k in 0..10 {
        let (v, other) = (of_merged.end()[k], of_apart.end()[k]);
        assert!((v - other).abs() < 1e-12 * v.abs() && v > -64.9, "{k}: {v} {other}");
    }
}

#[test]
fn derivatives_are_those_of_the_values_that_were_drawn() {
    let net = Merged::default();
    let weight = Merged::Noise_E.Synapse.weight;
    let sum = |net: &Merged| -> f64 {
        let run = net.simulate(50.0).method(Strang::step(0.05)).run().unwrap();
        run.end()[10..20].iter().sum()
    };
    let gradient = net.gradient(&[weight.at(3), weight.at(4)], |net| {
        let run = net.simulate(50.0).method(Strang::step(0.05)).run()?;
        Ok(run.end()[10..20].iter().fold(run.end()[10] * 0.0, |sum, s| sum + *s))
    });
    let gradient = gradient.unwrap();
    assert!((gradient.value - sum(&net)).abs() < 1e-12 * gradient.value);
    for (k, connection) in [3, 4].into_iter().enumerate() {
        // The sum is linear in each weight.
        let mut changed = net.clone();
        changed.set(weight.at(connection), net.get(weight.at(connection)) + 1.0);
        let difference = sum(&changed) - gradient.value;
        assert!((gradient[k] - difference).abs() < 1e-9 * gradient.value && difference > 0.0, "{difference}");
    }
    // The variable of a whole projection is a common change of all values.
    let whole = net.gradient(&[weight], |net| {
        let run = net.simulate(50.0).method(Strang::step(0.05)).run()?;
        Ok(run.end()[10..20].iter().fold(run.end()[10] * 0.0, |sum, s| sum + *s))
    });
    let whole = whole.unwrap();
    let mut changed = net.clone();
    changed.set_each(weight, |k| net.get(weight.at(k)) + 1.0);
    assert!((whole.value - gradient.value).abs() < 1e-12 * gradient.value);
    assert!((whole[0] - sum(&changed) + gradient.value).abs() < 1e-9 * gradient.value);
}

#[test]
fn a_run_resumes_with_the_values_that_were_drawn() {
    let mut net = Merged::default();
    net.set(Merged::Noise_E.Synapse.delay.at(3), 1.75);
    let whole = net.simulate(50.0).run().unwrap();
    let mut kept: Option<Checkpoint> = None;
    let interrupted = net
        .simulate(50.0)
        .progress(|p| if p.time >= 20.0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        .checkpoint_every(f64::INFINITY, &mut kept)
        .run();
    assert!(interrupted.is_err());
    let kept = kept.unwrap();
    assert_eq!(net.simulate(50.0).resume(kept.clone()).run().unwrap().end(), whole.end());
    // One that was set counts.
    assert!(Merged::default().simulate(50.0).resume(kept).run().is_err());
}

#[test]
fn distributions_are_printed_as_they_were_written() {
    let sheet = Draws::NETWORK_EQUATIONS.sheet();
    for part in [
        "`Passive.e` = normal(mean -65 mV, sd 2 mV, seed 1)",
        "`weight` = lognormal(median 1, sigma 0.5, seed 4)",
        "`delay` = uniform(from 0.5 ms, to 2 ms, seed 4)",
    ] {
        assert!(sheet.contains(part), "{part} in {sheet}");
    }
    assert!(Lists::NETWORK_EQUATIONS.sheet().contains("`weight` = [1 mV, 2 mV, -0.003 V]"));
}
