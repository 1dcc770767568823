//! What grows with a network: its cost before the first step, its random connections, its Jacobian.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::model::connect::{Connection, SynapseGroup};
use neuron_runtime::model::network::VisitSynapses;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;
use neuron_tests::allocations::{CountingAllocator, peak};
use neuron_tests::axons;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

axons!(Hundreds, 500, 10);
axons!(Thousands, 2000, 10);

/// Returns the largest memory (bytes) that is in use before and in the first step of the default method.
fn memory_to_begin(network: &impl Network<f64>) -> f64 {
    let (run, bytes) = peak(|| network.simulate(1e-3).record_nothing().run());
    assert_eq!(run.unwrap().statistics.steps, 1);
    bytes as f64
}

/// The Jacobian of such networks fills up in any order of elimination: its factors have n² entries.
#[test]
fn a_run_begins_in_room_and_time_that_are_linear_in_the_network() {
    let start = Instant::now();
    let [small, large] = [memory_to_begin(&Hundreds::default()), memory_to_begin(&Thousands::default())];
    assert!(large < 4.5 * small, "{small} and {large}");
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}

#[test]
fn stiff_methods_that_would_lose_their_order_are_refused_with_the_way_out() {
    fn refused<M: Method<f64>>(method: M) {
        let error = Thousands::default().simulate(1.0).method(method).run().unwrap_err().error;
        assert!(matches!(error, Error::Uncoupled { time: 0.0 }), "{error}");
        assert!(error.to_string().contains("take `Adaptive` or `Ros34Pw2`"), "{error}");
    }
    refused(Rodas3P::default());
    refused(Rodas4::default());
    refused(Rodas5P::default());
}

#[test]
fn the_default_goes_on_without_the_couplings_and_says_so() -> Result<(), Error> {
    let network = Hundreds::default();
    let run = |method| network.simulate(5.0).method(method).record_nothing().run();
    let (run, truth) = (run(Adaptive::tolerance(1e-5))?, run(Adaptive::tolerance(1e-9))?);
    assert!(run.statistics.uncoupled);
    assert!(run.statistics.to_string().ends_with("without the couplings of synapses in its matrix"));
    let worst = run.end().iter().zip(truth.end()).map(|(a, b)| (a - b).abs() / (1.0 + b.abs())).fold(0.0, f64::max);
    assert!(worst < 1e-3, "{worst:e}");
    Ok(())
}

network! {
    pub struct OneSeed;
    neuron E[100]: HodgkinHuxley
    neuron I[100]: HodgkinHuxley
    E -> E random { inputs: 10, seed: 1, autapses }: Glutamatergic { g: 1nS };
    E -> I random { inputs: 10, seed: 1 }: First: Glutamatergic { g: 1nS }, Second: Glutamatergic { g: 2nS };
    I -> I random { probability: 0.1, seed: 1, autapses }: Glutamatergic { g: 1nS };
    I -> E random { probability: 0.1, seed: 1 }: Glutamatergic { g: 1nS };
}

/// The connections of every group, neurons counted within their array.
#[derive(Default)]
struct Pairs(Vec<Vec<(usize, usize)>>);

impl VisitSynapses<f64> for Pairs {
    fn synapses<G: SynapseGroup<f64> + ?Sized>(&mut self, group: &G) {
        // E and I have four states a neuron, arrays by columns.
        let pair = |Connection { pre, post, .. }: Connection| (pre % 400, post % 400);
        self.0.push((0..group.connections()).map(|k| pair(group.connection(k))).collect());
    }
}

#[test]
fn projections_of_one_seed_have_partners_of_their_own() {
    let mut pairs = Pairs::default();
    OneSeed::default().synapses(&mut pairs);
    let [e_e, first, second, i_i, i_e] = pairs.0.try_into().unwrap();
    let common = |a: &[(usize, usize)], b: &[(usize, usize)]| a.iter().filter(|pair| b.contains(pair)).count();
    // 100 of 1000 are expected of chance, with a deviation of 9.5.
    for (a, b) in [(&e_e, &first), (&i_i, &i_e), (&e_e, &i_i)] {
        let common = common(a, b);
        assert!((60..140).contains(&common), "{common}");
    }
    // Synapses of one projection have its partners.
    assert_eq!(first, second);
}

network! {
    pub struct Sparse;
    neuron E[100000]: HodgkinHuxley
    E -> E random { probability: 0.00001, seed: 1 }: Glutamatergic { g: 0.1nS };
    neuron I[100000]: HodgkinHuxley
    E -> I random { inputs: 2, seed: 1 }: Glutamatergic { g: 0.1nS };
}

/// 2·10¹⁰ pairs of neurons, and 3·10⁵ connections.
#[test]
fn random_connections_take_a_time_that_is_linear_in_their_number() {
    let start = Instant::now();
    let mut pairs = Pairs::default();
    Sparse::default().synapses(&mut pairs);
    let counts = [pairs.0[0].len(), pairs.0[1].len()];
    assert!((98_500..101_500).contains(&counts[0]) && counts[1] == 200_000, "{counts:?}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
