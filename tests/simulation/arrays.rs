//! Arrays of neurons and their connections, judged by networks in which every neuron and synapse is named.

use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::model::connect::{Connection, SynapseGroup};
use neuron_runtime::model::network::VisitSynapses;
use neuron_runtime::prelude::*;
use neuron_tests::models::{Gap, Pyloric};
use std::collections::BTreeMap;

/// Glutamatergic inhibition whose kinetics could depend on the postsynaptic side: each connection has its own state.
#[synapse(current = g * s * (v_post - e))]
pub struct PerConnection {
    /// Maximal conductance.
    #[param(unit = nS)]
    g: Param,
    /// Reversal potential.
    #[param(-70mV)]
    e: Param,
    /// Influence of the postsynaptic potential, none.
    #[param(0)]
    post: Param,
    /// Activation.
    #[gate(inf = 1 / (1 + exp((-35mV - v_pre + post * v_post) / 5mV)), tau = 40ms * (1 - s_inf), init = 0)]
    s: Gate,
}

network! {
    /// Two small populations and a named neuron, joined by every rule.
    pub struct Arrays;

    /// A bursting neuron.
    cell Ab {
        capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
        ions { Na: 50mV, K: -80mV, H: -20mV, Ca: nernst(outside = 3mM, rt_f = 24.4001681mV) },
        pool Ca: neuron_runtime::library::prinz_2003::CalciumBuffer,
        channels {
            NaV: neuron_runtime::library::prinz_2003::NaV { g: 100mS/cm2 },
            CaS: neuron_runtime::library::prinz_2003::CaS { g: 6mS/cm2 },
            CaT: neuron_runtime::library::prinz_2003::CaT { g: 2.5mS/cm2 },
            A: neuron_runtime::library::prinz_2003::A { g: 50mS/cm2 },
            KCa: neuron_runtime::library::prinz_2003::KCa { g: 5mS/cm2 },
            Kd: neuron_runtime::library::prinz_2003::Kd { g: 100mS/cm2 },
        },
    }

    neuron P: Ab { v: -52mV }
    neuron E[3]: Ab { v: [-60mV, -50mV, -45mV], Kd.g: [100mS/cm2, 90mS/cm2, 110mS/cm2] }
    neuron I[3]: Ab { v: [-48mV, -62mV, -55mV], CaS.g: 4mS/cm2 }

    E -> E all_to_all: Glutamatergic { g: 3nS };
    I -> I all_to_all autapses: Cholinergic { g: 2nS };
    E -> I pairs [(0, 1), (2, 0), (1, 1)]: Glutamatergic { g: 4nS };
    I -> E one_to_one: PerConnection { g: 6nS };
    P -> E all_to_all: Cholinergic { g: 5nS }, Glutamatergic { g: 1nS };
    I -> P all_to_all: Glutamatergic { g: 7nS };
    E -- P all_to_all: Gap { g: 2nS };
    chain = I -- I pairs NEIGHBOURS: Gap { g: 3nS };
}

/// A chain.
const NEIGHBOURS: &[(usize, usize)] = &[(0, 1), (1, 2)];

