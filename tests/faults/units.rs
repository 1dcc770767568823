//! Units of declarations: a number that one sets, reads or records is in the unit that was written.

use neuron_runtime::library::integrate_and_fire::{Adaptation, PointLeak};
use neuron_runtime::prelude::*;
use neuron_runtime::solve::Method;

/// A conductance that regulates itself.
#[channel(current = g * (v - e))]
pub struct Regulated {
    #[param(-80mV)]
    e: Param,
    #[param(5mS/cm2, min = 0)]
    target: Param,
    #[param(100ms, min = 1ms)]
    tau: Param,
    #[state(derivative = (target - g) / tau, unit = mS/cm2, init = 1mS/cm2)]
    g: State,
}

cell! {
    pub struct Passive;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    channels { Regulated },
}

#[test]
fn a_state_is_set_recorded_and_differentiated_in_the_unit_of_its_declaration() {
    let cell = Passive::default();
    let closed_form = 5.0 - 4.0 * (-0.5f64).exp();
    let run = cell.simulate(50.0).record(&[Passive::Regulated.g]).run().unwrap();
    let g = run.trace(Passive::Regulated.g).unwrap();
    assert_eq!(g[0], 1.0); // mS/cm²
    assert!((g.last().unwrap() - closed_form).abs() < 1e-4, "{g:?}");

    let mut y = vec![0.0; cell.dim()];
    cell.start(&mut y);
    assert_eq!(cell.state(&y, Passive::Regulated.g), 1.0);
    let mut dy = vec![0.0; cell.dim()];
    cell.rhs(0.0, &y, &mut dy);
    assert!((cell.state(&dy, Passive::Regulated.g) - 0.04).abs() < 1e-15); // mS/cm² per ms
    // C dv/dt = −g (v − e): 1 mS/cm² · 20 mV / (1 µF/cm²).
    assert!((cell.state(&dy, Passive::v) + 20.0).abs() < 1e-12, "{dy:?}");

    let set = cell.simulate(50.0).set_at(10.0, Passive::Regulated.g, 3.0).end(Passive::Regulated.g).unwrap();
    assert!((set - (5.0 - 2.0 * (-0.4f64).exp())).abs() < 1e-4, "{set}");

    // ∂g/∂target has no unit, and ∂v/∂target is in mV per mS/cm².
    let by_target = cell
        .gradient(&[Passive::Regulated.target], |cell| cell.simulate(50.0).end(Passive::Regulated.g))
        .unwrap()
        .derivatives[0];
    assert!((by_target - (1.0 - (-0.5f64).exp())).abs() < 1e-4, "{by_target}");
    let v = cell
        .gradient(&[Passive::Regulated.target], |cell| {
            cell.simulate(2.0).method(Rodas5P::tolerance(1e-9)).end(Passive::v)
        })
        .unwrap()
        .derivatives[0];
    let at = |target: f64| {
        let mut cell = Passive::default();
        cell.set(Passive::Regulated.target, target);
        cell.simulate(2.0).method(Tsit5::tolerance(1e-11)).end(Passive::v).unwrap()
    };
    let difference = (at(5.01) - at(4.99)) / 0.02;
    assert!((v - difference).abs() < 1e-4 * difference.abs(), "{v} {difference}");
}

#[test]
fn equations_as_data_have_states_in_their_unit() {
    let at = Regulated::EQUATIONS.at(&[("v", -60.0), ("g", 2.0)]).unwrap();
    assert!((at.derivative("g").unwrap() - 0.03).abs() < 1e-15); // mS/cm² per ms
    assert!((at.current().unwrap() - 2.0 * 10.0 * 20.0).abs() < 1e-12); // nA/mm²
    assert_eq!(Regulated::EQUATIONS.at(&[]).unwrap().start("g").unwrap(), 1.0);
}

/// The adaptation of Brette & Gerstner 2005 with its current in pA, as their paper has it.
#[channel(current = w, on_spike(w += b))]
pub struct InPicoamperes {
    #[param(4nS)]
    a: Param,
    #[param(80.5pA)]
    b: Param,
    #[param(-70.6mV)]
    e: Param,
    #[param(144ms, min = 0ms)]
    tau: Param,
    #[state(derivative = (a * (v - e) - w) / tau, unit = pA, init = 0)]
    w: State,
}

