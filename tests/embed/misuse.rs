//! Whatever a caller passes, the answer is an error that says what would fit, and never a panic.

use neuron_runtime::embed::{Failure, Measure, Model, Request};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::measure::{Kind, Solver};
use neuron_runtime::prelude::*;
use neuron_runtime::system::Drive;
use neuron_tests::models::{Arrays, Pyloric, prinz_ab};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

#[test]
fn lists_of_wrong_lengths_are_refused() {
    let mut model = Model::new(prinz_ab());
    let (mut y, mut dy, mut values) =
        (vec![0.5; 13], vec![0.0; 13], vec![0.0; model.jacobian_pattern().row_indices.len()]);
    let drives = [Drive::constant(0.0); 2];
    for (error, sentence) in [
        (model.start(&mut [0.0; 5]), "the length of the state is 5; it has to be 13"),
        (model.rhs(0.0, &y[1..], &[], &mut dy), "the length of the state is 12; it has to be 13"),
        (model.rhs(0.0, &y, &[], &mut []), "the length of dy/dt is 0; it has to be 13"),
        (model.rhs(0.0, &y, &drives, &mut dy), "the length of the drives is 2; it has to be 1"),
        (model.jacobian(0.0, &y, &drives, &mut dy, &mut values), "the length of the drives is 2; it has to be 1"),
        (model.jacobian(0.0, &[], &[], &mut dy, &mut values), "the length of the state is 0; it has to be 13"),
        (model.jacobian(0.0, &y, &[], &mut dy[2..], &mut values), "the length of dy/dt is 11; it has to be 13"),
        (
            model.jacobian(0.0, &y, &[], &mut dy, &mut values[1..]),
            &format!("the length of the values is {}; it has to be {}", values.len() - 1, values.len()),
        ),
        (model.exponential_euler(0.0, 0.1, &drives, &mut y), "the length of the drives is 2; it has to be 1"),
        (model.exponential_euler(0.0, 0.1, &[], &mut y[3..]), "the length of the state is 10; it has to be 13"),
        (model.strang(0.0, 0.1, &[], &mut [0.0]), "the length of the state is 1; it has to be 13"),
        (
            model.run(&Request::new(1.0).start_at(&[0.0; 3])).map(drop).map_err(Error::from),
            "the length of the state to begin with is 3; it has to be 13",
        ),
        (model.set_each(0, &[]), "the length of the values is 0; it has to be 1"),
    ] {
        let error = error.unwrap_err();
        assert!(matches!(error, Error::Length { .. }), "{error}");
        assert_eq!(error.to_string(), sentence);
    }
    for h in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        assert!(matches!(model.exponential_euler(0.0, h, &[], &mut y), Err(Error::Setting { .. })));
        assert!(matches!(model.strang(0.0, h, &[], &mut y), Err(Error::Setting { .. })));
    }
    assert_eq!(y, [0.5; 13]);
}

#[test]
fn unknown_names_come_with_similar_ones() {
    let mut model = Model::differentiable(Pyloric::default());
    let known = |error: Error| match error {
        Error::UnknownName { known, .. } => known,
        other => panic!("{other}"),
    };
    assert_eq!(known(model.find("AB.Nav.g").unwrap_err())[0], "AB.NaV.g");
    assert_eq!(known(model.get_by_name("AB.NaV.gbar").unwrap_err()).len(), model.parameters().len());
    assert!(known(model.set_by_name("XY.NaV.g", 1.0).unwrap_err())[0].ends_with(".NaV.g"));
    let failure = model.run(&Request::new(1.0).record(&["AB.v", "AB.nav.M"])).unwrap_err();
    assert_eq!(known(failure.error)[0], "AB.NaV.m");
    assert!(failure.outcome.time.is_empty() && failure.outcome.end.is_empty());
    assert_eq!(known(model.measure(&Request::new(1.0), &[Measure::mean("AB.Ca")]).unwrap_err())[0], "AB.ca");
    assert_eq!(known(model.differentiate().unwrap().by(&["AB.Nav.g"]).unwrap_err())[0], "AB.NaV.g");
    assert_eq!(known(model.differentiate().unwrap().by_start(&["AB.V"]).unwrap_err())[0], "AB.v");
    let outcome = model.run(&Request::new(1.0)).unwrap();
    assert_eq!(known(outcome.spikes("DG").unwrap_err()), ["AB", "LP", "PY"]);
    assert!(matches!(outcome.trace("AB.ca"), Err(Error::NotRecorded { name }) if name == "AB.ca"));

    let model = Model::new(Arrays::default());
    for name in ["E[5].v", "P[0].v", "E[0].NaV", "F.v", "", "E", "."] {
        assert!(
            matches!(
                model.run(&Request::new(1.0).record(&[name])).map_err(Error::from),
                Err(Error::UnknownName { .. })
            ),
            "{name}"
        );
    }
    for name in ["E[", "E[].v", "E[-1].v", "E[1", "E[99999999999999999999].v"] {
        assert!(
            matches!(model.run(&Request::new(1.0).record(&[name])).map_err(Error::from), Err(Error::Format { .. })),
            "{name}"
        );
        assert!(matches!(model.find(name), Err(Error::Format { .. })), "{name}");
    }
}