network! {
    /// The same network with a name for every neuron and synapse.
    pub struct Named;

    neuron P: Ab { v: -52mV }
    neuron E0: Ab { v: -60mV }
    neuron E1: Ab { v: -50mV, Kd.g: 90mS/cm2 }
    neuron E2: Ab { v: -45mV, Kd.g: 110mS/cm2 }
    neuron I0: Ab { v: -48mV, CaS.g: 4mS/cm2 }
    neuron I1: Ab { v: -62mV, CaS.g: 4mS/cm2 }
    neuron I2: Ab { v: -55mV, CaS.g: 4mS/cm2 }

    E0 -> E1: Glutamatergic { g: 3nS };
    E0 -> E2: Glutamatergic { g: 3nS };
    E1 -> E0: Glutamatergic { g: 3nS };
    E1 -> E2: Glutamatergic { g: 3nS };
    E2 -> E0: Glutamatergic { g: 3nS };
    E2 -> E1: Glutamatergic { g: 3nS };
    I0 -> I0: Cholinergic { g: 2nS };
    I0 -> I1: Cholinergic { g: 2nS };
    I0 -> I2: Cholinergic { g: 2nS };
    I1 -> I0: Cholinergic { g: 2nS };
    I1 -> I1: Cholinergic { g: 2nS };
    I1 -> I2: Cholinergic { g: 2nS };
    I2 -> I0: Cholinergic { g: 2nS };
    I2 -> I1: Cholinergic { g: 2nS };
    I2 -> I2: Cholinergic { g: 2nS };
    E0 -> I1: Glutamatergic { g: 4nS };
    E2 -> I0: Glutamatergic { g: 4nS };
    E1 -> I1: Glutamatergic { g: 4nS };
    I0 -> E0: PerConnection { g: 6nS };
    I1 -> E1: PerConnection { g: 6nS };
    I2 -> E2: PerConnection { g: 6nS };
    P -> E0: Cholinergic { g: 5nS }, Glutamatergic { g: 1nS };
    P -> E1: Cholinergic { g: 5nS }, Glutamatergic { g: 1nS };
    P -> E2: Cholinergic { g: 5nS }, Glutamatergic { g: 1nS };
    I0 -> P: Glutamatergic { g: 7nS };
    I1 -> P: Glutamatergic { g: 7nS };
    I2 -> P: Glutamatergic { g: 7nS };
    E0 -- P: Gap { g: 2nS };
    E1 -- P: Gap { g: 2nS };
    E2 -- P: Gap { g: 2nS };
    g01 = I0 -- I1: Gap { g: 3nS };
    g12 = I1 -- I2: Gap { g: 3nS };
}

/// Returns the name in [`Arrays`] of a state of [`Named`].
fn in_arrays(name: &str) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    let element = |neuron: &str| match neuron.len() {
        2 => (neuron[..1].to_owned(), neuron[1..].to_owned()),
        _ => (neuron.to_owned(), "0".to_owned()),
    };
    let Some((pre, post)) = parts[0].split_once('_') else {
        let (array, index) = element(parts[0]);
        let owner = if array == "P" { array } else { format!("{array}[{index}]") };
        return format!("{owner}.{}", parts[1..].join("."));
    };
    // A state of shared kinetics is the presynaptic neuron's; one-to-one connections are counted in the same way.
    let ((from, index), (to, _)) = (element(pre), element(post));
    format!("{from}_{to}.{}[{index}].{}", parts[1], parts[2])
}

/// Returns the index in `arrays` of each state of `named`.
fn places(arrays: &Arrays, named: &Named) -> Vec<usize> {
    let index: BTreeMap<String, usize> = arrays.state_names().into_iter().zip(0..).collect();
    let place = |name: &String| match index.get(&in_arrays(name)) {
        Some(place) => *place,
        None => panic!("{name} is {}, which is not among {:?}", in_arrays(name), index.keys()),
    };
    named.state_names().iter().map(place).collect()
}

fn start<N: Network<f64>>(network: &N) -> Vec<f64> {
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    y
}

fn rhs<N: Network<f64>>(network: &N, y: &[f64]) -> Vec<f64> {
    let mut dy = vec![0.0; y.len()];
    network.rhs(0.0, y, &mut dy);
    dy
}

/// Returns the largest difference, relative to 1 plus the size of the numbers.
fn worst(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs() / (1.0 + a.abs().max(b.abs()))).fold(0.0, f64::max)
}

fn euler<N: Network<f64>>(network: &N, duration: f64, step: f64) -> Vec<f64> {
    let run = network.simulate(duration).method(ExponentialEuler::step(step)).record_nothing().run();
    run.map_err(Error::from).unwrap().end().to_vec()
}

#[test]
fn arrays_start_and_move_as_named_neurons_do() {
    let (arrays, named) = (Arrays::default(), Named::default());
    let places = places(&arrays, &named);
    let pick = |y: &[f64]| -> Vec<f64> { places.iter().map(|k| y[*k]).collect() };
    assert_eq!(pick(&start(&arrays)), start(&named));
    let (end, truth) = (euler(&arrays, 200.0, 0.025), euler(&named, 200.0, 0.025));
    let error = worst(&pick(&end), &truth);
    println!("after 200 ms: {error:e}");
    assert!(error < 1e-12, "{error:e}");
}

