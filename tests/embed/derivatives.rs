//! Gradients, several of them, and curves against the typed interface.

use super::bits;
use neuron_runtime::derive::{Gradient, Variable};
use neuron_runtime::embed::{Measure, Model, Request};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::measure::{Kind, Measure as TypedMeasure, Solver};
use neuron_runtime::prelude::*;
use neuron_tests::models::Pyloric;

type Hh = HodgkinHuxley;

fn axon() -> Hh {
    let mut axon = Hh::default();
    axon.set(Hh::inject, 10.0);
    axon
}

/// What variables say of themselves.
fn named(variables: &[Variable]) -> Vec<(&str, &str, f64)> {
    variables.iter().map(|variable| (variable.name.as_str(), variable.unit, variable.value)).collect()
}

fn assert_equal(ours: &Gradient, theirs: &Gradient) {
    assert_eq!((ours.value.to_bits(), bits(&ours.derivatives)), (theirs.value.to_bits(), bits(&theirs.derivatives)));
    assert_eq!((&ours.errors, ours.steps), (&theirs.errors, theirs.steps));
    assert_eq!(named(&ours.variables), named(&theirs.variables));
    assert!(ours.derivatives.iter().all(|derivative| *derivative != 0.0));
}

#[test]
fn gradients_are_those_of_handles() -> Result<(), Error> {
    let (axon, request) = (axon(), Request::new(30.0).spikes(-10.0));
    let model = Model::differentiable(axon.clone());
    let derivatives = model.differentiate()?.by(&["Na.g", "K.g", "inject"])?.by_start(&["v"])?;
    let typed = axon.differentiate().by(&[Hh::Na.g, Hh::K.g, Hh::inject]).by_start(&[Hh::v]);
    for (ours, theirs) in [
        (Measure::mean("v"), TypedMeasure::mean(Hh::v)),
        (Measure::end("Na.h"), TypedMeasure::end(Hh::Na.h)),
        (Measure::mean("Na.current").from(5.0), TypedMeasure::mean(Hh::Na.current).from(5.0)),
        (Measure::spike_time("v", 1), TypedMeasure::spike_time(Hh::v, 1)),
        (
            Measure::new(Kind::Distance { times: vec![5.0, 20.0], values: vec![-60.0, 10.0] }, "v"),
            TypedMeasure::distance(Hh::v, &[5.0, 20.0], &[-60.0, 10.0]),
        ),
    ] {
        let objective = Objective::new(theirs, 30.0).spikes(-10.0);
        assert_equal(&derivatives.gradient(&request, &ours)?, &typed.gradient_of(&objective)?);
    }
    let (ours, theirs) = (Measure::mean("v"), Objective::new(TypedMeasure::mean(Hh::v), 30.0).spikes(-10.0));
    let values_only = derivatives.clone().values_only().gradient(&request, &ours)?;
    assert_equal(&values_only, &typed.clone().values_only().gradient_of(&theirs)?);
    let converged = derivatives.clone().converged(1e-3).gradient(&request, &ours)?;
    assert!(converged.errors.is_some());
    assert_equal(&converged, &typed.clone().converged(1e-3).gradient_of(&theirs)?);

    let method = Tsit5::tolerance(1e-7);
    let (request, theirs) = (request.method(Solver::from(method)), theirs.method(method));
    let backward = derivatives.clone().backward().memory(1 << 16).gradient(&request, &ours)?;
    assert_equal(&backward, &typed.clone().backward().memory(1 << 16).gradient_of(&theirs)?);
    let forward = derivatives.forward().gradient(&request, &ours)?;
    assert_equal(&forward, &typed.forward().gradient_of(&theirs)?);
    assert_ne!(forward.derivatives, backward.derivatives);
    Ok(())
}

#[test]
fn several_gradients_and_curves_are_those_of_handles() -> Result<(), Error> {
    let network = Pyloric::default();
    let model = Model::differentiable(network.clone());
    let derivatives = model.differentiate()?.by(&["AB.NaV.g", "AB_LP.Cholinergic.g"])?;
    let typed = network.differentiate().by(&[Pyloric::AB.NaV.g, Pyloric::AB_LP.Cholinergic.g]);
    let request = Request::new(20.0).record(&["AB.v", "LP.ca"]).record_every(1.0);

    let ours = derivatives.jacobian(&request, &[Measure::mean("AB.v"), Measure::end("LP.ca")])?;
    let theirs = typed.jacobian(|network| {
        network.simulate(20.0).measure(&[TypedMeasure::mean(Pyloric::AB.v), TypedMeasure::end(Pyloric::LP.ca)])
    })?;
    assert_eq!((&ours.values, &ours.rows, ours.steps), (&theirs.values, &theirs.rows, theirs.steps));
    assert_eq!(named(&ours.variables), named(&theirs.variables));
    assert_ne!(ours.rows[1][1], 0.0);

    let ours = derivatives.curves(&request)?;
    let theirs = typed.curves(|network| {
        Ok(network.simulate(20.0).record(&[Pyloric::AB.v, Pyloric::LP.ca]).record_every(1.0).run()?)
    })?;
    assert_eq!(ours.time, theirs.time);
    for (ours, theirs) in ours.curves.iter().zip(&theirs.curves) {
        assert_eq!((&ours.name, bits(&ours.values)), (&theirs.name, bits(&theirs.values)));
        assert_eq!(ours.by, theirs.by);
    }
    assert_eq!((ours.curves.len(), ours.curves[0].by[0].len()), (2, 21));
    Ok(())
}

/// Judged by differences of runs by name.
#[test]
fn a_run_that_is_given_its_start_has_a_gradient() -> Result<(), Error> {
    let mut model = Model::differentiable(axon());
    let start = model.run(&Request::new(7.0))?.end;
    let request = Request::new(10.0).start_at(&start).method(Tsit5::tolerance(1e-10));
    let gradient = model.differentiate()?.by(&["K.g"])?.gradient(&request, &Measure::mean("v"))?;
    let (g, h) = (model.get_by_name("K.g")?, 1e-3);
    let mut mean = |g| {
        model.set_by_name("K.g", g)?;
        Ok::<_, Error>(model.measure(&request, &[Measure::mean("v")])?[0])
    };
    let slope = (8.0 * (mean(g + h)? - mean(g - h)?) - mean(g + 2.0 * h)? + mean(g - 2.0 * h)?) / (12.0 * h);
    assert!((gradient[0] - slope).abs() < 1e-6 * slope.abs(), "{} {slope}", gradient[0]);
    // From the model's own start it is another.
    model.set_by_name("K.g", g)?;
    let own = model.differentiate()?.by(&["K.g"])?.gradient(&Request::new(10.0), &Measure::mean("v"))?;
    assert!((own[0] - slope).abs() > 1e-2 * slope.abs());
    let refused = model.differentiate()?.by(&["K.g"])?.backward().gradient(&request, &Measure::mean("v"));
    assert!(matches!(refused, Err(Error::NotReversible { .. })));
    Ok(())
}
