//! Values that a mechanism cannot have: parameters out of plausible ranges, and curves with impossible values at
//! physiological potentials and concentrations.

use super::model::{Dynamics, Form as StateForm, Model, State};
use super::scope::concentrations;
use crate::errors::Errors;
use crate::expr::dimension::narrowest;
use crate::expr::{Expr, Kind as Form};
use crate::plausible::check_quantity;
use proc_macro2::Ident;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

/// Checks that defaults and bounds are plausible, and returns the names of parameters where they are not. A parameter
/// that is `suspected` to have the wrong unit is not checked.
pub fn check_parameters_are_plausible(
    model: &Model,
    suspected: &HashSet<String>,
    errors: &mut Errors,
) -> HashSet<String> {
    let mut found = HashSet::new();
    for parameter in model.parameters.iter().filter(|parameter| parameter.readable) {
        let (name, before) = (parameter.ident.to_string(), errors.len());
        // A value of another dimension has been reported.
        for value in parameter.values().filter(|value| value.dimension == parameter.dimension()) {
            if !suspected.contains(&name) {
                check_quantity(value, model.place(), errors);
            }
        }
        if errors.len() > before {
            found.insert(name);
        }
    }
    found
}

/// A steady state is from 0 to 1, a time constant positive, a rate or concentration not negative.
#[derive(Clone, Copy)]
enum Rule {
    Fraction,
    Time,
    Rate,
    Concentration,
}

/// Published fits leave the range a little: the A current of Connor & Stevens opens to 1.012.
const FRACTION: f64 = 0.05;

/// A rate may be a little negative, relative to its size, where a paper joins two branches.
const RATE: f64 = 1e-3;

/// Checks that steady states are from 0 to 1 and rates are positive, at physiological potentials and concentrations and
/// with the declared defaults. Curves that depend on a parameter without a default, or on a doubtful name, are not
/// checked.
pub fn check_curves_are_possible(model: &Model, doubtful: &HashSet<String>, errors: &mut Errors) {
    for state in model.states.iter().filter(|state| state.readable && !state.unchecked) {
        let name = &state.ident;
        if doubtful.contains(&name.to_string()) {
            continue;
        }
        let mut judge = |curve: &Expr, rule: Rule, what: &str, way_out: &str| {
            if let Some(message) = worst(model, doubtful, curve, rule) {
                errors.push(narrowest(curve), format!("{what} `{name}` {message}; {way_out}"));
            }
        };
        let unchecked = "if it is meant, add `unchecked` to the gate";
        match &state.dynamics {
            Dynamics::Relax { inf, tau } => {
                judge(inf, Rule::Fraction, "the steady state of gate", unchecked);
                if let Some(tau) = tau {
                    judge(tau, Rule::Time, "the time constant of gate", unchecked);
                }
            }
            Dynamics::Rates { alpha, beta } => {
                judge(alpha, Rule::Rate, "the opening rate of gate", unchecked);
                judge(beta, Rule::Rate, "the closing rate of gate", unchecked);
            }
            Dynamics::Derivative(_) | Dynamics::Unknown => {}
        }
        match (&state.init, state.form) {
            (Some(init), StateForm::Gate) => judge(init, Rule::Fraction, "the start of gate", unchecked),
            (Some(init), StateForm::Concentration) => {
                judge(init, Rule::Concentration, "the start of", "a concentration is not negative");
            }
            _ => {}
        }
    }
    check_q10_is_positive(model, doubtful, errors);
}

/// Checks that every Q10 is positive: rates are multiplied by it for every 10 degrees.
fn check_q10_is_positive(model: &Model, doubtful: &HashSet<String>, errors: &mut Errors) {
    for q10 in model.q10s() {
        if Sample::new(model, doubtful, Point::REST).of(&q10.factor) <= 0.0 {
            errors.push(q10.factor.span, "a Q10 is positive: `q10 = 3 at 6.3degC`");
        }
    }
}

/// Returns the message about a curve at its worst point, if it breaks the rule.
fn worst(model: &Model, doubtful: &HashSet<String>, curve: &Expr, rule: Rule) -> Option<String> {
    let mut marked = false;
    curve.visit(&mut |part| marked |= matches!(&part.kind, Form::Number(number) if number.unchecked));
    if marked {
        return None;
    }
    let samples: Vec<(Point, f64)> = Point::all()
        .filter_map(|point| {
            let sample = Sample::new(model, doubtful, point);
            let value = sample.of(curve);
            (value.is_finite() && !sample.unknown.get()).then_some((point, value))
        })
        .collect();
    let by_value = |a: &&(Point, f64), b: &&(Point, f64)| a.1.total_cmp(&b.1);
    let least = samples.iter().min_by(by_value)?;
    let most = samples.iter().max_by(by_value)?;
    let size = least.1.abs().max(most.1.abs());
    let at = |point: Point| match curve_sees(model, curve) {
        Sees::Nothing => String::new(),
        Sees::Potential(name) => format!(" at {name} = {}mV", point.v),
        Sees::Concentration(name) => format!(" at {name} = {}uM", point.concentration),
    };
    match rule {
        Rule::Fraction if most.1 > 1.0 + FRACTION => {
            Some(format!("is {}{}; an open fraction lies between 0 and 1", short(most.1), at(most.0)))
        }
        Rule::Fraction if least.1 < -FRACTION => {
            Some(format!("is {}{}; an open fraction lies between 0 and 1", short(least.1), at(least.0)))
        }
        Rule::Time if size == 0.0 => Some("is 0; a gate without one is `instantaneous`".to_owned()),
        Rule::Time | Rule::Rate | Rule::Concentration if least.1 < -RATE * size => {
            let unit = match rule {
                Rule::Time => "ms",
                Rule::Rate => "/ms",
                _ => "uM",
            };
            Some(format!("is {}{unit}{}", short(least.1), at(least.0)))
        }
        _ => None,
    }
}