#[test]
fn right_hand_sides_agree_along_the_way() {
    let (arrays, named) = (Arrays::default(), Named::default());
    let places = places(&arrays, &named);
    let mut y = start(&arrays);
    for _ in 0..40 {
        let mine: Vec<f64> = places.iter().map(|k| y[*k]).collect();
        let slopes = rhs(&arrays, &y);
        let slopes: Vec<f64> = places.iter().map(|k| slopes[*k]).collect();
        let error = worst(&slopes, &rhs(&named, &mine));
        assert!(error < 1e-12, "{error:e}");
        let run = arrays.simulate(5.0).method(Tsit5::tolerance(1e-5)).record_nothing().start_at(&y).run();
        y = run.map_err(Error::from).unwrap().end().to_vec();
    }
}

#[test]
fn adaptive_runs_of_arrays_and_named_neurons_spike_alike() -> Result<(), Error> {
    let (arrays, named) = (Arrays::default(), Named::default());
    let a = arrays.simulate(100.0).method(Tsit5::tolerance(1e-8)).record_nothing().run()?;
    let n = named.simulate(100.0).method(Tsit5::tolerance(1e-8)).record_nothing().run()?;
    let pairs =
        [(&a.e[0], &n.e0), (&a.e[1], &n.e1), (&a.e[2], &n.e2), (&a.i[0], &n.i0), (&a.i[2], &n.i2), (&a.p, &n.p)];
    let mut seen = 0;
    for (a, n) in pairs {
        assert_eq!(a.spikes.len(), n.spikes.len(), "{}", a.name);
        seen += a.spikes.len();
        for (a, n) in a.spikes.iter().zip(&n.spikes) {
            assert!((a - n).abs() < 1e-6, "{a} and {n}");
        }
    }
    assert!(seen > 5, "{seen} spikes");
    assert_eq!((a.e[1].name.as_str(), n.e1.name.as_str()), ("E[1]", "E1"));
    Ok(())
}

#[test]
fn shared_kinetics_have_one_state_per_presynaptic_neuron() {
    let arrays = Arrays::default();
    let names = arrays.state_names();
    let count = |prefix: &str| names.iter().filter(|name| name.starts_with(prefix)).count();
    // Connections and presynaptic neurons: six and three, nine and three, three and one; three with a state each.
    assert_eq!(count("E_E.Glutamatergic["), 3);
    assert_eq!(count("I_I.Cholinergic["), 3);
    assert_eq!(count("P_E.Cholinergic["), 1);
    assert_eq!(count("I_E.PerConnection["), 3);
    assert_eq!(count("E_P.Gap"), 0);
    assert_eq!(names.len(), arrays.dim());
    assert!(names.iter().all(|name| !name.is_empty()));
}

network! {
    /// Kinetics per presynaptic neuron.
    pub struct Shared;
    neuron E[4]: Ab { v: [-60mV, -50mV, -45mV, -55mV] }
    E -> E all_to_all autapses: Glutamatergic { g: 2nS };
}

network! {
    /// The same kinetics per connection.
    pub struct Separate;
    neuron E[4]: Ab { v: [-60mV, -50mV, -45mV, -55mV] }
    E -> E all_to_all autapses: PerConnection { g: 2nS };
}

#[test]
fn shared_kinetics_are_those_of_each_connection() {
    let (shared, separate) = (Shared::default(), Separate::default());
    assert_eq!(separate.dim() - shared.dim(), 12);
    let cells = 4 * (shared.dim() - 4) / 4;
    let (a, b) = (euler(&shared, 200.0, 0.025), euler(&separate, 200.0, 0.025));
    let error = worst(&a[..cells], &b[..cells]);
    println!("{error:e}");
    assert!(error < 1e-11, "{error:e}");
    // Every connection has the state of its presynaptic neuron. Connections are sorted by postsynaptic neuron.
    for (k, s) in b[cells..].iter().enumerate() {
        assert!((s - a[cells + k % 4]).abs() < 1e-12);
    }
}

#[test]
fn conductances_may_differ_between_connections_of_shared_kinetics() {
    let mut shared = Shared::default();
    let mut separate = Separate::default();
    let g = |k: usize| 1.0 + k as f64 * 0.25;
    shared.set_each(Shared::E_E.Glutamatergic.g, g);
    separate.set_each(Separate::E_E.PerConnection.g, g);
    assert_eq!(shared.get_each(Shared::E_E.Glutamatergic.g), (0..16).map(g).collect::<Vec<_>>());
    let cells = shared.dim() - 4;
    let (a, b) = (euler(&shared, 100.0, 0.025), euler(&separate, 100.0, 0.025));
    let error = worst(&a[..cells], &b[..cells]);
    assert!(error < 1e-11, "{error:e}");
}

