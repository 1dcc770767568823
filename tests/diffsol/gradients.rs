//! Forward sensitivities and adjoint gradients against runs over dual numbers.

use super::{conductances, hodgkin_huxley};
use neuron_runtime::diffsol::diffsol::{
    AdjointOdeSolverMethod, FaerSparseLU, Matrix, NalgebraLU, OdeSolverMethod, OdeSolverState, OdeSolverStopReason,
    Vector, VectorView,
};
use neuron_runtime::diffsol::{Diffsol, Equations};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::number::Grad;
use neuron_runtime::prelude::*;
use neuron_tests::models::prinz_ab;
use neuron_tests::reference;
use std::sync::LazyLock;

const DURATION: f64 = 300.0;

/// The true derivatives, from a run over dual numbers with a tight tolerance.
struct Truth {
    /// ∂Ca/∂g at the end.
    end: [f64; 8],
    /// ∫Ca dt, and its derivatives.
    integral: Grad,
}

static TRUTH: LazyLock<Truth> = LazyLock::new(|| {
    let mut cell = prinz_ab().with::<Grad>();
    for (k, parameter) in conductances().into_iter().enumerate() {
        let value = cell.get(parameter).value();
        cell.set(parameter, Grad::variable(value, k));
    }
    let step = 0.02;
    let run = cell.simulate(DURATION).method(Tsit5::tolerance(1e-11)).record(&[Stg::ca]).record_every(step);
    let run = run.run().map_err(Error::from).unwrap();
    // Simpson's rule.
    let ca = run.trace(Stg::ca).unwrap();
    assert_eq!(ca.len(), 15_001);
    let weight = |k: usize| if k == 0 || k == 15_000 { 1.0 } else { 2.0 + 2.0 * (k % 2) as f64 };
    let integral = ca.iter().enumerate().fold(Grad::zero(), |sum, (k, ca)| sum + *ca * weight(k)) * (step / 3.0);
    Truth { end: *ca[15_000].tangents(), integral }
});

/// Asserts that every derivative times its parameter is right to `tolerance` of the largest such product, and every derivative to
/// `own` of itself.
fn close(what: &str, found: &[f64], truth: &[f64; 8], tolerance: f64, own: f64) {
    let sizes = conductances().map(|parameter| prinz_ab().get(parameter).abs().max(0.01));
    let largest = truth.iter().zip(sizes).fold(0.0f64, |largest, (d, size)| largest.max((d * size).abs()));
    assert_eq!(found.len(), 8, "{what}");
    let errors: [f64; 8] = core::array::from_fn(|k| (found[k] - truth[k]).abs());
    let worst = |part: &dyn Fn(usize) -> f64| (0..8).map(part).fold(0.0, f64::max);
    let of_largest = worst(&|k| errors[k] * sizes[k] / largest);
    let of_itself = worst(&|k| errors[k] / truth[k].abs());
    println!("{what}: worst error {of_largest:.1e} of the largest derivative, {of_itself:.1e} of a derivative");
    assert!(errors.iter().all(|error| error.is_finite()), "{what}: {found:?}");
    assert!(of_largest < tolerance, "{what}: {of_largest:e}, {found:?} and not {truth:?}");
    assert!(of_itself < own, "{what}: {of_itself:e}, {found:?} and not {truth:?}");
}

/// Returns ∂Ca/∂g at the end, from the sensitivities of a solver.
fn at_the_end<'p, M, S>(mut solver: S) -> Vec<f64>
where
    M: Matrix<T = f64> + 'p,
    S: OdeSolverMethod<'p, Equations<Stg, M>>,
{
    solver.set_stop_time(DURATION).unwrap();
    while solver.step().unwrap() != OdeSolverStopReason::TstopReached {}
    // One lane for each parameter, Ca being the second state.
    let s = solver.state().s.clone_as_vec();
    s.chunks(13).map(|lane| lane[1]).collect()
}

#[test]
fn forward_sensitivities_are_those_of_dual_numbers() -> Result<(), Error> {
    let cell = prinz_ab();
    let chosen = conductances();
    let problem = cell.diffsol().tolerance(1e-8).parameters(&chosen);
    let dense = problem.build()?;
    let check = |what, found: Vec<f64>, tolerance, own| close(what, &found, &TRUTH.end, tolerance, own);
    check("BDF", at_the_end(dense.bdf_sens::<NalgebraLU<f64>>()?), 2e-4, 3e-3);
    check("ESDIRK34", at_the_end(dense.esdirk34_sens::<NalgebraLU<f64>>()?), 1e-4, 3e-3);
    check("TR-BDF2", at_the_end(dense.tr_bdf2_sens::<NalgebraLU<f64>>()?), 2e-4, 4e-3);
    check("Tsit45", at_the_end(dense.tsit45_sens()?), 2e-6, 6e-5);
    let sparse = problem.build_sparse()?;
    check("sparse BDF", at_the_end(sparse.bdf_sens::<FaerSparseLU<f64>>()?), 2e-4, 3e-3);
    let controlled = problem.sensitivity_tolerance(1e-8).build()?;
    check("BDF, controlled", at_the_end(controlled.bdf_sens::<NalgebraLU<f64>>()?), 1e-5, 2e-4);
    check("ESDIRK34, controlled", at_the_end(controlled.esdirk34_sens::<NalgebraLU<f64>>()?), 1e-5, 3e-4);
    check("Tsit45, controlled", at_the_end(controlled.tsit45_sens()?), 1e-7, 3e-7);
    Ok(())
}

