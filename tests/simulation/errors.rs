//! Runs that cannot begin or go on end with an error that names the time, the neuron and the state.

use neuron_runtime::library::prinz_2003::{CaS, CalciumBuffer, Leak, Stg};
use neuron_runtime::library::prinz_2004::Glutamatergic;
use neuron_runtime::prelude::*;
use neuron_runtime::run::result::Interrupted;
use neuron_runtime::solve::Method;
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

/// A current that grows with the cube of the voltage, outward: explosive.
#[channel(current = -g * (v + 60mV)^3 / 1mV^2)]
pub struct Explosive {
    /// Strength.
    #[param(unit = mS/cm2)]
    g: Param,
}

/// A pool that falls without end.
#[pool]
pub struct Drain {
    /// Loss.
    #[param(0.01uM/ms)]
    loss: Param,
    /// Concentration inside.
    #[state(derivative = -loss + 0uM/nA/ms * i, init = 0.05uM)]
    c: Concentration,
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
    neuron E[3]: Rising
}

cell! {
    /// A cell whose voltage escapes within a millisecond.
    pub struct Exploding;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -59mV,
    channels { Explosive { g: 1mS/cm2 } },
}

cell! {
    /// A cell that runs out of calcium.
    pub struct Drained;
    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV, temperature: 10degC,
    ions { Ca: nernst(outside = 3mM) },
    pool Ca: Drain,
    channels { CaS { g: 1mS/cm2 }, Leak { g: 1mS/cm2 } },
}

cell! {
    /// A cell whose parameters have bounds.
    pub struct Bounded;
    capacitance: 1uF/cm2, area: 0.0628mm2, v: -60mV,
    ions { Ca: 100mV },
    pool Ca: CalciumBuffer,
    channels { CaS { g: 1mS/cm2 }, Leak { g: 1mS/cm2 } },
}

fn failed<N: Network<T>, T: Scalar>(run: Result<Run<N, T>, Box<Interrupted<N, T>>>) -> Interrupted<N, T> {
    match run {
        Ok(_) => panic!("the run should have ended early"),
        Err(interrupted) => *interrupted,
    }
}

/// V of `B` rises by 1 mV/ms from −65 mV and reaches the pole at 25 ms.
fn meets_the_pole(interrupted: Interrupted<Poles>) {
    let Interrupted { error, run } = interrupted;
    // A step that jumps over the pole ends with a state that is not finite.
    let (time, neuron, state, value) = match &error {
        Error::NoRate { time, neuron, state, value, .. } | Error::NotFinite { time, neuron, state, value } => {
            (time, neuron, state, value)
        }
        _ => panic!("{error}"),
    };
    assert_eq!((neuron.as_str(), state.as_str()), ("B", "Pole.m"), "{error}");
    assert!((24.0..25.1).contains(time) && !value.is_finite(), "{error}");
    let sentence = error.to_string();
    assert!(sentence.contains("Pole.m of B") && sentence.contains(&time.to_string()), "{sentence}");
    // The samples before the error are kept, and are finite.
    let v = run.trace(Poles::B.v).unwrap();
    assert_eq!(v.len(), run.time().len());
    assert!(v.len() >= 24 && v.iter().all(|v| v.is_finite()));
    for (k, (t, v)) in run.time().iter().zip(v).enumerate() {
        assert!(*t == k as f64 && t <= time && (v - (t - 65.0)).abs() < 1e-6, "{v} at {t}");
    }
    let others = run.trace(Poles::E.at(2).v).unwrap();
    assert!(others.len() == v.len() && others.iter().all(|v| (v + 65.0).abs() < 1e-9));
    assert_eq!(run.end().len(), Poles::default().dim());
    assert!(run.statistics.steps > 0);
    assert!(run.end().iter().all(|x| x.is_finite()));
}