/// Connections with shared kinetics share its parameters, whichever connection they are set for.
#[test]
fn a_parameter_of_shared_kinetics_is_set_for_all() {
    let (mut one, mut all) = (Shared::default(), Shared::default());
    one.set_by_name("E_E.Glutamatergic[5].tau_max", 80.0).unwrap();
    all.set(Shared::E_E.Glutamatergic.tau_max, 80.0);
    assert_eq!(one.get_each(Shared::E_E.Glutamatergic.tau_max), vec![80.0; 16]);
    assert_eq!(euler(&one, 50.0, 0.05), euler(&all, 50.0, 0.05));
}

network! {
    /// Passive neurons joined by gap junctions.
    pub struct Joined;
    /// A capacitor.
    cell Passive {
        capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
        channels { Leak: neuron_runtime::library::prinz_2003::Leak { g: 0mS/cm2 } },
    }
    /// A large capacitor.
    cell Large {
        capacitance: 2uF/cm2, area: 0.3mm2, v: -60mV,
        channels { Leak: neuron_runtime::library::prinz_2003::Leak { g: 0mS/cm2 } },
    }
    neuron A: Passive { v: -20mV }
    neuron B: Large { v: -80mV }
    neuron C[4]: Passive { v: [-70mV, -30mV, -10mV, -55mV] }
    A -- B: Gap { g: 20nS };
    A -- C all_to_all: Gap { g: 7nS };
    C -- B pairs [(3, 0), (1, 0)]: Gap { g: 3nS };
    C -- C all_to_all: Gap { g: 5nS };
}

/// Σ C dv/dt, nA.
fn charge_flow(slopes: &[f64], names: &[String]) -> f64 {
    let v = names.iter().zip(slopes).filter(|(name, _)| name.ends_with(".v"));
    // 1 uF/cm2 · 0.1 mm2 and 2 uF/cm2 · 0.3 mm2.
    v.map(|(name, slope)| if name == "B.v" { 6.0 * slope } else { slope * 1.0 }).sum()
}

#[test]
fn gap_junctions_conserve_charge_and_level_voltages() {
    let network = Joined::default();
    let names = network.state_names();
    let mut y = start(&network);
    let slopes = rhs(&network, &y);
    let largest = slopes.iter().fold(0.0f64, |a, b| a.max(b.abs()));
    assert!(largest > 0.1 && charge_flow(&slopes, &names).abs() < 1e-12, "{slopes:?}");
    let charge = charge_flow(&y, &names);
    y = Tsit5Run(&network).end(2000.0);
    assert!((charge_flow(&y, &names) - charge).abs() < 1e-6 * charge.abs());
    let level = charge / (5.0 + 6.0);
    assert!(y.iter().all(|v| (v - level).abs() < 1e-4), "{y:?} should be {level}");
}

/// Runs accurately.
struct Tsit5Run<'a, N>(&'a N);

impl<N: Network<f64>> Tsit5Run<'_, N> {
    fn end(&self, duration: f64) -> Vec<f64> {
        let run = self.0.simulate(duration).method(Tsit5::tolerance(1e-9)).record_nothing().run();
        run.map_err(Error::from).unwrap().end().to_vec()
    }
}

/// Within one array, a gap junction joins each pair of neurons once.
#[test]
fn all_to_all_gap_junctions_join_each_pair_once() {
    let network = Joined::default();
    let slopes = rhs(&network, &start(&network));
    let names = network.state_names();
    let at = |name: &str| names.iter().position(|known| known == name).unwrap();
    // C[0] at −70 mV: 5 nS to each of the others, 7 nS to A at −20 mV; 1 nF.
    let current = 5e-3 * ((-30.0 + 70.0) + (-10.0 + 70.0) + (-55.0 + 70.0)) + 7e-3 * (-20.0 + 70.0);
    assert!((slopes[at("C[0].v")] - current).abs() < 1e-12, "{} and {current}", slopes[at("C[0].v")]);
}

