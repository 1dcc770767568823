//! Problems that cannot be built, and runs that end early.

use neuron_runtime::diffsol::diffsol::error::OdeSolverError;
use neuron_runtime::diffsol::diffsol::{DiffsolError, NalgebraLU, OdeSolverMethod, OdeSolverStopReason};
use neuron_runtime::diffsol::{Diffsol, Method};
use neuron_runtime::library::prinz_2003::{Leak, Stg};
use neuron_runtime::prelude::*;
use neuron_tests::models::{Pyloric, prinz_ab};

/// A gate whose time constant has a pole at −40 mV and no values above it.
#[channel(current = g * m * (v + 90mV))]
pub struct Pole {
    /// Maximal conductance density.
    #[param(unit = mS/cm2)]
    g: Param,
    /// Fine below −40 mV.
    #[gate(inf = 0.5, tau = 1ms / ln((-40mV - v) / 1mV), unchecked)]
    m: Gate,
}

network! {
    /// Silent neurons; one of them rises through the pole.
    pub struct Poles;
    /// A capacitor with a channel of no conductance.
    cell Rising {
        capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 0nA,
        channels { Pole { g: 0mS/cm2 }, Leak { g: 0mS/cm2 } },
    }
    neuron A: Rising
    neuron B: Rising { inject: 1nA }
}

#[test]
fn a_run_that_meets_a_pole_names_the_time_the_neuron_and_the_state() {
    for method in Method::ALL {
        let interrupted = *Poles::default().diffsol().record_every(1.0).run(method, 50.0).expect_err("a pole");
        let sentence = interrupted.error.to_string();
        println!("{sentence}");
        let (time, neuron, state) = match interrupted.error {
            Error::NotFinite { time, neuron, state, .. } => (time, neuron, state),
            other => panic!("{method:?}: {other}"),
        };
        // V of B rises by 1 mV/ms from −65 mV.
        assert!((24.9..25.1).contains(&time), "{method:?}: {sentence}");
        assert_eq!((neuron.as_str(), state.as_str()), ("B", "Pole.m"), "{method:?}: {sentence}");
        assert!(sentence.contains(&time.to_string()));
        let v = interrupted.run.trace(Poles::B.v).unwrap();
        assert!(v.len() >= 20 && (v[20] + 45.0).abs() < 1e-3 && v.iter().all(|v| v.is_finite()));
        assert!(interrupted.run.end().iter().all(|y| y.is_finite()) && interrupted.run.statistics.steps > 0);
    }
}

/// diffsol counts failures of Newton's method over a whole run and gives up after 50.
#[test]
fn a_long_run_does_not_end_for_a_number_of_failed_iterations() -> Result<(), Error> {
    let network = Pyloric::default();
    let mut problem = network.diffsol().tolerance(1e-6).build()?;
    let end = |mut solver: neuron_runtime::diffsol::diffsol::Bdf<'_, _, NalgebraLU<f64>>| {
        solver.set_stop_time(1000.0)?;
        loop {
            if solver.step()? == OdeSolverStopReason::TstopReached {
                return Ok(solver.get_statistics().number_of_nonlinear_solver_fails);
            }
        }
    };
    assert!(end(problem.bdf().unwrap()).unwrap() > 50);
    problem.ode_options.max_nonlinear_solver_failures = 50;
    assert!(matches!(
        end(problem.bdf().unwrap()),
        Err(DiffsolError::OdeSolverError(OdeSolverError::TooManyNonlinearSolverFailures { .. }))
    ));
    Ok(())
}

#[test]
fn settings_out_of_their_domain_are_named() {
    let cell = prinz_ab();
    let message =
        |problem: neuron_runtime::diffsol::Problem<'_, Stg>| problem.build().err().expect("an error").to_string();
    let begin = || cell.diffsol();
    assert!(message(begin().tolerance(0.0)).starts_with("the tolerance is 0"));
    assert!(message(begin().tolerance(f64::NAN)).starts_with("the tolerance is NaN"));
    assert!(message(begin().sensitivity_tolerance(-1.0)).starts_with("the tolerance of sensitivities is -1"));
    assert!(message(begin().spikes(f64::INFINITY)).starts_with("the spike threshold is inf"));
    assert!(
        message(begin().start_at(&[0.0; 3])).starts_with("the length of the state to begin with is 3; it has to be 13")
    );
    assert!(message(begin().integrate()).starts_with("the number of recorded quantities is 0"));
    let mut start = vec![0.5; 13];
    start[0] = f64::NAN;
    assert!(message(begin().start_at(&start)).contains("v of Stg is NaN at the start"));
    // Maximal conductances have no default.
    assert!(message(Stg::default().diffsol()).contains("NaV.g has no value"));

    let run = |problem: neuron_runtime::diffsol::Problem<'_, Stg>, duration| {
        problem.run(Method::Bdf, duration).expect_err("an error").error.to_string()
    };
    assert!(run(begin(), 0.0).starts_with("the duration is 0"));
    assert!(run(begin().record_every(0.0), 10.0).starts_with("the recording interval is 0"));
    assert!(run(begin().record_at(&[5.0, 11.0]), 10.0).starts_with("the last recording time is 11"));
    assert!(run(Stg::default().diffsol(), 10.0).contains("NaV.g has no value"));
}
