//! Settings and parameters that make no sense are refused with the values that do.

use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::integrate_and_fire::AdEx;
use neuron_runtime::library::prinz_2004::Pyloric;
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;

fn refusal<M: Method<f64> + Copy>(method: M) -> String {
    let axon = HodgkinHuxley::default();
    let mut y = [0.0; 4];
    axon.start(&mut y);
    let error = axon.simulate(1.0).method(method).run().expect_err("a senseless setting").to_string();
    // A program that makes the steps itself is told the same.
    assert_eq!(method.begin(&axon, 0.0, &y).map(|_| ()).expect_err("a senseless setting").to_string(), error);
    error
}

#[test]
fn settings_of_methods_have_ranges() {
    let fixed = "it has to be between 1e-6 and 5 ms, usually 0.005 to 0.1 ms";
    assert_eq!(refusal(ExponentialEuler::step(25.0)), format!("the step of exponential Euler is 25; {fixed}"));
    assert_eq!(refusal(Rk4::step(1e308)), format!("the step of the Runge–Kutta method is 1e308; {fixed}"));
    assert_eq!(refusal(Strang::step(1e-300)), format!("the step of Strang splitting is 1e-300; {fixed}"));
    let tolerance = "it has to be between 1e-14 and 0.1, usually 1e-9 to 1e-4";
    for (given, written) in [(1e-20, "1e-20"), (1e308, "1e308"), (0.0, "0"), (-1.0, "-1"), (f64::NAN, "NaN")] {
        assert_eq!(refusal(Adaptive::tolerance(given)), format!("the tolerance is {written}; {tolerance}"));
        assert_eq!(refusal(Rodas5P::tolerance(given)), format!("the tolerance is {written}; {tolerance}"));
    }
    let longest = refusal(Tsit5 { longest_step: 1e-300, ..Tsit5::default() });
    assert_eq!(longest, "the longest step is 1e-300; it has to be at least 1e-6 ms");
}

/// A current that fades, with a gate whose time constant and slope are parameters.
#[channel(current = g * m * (v - e) * if width > 0ms { 1ms / width } else { 1 })]
pub struct Fading {
    #[param(0.1mS/cm2, min = 0)]
    g: Param,
    #[param(-65mV)]
    e: Param,
    #[param(5mV)]
    slope: Param,
    #[param(10ms, min = 0ms)]
    tau: Param,
    #[param(1, min = 0)]
    faster: Param,
    #[param(0ms, min = 0ms)]
    width: Param,
    #[gate(inf = 1 / (1 + exp(-(v + 50mV) / slope)), tau = tau / (faster * (1 + exp(v / 20mV))))]
    m: Gate,
}

cell! {
    pub struct Fader;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, temperature: 20degC,
    ions { Ca: nernst(outside = 2mM, inside = 0.05uM) },
    channels { Fading, CaFading },
}

#[channel(ion = Ca, current = g * (v - e))]
pub struct CaFading {
    #[param(0.01mS/cm2)]
    g: Param,
}

#[test]
fn a_parameter_that_divides_is_not_0() {
    let ways = "divides, or has a logarithm, in an equation: give it another value";
    let mut fader = Fader::default();
    fader.simulate(10.0).run().unwrap();
    for (name, unit) in [
        ("capacitance", " uF/cm2"),
        ("area", " mm2"),
        ("Ca.outside", " mM"),
        ("Ca.inside", " uM"),
        ("Fading.slope", " mV"),
        ("Fading.tau", " ms"),
        ("Fading.faster", ""),
    ] {
        let before = fader.get_by_name(name).unwrap();
        fader.set_by_name(name, 0.0).unwrap();
        let sentence = format!("{name} = 0{unit} {ways}");
        assert_eq!(fader.check().expect_err(name).to_string(), sentence);
        assert_eq!(fader.simulate(10.0).run().expect_err(name).to_string(), sentence);
        assert_eq!(fader.simulate(10.0).method(Rodas5P::default()).run().expect_err(name).to_string(), sentence);
        fader.set_by_name(name, before).unwrap();
        // A change in the course of a run, too.
        let parameter = fader.find_parameter(name).unwrap();
        let error = fader.simulate(10.0).set_at(5.0, parameter, 0.0).run().expect_err(name);
        assert!(error.to_string().contains(ways), "{error}");
    }
    // These may be 0: a condition keeps the width away, and the conductance divides nowhere.
    fader.set(Fader::Fading.width, 0.0).set(Fader::Fading.g, 0.0);
    fader.simulate(10.0).run().unwrap();
}