#[test]
fn a_gap_junction_has_no_direction() {
    network! {
        pub struct Forth;
        neuron A: Passive { v: -20mV }
        neuron B: Large { v: -80mV }
        A -- B: Gap { g: 20nS };
    }
    network! {
        pub struct Back;
        neuron A: Passive { v: -20mV }
        neuron B: Large { v: -80mV }
        B -- A: Gap { g: 20nS };
    }
    let (forth, back) = (Forth::default(), Back::default());
    let (a, b) = (euler(&forth, 50.0, 0.5), euler(&back, 50.0, 0.5));
    assert!(worst(&a, &b) < 1e-14);
    assert!(worst(&rhs(&forth, &a), &rhs(&back, &a)) < 1e-14);
}

network! {
    /// Thirty-three pyloric networks.
    pub struct Ensemble;

    neuron AB[33]: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2,
        KCa.g: 5mS/cm2, Kd.g: 100mS/cm2, H.g: 0.01mS/cm2, Leak.g: 0mS/cm2,
    }
    neuron LP[33]: Stg {
        NaV.g: 100mS/cm2, CaS.g: 4mS/cm2, CaT.g: 0mS/cm2, A.g: 20mS/cm2,
        KCa.g: 0mS/cm2, Kd.g: 25mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.03mS/cm2,
    }
    neuron PY[33]: Stg {
        NaV.g: 100mS/cm2, CaS.g: 2mS/cm2, CaT.g: 2.4mS/cm2, A.g: 50mS/cm2,
        KCa.g: 0mS/cm2, Kd.g: 125mS/cm2, H.g: 0.05mS/cm2, Leak.g: 0.01mS/cm2,
    }

    AB -> LP one_to_one: Cholinergic { g: 30nS }, Glutamatergic { g: 30nS };
    AB -> PY one_to_one: Cholinergic { g: 3nS }, Glutamatergic { g: 10nS };
    LP -> AB one_to_one: Glutamatergic { g: 30nS };
    LP -> PY one_to_one: Glutamatergic { g: 1nS };
    PY -> LP one_to_one: Glutamatergic { g: 30nS };
}

/// For ten seconds, every triple has the spikes of a single triple.
#[test]
fn thirty_three_triples_are_one_triple() -> Result<(), Error> {
    let duration = 10_000.0;
    let (ensemble, single) = (Ensemble::default(), Pyloric::default());
    let method = ExponentialEuler::step(0.025);
    let truth = single.simulate(duration).method(method).record_nothing().spikes(-10.0).run()?;
    let run = ensemble.simulate(duration).method(method).record_nothing().spikes(-10.0).run()?;
    let mut worst = 0.0f64;
    for (neurons, truth) in [(&run.ab, &truth.ab), (&run.lp, &truth.lp), (&run.py, &truth.py)] {
        assert_eq!(neurons.len(), 33);
        assert!(truth.spikes.len() > 10);
        for neuron in neurons {
            assert_eq!(neuron.spikes.len(), truth.spikes.len(), "{}", neuron.name);
            let errors = neuron.spikes.iter().zip(&truth.spikes).map(|(a, b)| (a - b).abs());
            worst = errors.fold(worst, f64::max);
        }
    }
    println!("worst {worst:e} ms");
    assert!(worst < 1e-6, "{worst:e} ms");
    Ok(())
}

network! {
    /// Random connections of each kind.
    pub struct Random;
    neuron E[40]: Passive
    neuron I[25]: Passive
    by_inputs = E -> I random { inputs: 7, seed: 42 }: Glutamatergic { g: 1nS };
    own_inputs = E -> E random { inputs: 39, seed: 1 }: Glutamatergic { g: 1nS };
    own_all = I -> I random { inputs: 25, seed: 1, autapses }: Glutamatergic { g: 1nS };
    by_probability = E -> I random { probability: 0.2, seed: 7 }: Cholinergic { g: 1nS };
    own_probability = E -> E random { probability: 0.5, seed: 3 }: Cholinergic { g: 1nS };
    own_with_autapses = E -> E random { probability: 0.5, seed: 3, autapses }: Cholinergic { g: 1nS };
    gaps = E -- E random { probability: 0.5, seed: 3 }: Gap { g: 1nS };
}

/// Returns the pairs of a presynaptic and a postsynaptic neuron, group by group. V of `E` begins at index 0, V of `I` at index 40.
#[derive(Default)]
struct Pairs(Vec<Vec<(usize, usize)>>);

