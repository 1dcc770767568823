//! Every adaptive method of diffsol finds every spike of the references, at a tolerance stated for each.

use super::hodgkin_huxley;
use neuron_runtime::diffsol::diffsol::{
    FaerSparseLU, NalgebraLU, OdeSolverMethod, OdeSolverProblem, OdeSolverStopReason,
};
use neuron_runtime::diffsol::{Diffsol, Equations, Matrices, Method, Problem};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::model::handle::State;
use neuron_runtime::prelude::*;
use neuron_tests::models::{Pyloric, prinz_ab};
use neuron_tests::reference;

/// Nothing to record, of any network.
fn nothing<N>() -> [State<N>; 0] {
    []
}

/// The worst error (ms) of all neurons; each has to have every spike before the end of the run.
fn error<N: Network<f64>>(run: &Run<N>, truth: &[Vec<f64>]) -> Result<f64, String> {
    let until = |spikes: &Vec<f64>| spikes.iter().copied().filter(|t| *t < run.duration()).collect::<Vec<_>>();
    let neurons = run.each_neuron();
    assert_eq!(neurons.len(), truth.len());
    let mut worst = 0.0f64;
    for (neuron, truth) in neurons.iter().zip(truth) {
        let error = reference::worst_spike_error(neuron.spikes.times(), &until(truth));
        worst = worst.max(error.map_err(|e| format!("{} {e}", neuron.name))?);
    }
    Ok(worst)
}

/// Asserts that a method finds every spike within `bound` (ms) at a tolerance.
fn finds<N: Network<f64>>(
    network: &N,
    truth: &[Vec<f64>],
    duration: f64,
    bound: f64,
    methods: &[(Method, f64)],
    refine: impl for<'a> Fn(Problem<'a, N>) -> Problem<'a, N>,
) {
    for &(method, tolerance) in methods {
        let problem = refine(network.diffsol().tolerance(tolerance).record(&nothing()));
        let run = problem.run(method, duration).unwrap_or_else(|e| panic!("{method:?}: {e}"));
        let error = error(&run, truth).unwrap_or_else(|e| panic!("{method:?}: {e}"));
        println!("{method:?} at {tolerance:e}: {error:.1e} ms, {:?}", run.statistics);
        assert!(error < bound, "{method:?} at {tolerance:e}: {error} ms");
    }
}

#[test]
fn of_hodgkin_huxley_within_a_hundredth_of_a_millisecond() {
    let truth = [reference::spikes("hodgkin_huxley")];
    let tolerances = [(Method::Bdf, 1e-7), (Method::Esdirk34, 1e-6), (Method::TrBdf2, 1e-8), (Method::Tsit45, 1e-5)];
    finds(&hodgkin_huxley(), &truth, 1000.0, 0.01, &tolerances, |problem| problem);
    finds(&hodgkin_huxley(), &truth, 1000.0, 0.01, &tolerances, |problem| problem.matrices(Matrices::Sparse));
}

#[test]
fn of_prinz_ab_within_a_hundredth_of_a_millisecond() {
    let tolerances = [(Method::Bdf, 1e-7), (Method::Esdirk34, 1e-7), (Method::TrBdf2, 1e-8), (Method::Tsit45, 1e-6)];
    let truth = [reference::spikes("prinz_ab")];
    finds(&prinz_ab(), &truth, 5000.0, 0.01, &tolerances, |problem| problem.spikes(-10.0));
}

#[test]
fn of_pyloric_within_a_tenth_of_a_millisecond() {
    let truth = reference::PYLORIC.map(reference::pyloric_spikes);
    let tolerances = [(Method::Bdf, 1e-7), (Method::Esdirk34, 1e-7), (Method::TrBdf2, 1e-7)];
    finds(&Pyloric::default(), &truth, 10_000.0, 0.1, &tolerances, |problem| problem.spikes(-10.0));
    // An explicit method takes 340 000 steps for a tenth of it, since time constants fall to 1e-5 ms.
    finds(&Pyloric::default(), &truth, 1000.0, 0.1, &[(Method::Tsit45, 1e-6)], |problem| problem.spikes(-10.0));
    let dense = [(Method::Bdf, 1e-7)];
    finds(&Pyloric::default(), &truth, 10_000.0, 0.1, &dense, |p| p.spikes(-10.0).matrices(Matrices::Dense));
}

/// Upward roots at which a solver of diffsol itself stops.
fn roots<'p, N, M, S>(mut solver: S, end: f64) -> Vec<f64>
where
    N: Network<f64> + 'p,
    M: neuron_runtime::diffsol::diffsol::Matrix<T = f64> + 'p,
    S: OdeSolverMethod<'p, Equations<N, M>>,
{
    use neuron_runtime::diffsol::diffsol::Vector;
    let mut spikes = Vec::new();
    loop {
        // Shortens the next step where it would pass the end, which a step that finds a root does not see to.
        if solver.set_stop_time(end).is_err() {
            return spikes;
        }
        match solver.step().unwrap() {
            OdeSolverStopReason::InternalTimestep => {}
            OdeSolverStopReason::TstopReached => return spikes,
            OdeSolverStopReason::RootFound(t, neuron) => {
                assert_eq!(neuron, 0);
                if solver.interpolate_dy(t).unwrap().get_index(0) > 0.0 {
                    spikes.push(t);
                }
            }
        }
    }
}

