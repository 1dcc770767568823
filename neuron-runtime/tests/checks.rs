//! Checks of parameters, settings and states before anything is computed.

use neuron_runtime::library::hodgkin_huxley_1952::{HodgkinHuxley, Leak};
use neuron_runtime::library::prinz_2003::Stg;
use neuron_runtime::library::prinz_2004::{Glutamatergic, Pyloric};
use neuron_runtime::model::bounds::Problem;
use neuron_runtime::model::handle::Parameter;
use neuron_runtime::number::{F32, Grad};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;

cell! {
    /// A passive cell.
    pub struct Passive;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -65mV,
    channels { Leak { g: 0.1mS/cm2 } },
}

network! {
    /// A named neuron, an array, and connections of an array.
    pub struct Crowd;
    neuron P: Passive
    neuron E[4]: Passive
    E -> P all_to_all: Glutamatergic { g: 2nS };
}

/// The sentence of an invalid parameter, which is that of the error.
fn sentence<T: Scalar, N: Network<T>>(network: &N) -> String {
    let invalid = network.check().expect_err("a mistake");
    assert_eq!(Error::from(invalid).to_string(), invalid.to_string());
    invalid.to_string()
}

#[test]
fn models_of_the_library_are_complete_or_say_what_they_lack() {
    assert_eq!(HodgkinHuxley::default().check(), Ok(()));
    assert_eq!(Pyloric::default().check(), Ok(()));
    assert_eq!(Crowd::default().check(), Ok(()));
    assert_eq!(sentence(&Stg::default()), "NaV.g has no value: give it in the declaration, or `set` it (in mS/cm2)");
}

#[test]
fn a_wrong_parameter_is_named_wherever_it_is() {
    // Every parameter of a network in turn.
    let good = Pyloric::default();
    for parameter in good.parameters() {
        let mut network = good.clone();
        network.set_by_name(&parameter.name, f64::INFINITY).unwrap();
        let invalid = network.check().unwrap_err();
        assert_eq!(invalid.name().to_string(), parameter.name);
        assert_eq!((invalid.problem(), invalid.value()), (Problem::NotFinite, f64::INFINITY));
        assert_eq!(*invalid.info(), parameter.info);
        let (origin, index) = invalid.place();
        assert!(network.get(Parameter::new(origin, index)).is_infinite());
    }
}

#[test]
fn both_bounds_hold_and_include_themselves() {
    let mut network = Pyloric::default();
    network.set(Pyloric::AB.NaV.g, 0.0);
    assert_eq!(network.check(), Ok(()));
    network.set(Pyloric::AB.NaV.g, -1e-300);
    assert_eq!(network.check().map_err(|invalid| invalid.problem()), Err(Problem::Below));
    network.set(Pyloric::AB.NaV.g, 1.0).set(Pyloric::AB_LP.Cholinergic.tau_max, -1.0);
    assert_eq!(sentence(&network), "AB_LP.Cholinergic.tau_max = -1 ms is below its smallest value, 0");
}

#[test]
fn elements_of_arrays_are_named_if_they_differ() {
    let mut network = Crowd::default();
    network.set(Crowd::E.Leak.g, -1.0);
    assert_eq!(sentence(&network), "E.Leak.g = -1 mS/cm2 is below its smallest value, 0");
    network.set(Crowd::E.Leak.g, 1.0).set(Crowd::E.at(2).Leak.g, -1.0);
    assert_eq!(sentence(&network), "E[2].Leak.g = -1 mS/cm2 is below its smallest value, 0");
    network.set(Crowd::E.Leak.g, f64::NAN);
    assert!(sentence(&network).starts_with("E.Leak.g was set to NaN"));
    network.set(Crowd::E.Leak.g, 1.0);
    network.set_by_name("E_P.Glutamatergic[3].e", f64::NEG_INFINITY).unwrap();
    assert_eq!(sentence(&network), "E_P.Glutamatergic[3].e = -inf mV is not finite");
}

#[test]
fn numbers_of_all_types_are_checked() {
    let mut single = HodgkinHuxley::default().with::<F32>();
    assert_eq!(single.check(), Ok(()));
    single.set(HodgkinHuxley::Na.g, F32(-5.0));
    assert_eq!(sentence(&single), "Na.g = -5 mS/cm2 is below its smallest value, 0");
    let mut with_tangents = HodgkinHuxley::default().with::<Grad>();
    with_tangents.set(HodgkinHuxley::Na.g, Grad::variable(-5.0, 0));
    assert_eq!(sentence(&with_tangents), "Na.g = -5 mS/cm2 is below its smallest value, 0");
}

/// A method that nothing is wrong with begins; one of which something is wrong says what.
fn begins<M: Method<f64>>(right: M, wrong: M, setting: &str) {
    let axon = HodgkinHuxley::default();
    let mut y = vec![0.0; axon.dim()];
    axon.start(&mut y);
    let fails = |method: &M, axon: &HodgkinHuxley, t: f64, y: &[f64]| method.begin(axon, t, y).err().expect("an error");
    assert!(right.begin(&axon, 3.0, &y).is_ok());
    assert!(matches!(fails(&wrong, &axon, 3.0, &y), Error::Setting { setting: found, .. } if found == setting));

    let mut unset = axon.clone();
    unset.set(HodgkinHuxley::K.g, f64::NAN);
    let error = fails(&right, &unset, 3.0, &y);
    assert!(matches!(&error, Error::Parameter { name, .. } if name == "K.g"), "{error}");
    let by_run = unset.simulate(1.0).run().expect_err("an error").error;
    assert_eq!(error.to_string(), by_run.to_string());

    let error = fails(&right, &axon, 3.0, &y[..3]);
    assert_eq!(error.to_string(), "the length of the state to begin with is 3; it has to be 4");
    assert!(matches!(fails(&right, &axon, f64::NAN, &y), Error::Setting { setting: "the time at the start", .. }));
    y[2] = f64::NAN;
    let error = fails(&right, &axon, 3.0, &y);
    assert!(matches!(&error, Error::Start { state, value, .. } if state == "Na.h" && value.is_nan()), "{error}");
}

#[test]
fn every_method_checks_where_it_begins() {
    begins(Adaptive::default(), Adaptive::tolerance(0.0), "the tolerance");
    begins(Tsit5::default(), Tsit5::tolerance(-1.0), "the tolerance");
    begins(Rodas4::default(), Rodas4::tolerance(f64::NAN), "the tolerance");
    begins(ExponentialEuler::step(0.1), ExponentialEuler::step(0.0), "the step of exponential Euler");
    begins(Rk4::step(0.1), Rk4::step(f64::INFINITY), "the step of the Runge–Kutta method");
}

/// What begins is the stepper that begins without checks.
#[test]
fn checks_change_no_solution() {
    use neuron_runtime::solve::Stepper;
    let axon = HodgkinHuxley::default();
    let mut y = vec![0.0; axon.dim()];
    axon.start(&mut y);
    y[0] = -40.0;
    let method = Tsit5::tolerance(1e-6);
    let (mut checked, mut plain) = (method.begin(&axon, 0.0, &y).unwrap(), method.stepper(&axon, 0.0, &y));
    while plain.time() < 20.0 {
        checked.step(&axon, 20.0).unwrap();
        plain.step(&axon, 20.0).unwrap();
    }
    assert_eq!((checked.time(), checked.state()), (plain.time(), plain.state()));
}