cell! {
    pub struct Brette;
    capacitance: 281pF, v: -70.6mV, inject: 1.5nA,
    channels { Leak: PointLeak { g: 30nS, e: -70.6mV }, Adaptation: InPicoamperes },
    spike { threshold: -50mV, reset: -70.6mV }
}

cell! {
    pub struct InNanoamperes;
    capacitance: 281pF, v: -70.6mV, inject: 1.5nA,
    channels { Leak: PointLeak { g: 30nS, e: -70.6mV }, Adaptation },
    spike { threshold: -50mV, reset: -70.6mV }
}

#[test]
fn the_unit_of_a_state_changes_no_equation() {
    fn check<M: Method<f64> + Clone>(method: M, tolerance: f64) {
        let (pico, nano) = (Brette::default(), InNanoamperes::default());
        let pico = pico.simulate(300.0).method(method.clone()).run().unwrap();
        let nano = nano.simulate(300.0).method(method).run().unwrap();
        let (a, b) = (pico.spikes.times(), nano.spikes.times());
        assert!(a.len() > 5 && a.len() == b.len(), "{a:?} {b:?}");
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < tolerance), "{a:?} {b:?}");
        let (w, also) = (pico.end()[1], nano.end()[1]);
        assert!((w - 1e3 * also).abs() < 1e3 * tolerance * w.abs().max(1.0), "{w} pA and {also} nA");
    }
    check(ExponentialEuler::step(0.02), 1e-9);
    check(Rk4::step(0.01), 1e-9);
    check(Rodas5P::tolerance(1e-9), 1e-5);
    check(Tsit5::tolerance(1e-9), 1e-5);
}

/// A pool with a buffer that is declared before the concentration.
#[pool]
pub struct Buffered {
    #[param(0.05uM)]
    rest: Param,
    #[state(derivative = 0.1/uM/ms * c * (10uM - bound) - 0.01/ms * bound, unit = uM, init = 2uM)]
    bound: State,
    #[state(derivative = (rest - c) / 80ms - 1uM/nA/ms * i, init = 7uM)]
    c: Concentration,
}

/// A second messenger that calcium makes: it has no current.
#[pool(reads(Ca))]
pub struct CyclicAmp {
    #[state(derivative = 0.02/ms * ca - c / 50ms, init = 0uM)]
    c: Concentration,
}

#[channel(ion = Ca, current = g * (v - e))]
pub struct CaLeak {
    #[param(0.01mS/cm2)]
    g: Param,
}

#[channel(reads(Camp), current = g * camp / (camp + 5uM) * (v - e))]
pub struct Modulated {
    #[param(0.1mS/cm2)]
    g: Param,
    #[param(-80mV)]
    e: Param,
}

cell! {
    pub struct Messenger;
    capacitance: 1uF/cm2, area: 0.01mm2, v: -60mV,
    ions { Ca: 120mV },
    pool Ca: Buffered,
    pool Camp: CyclicAmp,
    channels { CaLeak { g: 0mS/cm2 }, Modulated },
}

#[test]
fn a_pool_is_read_at_its_concentration_whatever_is_declared_before_it() {
    let cell = Messenger::default();
    let (mut y, mut dy) = (vec![0.0; cell.dim()], vec![0.0; cell.dim()]);
    cell.start(&mut y);
    let ca = cell.find_state("ca").unwrap();
    assert_eq!(cell.state(&y, ca), 7.0);
    cell.rhs(0.0, &y, &mut dy);
    // 0.02/ms · 7 µM
    let camp = cell.find_state("camp").unwrap();
    assert!((cell.state(&dy, camp) - 0.14).abs() < 1e-15, "{dy:?}");
}

#[test]
fn a_messenger_needs_no_current() {
    let run = Messenger::default().simulate(400.0).record(&[Messenger::v]).run().unwrap();
    let v = run.trace(Messenger::v).unwrap();
    assert!(*v.last().unwrap() < -70.0, "{v:?}");
}
