//! What other programs do with models: a table of functions as C has one, a solver of theirs, threads, sweeps, pieces of runs.

use neuron_runtime::embed::{Measure, Model, Request};
use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::wang_buzsaki_1996::WangBuzsaki;
use neuron_runtime::measure::Solver;
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;
use neuron_tests::models::{Pyloric, prinz_ab};
use std::thread;

/// Models of different types in one list, each on a thread of its own.
#[test]
fn models_of_different_types_run_on_threads() {
    let mut models = vec![
        Model::new(HodgkinHuxley::default()),
        Model::new(ConnorStevens::default()),
        Model::new(WangBuzsaki::default()),
        Model::differentiable(prinz_ab()),
        Model::new(Pyloric::default()),
    ];
    models[0].set_by_name("inject", 10.0).unwrap();
    let here: Vec<_> = models.iter().map(|model| model.run(&Request::new(50.0).spikes(-15.0)).unwrap()).collect();
    let runs =
        models.into_iter().map(|model| thread::spawn(move || model.run(&Request::new(50.0).spikes(-15.0)).unwrap()));
    let there: Vec<_> = runs.collect::<Vec<_>>().into_iter().map(|run| run.join().unwrap()).collect();
    assert_eq!(here, there);
    assert!(here[0].neurons[0].spikes.len() >= 3);
}

/// One model that several threads read.
#[test]
fn threads_share_a_model() {
    let model = Model::new(prinz_ab());
    let alone = model.run(&Request::new(20.0)).unwrap();
    thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| model.run(&Request::new(20.0)).unwrap())).collect();
        runs.into_iter().for_each(|run| assert_eq!(run.join().unwrap(), alone));
    });
}

/// Implicit Euler with a dense elimination over the compressed columns, beside a fine run of our own.
#[test]
fn a_foreign_implicit_solver_uses_the_columns() {
    let mut model = Model::new(prinz_ab());
    let (dim, h) = (model.dim(), 1e-3);
    let pattern = model.jacobian_pattern().clone();
    let (mut y, mut dy) = (vec![0.0; dim], vec![0.0; dim]);
    let mut values = vec![0.0; pattern.row_indices.len()];
    model.start(&mut y).unwrap();
    for step in 0..2000 {
        let before = y.clone();
        for _ in 0..4 {
            model.jacobian(h * (step + 1) as f64, &y, &[], &mut dy, &mut values).unwrap();
            // (I − hJ) Δ = y₀ + h f(y) − y
            let mut matrix = nalgebra::DMatrix::identity(dim, dim);
            for column in 0..dim {
                for k in pattern.column_pointers[column]..pattern.column_pointers[column + 1] {
                    matrix[(pattern.row_indices[k], column)] -= h * values[k];
                }
            }
            let residual = nalgebra::DVector::from_fn(dim, |k, _| before[k] + h * dy[k] - y[k]);
            let change = matrix.lu().solve(&residual).unwrap();
            y.iter_mut().zip(&change).for_each(|(y, change)| *y += change);
            if change.amax() < 1e-12 {
                break;
            }
        }
    }
    let fine =
        model.run(&Request::new(2.0).method(Solver::by_name("Rodas5P", &[("tolerance", 1e-10)]).unwrap())).unwrap();
    // A method of first order: the error is about h times the curvature.
    for (ours, exact) in y.iter().zip(&fine.end) {
        assert!((ours - exact).abs() < 0.02 * (1.0 + exact.abs()), "{ours} {exact}");
    }
    assert!((y[0] - fine.end[0]).abs() > 1e-9, "the test compares a run with itself");
}

/// A host that steps with a current of its own finds the spikes of a run with the same injection.
#[test]
fn a_host_that_steps_sees_the_spikes_of_a_run() {
    let (mut stepped, mut injected) = (Model::new(HodgkinHuxley::default()), Model::new(HodgkinHuxley::default()));
    let area = stepped.get_by_name("area").unwrap(); // mm²
    injected.set_by_name("inject", 10.0).unwrap(); // µA/cm²: 10 nA/mm² a unit
    let (v, h) = (stepped.potentials()[0], 0.01);
    let mut y = vec![0.0; stepped.dim()];
    stepped.start(&mut y).unwrap();
    let mut spikes = Vec::new();
    for step in 0..5000 {
        let before = y[v];
        let drive = Drive::constant(10.0 * 10.0 * area - stepped.get_by_name("inject").unwrap() * 10.0 * area);
        stepped.strang(h * f64::from(step), h, &[drive], &mut y).unwrap();
        if before < 0.0 && y[v] >= 0.0 {
            spikes.push(h * f64::from(step + 1));
        }
    }
    let run = injected.run(&Request::new(50.0).record_nothing()).unwrap();
    assert_eq!(spikes.len(), run.neurons[0].spikes.len());
    assert!(spikes.len() >= 3);
    for (ours, theirs) in spikes.iter().zip(&run.neurons[0].spikes) {
        assert!((ours - theirs).abs() < 0.05, "{ours} {theirs}");
    }
}

/// A long run in pieces, each from the end of the one before.
#[test]
fn pieces_of_a_run_make_the_whole() {
    let model = Model::new(Pyloric::default());
    let method = Rodas5P::tolerance(1e-9);
    let whole = model.run(&Request::new(60.0).method(method).record_nothing().spikes(-10.0)).unwrap();
    let mut end = None::<Vec<f64>>;
    for _ in 0..3 {
        let request = Request::new(20.0).method(method).record_nothing();
        let request = match &end {
            Some(end) => request.start_at(end),
            None => request,
        };
        end = Some(model.run(&request).unwrap().end);
    }
    for (pieces, whole) in end.unwrap().iter().zip(&whole.end) {
        assert!((pieces - whole).abs() < 1e-4 * (1.0 + whole.abs()), "{pieces} {whole}");
    }
}

/// A descent that knows names and numbers only finds the conductance of a target.
#[test]
fn a_fit_by_names_finds_its_target() -> Result<(), Error> {
    let mut model = Model::differentiable(HodgkinHuxley::default());
    let (request, mean) = (Request::new(20.0), Measure::mean("v"));
    let target = {
        let mut other = model.clone();
        other.set_by_name("Leak.g", 0.4)?;
        other.measure(&request, std::slice::from_ref(&mean))?[0]
    };
    let index = model.find("Leak.g")?;
    for _ in 0..8 {
        let gradient = model.differentiate()?.by(&["Leak.g"])?.gradient(&request, &mean)?;
        let newton = model.get(index)? - (gradient.value - target) / gradient[0];
        model.set(index, newton)?;
    }
    assert!((model.get(index)? - 0.4).abs() < 1e-4, "{}", model.get(index)?);
    Ok(())
}