/// Rounds a number to four digits.
fn short(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}

/// The input of a curve that the message names.
enum Sees {
    Nothing,
    Potential(String),
    Concentration(String),
}

fn curve_sees(model: &Model, curve: &Expr) -> Sees {
    let mut names: Vec<String> = curve.names().into_iter().map(Ident::to_string).collect();
    let mut k = 0;
    while k < names.len() {
        if let Some(inner) = definition(model, &names[k]) {
            let inner: Vec<String> = inner.names().into_iter().map(Ident::to_string).collect();
            names.extend(inner.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        }
        k += 1;
    }
    let potential = |name: &String| ["v", "v_pre", "v_post"].contains(&name.as_str());
    if let Some(name) = names.iter().find(|name| potential(name)) {
        return Sees::Potential(name.clone());
    }
    let concentrations = concentrations(model);
    match names.into_iter().find(|name| concentrations.contains(name)) {
        Some(name) => Sees::Concentration(name),
        None => Sees::Nothing,
    }
}

fn definition<'a>(model: &'a Model, name: &str) -> Option<&'a Expr> {
    model.definitions.iter().find(|(ident, _)| ident == name).map(|(_, expr)| expr)
}

/// A point where curves are evaluated: a potential (mV), a concentration (µM), a state of gates.
#[derive(Clone, Copy)]
struct Point {
    v: f64,
    concentration: f64,
    gate: f64,
}

impl Point {
    const REST: Self = Point { v: -60.0, concentration: 0.05, gate: 0.5 };

    /// Returns all points. Potentials are from below every reversal potential to the peak of a spike, also for models
    /// with their rest at 0.
    fn all() -> impl Iterator<Item = Self> {
        let potentials = (0..20).map(|k| f64::from(k) * 10.0 - 100.0);
        let rest = [(0.05, 0.5), (1.0, 0.0), (1.0, 1.0), (50.0, 0.5)];
        potentials.flat_map(move |v| rest.map(|(concentration, gate)| Point { v, concentration, gate }))
    }
}

/// The values of names at a point; NaN if not known.
struct Sample<'a> {
    model: &'a Model,
    doubtful: &'a HashSet<String>,
    point: Point,
    known: RefCell<HashMap<String, f64>>,
    /// True if a name was asked for that is not known.
    unknown: Cell<bool>,
}

impl<'a> Sample<'a> {
    fn new(model: &'a Model, doubtful: &'a HashSet<String>, point: Point) -> Self {
        Sample { model, doubtful, point, known: RefCell::default(), unknown: Cell::new(false) }
    }

    fn of(&self, expr: &Expr) -> f64 {
        expr.evaluate(&|name| self.name(name))
    }

    fn name(&self, name: &str) -> f64 {
        if let Some(value) = self.known.borrow().get(name) {
            return *value;
        }
        // A name that depends on itself finds this NaN.
        self.known.borrow_mut().insert(name.to_owned(), f64::NAN);
        let value = self.lookup(name);
        self.unknown.set(self.unknown.get() || value.is_nan());
        self.known.borrow_mut().insert(name.to_owned(), value);
        value
    }

    fn lookup(&self, name: &str) -> f64 {
        let model = self.model;
        let gate = name.rsplit_once('_').map_or(name, |(gate, _)| gate);
        if self.doubtful.contains(name) || self.doubtful.contains(gate) {
            return f64::NAN;
        }
        match name {
            "v" | "v_pre" | "v_post" => return self.point.v,
            "celsius" => return 20.0,
            _ => {}
        }
        if let Some(parameter) = model.parameters.iter().find(|parameter| parameter.ident == name) {
            return parameter.default.as_ref().map_or(f64::NAN, |value| value.value);
        }
        if let Some(expr) = definition(model, name) {
            return self.of(expr);
        }
        if model.states.iter().any(|state| state.ident == name && state.form == StateForm::Gate) {
            return self.point.gate;
        }
        if concentrations(model).iter().any(|own| own == name) {
            // The concentration outside is taken as a thousand times that inside.
            return if name.ends_with("_out") { 1e3 * self.point.concentration } else { self.point.concentration };
        }
        model.states.iter().find_map(|state| self.curve(state, name)).unwrap_or(f64::NAN)
    }

    /// Returns the value of `m_inf`, `m_tau` and so on.
    fn curve(&self, state: &State, name: &str) -> Option<f64> {
        let part = name.strip_prefix(&state.ident.to_string())?.strip_prefix('_')?;
        match (&state.dynamics, part) {
            (Dynamics::Relax { inf, .. }, "inf") => Some(self.of(inf)),
            (Dynamics::Relax { tau: Some(tau), .. }, "tau") => Some(self.of(tau)),
            (Dynamics::Rates { alpha, .. }, "alpha") => Some(self.of(alpha)),
            (Dynamics::Rates { beta, .. }, "beta") => Some(self.of(beta)),
            (Dynamics::Rates { alpha, beta }, "inf") => {
                let (alpha, beta) = (self.of(alpha), self.of(beta));
                Some(alpha / (alpha + beta))
            }
            (Dynamics::Rates { alpha, beta }, "tau") => Some(1.0 / (self.of(alpha) + self.of(beta))),
            _ => None,
        }
    }
}