#[test]
fn a_state_that_becomes_nan_is_named() {
    fn by(method: impl Method<f64>) {
        meets_the_pole(failed(Poles::default().simulate(50.0).record_every(1.0).method(method).run()));
    }
    meets_the_pole(failed(Poles::default().simulate(50.0).record_every(1.0).run()));
    by(Adaptive::default());
    by(Tsit5::default());
    by(Rodas5P::default());
    // First a stage before the last passes the pole, then only the last one.
    by(Rk4::step(0.05));
    by(Rk4::step(0.15));
    by(ExponentialEuler::step(0.1));
}

#[test]
fn a_neuron_of_an_array_is_named_with_its_index() {
    let mut network = Poles::default();
    network.set(Poles::B.inject, 0.0).set(Poles::E.at(1).inject, 1.0);
    let error = failed(network.simulate(50.0).run()).error;
    assert!(matches!(&error, Error::NoRate { neuron, state, .. } if neuron == "E[1]" && state == "Pole.m"), "{error}");
}

#[test]
fn an_explosion_ends_the_run() {
    fn failure(method: impl Method<f64>) -> Error {
        let Interrupted { error, run } =
            failed(Exploding::default().simulate(1.0).record_every(0.1).method(method).run());
        // dv/dt = k (v + 60)³ with k = 1/ms/mV²: v = −60 + 1/√(1 − 2t), infinite at 0.5 ms.
        for (t, v) in run.time().iter().zip(run.trace(Exploding::v).unwrap()).take(4) {
            let truth = -60.0 + (1.0 - 2.0 * t).powf(-0.5);
            assert!((v - truth).abs() < 0.05, "{v} for {truth} at {t}");
        }
        assert!(run.time().len() >= 5 && run.trace(Exploding::v).unwrap().iter().all(|v| v.is_finite()));
        error
    }
    // Equal steps go on until the state is beyond any membrane or infinite, others shorten until they cannot.
    for (name, fixed, error) in [
        ("Adaptive", false, failure(Adaptive::default())),
        ("Tsit5", false, failure(Tsit5::default())),
        ("Rodas5P", false, failure(Rodas5P::default())),
        ("Rk4", true, failure(Rk4::step(0.01))),
        ("ExponentialEuler", true, failure(ExponentialEuler::step(0.01))),
    ] {
        let (time, state) = match &error {
            Error::NotFinite { time, state, value, .. } if value.is_infinite() => (*time, state),
            Error::BeyondRange { time, state, .. } => (*time, state),
            Error::StepUnderflow { time, state, .. } if !fixed => (*time, state),
            _ => panic!("{name}: {error}"),
        };
        assert!((0.45..0.6).contains(&time) && state == "v", "{name}: {error}");
        // A cell alone is called by its type.
        assert!(error.to_string().contains("Exploding"), "{error}");
    }
}

#[test]
fn a_negative_concentration_does_not_reach_the_trace() {
    let cell = Drained::default();
    for interrupted in [
        failed(cell.simulate(50.0).record(&[Drained::ca, Drained::v]).record_every(0.5).run()),
        failed(
            cell.simulate(50.0)
                .record(&[Drained::ca, Drained::v])
                .record_every(0.5)
                .method(ExponentialEuler::step(0.025))
                .run(),
        ),
    ] {
        let Interrupted { error, run } = interrupted;
        // The Nernst potential has no value then.
        let (time, neuron) = match &error {
            Error::BeyondRange { time, neuron, .. }
            | Error::NotFinite { time, neuron, .. }
            | Error::NoRate { time, neuron, .. } => (time, neuron),
            _ => panic!("{error}"),
        };
        assert!((4.9..5.1).contains(time) && neuron == "Drained", "{error}");
        assert!(run.trace(Drained::v).unwrap().iter().all(|v| v.is_finite()));
        // The pool is empty at 5 ms.
        assert!((10..=11).contains(&run.time().len()));
    }
}

#[test]
fn a_parameter_without_a_value_is_named() {
    let error = failed(Stg::default().simulate(10.0).run()).error;
    let Error::Parameter { name, value, unit, .. } = &error else { panic!("{error}") };
    assert_eq!((name.as_str(), *unit), ("NaV.g", "mS/cm2"));
    assert!(value.is_nan());
    assert_eq!(error.to_string(), "NaV.g has no value: give it in the declaration, or `set` it (in mS/cm2)",);
}

