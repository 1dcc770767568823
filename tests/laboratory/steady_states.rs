//! Steady states of every library cell, against differences of the right-hand side alone.

use nalgebra::{DMatrix, DVector};
use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::integrate_and_fire::{AdEx, Eif, Izhikevich, Lif, Qif};
use neuron_runtime::library::liu_1998::Liu;
use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::Pyloric;
use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
use neuron_runtime::prelude::*;
use neuron_runtime::protocol::Rigged;

/// Returns the Jacobian by differences of the right-hand side, of fourth order.
pub(super) fn differences<N: Network<f64>>(network: &N, y: &[f64]) -> DMatrix<f64> {
    let dim = y.len();
    let (mut matrix, mut dy, mut moved) = (DMatrix::zeros(dim, dim), vec![0.0; dim], y.to_vec());
    for column in 0..dim {
        let h = 1e-3 * (1e-2 + y[column].abs());
        for (by, weight) in [(-2.0, 1.0), (-1.0, -8.0), (1.0, 8.0), (2.0, -1.0)] {
            moved[column] = y[column] + by * h;
            network.rhs(0.0, &moved, &mut dy);
            for row in 0..dim {
                matrix[(row, column)] += weight * dy[row] / (12.0 * h);
            }
        }
        moved[column] = y[column];
    }
    matrix
}

/// Checks that a Newton step by differences moves no state by 1e-10, and the eigenvalues against those of the differences.
fn check<N: Network<f64, Tag = N>>(network: &N, is_stable: bool) -> Vec<f64> {
    let steady = network.steady_state().unwrap();
    let (name, y) = (N::NETWORK.name, steady.state());
    let (matrix, mut dy) = (differences(network, y), vec![0.0; y.len()]);
    network.rhs(0.0, y, &mut dy);
    let step = matrix.clone().lu().solve(&DVector::from_vec(dy)).unwrap();
    let worst = step.iter().zip(y).map(|(step, y)| step.abs() / y.abs().max(1.0)).fold(0.0, f64::max);
    assert!(worst < 1e-10, "{name}: {worst}");
    let mut expected: Vec<[f64; 2]> = matrix.complex_eigenvalues().iter().map(|x| [x.re, x.im]).collect();
    assert_eq!(expected.len(), steady.eigenvalues().len());
    for [real, imaginary] in steady.eigenvalues() {
        let distance = |other: &[f64; 2]| (real - other[0]).hypot(imaginary - other[1]);
        let nearest = (0..expected.len()).min_by(|a, b| distance(&expected[*a]).total_cmp(&distance(&expected[*b])));
        let other = expected.swap_remove(nearest.unwrap());
        assert!(distance(&other) < 1e-6 * real.hypot(*imaginary).max(1e-3), "{name}: {real} + {imaginary}i, {other:?}");
    }
    assert_eq!(steady.is_stable(), is_stable, "{name}: {:?}", steady.eigenvalues());
    y.to_vec()
}

#[test]
fn every_cell_of_the_library_has_a_steady_state() {
    assert!((check(&HodgkinHuxley::default(), true)[0] + 65.0).abs() < 0.1);
    check(&ConnorStevens::default(), true);
    check(&MorrisLecar::default(), true);
    check(&PinskyRinzel::default(), false);
    check(&WangBuzsaki::default(), true);
    check(&Liu::default(), false);
    let mut stg = Stg::default();
    for (g, value) in [(Stg::NaV.g, 100.0), (Stg::CaS.g, 6.0), (Stg::CaT.g, 2.5), (Stg::A.g, 50.0)] {
        stg.set(g, value);
    }
    for (g, value) in [(Stg::KCa.g, 5.0), (Stg::Kd.g, 100.0), (Stg::H.g, 0.01), (Stg::Leak.g, 0.0)] {
        stg.set(g, value);
    }
    check(&stg, false);
    check(&Pyloric::default(), false);
    assert_eq!(check(&Lif::default(), true)[0], Lif::default().get(Lif::Leak.e));
    check(&Qif::default(), true);
    check(&Eif::default(), true);
    check(&AdEx::default(), true);
    check(&Izhikevich::default(), true);
}

#[test]
fn unstable_states_are_found_as_well() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    check(&axon, false);
}

#[test]
fn a_cell_without_a_steady_state_says_so() {
    let mut cell = Qif::default();
    cell.set(Qif::inject, 1.0);
    let error = cell.steady_state().unwrap_err().to_string();
    assert!(error.starts_with("no steady state was found from here: in the end v of Qif changes by"), "{error}");
    // V would come to rest above the threshold.
    let mut cell = Lif::default();
    cell.set(Lif::inject, 0.3);
    let error = cell.steady_state().unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no steady state here: where all rates are 0, `v >= spike.threshold` holds in spike of Lif, which spikes before"
    );
    let error = cell.steady_state_from(&[]).unwrap_err().to_string();
    assert_eq!(error, "the length of the state is 0; it has to be 1");
}

/// Between the roots of its parabola, the quadratic neuron has a second, unstable one.
#[test]
fn another_steady_state_is_found_from_another_start() {
    let cell = Qif::default();
    let roots = [cell.steady_state().unwrap(), cell.steady_state_from(&[-30.0]).unwrap()];
    assert!(roots[0].is_stable() && !roots[1].is_stable());
    let [rest, critical] = [Qif::Parabola.v_r, Qif::Parabola.v_t].map(|v| cell.get(v));
    assert!((roots[0].get(Qif::v) - rest).abs() < 1e-9 && (roots[1].get(Qif::v) - critical).abs() < 1e-9);
}
