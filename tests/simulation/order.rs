//! Orders of convergence, on smooth quantities: a spike time's error changes sign with the step.

use neuron_runtime::library::destexhe_1994::Ampa;
use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, K, Leak, Na};
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::prelude::*;
use neuron_tests::models::prinz_ab;
use neuron_tests::order::{observed_order, pairwise_orders};

const STEPS: [f64; 4] = [0.02, 0.01, 0.005, 0.0025];

/// The end state of a run by exponential Euler.
fn end<N: Network<f64>>(network: &N, step: f64, duration: f64) -> Vec<f64> {
    let run = network.simulate(duration).method(ExponentialEuler::step(step)).record_nothing().run();
    run.unwrap_or_else(|interrupted| panic!("{}", interrupted.error)).end().to_vec()
}

/// The converged end state.
fn truth<N: Network<f64>>(network: &N, duration: f64) -> Vec<f64> {
    let run = network.simulate(duration).method(Tsit5::tolerance(1e-12)).record_nothing().run();
    run.unwrap_or_else(|interrupted| panic!("{}", interrupted.error)).end().to_vec()
}

fn order_of<N: Network<f64>>(network: &N, duration: f64, index: usize) -> f64 {
    let truth = truth(network, duration)[index];
    let errors: Vec<f64> = STEPS.iter().map(|&h| (end(network, h, duration)[index] - truth).abs()).collect();
    println!("state {index}: errors {errors:?}, orders {:?}", pairwise_orders(&STEPS, &errors));
    observed_order(&STEPS, &errors)
}

#[test]
fn exponential_euler_is_of_order_one_on_prinz_ab() {
    let cell = prinz_ab();
    for (index, what) in [(0, "V"), (1, "Ca")] {
        let order = order_of(&cell, 200.0, index);
        assert!(order >= 0.95, "{what}: {order}");
    }
}

#[synapse(electrical, current = g * (v_post - v_pre) / (1 + exp(-(v_post - v_pre) / 10mV)))]
pub struct Rectifier {
    #[param(50nS, min = 0)]
    g: Param,
}

/// A current that the presynaptic potential opens at once.
#[synapse(current = g / (1 + exp(-(v_pre + 20mV) / 5mV)) * (v_post - e))]
pub struct Direct {
    #[param(20nS, min = 0)]
    g: Param,
    #[param(0mV)]
    e: Param,
}

cell! {
    /// Four compartments, three of them in a ring.
    pub struct Ring;

    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV, ions { Na: 50mV, K: -77mV },
    compartment a { inject: 0.5nA, channels { Na, K, Leak } }
    compartment b { channels { Leak { e: -65mV } } }
    compartment c { channels { Na, K, Leak } }
    compartment d { channels { Leak { e: -65mV } } }
    a -- b: 0.5uS, b -- c: 0.3uS, c -- a: 0.2uS, c -- d: 20uS,
}

network! {
    /// Every way in which a current may join two neurons.
    pub struct Joined;

    neuron A: HodgkinHuxley { inject: 10uA/cm2 }
    neuron B: HodgkinHuxley { v: -50mV }
    neuron P: PinskyRinzel
    neuron R: Ring

    A -- B: Rectifier;
    A -> P: Direct;
    B -> R.c: Ampa { g: 5nS };
}

#[test]
fn strang_splitting_is_of_order_two_however_neurons_are_joined() {
    fn errors<N: Network<f64>>(network: &N, duration: f64) -> f64 {
        let truth = truth(network, duration);
        let errors = [0.025, 0.0125, 0.00625, 0.003125].map(|step| {
            let run = network.simulate(duration).method(Strang::step(step)).record_nothing().run();
            let run = run.unwrap_or_else(|interrupted| panic!("{}", interrupted.error));
            run.end().iter().zip(&truth).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        });
        println!("{errors:?}");
        observed_order(&[0.025, 0.0125, 0.00625, 0.003125], &errors)
    }
    for order in
        [errors(&Ring::default(), 7.0), errors(&Joined::default(), 7.0), errors(&PinskyRinzel::default(), 30.0)]
    {
        assert!((1.9..2.3).contains(&order), "{order}");
    }
}