impl VisitSynapses<f64> for Pairs {
    fn synapses<G: SynapseGroup<f64> + ?Sized>(&mut self, group: &G) {
        let own = |v: usize| if v < 40 { v } else { v - 40 };
        let pair = |Connection { pre, post, .. }: Connection| (own(pre), own(post));
        self.0.push((0..group.connections()).map(|k| pair(group.connection(k))).collect());
    }
}

fn pairs(network: &Random) -> [Vec<(usize, usize)>; 7] {
    let mut pairs = Pairs::default();
    network.synapses(&mut pairs);
    pairs.0.try_into().unwrap()
}

network! {
    /// Every neuron on itself.
    pub struct Selves;
    neuron E[6]: Passive
    E -> E one_to_one autapses: Glutamatergic { g: 1nS };
}

#[test]
fn one_to_one_within_an_array_is_all_autapses() {
    let mut pairs = Pairs::default();
    Selves::default().synapses(&mut pairs);
    assert_eq!(pairs.0, [(0..6).map(|k| (k, k)).collect::<Vec<_>>()]);
}

#[test]
fn random_connections_have_the_in_degree_asked_for() {
    let [by_inputs, own_inputs, own_all, ..] = pairs(&Random::default());
    let sources = |pairs: &[(usize, usize)], target: usize| -> Vec<usize> {
        pairs.iter().filter(|pair| pair.1 == target).map(|pair| pair.0).collect()
    };
    for target in 0..25 {
        let found = sources(&by_inputs, target);
        assert_eq!(found.len(), 7);
        assert!(found.windows(2).all(|pair| pair[0] < pair[1]) && found[6] < 40);
        assert_eq!(sources(&own_all, target), (0..25).collect::<Vec<_>>());
    }
    for target in 0..40 {
        assert_eq!(sources(&own_inputs, target), (0..40).filter(|k| *k != target).collect::<Vec<_>>());
    }
    assert_eq!((by_inputs.len(), own_inputs.len(), own_all.len()), (7 * 25, 39 * 40, 25 * 25));
}

#[test]
fn random_connections_have_the_probability_asked_for() {
    let [.., by_probability, own, with_autapses, gaps] = pairs(&Random::default());
    let near = |count: usize, of: usize, p: f64| {
        let (mean, deviation) = (of as f64 * p, (of as f64 * p * (1.0 - p)).sqrt());
        assert!((count as f64 - mean).abs() < 3.5 * deviation, "{count} of {of}");
    };
    near(by_probability.len(), 1000, 0.2);
    near(own.len(), 40 * 39, 0.5);
    near(with_autapses.len(), 40 * 40, 0.5);
    assert!(own.iter().all(|(pre, post)| pre != post));
    assert!(with_autapses.iter().any(|(pre, post)| pre == post));
    // A gap junction has no direction: each pair is asked about once.
    near(gaps.len(), 40 * 39 / 2, 0.5);
    assert!(gaps.iter().all(|(pre, post)| pre < post));
    // All presynaptic neurons have about the same number of connections.
    let mut counts = [0.0f64; 40];
    by_probability.iter().for_each(|(pre, _)| counts[*pre] += 1.0);
    let deviation = counts.iter().map(|c| (c - 5.0).powi(2) / 5.0).sum::<f64>();
    assert!(deviation < 90.0, "{deviation}");
}

/// The pairs of a seed are the same on every platform and in every version.
#[test]
fn a_seed_names_its_connections() {
    assert_eq!(pairs(&Random::default()), pairs(&Random::default()));
    let [by_inputs, .., by_probability, own, _, _] = pairs(&Random::default());
    assert_eq!(by_inputs[..8], [(10, 0), (11, 0), (12, 0), (16, 0), (32, 0), (36, 0), (38, 0), (0, 1)]);
    assert_eq!(by_probability[..6], [(0, 0), (10, 0), (17, 0), (20, 0), (29, 0), (30, 0)]);
    assert_eq!(own[..6], [(1, 0), (3, 0), (5, 0), (7, 0), (8, 0), (11, 0)]);
}

