//! Currents that a host sends through membranes.

use neuron_runtime::library::hodgkin_huxley_1952::Leak;
use neuron_runtime::library::prinz_2003::{NaV, Stg};
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;

network! {
    /// Cells by name and in arrays, with one compartment and with two, coupled by synapses.
    pub struct Circuit;

    cell Pair {
        capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
        ions { Na: 50mV },
        compartment soma { inject: 0nA, channels { Leak { e: -65mV }, NaV { g: 100mS/cm2 } } }
        compartment dendrite { inject: 0nA, channels { Leak { g: 0.5mS/cm2, e: -70mV }, Extra: Leak { g: 0mS/cm2, e: 10mV } } }
        soma -- dendrite: 2mS/cm2,
    }

    neuron A: Stg {
        NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, CaT.g: 2.5mS/cm2, A.g: 50mS/cm2, KCa.g: 5mS/cm2, Kd.g: 100mS/cm2,
        H.g: 0.01mS/cm2, Leak.g: 0mS/cm2, inject: 0nA
    }
    neuron E[3]: Pair

    A -> E all_to_all: Glutamatergic { g: 20nS };
    E -> A all_to_all: Cholinergic { g: 30nS };
}

/// One current into each compartment, nA.
const CURRENTS: [f64; 7] = [0.37, -0.21, 0.113, 0.71, -0.3, 0.05, 1.3];
const T: f64 = 3.0;

/// Returns the circuit with `currents` as parameters of its cells.
fn injected<X: Scalar>(currents: &[X; 7]) -> <Circuit as Network<f64>>::With<X> {
    let mut circuit = Circuit::default().with::<X>();
    circuit.set(Circuit::A.inject, currents[0]);
    for neuron in 0..3 {
        circuit.set(Circuit::E.at(neuron).soma.inject, currents[1 + 2 * neuron]);
        circuit.set(Circuit::E.at(neuron).dendrite.inject, currents[2 + 2 * neuron]);
    }
    circuit
}

/// Returns a state in which nothing is at rest.
fn state<X: Scalar>(network: &impl System<X>) -> Vec<X> {
    let mut y = vec![X::zero(); network.dim()];
    network.start(&mut y);
    for (k, y) in y.iter_mut().enumerate() {
        *y *= 1.0 + 0.1 * (k as f64 * 1.7).sin();
    }
    y
}

/// Everything that a solver can ask for: dy/dt, the steps of both exponential methods, and dy/dt and the matrix that
/// an evaluation of the Jacobian gives.
fn evaluated<X: Scalar, N: Network<X>>(network: &N, drives: &[Drive<X>]) -> [Vec<X>; 5] {
    let y = state(network);
    let (t, h) = (X::from_f64(T), X::from_f64(0.05));
    let mut dy = y.clone();
    network.rhs_with(t, &y, &Given::drives(drives), &mut dy);
    let (mut euler, mut strang) = (y.clone(), y.clone());
    let mut work = network.workspace();
    network.exponential_euler(t, h, &Given::drives(drives), &mut euler, &mut work);
    network.strang(t, h, &Given::drives(drives), &mut strang, &mut work);
    let mut jacobian = network.jacobian();
    let mut slopes = y.clone();
    network.evaluate(&mut jacobian, t, &y, &Given::drives(drives), &mut slopes);
    let mut matrix = vec![X::zero(); y.len() * y.len()];
    jacobian.entries(network, |row, column, entry| matrix[row * y.len() + column] += entry);
    [dy, euler, strang, slopes, matrix]
}

fn assert_equal_to_the_bit<X: Scalar>(currents: [X; 7]) {
    let driven = evaluated(&Circuit::default().with::<X>(), &currents.map(Drive::constant));
    let injected = evaluated(&injected(&currents), &[]);
    assert_ne!(driven, evaluated(&Circuit::default().with::<X>(), &[]), "the currents do nothing");
    for (driven, injected) in driven.iter().zip(&injected) {
        assert!(driven.iter().all(|x| x.is_finite()));
        assert_eq!(format!("{driven:?}"), format!("{injected:?}"));
    }
}

#[test]
fn a_constant_drive_equals_inject_to_the_last_bit() {
    assert_equal_to_the_bit(CURRENTS);
}

/// Every current has a tangent of its own.
#[test]
fn so_do_its_derivatives() {
    assert_equal_to_the_bit::<Grad>(std::array::from_fn(|k| {
        Grad::new(CURRENTS[k], std::array::from_fn(|tangent| f64::from(u8::from(k == tangent))))
    }));
}

/// Into the second compartment of each neuron of the array; nothing enters the others.
#[test]
fn a_driven_conductance_equals_a_leak() {
    // µS, into 0.1 mm²; 1 mS/cm² is 10 µS/mm².
    const G: f64 = 0.05;
    let leaky = {
        let mut circuit = Circuit::default();
        circuit.set(Circuit::E.dendrite.Extra.g, G / 0.1 / 10.0);
        circuit
    };
    assert_eq!(Circuit::default().get(Circuit::E.at(0).dendrite.Extra.e), 10.0);
    let y = state(&leaky);
    let mut potentials = Vec::new();
    leaky.potentials(&mut |v| potentials.push(v));
    assert_eq!(potentials.len(), 7);
    for (k, (soma, dendrite)) in [(1, 2), (3, 4), (5, 6)].into_iter().enumerate() {
        assert_eq!(Some(potentials[soma]), leaky.state_index(Circuit::E.at(k).soma.v.origin(), 0));
        assert!(potentials[soma] < potentials[dendrite]);
    }
    let mut drives = [Drive::constant(0.0); 7];
    for k in [2, 4, 6] {
        drives[k] = Drive::conductance(G, 10.0, y[potentials[k]]);
    }
    let (driven, leaky) = (evaluated(&Circuit::default(), &drives), evaluated(&leaky, &[]));
    assert!(driven[4].iter().zip(&evaluated(&Circuit::default(), &[])[4]).any(|(driven, without)| driven != without));
    for (k, (driven, leaky)) in driven.iter().zip(&leaky).enumerate() {
        for (driven, leaky) in driven.iter().zip(leaky) {
            assert!((driven - leaky).abs() <= 1e-12 * (1.0 + leaky.abs()), "{k}: {driven} for {leaky}");
        }
    }
}

#[test]
#[should_panic(expected = "there is one drive for each compartment")]
fn another_number_of_drives_is_refused() {
    let circuit = Circuit::default();
    let y = state(&circuit);
    circuit.rhs_with(T, &y, &Given::drives(&[Drive::constant(1.0)]), &mut y.clone());
}