#[test]
fn a_parameter_that_was_set_to_nan_is_said_to_be() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::Na.g, f64::NAN);
    let error = axon.simulate(1.0).run().expect_err("NaN").to_string();
    assert_eq!(error, "Na.g was set to NaN: set it to a number, such as its default, 120 (in mS/cm2)");
}

#[test]
fn the_debug_form_of_errors_is_their_sentence() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::Na.g, -5.0);
    let sentence = "Na.g = -5 mS/cm2 is below its smallest value, 0";
    let interrupted = axon.simulate(1.0).run().expect_err("a negative conductance");
    assert_eq!(format!("{interrupted:?}"), sentence);
    let error: Error = interrupted.into();
    assert_eq!((format!("{error:?}"), format!("{error:#?}")), (sentence.to_owned(), sentence.to_owned()));
    assert_eq!(format!("{:?}", axon.check().unwrap_err()), sentence);
    let boxed: Box<dyn std::error::Error> = error.into();
    assert_eq!(format!("{boxed:?}"), sentence);
}

#[test]
fn numbers_in_sentences_are_short() {
    let axon = HodgkinHuxley::default();
    for duration in [1e308, -1e308, 5e-324] {
        let run = axon.simulate(duration).record_every(-1e300).run();
        assert!(run.expect_err("senseless").to_string().len() < 100);
    }
    let mut axon = axon;
    axon.set(HodgkinHuxley::Na.g, -1e308);
    assert_eq!(axon.check().unwrap_err().to_string(), "Na.g = -1e308 mS/cm2 is below its smallest value, 0");
}

#[test]
fn an_unknown_name_has_the_nearest_one() {
    let mut network = Pyloric::default();
    for (name, meant) in
        [("AB.Nav.g", "AB.NaV.g"), ("LP.NaV.gbar", "LP.NaV.g"), ("AB_LP.Cholinergc.g", "AB_LP.Cholinergic.g")]
    {
        let start = format!("there is no `{name}`; did you mean `{meant}`? There are {meant}, ");
        let json = format!("{{ \"{name}\": 1 }}");
        for error in [
            network.set_by_name(name, 1.0).unwrap_err(),
            network.get_by_name(name).unwrap_err(),
            network.set_json(&json).unwrap_err(),
        ] {
            assert!(error.to_string().starts_with(&start), "{error}");
        }
    }
    let error = network.get_by_name("temperature").unwrap_err().to_string();
    assert!(error.starts_with("there is no `temperature`; ") && error.ends_with(" more"), "{error}");
    let error = neuron_runtime::measure::Solver::by_name("Tsit4", &[]).unwrap_err().to_string();
    assert!(error.starts_with("there is no `Tsit4`; did you mean `Tsit5`? There are Tsit5, "), "{error}");
}

#[test]
fn a_state_of_another_length_says_both() {
    let error =
        HodgkinHuxley::default().simulate(1.0).start_at(&[0.0; 3]).run().expect_err("three of four").to_string();
    assert_eq!(error, "the length of the state to begin with is 3; it has to be 4");
}

/// A gate whose time constant ends at −20 mV, and a current that has none above.
#[channel(current = g * m * sqrt((top - v) / 1mV) * 1mV)]
pub struct Ending {
    #[param(0.001mS/cm2)]
    g: Param,
    #[param(-20mV)]
    top: Param,
    #[gate(inf = 0.5, tau = 1ms, init = 1)]
    m: Gate,
}

cell! {
    pub struct Ended;
    capacitance: 1uF/cm2, area: 0.1mm2, v: -65mV, inject: 1uA/cm2,
    channels { Ending },
}

/// The step and the tolerance are not to blame.
#[test]
fn an_equation_without_a_value_is_named() {
    let ended = Ended::default();
    let failures = [
        ended.simulate(200.0).run().expect_err("no current").error,
        ended.simulate(200.0).method(Rodas5P::default()).run().expect_err("no current").error,
    ];
    for error in failures {
        let Error::NoRate { state, current, .. } = &error else { panic!("{error}") };
        assert_eq!((state.as_str(), current.as_deref()), ("v", Some("Ending.current")), "{error}");
    }
    let begun = ended.simulate(1.0).start_at(&[0.0, 0.5]).method(Tsit5::default()).run().expect_err("no current").error;
    let start = "after 0 ms the rate of change of v of Ended is NaN, and Ending.current has no value; something is divided by 0";
    assert!(begun.to_string().starts_with(start), "{begun}");
}