#[test]
fn a_parameter_of_an_array_without_a_value_is_named_once() {
    network! {
        pub struct Unset;
        neuron E[3]: Stg
        E -> E all_to_all: Glutamatergic;
    }
    let mut network = Unset::default();
    let error = failed(network.simulate(10.0).run()).error;
    assert!(matches!(&error, Error::Parameter { name, .. } if name == "E.NaV.g"), "{error}");
    for parameter in network.parameters() {
        if parameter.value.is_nan() && parameter.name.starts_with("E.") {
            network.set_by_name(&parameter.name, 1.0).unwrap();
        }
    }
    let error = failed(network.simulate(10.0).run()).error;
    assert!(matches!(&error, Error::Parameter { name, .. } if name == "E_E.Glutamatergic.g"), "{error}");
    network.set_each(Unset::E_E.Glutamatergic.g, |k| if k == 4 { f64::NAN } else { 1.0 });
    let error = failed(network.simulate(10.0).run()).error;
    assert!(matches!(&error, Error::Parameter { name, .. } if name == "E_E.Glutamatergic[4].g"), "{error}");
}

#[test]
fn parameters_out_of_their_bounds_are_named() {
    let mut network = Pyloric::default();
    network.set(Pyloric::LP.NaV.g, -1.0);
    let error = failed(network.simulate(10.0).run()).error;
    assert_eq!(error.to_string(), "LP.NaV.g = -1 mS/cm2 is below its smallest value, 0");

    let mut network = Pyloric::default();
    network.set(Pyloric::AB_PY.Cholinergic.tau_max, -2.5);
    let error = failed(network.simulate(10.0).run()).error;
    assert_eq!(error.to_string(), "AB_PY.Cholinergic.tau_max = -2.5 ms is below its smallest value, 0");

    let mut network = Pyloric::default();
    network.set(Pyloric::PY.area, f64::INFINITY);
    let error = failed(network.simulate(10.0).run()).error;
    assert!(matches!(&error, Error::Parameter { name, value, .. } if name == "PY.area" && value.is_infinite()));
    assert_eq!(error.to_string(), "PY.area = inf mm2 is not finite");

    let mut cell = Bounded::default();
    cell.set_by_name("Ca.tau", -200.0).unwrap();
    let error = failed(cell.simulate(10.0).run()).error;
    assert_eq!(error.to_string(), "Ca.tau = -200 ms is below its smallest value, 0");
}

/// Asserts that the setting is refused, by this name, before anything was recorded.
fn refused<N: Network<f64>>(run: Result<Run<N>, Box<Interrupted<N>>>, expected: &str) {
    let Interrupted { error, run } = failed(run);
    let Error::Setting { setting, .. } = &error else { panic!("{error}") };
    assert_eq!(*setting, expected, "{error}");
    assert!(run.time().is_empty() && run.end().is_empty());
    assert!(run.each_neuron().iter().all(|neuron| neuron.spikes.is_empty()));
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let cell = prinz_ab();
    for tolerance in [0.0, -1e-6, f64::NAN, f64::INFINITY] {
        refused(cell.simulate(1.0).method(Tsit5::tolerance(tolerance)).run(), "the tolerance");
    }
    for longest_step in [0.0, -1.0, f64::NAN] {
        let method = Tsit5 { longest_step, ..Tsit5::default() };
        refused(cell.simulate(1.0).method(method).run(), "the longest step");
    }
    for step in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        refused(cell.simulate(1.0).method(ExponentialEuler::step(step)).run(), "the step of exponential Euler");
    }
    for duration in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        refused(cell.simulate(duration).run(), "the duration");
    }
    for threshold in [f64::NAN, f64::INFINITY] {
        refused(cell.simulate(1.0).spikes(threshold).run(), "the spike threshold");
    }
    for interval in [0.0, -0.1, f64::NAN, f64::INFINITY] {
        refused(cell.simulate(1.0).record_every(interval).run(), "the recording interval");
    }
    let error = failed(cell.simulate(1.0).start_at(&[-60.0; 3]).run()).error;
    assert_eq!(error.to_string(), "the length of the state to begin with is 3; it has to be 13");
}

