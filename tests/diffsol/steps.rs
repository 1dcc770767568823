//! A step with dense matrices allocates nothing, with sensitivities neither.

use super::conductances;
use neuron_runtime::diffsol::diffsol::{NalgebraLU, OdeSolverMethod};
use neuron_runtime::diffsol::{Dense, Diffsol, Equations};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::prelude::*;
use neuron_tests::allocations::allocations;
use neuron_tests::models::{Pyloric, prinz_ab};

type LU = NalgebraLU<f64>;

/// Allocations in 200 steps, after some in which a solver may make room.
fn of_steps<'p, N: Network<f64> + 'p, S: OdeSolverMethod<'p, Equations<N, Dense>>>(what: &str, mut solver: S) -> usize {
    for _ in 0..200 {
        solver.step().unwrap();
    }
    let (from, (done, count)) = (solver.state().t, allocations(|| (0..200).all(|_| solver.step().is_ok())));
    assert!(done && solver.state().t > from, "{what}");
    println!("{what}: {count} allocations from {from} to {} ms", solver.state().t);
    count
}

macro_rules! none {
    ($($what:literal: $solver:expr;)*) => {$(
        assert_eq!(of_steps($what, $solver.unwrap()), 0, $what);
    )*};
}

#[test]
fn nothing_is_allocated_in_a_step() -> Result<(), Error> {
    let network = Pyloric::default();
    let problem = network.diffsol().tolerance(1e-5).spikes(-10.0).build()?;
    none! {
        "BDF": problem.bdf::<LU>();
        "ESDIRK34": problem.esdirk34::<LU>();
        "TR-BDF2": problem.tr_bdf2::<LU>();
        "Tsit45": problem.tsit45();
    }
    Ok(())
}

#[test]
fn nothing_is_allocated_in_a_step_with_sensitivities() -> Result<(), Error> {
    let cell = prinz_ab();
    let few = cell.diffsol().tolerance(1e-5).parameters(&conductances()).build()?;
    none! {
        "BDF": few.bdf_sens::<LU>();
        "ESDIRK34": few.esdirk34_sens::<LU>();
        "TR-BDF2": few.tr_bdf2_sens::<LU>();
        "Tsit45": few.tsit45_sens();
    }
    // More than one evaluation has tangents for.
    let many = cell.diffsol().tolerance(1e-5).parameters(&conductances()).parameters(&[Stg::Ca.tau, Stg::Na.e]);
    let many = many.sensitivity_tolerance(1e-4).build()?;
    none! {
        "BDF": many.bdf_sens::<LU>();
        "ESDIRK34": many.esdirk34_sens::<LU>();
        "Tsit45": many.tsit45_sens();
    }
    Ok(())
}