/// The gradient of ∫Ca dt by an adjoint solution, and the integral. Between the steps of the forward solution the
/// backward one interpolates by cubics, so that the forward one has to be the finer.
macro_rules! adjoint {
    ($forward:expr, $solve:ident, $backward:expr, $solve_adjoint:ident [$($ls:ty)?], $duration:expr) => {{
        let (forward, backward) = ($forward, $backward);
        let mut solver = forward.$solve$(::<$ls>)?().unwrap();
        let (checkpoints, ..) = solver.solve_with_checkpointing($duration, Some(100)).unwrap();
        let integral = solver.state().g.get_index(0);
        let solver = backward.$solve_adjoint$(::<$ls, _>)?(checkpoints, Some(solver), None).unwrap();
        let (state, _) = solver.solve_adjoint_backwards_pass(&[], &[]).unwrap();
        (state.as_ref().sg.clone_as_vec(), integral)
    }};
}

#[test]
fn adjoint_gradients_are_those_of_dual_numbers() -> Result<(), Error> {
    let cell = prinz_ab();
    let problem = cell.diffsol().parameters(&conductances()).record(&[Stg::ca]).integrate();
    let (fine, coarse) = (problem.clone().tolerance(1e-9), problem.tolerance(1e-6));
    let check = |what, (gradient, integral): (Vec<f64>, f64), own| {
        close(what, &gradient, TRUTH.integral.tangents(), 2e-4, own);
        assert!((integral / TRUTH.integral.value() - 1.0).abs() < 1e-5, "{what}: {integral}");
    };
    check("BDF", adjoint!(fine.build()?, bdf, coarse.build()?, bdf_solver_adjoint [NalgebraLU<f64>], DURATION), 2e-4);
    let found = adjoint!(fine.build()?, esdirk34, coarse.build()?, esdirk34_solver_adjoint [NalgebraLU<f64>], DURATION);
    check("ESDIRK34", found, 2e-4);
    let found = adjoint!(fine.build()?, tr_bdf2, coarse.build()?, tr_bdf2_solver_adjoint [NalgebraLU<f64>], DURATION);
    check("TR-BDF2", found, 1e-4);
    check("Tsit45", adjoint!(fine.build()?, tsit45, coarse.build()?, tsit45_solver_adjoint [], DURATION), 1e-5);
    let (fine, coarse) = (fine.build_sparse()?, coarse.build_sparse()?);
    let found = adjoint!(fine, bdf, coarse, bdf_solver_adjoint [FaerSparseLU<f64>], DURATION);
    check("sparse BDF", found, 5e-5);
    Ok(())
}

#[test]
fn an_adjoint_gradient_of_a_burst_is_the_reference() -> Result<(), Error> {
    let cell = prinz_ab();
    let problem = cell.diffsol().parameters(&conductances()).record(&[Stg::ca]).integrate();
    let (fine, coarse) = (problem.clone().tolerance(1e-10).build()?, problem.tolerance(1e-7).build()?);
    let (gradient, integral) = adjoint!(fine, tsit45, coarse, tsit45_solver_adjoint [], 1000.0);
    let truth = reference::mean_ca_derivatives().map(|derivative| 1000.0 * derivative.per_ms_per_cm2());
    close("Tsit45", &gradient, &truth, 1e-4, 1e-4);
    assert!((integral / 1000.0 - reference::mean_ca()).abs() < 1e-4, "{integral}");
    Ok(())
}

/// The time of a spike moves with a parameter as V there does, over its slope.
#[test]
fn derivatives_of_spike_times_are_those_of_dual_numbers() -> Result<(), Error> {
    let mut lifted = hodgkin_huxley().with::<Grad>();
    let parameters = [HodgkinHuxley::inject, HodgkinHuxley::Na.g];
    for (k, parameter) in parameters.into_iter().enumerate() {
        lifted.set(parameter, Grad::variable(hodgkin_huxley().get(parameter), k));
    }
    let truth = lifted.simulate(50.0).method(Tsit5::tolerance(1e-10)).record_nothing().run().map_err(Error::from)?;
    let axon = hodgkin_huxley();
    let problem = axon.diffsol().tolerance(1e-8).parameters(&parameters).spikes(0.0).build()?;
    let mut solver = problem.bdf_sens::<NalgebraLU<f64>>()?;
    let mut spikes = truth.spikes.iter();
    while solver.state().t < 50.0 {
        let OdeSolverStopReason::RootFound(t, 0) = solver.step()? else { continue };
        let (slope, sensitivities) = (solver.interpolate_dy(t)?.get_index(0), solver.interpolate_sens(t)?);
        if slope > 0.0 {
            let spike = spikes.next().expect("no spike too many");
            assert!((t - spike.value()).abs() < 1e-3);
            for (k, expected) in spike.tangents()[..2].iter().enumerate() {
                let found = -sensitivities.get_batch(k).get_index(0) / slope;
                assert!((found - expected).abs() < 2e-3 * expected.abs(), "{found} and not {expected}");
            }
        }
    }
    assert!(spikes.next().is_none());
    Ok(())
}

/// Tangents and this crate's own adjoint agree with the truth by which the sensitivities and adjoints of diffsol are judged.
#[test]
fn tangents_and_the_discrete_adjoint_agree_with_them() -> Result<(), Error> {
    let cell = prinz_ab();
    let objective = Objective::new(Measure::integral(Stg::ca), DURATION).method(Tsit5::tolerance(1e-9));
    let by = cell.differentiate().by(&conductances());
    let (forward, backward) = (by.clone().forward(), by.backward());
    close("tangents", &forward.gradient_of(&objective)?.derivatives, TRUTH.integral.tangents(), 1e-6, 3e-10);
    close("discrete adjoint", &backward.gradient_of(&objective)?.derivatives, TRUTH.integral.tangents(), 1e-6, 3e-10);
    Ok(())
}
