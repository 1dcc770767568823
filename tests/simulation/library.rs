//! The models of the library, judged by the crossings, periods and closed forms in the references' README.

use neuron_runtime::library::connor_stevens_1971::ConnorStevens;
use neuron_runtime::library::destexhe_1994::{Ampa, GabaA, Nmda};
use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
use neuron_runtime::library::liu_1998::Liu;
use neuron_runtime::library::morris_lecar_1981::MorrisLecar;
use neuron_runtime::library::pinsky_rinzel_1994::PinskyRinzel;
use neuron_runtime::library::prinz_2004::{Cholinergic, Glutamatergic};
use neuron_runtime::library::wang_buzsaki_1996::{Gaba, WangBuzsaki};
use neuron_runtime::model::mechanism::{At, Describe, Mechanism};
use neuron_runtime::prelude::*;
use neuron_runtime::run::spikes::Spikes;
use neuron_runtime::solve::Method;
use neuron_tests::order::{observed_order, pairwise_orders};
use neuron_tests::reference;

const WITHIN: f64 = 0.01;

fn assert_begins(spikes: &Spikes, expected: &[f64]) {
    println!("{:?}", &spikes.times()[..expected.len().min(spikes.len())]);
    assert!(spikes.len() >= expected.len(), "{} spikes", spikes.len());
    for (found, expected) in spikes.times().iter().zip(expected) {
        assert!((found - expected).abs() < WITHIN, "{found} for {expected}");
    }
}

/// The interval before the last spike.
fn last_interval(spikes: &Spikes) -> f64 {
    spikes.intervals().last().expect("two spikes")
}

const METHOD: Tsit5 = Tsit5::tolerance(1e-8);

#[test]
fn hodgkin_huxley_has_every_spike_of_the_reference() -> Result<(), Error> {
    let mut cell = HodgkinHuxley::default();
    cell.set(HodgkinHuxley::inject, 10.0);
    let run = cell.simulate(1000.0).method(METHOD).record_every(1.0).run()?;
    let error = reference::worst_spike_error(run.spikes.times(), &reference::spikes("hodgkin_huxley")).unwrap();
    println!("worst error {error:e} ms");
    assert!(error < 0.01, "{error}");
    let truth = reference::trace("hodgkin_huxley");
    let worst =
        truth.column("v").iter().zip(run.trace(HodgkinHuxley::v)?).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(worst < 1e-3, "{worst} mV");
    Ok(())
}

/// Gates before V is a staggered grid, whose V is of second order.
#[test]
fn exponential_euler_is_of_order_two_on_hodgkin_huxley() -> Result<(), Error> {
    let mut cell = HodgkinHuxley::default();
    cell.set(HodgkinHuxley::inject, 10.0);
    let truth = cell.simulate(10.0).method(Tsit5::tolerance(1e-12)).record_nothing().run()?.end()[0];
    let steps = [0.02, 0.01, 0.005, 0.0025];
    let mut errors = Vec::new();
    for step in steps {
        let end = cell.simulate(10.0).method(ExponentialEuler::step(step)).record_nothing().run()?.end()[0];
        errors.push((end - truth).abs());
    }
    let order = observed_order(&steps, &errors);
    println!("errors {errors:?}, orders {:?}", pairwise_orders(&steps, &errors));
    assert!(order >= 1.9, "{order}");
    Ok(())
}

#[test]
fn connor_stevens() -> Result<(), Error> {
    let mut cell = ConnorStevens::default();
    cell.set(ConnorStevens::inject, 10.0);
    let run = cell.simulate(400.0).method(METHOD).record_nothing().run()?;
    assert_begins(&run.spikes, &[38.139, 67.512]);
    assert!((last_interval(&run.spikes) - 29.372).abs() < WITHIN);
    Ok(())
}

#[test]
fn wang_buzsaki() -> Result<(), Error> {
    let mut cell = WangBuzsaki::default();
    cell.set(WangBuzsaki::inject, 1.0);
    let run = cell.simulate(400.0).method(METHOD).record_nothing().run()?;
    assert_begins(&run.spikes, &[11.727, 28.478]);
    assert!((last_interval(&run.spikes) - 16.750).abs() < WITHIN);
    Ok(())
}

#[test]
fn morris_lecar() -> Result<(), Error> {
    let mut cell = MorrisLecar::default();
    cell.set(MorrisLecar::inject, 100.0);
    let run = cell.simulate(2000.0).method(METHOD).record_nothing().run()?;
    assert_begins(&run.spikes, &[15.905, 102.547]);
    assert!((last_interval(&run.spikes) - 85.291).abs() < WITHIN);
    Ok(())
}