#[test]
fn recording_times_rise_within_the_run() {
    let cell = prinz_ab();
    for times in [[0.5, 0.2], [0.5, 0.5], [0.5, f64::NAN]] {
        refused(cell.simulate(1.0).record_at(&times).run(), "a recording time");
    }
    refused(cell.simulate(1.0).record_at(&[-0.5, 0.5]).run(), "the first recording time");
    refused(cell.simulate(1.0).record_at(&[f64::NAN]).run(), "the first recording time");
    refused(cell.simulate(1.0).record_at(&[0.5, 1.5]).run(), "the last recording time");
    assert!(cell.simulate(1.0).record_at(&[]).run().is_ok());
}

#[test]
fn a_start_that_is_not_finite_is_named() {
    let network = Pyloric::default();
    let mut y = vec![0.0; network.dim()];
    network.start(&mut y);
    let k = network.state_names().iter().position(|name| name == "LP.KCa.m").unwrap();
    y[k] = f64::NAN;
    let error = failed(network.simulate(1.0).start_at(&y).run()).error;
    let Error::Start { neuron, state, value } = &error else { panic!("{error}") };
    assert_eq!((neuron.as_str(), state.as_str()), ("LP", "KCa.m"));
    assert!(value.is_nan() && error.to_string().starts_with("KCa.m of LP is NaN at the start"), "{error}");
}

#[test]
fn what_was_not_recorded_is_named() -> Result<(), Error> {
    let network = Pyloric::default();
    let run = network.simulate(1.0).record(&[Pyloric::AB.ca]).run()?;
    assert!(run.trace(Pyloric::AB.ca).is_ok());
    let error = run.trace(Pyloric::LP.NaV.m).unwrap_err();
    assert!(matches!(&error, Error::NotRecorded { name } if name == "LP.NaV.m"));
    assert_eq!(error.to_string(), "LP.NaV.m was not recorded; name it in `record(…)`");
    let name = |error: Error| match error {
        Error::NotRecorded { name } => name,
        other => panic!("{other}"),
    };
    assert_eq!(name(run.trace(Pyloric::AB.v).unwrap_err()), "AB.v");
    assert_eq!(name(run.trace(Pyloric::PY.Kd.current).unwrap_err()), "PY.Kd.current");
    assert_eq!(name(run.trace(Pyloric::PY.Kd.conductance).unwrap_err()), "PY.Kd.conductance");
    assert_eq!(name(run.trace(Pyloric::AB_LP.Cholinergic.s).unwrap_err()), "AB_LP.Cholinergic.s");
    assert_eq!(name(run.trace_by_name("AB.kca").unwrap_err()), "AB.kca");
    Ok(())
}

#[test]
fn an_unknown_parameter_lists_candidates() {
    let mut network = Pyloric::default();
    let error = network.set_by_name("AB.Nav.g", 1.0).unwrap_err();
    let Error::UnknownName { name, known } = &error else { panic!("{error}") };
    assert_eq!(name, "AB.Nav.g");
    assert_eq!(known.len(), network.parameters().len());
    // The nearest comes first.
    assert_eq!(known[0], "AB.NaV.g");
    let sentence = error.to_string();
    assert!(
        sentence.starts_with("there is no `AB.Nav.g`; did you mean `AB.NaV.g`? There are AB.NaV.g,")
            && sentence.ends_with(" more"),
        "{sentence}"
    );
    for (name, nearest) in [("LP.NaV.gbar", "LP.NaV.g"), ("PY.Cas.g", "PY.CaS.g"), ("AB.Leak.gmax", "AB.Leak.g")] {
        let Err(Error::UnknownName { known, .. }) = network.get_by_name(name) else { panic!("{name}") };
        assert_eq!(known[0], nearest, "{name}");
    }
    assert!(matches!(network.get_by_name("AB.NaV"), Err(Error::UnknownName { .. })));
    assert_eq!(network, Pyloric::default());
}

