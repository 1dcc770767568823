//! Equations as data against the compiled ones, and against a second evaluation.

use crate::models;
use crate::walk::{Form, Measured, Walk};
use neuron_runtime::library::*;
use neuron_runtime::model::equations::{Equations, Expr, Function, Motion, Point, Quantity, State};
use neuron_runtime::model::info::StateKind;
use neuron_runtime::model::mechanism::{At, Context, Flow, Held, Mechanism, Parameters, Wiring};
use neuron_runtime::number::array::Array;
use neuron_runtime::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The bound of a difference, relative to the [size](Measured) of the written formula.
const WITHIN: f64 = 1e-13;

/// Random states of a mechanism, besides those about its singular points.
const STATES: usize = 2000;

/// Uniform numbers from a seed: the generator splitmix64 of Steele, Lea & Flood (2014).
struct Uniform(u64);

impl Uniform {
    fn next(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (high - low) * ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// What was compared.
#[derive(Default)]
struct Compared {
    /// The formulas with a compiled counterpart: the mechanism, its quantity.
    quantities: BTreeSet<String>,
    /// Formulas that are part of others alone.
    inner: BTreeSet<String>,
    /// For each formula, the number of states at which what was written, singularities included, was evaluated.
    written: BTreeMap<String, usize>,
    singular_points: usize,
    values: usize,
    worst: f64,
}

impl Compared {
    fn assert_close(&mut self, what: &str, found: f64, compiled: f64, size: f64, inputs: &HashMap<&str, f64>) {
        // Both are infinite, or the size bounds the difference.
        let error = if found == compiled { 0.0 } else { (found - compiled).abs() / size };
        assert!(error <= WITHIN, "{what}: {found:e} as data, {compiled:e} compiled, of size {size:e}, at {inputs:?}");
        self.values += 1;
        self.worst = self.worst.max(error);
    }

    /// Compares all equations of a mechanism at many states.
    fn mechanism<M>(&mut self, module: &str)
    where
        M: Mechanism<f64> + Written + Parameters<f64> + Default,
    {
        let mut random = Uniform(M::EQUATIONS.fingerprint().hash() as u64);
        for _ in 0..STATES {
            self.state::<M>(module, &mut random, None);
        }
        for (name, singular) in singular_points(M::EQUATIONS) {
            self.singular_points += 1;
            for k in 0..=40 {
                let offset = 10_f64.powf(-12.0 + 9.0 * f64::from(k) / 40.0);
                for offset in [-offset, offset] {
                    self.state::<M>(module, &mut random, Some((name, singular + offset)));
                }
            }
            self.state::<M>(module, &mut random, Some((name, singular)));
        }
        let name = format!("{module}::{}", M::EQUATIONS.name());
        M::EQUATIONS.each(&mut |quantity, _| {
            let states = self.written.get(&format!("{name} {quantity:?}")).copied().unwrap_or_default();
            assert!(states > STATES / 2, "{name} {quantity:?} was evaluated as written at {states} states");
        });
    }

    fn state<M>(&mut self, module: &str, random: &mut Uniform, fixed: Option<(&'static str, f64)>)
    where
        M: Mechanism<f64> + Written + Parameters<f64> + Default,
    {
        let equations = M::EQUATIONS;
        let mut mechanism = M::default();
        if fixed.is_none() {
            for (k, parameter) in equations.parameters.iter().enumerate() {
                let default = parameter.info.default.unwrap_or(1.0);
                mechanism.set_parameter(k, default * random.next(0.5, 2.0));
            }
        } else {
            for (k, parameter) in equations.parameters.iter().enumerate() {
                mechanism.set_parameter(k, parameter.info.default.unwrap_or(1.0));
            }
        }
        let mut y = M::States::zeros();
        let mut given: Vec<(&'static str, f64)> = Vec::new();
        for variable in variables(equations) {
            given.push((variable.name, random.next(0.0, 1.0)));
        }
        for (k, state) in integrated(equations).enumerate() {
            y.as_mut()[k] = match state.kind {
                StateKind::Gate => random.next(0.0, 1.0),
                StateKind::Concentration => 10_f64.powf(random.next(-2.0, 3.0)),
                StateKind::Voltage | StateKind::Free => random.next(-2.0, 2.0),
            };
            given.push((state.name, y.as_ref()[k]));
        }
        let mut concentrations = vec![0.0; equations.info.reads.len()];
        for (value, name) in concentrations.iter_mut().zip(equations.info.reads) {
            *value = 10_f64.powf(random.next(-2.0, 4.0));
            given.push((name, *value));
        }
        let mut surroundings = [
            ("v", random.next(-120.0, 80.0)),
            ("v_pre", random.next(-120.0, 80.0)),
            ("celsius", random.next(0.0, 40.0)),
            ("t", random.next(0.0, 100.0)),
            ("area", random.next(0.001, 1.0)),
            ("i", random.next(-5.0, 5.0)),
            ("e", random.next(-100.0, 150.0)),
        ];
        if let Some((name, value)) = fixed {
            let name = if name == "v_post" { "v" } else { name };
            surroundings.iter_mut().find(|(own, _)| *own == name).expect("a potential").1 = value;
        }
        let [v, v_pre, celsius, t, area, i, e] = surroundings.map(|(_, value)| value);
        let wiring = Wiring { ion: 0, reads: [0, 1, 2, 3] };
        let at = At {
            context: Context { t, celsius, held: Held::NONE },
            v,
            v_pre,
            area,
            current: i,
            reversal: &[e],
            concentrations: &concentrations,
            wiring: &wiring,
        };
        for (name, value) in surroundings.into_iter().chain([("v_post", v)]) {
            let parameter = equations.parameters.iter().any(|parameter| parameter.info.name == name);
            if equations.inputs().contains(&name) && !parameter {
                given.push((name, value));
            }
        }
        for (k, parameter) in equations.parameters.iter().enumerate() {
            given.push((parameter.info.name, mechanism.parameter(k).expect("a parameter")));
        }
        self.compare(module, &mechanism, &at, y.as_ref(), &given);
    }

    fn compare<M>(&mut self, module: &str, mechanism: &M, at: &At<'_, f64>, y: &[f64], given: &[(&'static str, f64)])
    where
        M: Mechanism<f64> + Written + Parameters<f64> + Default,
    {
        let equations = M::EQUATIONS;
        let compiled = Compiled::new(mechanism, at, y);
        let factor = |name: &str| {
            let parameter = equations.parameters.iter().find(|p| p.info.name == name).map(|p| p.info.factor);
            let state = || equations.states.iter().find(|state| state.name == name).map(|state| state.factor);
            parameter.or_else(state).unwrap_or(1.0)
        };
        let inputs: HashMap<&'static str, f64> =
            given.iter().map(|(name, value)| (*name, value * factor(name))).collect();
        let data = equations.at(given).expect("names of the equations");
        let walk = Walk { equations, inputs: &inputs, form: Form::Regular };
        let name = format!("{module}::{}", equations.name());
        let mut each = Vec::new();
        equations.each(&mut |quantity, expr| each.push((quantity, expr)));
        for &(quantity, expr) in &each {
            self.against_the_second_evaluation(&name, quantity, expr, &data, &walk);
        }
        let mut check = |quantity: Quantity, compiled: f64, size: f64| {
            let what = format!("{name} {quantity:?}");
            self.assert_close(&what, data.quantity(quantity).expect("a value"), compiled, size, &inputs);
            self.quantities.insert(what);
        };
        if let Some(current) = &equations.current {
            check(Quantity::Current, compiled.flow.current, walk.expr(current).size);
        }
        let mut start = vec![0.0; variables(equations).count()];
        mechanism.start_variables(&mut start);
        for (variable, start) in variables(equations).zip(start) {
            let init = variable.init.as_ref().expect("a start");
            check(Quantity::Start(variable.name), start, walk.expr(init).size / variable.factor);
        }
        for (k, state) in integrated(equations).enumerate() {
            let x = Measured::exact(y[k]);
            let curve = |name: &str| walk.curve(state, name);
            let size = match &state.motion {
                Motion::Relax { .. } => {
                    let (inf, tau) = (curve("inf"), curve("tau"));
                    check(Quantity::Inf(state.name), compiled.target[k], inf.size);
                    // 1/τ has the relative size of τ.
                    check(Quantity::Tau(state.name), 1.0 / compiled.rate[k], tau.size);
                    inf.plus(x, -1.0).over(tau).size
                }
                Motion::Rates { .. } => {
                    let (alpha, beta) = (curve("alpha"), curve("beta"));
                    // With the gate closed its derivative is alpha, with it open −beta.
                    let [closed, open] = [0.0, 1.0].map(|x| {
                        let mut y = y.to_vec();
                        y[k] = x;
                        Compiled::new(mechanism, at, &y)
                    });
                    check(Quantity::Alpha(state.name), closed.derivatives[k], alpha.size);
                    check(Quantity::Beta(state.name), -open.derivatives[k], beta.size);
                    check(Quantity::Inf(state.name), compiled.target[k], curve("inf").size);
                    check(Quantity::Tau(state.name), 1.0 / compiled.rate[k], curve("tau").size);
                    alpha.size * (1.0 + x.size) + beta.size * x.size
                }
                Motion::Derivative(derivative) => walk.expr(derivative).size / state.factor,
            };
            check(Quantity::Derivative(state.name), compiled.derivatives[k], size);
            let size =
                state.init.as_ref().map_or_else(|| curve("inf").size, |init| walk.expr(init).size / state.factor);
            check(Quantity::Start(state.name), compiled.start[k], size);
        }
        let inner = each.iter().filter(|(quantity, _)| match quantity {
            Quantity::Definition(_) | Quantity::Q10(_) => true,
            // Runs judge the curve of a variable between events.
            Quantity::Derivative(x) => variables(equations).any(|variable| variable.name == *x),
            Quantity::Inf(x) | Quantity::Alpha(x) | Quantity::Beta(x) => {
                equations.states.iter().any(|state| state.name == *x && state.instantaneous)
            }
            _ => false,
        });
        self.inner.extend(inner.map(|(quantity, _)| format!("{name} {quantity:?}")));
        for (quantity, _) in &each {
            let what = format!("{name} {quantity:?}");
            assert!(self.quantities.contains(&what) || self.inner.contains(&what), "{what} was not compared");
        }
    }

    /// Compares a formula with the second evaluation of what was written, unless one of its quotients is close to 0/0.
    fn against_the_second_evaluation(
        &mut self,
        name: &str,
        quantity: Quantity,
        expr: &'static Expr,
        data: &Point<'_>,
        walk: &Walk<'_>,
    ) {
        let found = data.expr(expr).expect("a value");
        let regular = walk.expr(expr);
        self.assert_close(&format!("{name} {quantity:?}"), found, regular.value, regular.size, walk.inputs);
        let written = Walk { form: Form::Written, ..*walk }.expr(expr);
        if written.size <= 1e3 * regular.size {
            *self.written.entry(format!("{name} {quantity:?}")).or_default() += 1;
            self.assert_close(&format!("{name} {quantity:?}"), found, written.value, written.size, walk.inputs);
        }
    }
}

/// Returns true if a state moves from event to event.
fn is_variable(equations: &Equations, state: &State) -> bool {
    let variables = equations.info.events.map_or(&[][..], |events| events.variables);
    variables.iter().any(|variable| variable.name == state.name)
}

fn variables(equations: &'static Equations) -> impl Iterator<Item = &'static State> {
    equations.states.iter().filter(|state| is_variable(equations, state))
}

fn integrated(equations: &'static Equations) -> impl Iterator<Item = &'static State> {
    equations.states.iter().filter(|state| !state.instantaneous && !is_variable(equations, state))
}

/// Everything that the compiled equations give.
struct Compiled {
    target: Vec<f64>,
    rate: Vec<f64>,
    derivatives: Vec<f64>,
    start: Vec<f64>,
    flow: Flow<f64>,
}

impl Compiled {
    fn new<M: Mechanism<f64>>(mechanism: &M, at: &At<'_, f64>, y: &[f64]) -> Self {
        let mut x = M::Exps::zeros();
        mechanism.arguments(at, x.as_mut());
        f64::exp_all(x.as_mut());
        let zeros = vec![0.0; y.len()];
        let mut compiled = Compiled {
            target: zeros.clone(),
            rate: zeros.clone(),
            derivatives: zeros.clone(),
            start: y.to_vec(),
            flow: mechanism.flow(at, x.as_ref(), y),
        };
        mechanism.kinetics(at, x.as_ref(), y, &mut compiled.target, &mut compiled.rate);
        mechanism.derivatives(at, x.as_ref(), y, &mut compiled.derivatives);
        mechanism.start(at, x.as_ref(), &mut compiled.start);
        compiled
    }
}

/// Finds the potentials at which a removable singularity is, with the defaults of all parameters: the zero of the
/// argument of every Bernoulli function, which is linear in a potential.
fn singular_points(equations: &'static Equations) -> Vec<(&'static str, f64)> {
    let mut found: Vec<(&'static str, f64)> = Vec::new();
    let potentials = ["v", "v_pre", "v_post"].into_iter().filter(|name| equations.inputs().contains(name));
    for potential in potentials {
        equations.each(&mut |_, expr| {
            expr.visit(&mut |part| {
                let Expr::Removable { regular, .. } = part else { return };
                regular.visit(&mut |part| {
                    let Expr::Call(Function::Bernoulli, [u]) = part else { return };
                    let at = |v: f64| equations.at(&[(potential, v)]).ok()?.expr(u).ok();
                    let (Some(a), Some(b)) = (at(-1000.0), at(-999.0)) else { return };
                    let zero = ((-1000.0 - a / (b - a)) * 1e6).round() / 1e6;
                    if !found.contains(&(potential, zero)) {
                        found.push((potential, zero));
                    }
                });
            });
        });
    }
    found
}

/// Compares all mechanisms of some modules, whose names count.
macro_rules! compare {
    ($($module:ident { $($mechanism:ident)* })*) => {{
        let mut compared = Compared::default();
        $($(compared.mechanism::<$module::$mechanism>(stringify!($module));)*)*
        compared
    }};
}

#[test]
fn the_library_as_data_has_the_values_of_the_compiled_equations() {
    let compared = compare! {
        hodgkin_huxley_1952 { Na K Leak }
        connor_stevens_1971 { Na Kd A Leak }
        morris_lecar_1981 { Ca K Leak }
        destexhe_1994 { Ampa Nmda GabaA }
        pinsky_rinzel_1994 { Na Kdr CaHva KAhp KC Leak Calcium }
        wang_buzsaki_1996 { Na K Leak Gaba }
        liu_1998 { NaV CaS CaT A KCa Kd H Leak }
        prinz_2003 { NaV CaS CaT A KCa Kd H Leak CalciumBuffer }
        prinz_2004 { Cholinergic Glutamatergic }
        integrate_and_fire { PointLeak Upstroke Adaptation Parabola Recovery }
        stein_1965 { Delta }
        rall_1967 { Alpha }
        jahr_stevens_1990 { Nmda }
        tsodyks_markram_1997 { Depressing }
        destexhe_1998 { GabaB }
        tsodyks_1998 { Facilitating }
        song_2000 { Stdp }
        van_rossum_2000 { Stdp }
        fuhrmann_2002 { ShortTerm }
        gutig_2003 { Stdp }
        pfister_gerstner_2006 { TripletStdp }
        mongillo_2008 { Facilitating }
        roth_van_rossum_2009 { Exponential Biexponential }
    };
    println!("{} values, worst {:e} of the size", compared.values, compared.worst);
    // Every mechanism of the library, by its name and module.
    let listed = |what: &String| what.split(' ').next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = compared.quantities.iter().map(listed).collect();
    let all: BTreeSet<String> = PAPERS
        .iter()
        // A kick has nothing to compare.
        .flat_map(|paper| paper.mechanisms.iter().map(move |mechanism| (paper.module, mechanism)))
        .filter(|(_, mechanism)| mechanism.current.is_some() || !mechanism.states.is_empty())
        .map(|(module, mechanism)| format!("{module}::{}", mechanism.name()))
        .collect();
    assert_eq!(names, all);
    assert_eq!((names.len(), compared.quantities.len(), compared.inner.len()), (61, 333, 37));
    // Na and K of three papers, Kdr, beta of the calcium channel, and both rates of the sodium channel's activation.
    assert_eq!(compared.singular_points, 10);
}

#[test]
fn every_form_of_an_equation_has_its_value() {
    let compared = compare! { models { Everything Stepped Numeric Coupled Junction Pumped } };
    println!("{} values, worst {:e} of the size", compared.values, compared.worst);
    assert_eq!((compared.quantities.len(), compared.inner.len()), (109, 10));
    // The sinh and the expm1 of `Everything`; of `Numeric` all are at −40 mV.
    assert_eq!(compared.singular_points, 3);
}

/// Gates without a state are compared through their curves.
#[test]
fn instantaneous_gates_have_the_curves_of_the_compiled_ones() {
    let mut compared = Compared::default();
    let none = HashMap::new();
    for k in 0..=4000 {
        let v = -120.0 + 0.05 * f64::from(k);
        let mut check = |equations: &'static Equations, curve: &str, compiled: f64| {
            let at = [("v", v)];
            let found = equations.at(&at).expect("a potential").name(curve).expect("a curve");
            // 1 + tanh(x) has the size 1 where it is nearly 0.
            let size = if curve == "m_inf" { 1.0 } else { compiled.abs() };
            compared.assert_close(&format!("{} {curve} at {v}", equations.name()), found, compiled, size, &none);
        };
        let ca = morris_lecar_1981::Ca::default();
        check(morris_lecar_1981::Ca::EQUATIONS, "m_inf", ca.m_inf(v));
        let na = pinsky_rinzel_1994::Na::default();
        check(pinsky_rinzel_1994::Na::EQUATIONS, "m_alpha", na.m_alpha(v));
        check(pinsky_rinzel_1994::Na::EQUATIONS, "m_beta", na.m_beta(v));
        check(pinsky_rinzel_1994::Na::EQUATIONS, "m_inf", na.m_inf(v));
        let na = wang_buzsaki_1996::Na::default();
        check(wang_buzsaki_1996::Na::EQUATIONS, "m_alpha", na.m_alpha(v));
        check(wang_buzsaki_1996::Na::EQUATIONS, "m_beta", na.m_beta(v));
        check(wang_buzsaki_1996::Na::EQUATIONS, "m_inf", na.m_inf(v));
    }
    println!("{} values, worst {:e}", compared.values, compared.worst);
}

/// x/(1 − e⁻ˣ), x/(eˣ − 1), x/tanh x and x/sinh x with x = (v + 40)/10: Abramowitz & Stegun 1964, 23.1.1, 4.5.67, 4.5.65.
#[test]
fn removable_singularities_have_the_values_of_their_series() {
    let series = |gate: &str, x: f64| match gate {
        "l" => 1.0 - x / 2.0 + x.powi(2) / 12.0 - x.powi(4) / 720.0,
        "p" => 1.0 + x.powi(2) / 3.0 - x.powi(4) / 45.0,
        "q" | "r" => 1.0 - x.powi(2) / 6.0 + 7.0 * x.powi(4) / 360.0,
        _ => 1.0 + x / 2.0 + x.powi(2) / 12.0 - x.powi(4) / 720.0,
    };
    let mut count = 0;
    for state in models::Numeric::EQUATIONS.states {
        let offsets = (0..=40).map(|k| 10_f64.powf(-12.0 + 9.0 * f64::from(k) / 40.0));
        for offset in offsets.flat_map(|offset| [-offset, offset]).chain([0.0]) {
            let v = -40.0 + offset;
            let inputs = [("v", v)];
            let at = models::Numeric::EQUATIONS.at(&inputs).expect("a potential");
            let found = at.quantity(Quantity::Alpha(state.name)).expect("a rate");
            let truth = series(state.name, (v + 40.0) / 10.0);
            assert!((found - truth).abs() <= WITHIN, "{} at {v}: {found} for {truth}", state.name);
            count += 1;
        }
    }
    assert_eq!(count, 11 * 83);
}