#[test]
fn pinsky_rinzel() -> Result<(), Error> {
    let run = PinskyRinzel::default().simulate(2000.0).method(METHOD).record_nothing().spikes(60.0).run()?;
    assert_begins(&run.spikes, &[12.325, 90.816, 431.902, 926.904, 1421.925]);
    assert!((run.spikes.times()[4] - run.spikes.times()[3] - 495.02).abs() < WITHIN);
    Ok(())
}

#[test]
fn liu() -> Result<(), Error> {
    let cell = Liu::default();
    let run = cell.simulate(12_000.0).method(METHOD).record_nothing().spikes(-10.0).run()?;
    assert_begins(&run.spikes, &[6.123, 13.655, 19.327, 24.665, 30.039, 35.689, 41.862, 49.020, 444.122]);
    let late = run.spikes.between(9300.0, 12_000.0).bursts(200.0);
    for burst in late.iter().filter(|burst| burst.period.is_some()) {
        assert_eq!(burst.spikes, 4);
        assert!((burst.period.unwrap() - 373.69).abs() < WITHIN, "{:?}", burst.period);
        assert!((burst.duty_cycle().unwrap() - 0.0653).abs() < 1e-4);
    }
    assert!(late.len() > 3);
    // The mean of calcium over the first second, by Simpson's rule on a fine grid.
    let run = cell.simulate(1000.0).method(METHOD).record_every(0.01).record(&[Liu::ca]).run()?;
    let ca = run.trace(Liu::ca)?;
    let n = ca.len() - 1;
    let sum: f64 = (0..=n).map(|k| ca[k] * if k == 0 || k == n { 1.0 } else { 2.0 + 2.0 * (k % 2) as f64 }).sum();
    let mean = sum / (3.0 * n as f64);
    assert!((mean - 6.66649).abs() < 1e-5, "{mean}");
    Ok(())
}

/// With the presynaptic potential held, ds/dt = a(1 − s) − b s has s(t) = a/(a + b)·(1 − exp(−(a + b)t)).
fn assert_closed_form<S: Mechanism<f64> + Describe>(synapse: &S, alpha: f64, beta: f64) {
    for v_pre in [-60.0, 0.0, 2.0, 30.0] {
        let a = alpha / (1.0 + f64::exp(-(v_pre - 2.0) / 5.0));
        let at = At { v_pre, ..At::voltage(-60.0, 0.0) };
        let mut x = vec![0.0; S::EXPS];
        synapse.arguments(&at, &mut x);
        x.iter_mut().for_each(|x| *x = x.exp());
        let mut start = [f64::NAN];
        synapse.start(&at, &x, &mut start);
        assert_eq!(start, [0.0]);
        // Exact for a gate whose surroundings stand still, whatever the step.
        let (mut s, mut t) = (0.0, 0.0);
        for h in [0.1, 1.0, 0.37, 5.0] {
            let (mut target, mut rate) = ([0.0], [0.0]);
            synapse.kinetics(&at, &x, &[s], &mut target, &mut rate);
            s = target[0] + (s - target[0]) * f64::exp(-h * rate[0]);
            t += h;
            let truth = a / (a + beta) * (1.0 - f64::exp(-(a + beta) * t));
            assert!((s - truth).abs() < 1e-8, "{s} for {truth}");
            let mut slope = [0.0];
            synapse.derivatives(&at, &x, &[s], &mut slope);
            assert!((slope[0] - (a * (1.0 - s) - beta * s)).abs() < 1e-12);
        }
    }
}

#[test]
fn kinetic_synapses_follow_their_closed_form() {
    assert_closed_form(&Ampa::default(), 1.1, 0.19);
    assert_closed_form(&Nmda::default(), 0.072, 0.0066);
    assert_closed_form(&GabaA::default(), 5.0, 0.18);
}

#[test]
fn magnesium_blocks_nmda_receptors() {
    let synapse = Nmda::new(2.0, 0.0, 1.5, 0.072, 0.0066);
    for v in [-80.0, -40.0, 0.0, 40.0] {
        let at = At::voltage(v, 0.0);
        let mut x = vec![0.0; Nmda::<f64>::EXPS];
        synapse.arguments(&at, &mut x);
        x.iter_mut().for_each(|x| *x = x.exp());
        let flow = synapse.flow(&at, &x, &[0.4]);
        let current = |v: f64| 2e-3 * 0.4 * v / (1.0 + f64::exp(-0.062 * v) * 1.5 / 3.57);
        assert!((flow.current - current(v)).abs() < 1e-14, "{}", flow.current);
        let slope = (current(v + 1e-4) - current(v - 1e-4)) / 2e-4;
        assert!((flow.slope - slope).abs() < 1e-10, "{} for {slope}", flow.slope);
    }
}