#[test]
fn elements_that_are_not_there_are_unknown() {
    let mut network = Poles::default();
    for name in ["E[3].inject", "A[0].inject", "E[1].Pole.m", "F[0].inject"] {
        assert!(matches!(network.set_by_name(name, 1.0), Err(Error::UnknownName { .. })), "{name}");
        assert!(matches!(network.get_by_name(name), Err(Error::UnknownName { .. })), "{name}");
    }
    for name in ["E[.inject", "E[x].inject", "E[-1].inject", "E[1.inject"] {
        assert!(matches!(network.set_by_name(name, 1.0), Err(Error::Format { .. })), "{name}");
    }
    assert_eq!(network, Poles::default());
}

/// `?` passes a failed run on, into the crate's error and into a box of any.
#[test]
fn a_failed_run_is_an_error_for_question_marks() {
    fn own() -> Result<(), Error> {
        Exploding::default().simulate(1.0).run()?;
        Ok(())
    }
    fn any() -> Result<(), Box<dyn std::error::Error>> {
        Exploding::default().simulate(1.0).run()?;
        Ok(())
    }
    assert_eq!(own().unwrap_err().to_string(), any().unwrap_err().to_string());
}

/// Where the derivatives of a state are not finite, no gradient would be right.
#[test]
fn a_derivative_that_is_not_finite_ends_the_run() {
    use neuron_runtime::number::Dual;
    use num_dual::Dual64;
    let mut cell = prinz_ab().with::<Dual<Dual64>>();
    cell.set(Stg::v_start, Dual(Dual64::new(-60.0, f64::NAN)));
    let error = failed(cell.simulate(1.0).run()).error;
    assert!(matches!(&error, Error::Start { state, .. } if state == "v"), "{error}");
    assert!(error.to_string().contains("its derivatives are not finite"), "{error}");
}

/// After a failed step the stepper has its former state, and continues once the cause is gone.
#[test]
fn a_stepper_goes_on_after_a_failed_step() {
    use neuron_runtime::solve::Stepper;
    let good = prinz_ab();
    let mut bad = good.clone();
    bad.set(Stg::NaV.g, f64::NAN);
    let mut y = vec![0.0; good.dim()];
    good.start(&mut y);
    let method = Tsit5::tolerance(1e-8);
    let mut stepper = method.stepper(&good, 0.0, &y);
    let mut undisturbed = method.stepper(&good, 0.0, &y);
    for step in 0..50 {
        if step % 7 == 3 {
            let (time, state) = (stepper.time(), stepper.state().to_vec());
            assert!(stepper.step(&bad, 100.0).is_err());
            assert_eq!((stepper.time(), stepper.state()), (time, &state[..]));
        }
        stepper.step(&good, 100.0).unwrap();
    }
    while stepper.time() < 20.0 {
        stepper.step(&good, 20.0).unwrap();
    }
    while undisturbed.time() < 20.0 {
        undisturbed.step(&good, 20.0).unwrap();
    }
    for (a, b) in stepper.state().iter().zip(undisturbed.state()) {
        assert!((a - b).abs() < 1e-5 * (1.0 + b.abs()), "{a} {b}");
    }
}

/// A step whose matrix is singular computes nothing, so that to repeat it would leave the state where it is.
#[test]
fn a_repeated_step_with_a_singular_matrix_fails() {
    use neuron_runtime::solve::Stepper;
    let good = prinz_ab();
    let mut bad = good.clone();
    bad.set(Stg::NaV.g, f64::NAN);
    let mut y = vec![0.0; good.dim()];
    good.start(&mut y);
    let mut stepper = Rodas4::tolerance(1e-6).stepper(&good, 0.0, &y);
    assert!(stepper.repeat(&bad, 0.01, true, None).is_err());
    assert_eq!((stepper.time(), stepper.state()), (0.0, &y[..]));
    assert!(stepper.repeat(&good, 0.01, true, None).is_ok());
    assert_eq!(stepper.time(), 0.01);
}