#[test]
fn parameters_are_given_and_read_per_neuron() {
    let mut network = Arrays::default();
    assert_eq!(network.get_each(Arrays::E.v_start), [-60.0, -50.0, -45.0]);
    assert_eq!(network.get_each(Arrays::E.Kd.g), [100.0, 90.0, 110.0]);
    assert_eq!(network.get(Arrays::E.at(2).Kd.g), 110.0);
    assert_eq!(network.get_each(Arrays::I.CaS.g), [4.0; 3]);
    assert_eq!(network.get(Arrays::I.CaS.g), 4.0);

    network.set_each(Arrays::I.CaS.g, |k| 3.0 + k as f64);
    assert_eq!(network.get_each(Arrays::I.CaS.g), [3.0, 4.0, 5.0]);
    network.set(Arrays::I.at(1).CaS.g, 7.0);
    assert_eq!(network.get_each(Arrays::I.CaS.g), [3.0, 7.0, 5.0]);
    assert_eq!(network.get(Arrays::I.at(0).CaS.g), 3.0);
    // The population's handle sets all of them, and they have one value again.
    network.set(Arrays::I.CaS.g, 2.0);
    assert_eq!(network.get_each(Arrays::I.CaS.g), [2.0; 3]);
    // Others are untouched.
    assert_eq!(network.get_each(Arrays::E.CaS.g), [6.0; 3]);
    assert_eq!(network.get(Arrays::P.CaS.g), 6.0);
}

#[test]
fn a_handle_of_an_array_records_all_its_neurons() -> Result<(), Error> {
    let network = Arrays::default();
    let run = network
        .simulate(2.0)
        .record_every(1.0)
        .record(&[Arrays::E.v])
        .record(&[Arrays::I.at(1).NaV.m])
        .record(&[Arrays::E_E.Glutamatergic.current])
        .record(&[Arrays::I_P.Glutamatergic.s])
        .run()?;
    let names: Vec<&str> = run.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names[..4], ["E[0].v", "E[1].v", "E[2].v", "I[1].NaV.m"]);
    assert_eq!(names[4..10].iter().filter(|name| name.starts_with("E_E.Glutamatergic[")).count(), 6);
    assert_eq!(names[10..], ["I_P.Glutamatergic[0].s", "I_P.Glutamatergic[1].s", "I_P.Glutamatergic[2].s"]);
    assert_eq!(run.trace(Arrays::E.at(2).v)?[0], -45.0);
    assert_eq!(run.trace(Arrays::E.at(2).v)?, run.trace_by_name("E[2].v")?);
    assert!(matches!(run.trace(Arrays::I.at(0).NaV.m), Err(Error::NotRecorded { name }) if name == "I[0].NaV.m"));
    Ok(())
}

network! {
    /// More presynaptic neurons than connections.
    pub struct Sparse;
    neuron E[4]: Ab
    neuron I[4]: Ab
    E -> I pairs [(3, 0)]: Glutamatergic { g: 5nS };
}

#[test]
fn states_of_neurons_without_connections_are_recorded_too() -> Result<(), Error> {
    let network = Sparse::default();
    let run = network.simulate(1.0).record(&[Sparse::E_I.Glutamatergic.s]).run()?;
    assert_eq!(run.columns().len(), 4);
    assert_eq!(network.dim(), network.state_names().len());
    Ok(())
}

#[test]
#[should_panic(expected = "there is no neuron of this index in the array")]
fn an_element_past_the_end_panics_as_slices_do() {
    let index = std::hint::black_box(3);
    let _ = Arrays::E.at(index);
}

network! {
    /// Neurons of two compartments, connected at both.
    pub struct Trees;
    /// A soma that fires and a passive dendrite.
    cell Tree {
        capacitance: 1uF/cm2, v: -60mV,
        ions { Na: 50mV, K: -80mV },
        compartment soma {
            area: 0.02mm2, inject: 2nA,
            channels {
                NaV: neuron_runtime::library::prinz_2003::NaV { g: 200mS/cm2 },
                Kd: neuron_runtime::library::prinz_2003::Kd { g: 100mS/cm2 },
                Leak: neuron_runtime::library::prinz_2003::Leak { g: 0.1mS/cm2 },
            }
        }
        compartment dendrite {
            area: 0.05mm2,
            channels { Leak: neuron_runtime::library::prinz_2003::Leak { g: 0.1mS/cm2, e: -60mV } }
        }
        soma -- dendrite: 0.5mS/cm2,
    }
    neuron P: Tree
    neuron E[3]: Tree { soma.inject: [2nA, 1.5nA, 0.5nA], soma_dendrite: [0.5mS/cm2, 0.4mS/cm2, 0.6mS/cm2] }
    E.soma -> E.dendrite all_to_all: Glutamatergic { g: 20nS };
    E.dendrite -- P.dendrite all_to_all: Gap { g: 5nS };
    P -> E.dendrite all_to_all: PerConnection { g: 30nS };
}