#[test]
fn indices_that_do_not_exist_are_refused() {
    for mut model in [Model::new(prinz_ab()), Model::new(Arrays::default())] {
        let elements: usize = model.parameters().iter().filter_map(|parameter| parameter.elements).sum();
        let count = model.parameters().len() + elements;
        assert!(model.get(count - 1).is_ok());
        for index in [count, count + 1, usize::MAX] {
            for error in [
                model.get(index).map(drop),
                model.set(index, 1.0),
                model.parameter(index).map(drop),
                model.get_each(index).map(drop),
                model.set_each(index, &[1.0]),
            ] {
                assert!(matches!(error, Err(Error::Setting { setting: "the index of a parameter", .. })));
            }
        }
    }
}

#[test]
fn methods_that_do_not_exist_are_refused() {
    let error = Solver::by_name("Euler", &[]).unwrap_err();
    assert!(
        error.to_string().starts_with("there is no `Euler`; did you mean `ExponentialEuler`? There are "),
        "{error}"
    );
    let error = Solver::by_name("Rodas5P", &[("step", 0.1)]).unwrap_err();
    assert_eq!(error.to_string(), "there is no `step`; did you mean `longest_step`? There are longest_step, tolerance");
    let error = Solver::by_name("Rk4", &[]).unwrap_err();
    assert_eq!(error.to_string(), "Rk4 needs its `step`, in ms");
    let error = Solver::by_name("Rk4", &[("step", 0.1), ("step", 0.2)]).unwrap_err();
    assert_eq!(error.to_string(), "`step` of Rk4 is given twice; leave one out");
    for (name, setting) in [("Rk4", "step"), ("Tsit5", "tolerance"), ("Adaptive", "longest_step")] {
        for value in [f64::NAN, 0.0, -1.0] {
            let method = Solver::by_name(name, &[(setting, value)]).unwrap();
            let failure = Model::new(prinz_ab()).run(&Request::new(1.0).method(method)).unwrap_err();
            assert!(matches!(failure.error, Error::Setting { .. }), "{failure}");
        }
    }
}

#[test]
fn parameters_out_of_their_domain_are_refused() {
    let mut model = Model::differentiable(prinz_ab());
    assert!(model.check().is_ok());
    for value in [f64::NAN, f64::INFINITY, -1.0] {
        model.set_by_name("NaV.g", value).unwrap();
        let by_check = model.check().unwrap_err();
        assert!(matches!(&by_check, Error::Parameter { name, .. } if name == "NaV.g"), "{by_check}");
        let request = Request::new(1.0);
        let mean = Measure::mean("v");
        let gradient = model.differentiate().unwrap().by(&["Kd.g"]).unwrap().gradient(&request, &mean);
        for error in [
            Error::from(model.run(&request).unwrap_err()),
            model.measure(&request, std::slice::from_ref(&mean)).unwrap_err(),
            gradient.unwrap_err(),
        ] {
            assert_eq!(error.to_string(), by_check.to_string());
        }
    }
}

#[test]
fn settings_of_runs_are_checked() {
    let model = Model::new(prinz_ab());
    for (request, expected) in [
        (Request::new(-1.0), "the duration"),
        (Request::new(f64::NAN), "the duration"),
        (Request::new(f64::INFINITY), "the duration"),
        (Request::new(1.0).spikes(f64::NAN), "the spike threshold"),
        (Request::new(1.0).record_every(0.0), "the recording interval"),
        (Request::new(1.0).record_at(&[0.5, 0.2]), "a recording time"),
        (Request::new(1.0).record_at(&[2.0]), "the last recording time"),
    ] {
        let Failure { error, .. } = *model.run(&request).unwrap_err();
        assert!(matches!(error, Error::Setting { setting, .. } if setting == expected), "{error}");
        // A measure has to lie within the run, which says the same of a duration.
        let error = model.measure(&request, &[Measure::mean("v")]).unwrap_err();
        assert!(matches!(error, Error::Setting { .. }), "{error}");
    }
    let mut start = vec![0.5; 13];
    start[0] = f64::NAN;
    let failure = model.run(&Request::new(1.0).start_at(&start)).unwrap_err();
    assert!(matches!(failure.error, Error::Start { .. }), "{failure}");
}