network! {
    /// Every synapse of the library with a state, between cells without channels: the presynaptic potential stands still.
    pub struct Held;
    /// A capacitor.
    cell Capacitor {
        capacitance: 1uF/cm2, area: 0.1mm2, v: -60mV,
    }
    neuron Pre: Capacitor
    neuron Post: Capacitor
    Pre -> Post: Cholinergic { g: 10nS }, Glutamatergic { g: 20nS }, Ampa { g: 30nS }, Nmda { g: 40nS },
        GabaA { g: 50nS }, Gaba { g: 60nS };
}

/// A synapse as the references' README specifies it.
struct Specified {
    name: &'static str,
    /// Of [`Held`], µS.
    g: f64,
    /// Reversal potential, mV.
    e: f64,
    /// s∞ and its rate (1/ms) at a presynaptic potential.
    kinetics: fn(f64) -> (f64, f64),
    /// The part of the channels that magnesium leaves open, at a postsynaptic potential.
    open: fn(f64) -> f64,
}

/// σ(x) = 1/(1 + exp(−x)).
fn sigma(x: f64) -> f64 {
    1.0 / (1.0 + f64::exp(-x))
}

/// s∞ and its rate for ds/dt = opening·(1 − s) − closing·s.
fn two_states(opening: f64, closing: f64) -> (f64, f64) {
    (opening / (opening + closing), opening + closing)
}

/// [T] in mM.
fn transmitter(v_pre: f64) -> f64 {
    sigma((v_pre - 2.0) / 5.0)
}

/// s∞ = σ((V_pre + 35)/5) and its rate k/(1 − s∞), with 1 − s∞ = σ(−(V_pre + 35)/5).
fn graded(v_pre: f64, k: f64) -> (f64, f64) {
    let x = (v_pre + 35.0) / 5.0;
    (sigma(x), k / sigma(-x))
}

const SPECIFIED: [Specified; 6] = [
    Specified { name: "Cholinergic", g: 0.01, e: -80.0, kinetics: |v| graded(v, 0.01), open: |_| 1.0 },
    Specified { name: "Glutamatergic", g: 0.02, e: -70.0, kinetics: |v| graded(v, 0.025), open: |_| 1.0 },
    Specified { name: "Ampa", g: 0.03, e: 0.0, kinetics: |v| two_states(1.1 * transmitter(v), 0.19), open: |_| 1.0 },
    Specified {
        name: "Nmda",
        g: 0.04,
        e: 0.0,
        kinetics: |v| two_states(0.072 * transmitter(v), 0.0066),
        open: |v| 1.0 / (1.0 + f64::exp(-0.062 * v) / 3.57),
    },
    Specified { name: "GabaA", g: 0.05, e: -80.0, kinetics: |v| two_states(5.0 * transmitter(v), 0.18), open: |_| 1.0 },
    Specified { name: "Gaba", g: 0.06, e: -75.0, kinetics: |v| two_states(12.0 * sigma(v / 2.0), 0.1), open: |_| 1.0 },
];