#[test]
fn a_step_that_is_not_stable_is_refused_with_the_longest_that_is() {
    let axon = HodgkinHuxley::default();
    let mut y = [0.0; 4];
    axon.start(&mut y);
    // At rest τ of m is 0.237 ms. Together with V it decays at 4.675/ms (Rinzel 1978): 2.785 times 0.214 ms is 0.596 ms.
    for step in [0.75, 1.0, 5.0] {
        let error = axon.simulate(10.0).method(Rk4::step(step)).run().expect_err("unstable").error;
        let Error::StepTooLong { longest, state, .. } = &error else { panic!("{error}") };
        assert!((longest - 0.596).abs() < 0.003 && state == "Na.m", "{error}");
        let sentence = format!(
            "a step of {step} ms is too long for Na.m of HodgkinHuxley, which is stable up to about 0.6 ms at the start; take"
        );
        assert!(error.to_string().starts_with(&sentence), "{error}");
        assert_eq!(Rk4::step(step).begin(&axon, 0.0, &y).map(|_| ()).unwrap_err().to_string(), error.to_string());
    }
    axon.simulate(10.0).method(Rk4::step(0.55)).run().unwrap();
    // Other methods are stable at any step.
    axon.simulate(10.0).method(ExponentialEuler::step(1.0)).run().unwrap();
}

/// Steps of 1e-8 ms and less meet the tolerance of an explicit method, and never come to an end.
#[test]
fn an_explicit_method_gives_up_where_something_is_far_too_fast_for_it() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::Na.g, 1e12);
    let error = axon.simulate(50.0).method(Tsit5::default()).record_nothing().run().unwrap_err().error;
    assert!(matches!(&error, Error::StepUnderflow { step, .. } if *step < 1e-7), "{error}");
    assert!(error.to_string().contains("take a stiff method such as `Rodas5P`"), "{error}");
    axon.simulate(1.0).method(Rodas5P::default()).record_nothing().run().unwrap();
}

/// Spikes of the squid axon at 10 µA/cm²: 14 in 200 ms by a converged run.
#[test]
fn an_exponential_step_with_which_spikes_are_lost_is_said() {
    let mut axon = HodgkinHuxley::default();
    axon.set(HodgkinHuxley::inject, 10.0);
    let converged = axon.simulate(200.0).record_nothing().run().unwrap();
    let warning = "more than 25 mV in a step: spikes move or are lost, take a shorter one";
    let check = |run: Run<HodgkinHuxley>, is_right: bool| {
        let late = |(a, b): (&f64, &f64)| (a - b).abs();
        let worst = run.spikes.times().iter().zip(converged.spikes.times()).map(late).fold(0.0, f64::max);
        let is_close = run.spikes.len() == converged.spikes.len() && worst < 0.3;
        assert_eq!(is_close, is_right, "{} spikes, {worst} ms off", run.spikes.len());
        assert_eq!(run.statistics.coarse, !is_right);
        assert_eq!(run.statistics.to_string().contains(warning), !is_right);
    };
    for (step, is_right) in [(0.0125, true), (0.025, true), (0.05, true), (0.5, false), (1.0, false), (2.0, false)] {
        check(axon.simulate(200.0).method(Strang::step(step)).record_nothing().run().unwrap(), is_right);
        check(axon.simulate(200.0).method(ExponentialEuler::step(step)).record_nothing().run().unwrap(), is_right);
    }
    // A command that jumps by 70 mV is no step of the method, and neither is a reset.
    let commanded = axon.simulate(20.0).voltage_clamp(HodgkinHuxley::v, Steps::hold(-80.0).to(-10.0, 5.0..10.0));
    assert!(!commanded.method(Strang::step(0.025)).run().unwrap().statistics.coarse);
    let mut cell = AdEx::default();
    cell.set(AdEx::inject, 1.0);
    let run = cell.simulate(100.0).method(Strang::step(0.025)).run().unwrap();
    assert!(run.spikes.len() > 3 && !run.statistics.coarse);
}