network! {
    /// The same network with a name for every neuron.
    pub struct NamedTrees;
    neuron P: Tree
    neuron E0: Tree { soma.inject: 2nA, soma_dendrite: 0.5mS/cm2 }
    neuron E1: Tree { soma.inject: 1.5nA, soma_dendrite: 0.4mS/cm2 }
    neuron E2: Tree { soma.inject: 0.5nA, soma_dendrite: 0.6mS/cm2 }
    E0.soma -> E1.dendrite: Glutamatergic { g: 20nS };
    E0.soma -> E2.dendrite: Glutamatergic { g: 20nS };
    E1.soma -> E0.dendrite: Glutamatergic { g: 20nS };
    E1.soma -> E2.dendrite: Glutamatergic { g: 20nS };
    E2.soma -> E0.dendrite: Glutamatergic { g: 20nS };
    E2.soma -> E1.dendrite: Glutamatergic { g: 20nS };
    E0.dendrite -- P.dendrite: Gap { g: 5nS };
    E1.dendrite -- P.dendrite: Gap { g: 5nS };
    E2.dendrite -- P.dendrite: Gap { g: 5nS };
    P -> E0.dendrite: PerConnection { g: 30nS };
    P -> E1.dendrite: PerConnection { g: 30nS };
    P -> E2.dendrite: PerConnection { g: 30nS };
}

#[test]
fn compartments_of_arrays_are_connected_where_they_say() {
    let (arrays, named) = (Trees::default(), NamedTrees::default());
    let of = |names: Vec<String>, y: Vec<f64>| -> BTreeMap<String, f64> {
        let plain = |name: String| name.replace("E[0]", "E0").replace("E[1]", "E1").replace("E[2]", "E2");
        names.into_iter().map(plain).zip(y).filter(|(name, _)| !name.contains('_')).collect()
    };
    let (mut y, mut truth) = (start(&arrays), start(&named));
    for duration in [0.025, 50.0, 100.0] {
        let (a, n) = (of(arrays.state_names(), rhs(&arrays, &y)), of(named.state_names(), rhs(&named, &truth)));
        assert_eq!((a.len(), a.len()), (n.len(), 4 * 5));
        for ((name, a), (same, n)) in a.iter().zip(&n) {
            assert!(name == same && (a - n).abs() < 1e-9 * (1.0 + n.abs()), "{name}: {a} and {n}");
        }
        (y, truth) = (euler(&arrays, duration, 0.025), euler(&named, duration, 0.025));
        let (a, n) = (of(arrays.state_names(), y.clone()), of(named.state_names(), truth.clone()));
        let worst = a.values().zip(n.values()).map(|(a, n)| (a - n).abs() / (1.0 + n.abs())).fold(0.0, f64::max);
        assert!(worst < 1e-12, "{worst:e}");
    }
}

network! {
    /// Chance may leave an array without connections.
    pub struct Unconnected;
    neuron E[3]: Ab { v: [-60mV, -50mV, -45mV] }
    neuron P: Ab
    E -> P random { probability: 0, seed: 1 }: Glutamatergic { g: 3nS };
    own = E -> P random { probability: 0, seed: 1 }: PerConnection { g: 3nS };
    gaps = E -- E random { probability: 0, seed: 1 }: Gap { g: 3nS };
}

#[test]
fn an_array_without_connections_runs_on_its_own() {
    let mut network = Unconnected::default();
    let end = euler(&network, 10.0, 0.05);
    network.set_each(Unconnected::E_P.Glutamatergic.g, |_| unreachable!("there is no connection"));
    network.set(Unconnected::E_P.Glutamatergic.g, 5.0);
    assert_eq!(euler(&network, 10.0, 0.05), end);
    assert_eq!(network.state_names().len(), network.dim());
    // The three presynaptic states exist although no connection uses them.
    assert_eq!(network.dim(), 4 * Ab::default().dim() + 3);
}