#[test]
fn as_roots_of_diffsol_itself() -> Result<(), Error> {
    let truth = reference::spikes("prinz_ab");
    let check = |what, spikes: Vec<f64>| {
        let error = reference::worst_spike_error(&spikes, &truth).unwrap();
        assert!(error < 0.01, "{what}: {error}");
    };
    let cell = prinz_ab();
    let (tight, loose) = (cell.diffsol().tolerance(1e-7).spikes(-10.0), cell.diffsol().tolerance(1e-6).spikes(-10.0));
    let problem: OdeSolverProblem<Equations<Stg, _>> = tight.build()?;
    check("BDF", roots(problem.bdf::<NalgebraLU<f64>>().unwrap(), 5000.0));
    check("ESDIRK34", roots(problem.esdirk34::<NalgebraLU<f64>>().unwrap(), 5000.0));
    let problem = tight.build_sparse()?;
    check("sparse BDF", roots(problem.bdf::<FaerSparseLU<f64>>().unwrap(), 5000.0));
    let problem = loose.build()?;
    check("Tsit45", roots(problem.tsit45().unwrap(), 5000.0));
    Ok(())
}

/// If two neurons spike in the same step, diffsol names only one, but a run finds both.
#[test]
fn of_neurons_that_spike_together() -> Result<(), Error> {
    let mut network = super::Arrays::default();
    network.set(super::Arrays::E_E.Glutamatergic.g, 0.0).set(super::Arrays::gaps.Gap.g, 0.0);
    network.set(super::Arrays::E.v_start, -60.0);
    let run = network.diffsol().spikes(-10.0).run(Method::Bdf, 300.0)?;
    assert!(run.e[0].spikes.len() > 3);
    for neuron in &run.e[1..] {
        assert_eq!(neuron.spikes.len(), run.e[0].spikes.len(), "{}", neuron.name);
        let apart = neuron.spikes.iter().zip(&run.e[0].spikes).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart < 1e-9, "{apart}");
    }
    Ok(())
}

#[test]
fn traces_and_times_are_those_asked_for() -> Result<(), Error> {
    let cell = prinz_ab();
    let times = [0.0, 0.7, 50.0, 99.9, 100.0];
    let problem = cell.diffsol().tolerance(1e-8).record(&[Stg::v, Stg::ca]).record(&[Stg::KCa.current]);
    let truth = cell.simulate(100.0).method(Tsit5::tolerance(1e-10));
    let truth = truth.record(&[Stg::v, Stg::ca]).record(&[Stg::KCa.current]).record_at(&times).run()?;
    for method in Method::ALL {
        let run = problem.clone().record_at(&times).run(method, 100.0)?;
        assert_eq!(run.time(), times);
        for (found, expected) in run.columns().iter().zip(truth.columns()) {
            assert_eq!((&found.name, found.unit), (&expected.name, expected.unit));
            for (a, b) in found.values.iter().zip(&expected.values) {
                assert!((a - b).abs() < 2e-3 * (1.0 + b.abs()), "{method:?}, {}: {a} and {b}", found.name);
            }
        }
        let last = |columns: &Run<Stg>| columns.end().to_vec();
        assert_eq!(last(&run).len(), cell.dim());
        let every = problem.clone().record_every(0.5).run(method, 100.0)?;
        assert_eq!(every.time().len(), 201);
        assert!(every.statistics.steps > 100 && every.statistics.evaluations > every.statistics.steps);
    }
    // Settings that only matter to a problem do not matter to a run.
    let settled = problem.clone().parameters(&[Stg::NaV.g]).integrate().sensitivity_tolerance(1e-6).record_at(&times);
    let run = problem.record_at(&times).run(Method::Bdf, 100.0)?;
    assert_eq!(settled.run(Method::Bdf, 100.0)?.trace(Stg::ca)?, run.trace(Stg::ca)?);
    // V of every neuron, unless told otherwise.
    let run = Pyloric::default().diffsol().run(Method::Bdf, 1.0)?;
    assert_eq!(run.columns().iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["AB.v", "LP.v", "PY.v"]);
    Ok(())
}

/// Prints errors and times of every method by tolerance, for both kinds of matrices.
fn print<N: Network<f64>>(
    what: &str,
    network: &N,
    truth: &[Vec<f64>],
    threshold: f64,
    duration: f64,
    methods: &[Method],
) {
    for &method in methods {
        for (tolerance, matrices) in
            [1e-4, 1e-5, 1e-6, 1e-7, 1e-8].map(|t| [(t, Matrices::Dense), (t, Matrices::Sparse)]).concat()
        {
            if method == Method::Tsit45 && matrices == Matrices::Sparse {
                continue;
            }
            let problem =
                network.diffsol().tolerance(tolerance).record(&nothing()).spikes(threshold).matrices(matrices);
            let begin = std::time::Instant::now();
            let run = problem.run(method, duration);
            let time = 1e3 * begin.elapsed().as_secs_f64();
            let outcome = match &run {
                Ok(run) => error(run, truth).map_or_else(|e| e, |error| format!("{error:.1e} ms")),
                Err(interrupted) => interrupted.to_string(),
            };
            let steps = run.as_ref().map_or_else(|i| i.run.statistics.steps, |run| run.statistics.steps);
            println!("{what:<16} {method:?} {matrices:?} {tolerance:e}: {outcome}, {steps} steps in {time:.0} ms");
        }
    }
}

#[test]
#[ignore = "prints a table; in release"]
fn errors_and_times() {
    let single = |model| [reference::spikes(model)];
    print("hodgkin_huxley", &hodgkin_huxley(), &single("hodgkin_huxley"), 0.0, 1000.0, &Method::ALL);
    print("prinz_ab", &prinz_ab(), &single("prinz_ab"), -10.0, 5000.0, &Method::ALL);
    let (pyloric, truth) = (Pyloric::default(), reference::PYLORIC.map(reference::pyloric_spikes));
    print("pyloric", &pyloric, &truth, -10.0, 10_000.0, &Method::ALL[..3]);
    print("pyloric, 1000 ms", &pyloric, &truth, -10.0, 1000.0, &Method::ALL);
}