/// Simulates every synapse at held potentials: s within 1e-8 of its closed form, and the current (nA) and its slope (µS)
/// that belong to it. The postsynaptic capacitance is so large that no current moves the potential.
fn assert_simulated_closed_form(method: impl Method<f64> + Copy) -> Result<(), Error> {
    let mut worst = [(0.0, 0.0, 0.0); SPECIFIED.len()];
    for (v_pre, v_post) in [(-60.0, -65.0), (-35.0, 20.0), (-10.0, -90.0), (2.0, -40.0), (30.0, 50.0)] {
        let mut network = Held::default();
        network.set(Held::Pre.v_start, v_pre).set(Held::Post.v_start, v_post).set(Held::Post.capacitance, 1e15);
        let connection = Held::Pre_Post;
        let run = network
            .simulate(60.0)
            .method(method)
            .record_every(0.5)
            .record(&[Held::Pre.v, Held::Post.v, connection.Cholinergic.s, connection.Glutamatergic.s])
            .record(&[connection.Ampa.s, connection.Nmda.s, connection.GabaA.s, connection.Gaba.s])
            .record(&[connection.Cholinergic.current, connection.Glutamatergic.current, connection.Ampa.current])
            .record(&[connection.Nmda.current, connection.GabaA.current, connection.Gaba.current])
            .record(&[connection.Cholinergic.conductance, connection.Glutamatergic.conductance])
            .record(&[connection.Ampa.conductance, connection.Nmda.conductance])
            .record(&[connection.GabaA.conductance, connection.Gaba.conductance])
            .run()?;
        for (v, held) in [(run.trace(Held::Pre.v)?, v_pre), (run.trace(Held::Post.v)?, v_post)] {
            assert!(v.iter().all(|v| (v - held).abs() < 1e-11), "{v:?}");
        }
        for (specified, worst) in SPECIFIED.iter().zip(&mut worst) {
            let Specified { name, g, e, kinetics, open } = specified;
            let of = |what: &str| run.trace_by_name(&format!("Pre_Post.{name}.{what}"));
            let (s, current, conductance) = (of("s")?, of("current")?, of("conductance")?);
            let (target, rate) = kinetics(v_pre);
            let per_s = |v: f64| g * open(v) * (v - e);
            let slope_per_s = (per_s(v_post + 1e-3) - per_s(v_post - 1e-3)) / 2e-3;
            assert_eq!((s.len(), s[0]), (121, 0.0), "{name}");
            for (k, t) in run.time().iter().enumerate() {
                let truth = target * -f64::exp_m1(-rate * t);
                worst.0 = f64::max(worst.0, (s[k] - truth).abs());
                worst.1 = f64::max(worst.1, (current[k] - per_s(v_post) * truth).abs());
                worst.2 = f64::max(worst.2, (conductance[k] - slope_per_s * truth).abs());
            }
        }
    }
    for (Specified { name, .. }, (s, current, conductance)) in SPECIFIED.iter().zip(worst) {
        println!("{name}: worst error of s {s:e}, of the current {current:e} nA, of its slope {conductance:e} uS");
        assert!(s < 1e-8 && current < 1e-7 && conductance < 1e-8, "{name}: {s:e}, {current:e}, {conductance:e}");
    }
    Ok(())
}

#[test]
fn simulated_synapses_meet_their_closed_form_adaptively() -> Result<(), Error> {
    assert_simulated_closed_form(Adaptive::tolerance(1e-10))
}

/// Exact while the presynaptic potential stands still, whatever the step.
#[test]
fn simulated_synapses_meet_their_closed_form_by_exponential_euler() -> Result<(), Error> {
    assert_simulated_closed_form(ExponentialEuler::step(0.5))?;
    assert_simulated_closed_form(ExponentialEuler::step(0.1))
}

#[test]
fn default_constants_of_synapses_are_the_specified_ones() {
    let network = Held::default();
    let parameters = network.parameters();
    let of = |name: &str| {
        let parameter = parameters.iter().find(|parameter| parameter.name == format!("Pre_Post.{name}"));
        parameter.map(|parameter| (parameter.value, parameter.info.unit)).unwrap_or_else(|| panic!("no {name}"))
    };
    for Specified { name, g, e, .. } in SPECIFIED {
        assert_eq!(of(&format!("{name}.e")), (e, "mV"));
        let (conductance, unit) = of(&format!("{name}.g"));
        assert!(unit == "nS" && (conductance - 1e3 * g).abs() < 1e-12, "{name}: {conductance} {unit}");
    }
    assert_eq!(of("Ampa.alpha").0, 1.1);
    assert_eq!(of("Ampa.beta").0, 0.19);
    assert_eq!(of("Nmda.alpha").0, 0.072);
    assert_eq!(of("Nmda.beta").0, 0.0066);
    assert_eq!(of("Nmda.mg").0, 1.0);
    assert_eq!(of("GabaA.alpha").0, 5.0);
    assert_eq!(of("GabaA.beta").0, 0.18);
    assert_eq!(of("Cholinergic.tau_max").0, 100.0);
    assert_eq!(of("Glutamatergic.tau_max").0, 40.0);
}

/// Conductances differ between connections: no synapse has one until it is given.
#[test]
fn synapses_have_no_default_conductance() {
    fn assert_unset<S: Describe>(parameters: usize) {
        assert_eq!(S::PARAMETERS, parameters);
        for info in S::INFO.parameters {
            assert_eq!(info.name == "g", info.default.is_none(), "{}.{}", S::INFO.name, info.name);
            assert!(info.name != "g" || (info.unit == "nS" && info.minimum == Some(0.0)), "{}", S::INFO.name);
        }
    }
    assert_unset::<Cholinergic>(5);
    assert_unset::<Glutamatergic>(5);
    assert_unset::<Ampa>(4);
    assert_unset::<Nmda>(5);
    assert_unset::<GabaA>(4);
    assert_unset::<Gaba>(2);
}