#[test]
fn quantities_without_a_measure_are_refused() {
    let request = Request::new(1.0);
    let error = Model::new(prinz_ab()).measure(&request, &[Measure::spike_time("KCa.current", 0)]).unwrap_err();
    assert!(matches!(&error, Error::Quantity { name, .. } if name == "KCa.current"), "{error}");
    // The mean over an array is not that of its first neuron.
    let arrays = Model::differentiable(Arrays::default());
    let error = arrays.measure(&request, &[Measure::mean("E.v")]).unwrap_err();
    assert_eq!(error.to_string(), "E.v is that of a whole array; name one element, such as `E[0].v`");
    assert!(arrays.measure(&request, &[Measure::mean("E[4].v")]).is_ok());
    assert!(matches!(arrays.measure(&request, &[Measure::spike_time("P.v", 9)]), Err(Error::NoEvent { .. })));
    let derivatives = arrays.differentiate().unwrap();
    assert!(matches!(derivatives.clone().by_start(&["P.Kd.current"]), Err(Error::Quantity { .. })));
    let by_start = derivatives.by_start(&["P.v"]).unwrap();
    let given = Request::new(1.0).start_at(&vec![0.5; arrays.dim()]);
    assert!(
        matches!(by_start.gradient(&given, &Measure::end("P.v")), Err(Error::Quantity { name, .. }) if name == "P.v")
    );
}

#[test]
fn a_model_without_derivatives_says_so() {
    let error = Model::new(prinz_ab()).differentiate().map(drop).unwrap_err();
    assert!(matches!(error, Error::NoDerivatives));
    assert!(error.to_string().contains("Model::differentiable"), "{error}");
}

/// Numbers from the ends of the range, wherever a number goes. The answer may be an error, and is no panic.
#[test]
fn extreme_numbers_make_nothing_panic() {
    const NUMBERS: [f64; 11] =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, -1.0, 5e-324, 1e-300, 1e-9, 1e300, f64::MAX];
    let mut model = Model::differentiable(HodgkinHuxley::default());
    let count = model.jacobian_pattern().row_indices.len();
    let (mut dy, mut values) = (vec![0.0; 4], vec![0.0; count]);
    let stop = Arc::new(AtomicBool::new(true));
    for a in NUMBERS {
        for b in NUMBERS {
            let drive = [Drive { current: b, slope: a }];
            let mut y = [a, b, 0.5, a];
            model.rhs(b, &y, &drive, &mut dy).unwrap();
            model.jacobian(b, &y, &drive, &mut dy, &mut values).unwrap();
            let _ = model.exponential_euler(b, a, &drive, &mut y);
            let _ = model.strang(b, a, &drive, &mut [a, b, 0.5, a]);
            for method in Solver::METHODS {
                let settings: Vec<_> = method.settings.iter().map(|setting| (setting.name, b)).collect();
                let method = Solver::by_name(method.name, &settings).unwrap();
                let request = Request::new(a).method(method).record_at(&[0.0]).cancel(stop.clone());
                let _ = model.run(&request);
                let _ = model.run(&request.clone().spikes(b).start_at(&[a, b, 0.5, 0.5]));
                let _ = model.measure(&request, &[Measure::new(Kind::Density { level: b, width: a }, "v").from(b)]);
            }
        }
        if a < 1e-9 {
            let _ = model.run(&Request::new(a).record_at(&[0.0]));
        }
        for index in 0..model.parameters().len() {
            let mut model = model.clone();
            model.set(index, a).unwrap();
            let y = [-65.0, 0.1, 0.5, 0.3];
            model.start(&mut y.clone()).unwrap();
            model.rhs(0.0, &y, &[], &mut dy).unwrap();
            model.jacobian(0.0, &y, &[], &mut dy, &mut values).unwrap();
            // A conductance of 1e300 makes a run of endless tiny steps, which only a flag ends.
            for method in ["Adaptive", "Rodas4"].into_iter().filter(|_| !(1e9..).contains(&a)) {
                let request = Request::new(0.01).method(Solver::by_name(method, &[]).unwrap());
                let _ = model.run(&request);
            }
        }
    }
}
