//! Values that a mechanism cannot have: parameters out of plausible ranges, and curves with impossible values at
//! physiological potentials and concentrations.

use super::definition::names_within;
use super::model::{Dynamics, Form as StateForm, Model, State};
use super::scope::concentrations;
use crate::errors::Errors;
use crate::expr::dimension::narrowest;
use crate::expr::finite::{NoValue, short};
use crate::expr::{Expr, Kind as Form};
use crate::plausible::{check_quantity, fastest_gate};
use crate::unit::Dimension;
use proc_macro2::Span;
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

/// A steady state is from 0 to 1, a time constant positive and not below 5 µs everywhere, a rate or concentration not negative.
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

/// What all curves of a mechanism are judged by.
struct Judge<'a> {
    model: &'a Model,
    /// Names whose meaning is unclear.
    doubtful: &'a HashSet<String>,
    /// °C
    celsius: f64,
}

impl Judge<'_> {
    /// Returns where a curve has a value: the potential or the concentration that it sees, and the temperature if it sees
    /// it.
    fn place(&self, curve: &Expr, point: Point) -> String {
        let names = names_within(&self.model.definitions, curve);
        let concentrations = concentrations(self.model);
        let potential = names.iter().find(|name| ["v", "v_pre", "v_post"].contains(&name.as_str()));
        let mut parts = Vec::new();
        if let Some(name) = potential {
            parts.push(format!("{name} = {}mV", point.v));
        } else if let Some(name) = names.iter().find(|name| concentrations.contains(name)) {
            parts.push(format!("{name} = {}uM", point.concentration));
        }
        if names.iter().any(|name| name == "celsius") {
            parts.push(format!("celsius = {}degC", self.celsius));
        }
        if parts.is_empty() { String::new() } else { format!(" at {}", parts.join(" and ")) }
    }
}

/// Checks that steady states are from 0 to 1 and rates are positive, at physiological potentials and concentrations and
/// with the declared defaults. Curves that depend on a parameter without a default, or on a doubtful name, are not
/// checked.
pub fn check_curves_are_possible(model: &Model, doubtful: &HashSet<String>, errors: &mut Errors) {
    let judge = Judge { model, doubtful, celsius: temperature(model) };
    for state in model.states.iter().filter(|state| state.readable && !state.unchecked) {
        let name = &state.ident;
        if doubtful.contains(&name.to_string()) {
            continue;
        }
        let mut check = |curve: &Expr, rule: Rule, what: &str, way_out: &str| {
            if let Some((span, message)) = no_value(&judge, curve) {
                errors.push(span, format!("{what} `{name}` {message}; {way_out}"));
            } else if let Some(message) = worst(&judge, curve, rule) {
                errors.push(narrowest(curve), format!("{what} `{name}` {message}; {way_out}"));
            }
        };
        let unchecked = "if it is meant, add `unchecked` to the gate";
        match &state.dynamics {
            Dynamics::Relax { inf, tau } => {
                check(inf, Rule::Fraction, "the steady state of gate", unchecked);
                if let Some(tau) = tau {
                    check(tau, Rule::Time, "the time constant of gate", unchecked);
                }
            }
            Dynamics::Rates { alpha, beta } => {
                check(alpha, Rule::Rate, "the opening rate of gate", unchecked);
                check(beta, Rule::Rate, "the closing rate of gate", unchecked);
            }
            Dynamics::Derivative(_) | Dynamics::Unknown => {}
        }
        match (&state.init, state.form) {
            (Some(init), StateForm::Gate) => check(init, Rule::Fraction, "the start of gate", unchecked),
            (Some(init), StateForm::Concentration) => {
                check(init, Rule::Concentration, "the start of", "a concentration is not negative");
            }
            _ => {}
        }
    }
    check_q10_is_positive(&judge, errors);
}

/// Checks that equations have values whatever their names are: nothing divides by 0 or takes a logarithm of a negative
/// number. Curves are judged more closely by [`check_curves_are_possible`].
pub fn check_constants_are_numbers(model: &Model, errors: &mut Errors) {
    let equations = model.definitions.iter().map(|(_, expr)| expr).chain(&model.current);
    let derivatives = model.states.iter().filter_map(|state| state.dynamics.derivative());
    let jumps = model.jumps().map(|(_, jump)| &jump.value);
    for expr in equations.chain(derivatives).chain(jumps) {
        if let Err(NoValue { span, what }) = expr.value(&|_| None) {
            errors.push(span, format!("this equation {what}"));
        }
    }
}

/// Returns the token and the message about a curve that has no value somewhere.
fn no_value(judge: &Judge<'_>, curve: &Expr) -> Option<(Span, String)> {
    // A removable 0/0 has a value.
    let whole = written_out(judge.model, curve)?.lower().remove_singularities();
    // Between the usual points, a curve may have none where the paper's numbers are.
    let mut points: Vec<Point> = Point::all().collect();
    whole.visit(&mut |part| {
        if let Form::Number(number) = &part.kind
            && number.dimension.is_none_or(|dimension| dimension == Dimension::VOLTAGE)
            && number.value.abs() < 120.0
        {
            points.extend([number.value, -number.value].map(|v| Point { v, ..Point::REST }));
        }
    });
    let found: Vec<(Span, String, bool)> = points
        .iter()
        .filter_map(|point| {
            let sample = Sample::new(judge, *point);
            let names = |name: &str| Some(sample.name(name)).filter(|value| value.is_finite());
            let NoValue { span, what } = whole.value(&names).err()?;
            let message = format!("{what}{}", judge.place(curve, *point));
            Some((span, message, sample.of(&whole).is_finite()))
        })
        .collect();
    // A curve such as `1 / (1 + 1 / v^2)` has a value where a part of it has none, but none that has none everywhere.
    let everywhere = found.len() == points.len();
    found.into_iter().find(|(_, _, finite)| everywhere || !finite).map(|(span, message, _)| (span, message))
}

/// The largest number of definitions that are written out in a curve.
const WRITTEN_OUT: usize = 50;

/// Returns a formula with its definitions without functions written out, as in generated code, so that a 0/0 across them
/// is found; `None` if there are too many, or a circle of them.
fn written_out(model: &Model, expr: &Expr) -> Option<Expr> {
    let count = Cell::new(0);
    let whole = write_out(model, expr, &count);
    (count.get() <= WRITTEN_OUT).then_some(whole)
}

fn write_out(model: &Model, expr: &Expr, count: &Cell<usize>) -> Expr {
    expr.substitute(&|name| {
        let inner = definition(model, name).filter(|expr| expr.is_algebraic())?;
        count.set(count.get() + 1);
        (count.get() <= WRITTEN_OUT).then(|| write_out(model, inner, count))
    })
}

/// Checks that every Q10 is positive: rates are multiplied by it for every 10 degrees.
fn check_q10_is_positive(judge: &Judge<'_>, errors: &mut Errors) {
    for q10 in judge.model.q10s() {
        if Sample::new(judge, Point::REST).of(&q10.factor) <= 0.0 {
            errors.push(q10.factor.span, "a Q10 is positive: `q10 = 3 at 6.3degC`");
        }
    }
}

/// Returns the message about a curve at its worst point, if it breaks the rule.
fn worst(judge: &Judge<'_>, curve: &Expr, rule: Rule) -> Option<String> {
    let parameters = &judge.model.parameters;
    let is_meant = |part: &Expr| match &part.kind {
        Form::Number(number) => number.unchecked,
        Form::Name(name) => parameters.iter().any(|own| own.ident == *name && own.is_unchecked()),
        _ => false,
    };
    let mut marked = false;
    curve.visit(&mut |part| marked |= is_meant(part));
    if marked {
        return None;
    }
    let samples: Vec<(Point, f64)> = Point::all()
        .filter_map(|point| {
            let sample = Sample::new(judge, point);
            let value = sample.of(curve);
            (value.is_finite() && !sample.unknown.get()).then_some((point, value))
        })
        .collect();
    let by_value = |a: &&(Point, f64), b: &&(Point, f64)| a.1.total_cmp(&b.1);
    let least = samples.iter().min_by(by_value)?;
    let most = samples.iter().max_by(by_value)?;
    let size = least.1.abs().max(most.1.abs());
    let at = |point: Point| judge.place(curve, point);
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
        Rule::Time if most.1 < fastest_gate() => Some(format!(
            "is at most {}ms{}, and no gate is faster than {}ms; if the paper counts in s, write its times in it, as in \
             `0.001s`",
            short(most.1),
            at(most.0),
            fastest_gate()
        )),
        _ => None,
    }
}

/// Returns the temperature at which curves are judged, °C: the one that the mechanism names, in a Q10 or beside `celsius`.
fn temperature(model: &Model) -> f64 {
    if let Some(q10) = model.q10s().next() {
        return q10.reference;
    }
    let mut found = None;
    for expr in model.equations() {
        expr.visit(&mut |part| {
            if let Form::Add(a, b) | Form::Sub(a, b) = &part.kind
                && found.is_none()
                && matches!(&a.kind, Form::Name(name) if name == "celsius")
                && let Form::Number(number) = &b.kind
                && (number.absolute_temperature || number.dimension.is_none() && matches!(part.kind, Form::Sub(..)))
            {
                found = Some(number.value);
            }
        });
    }
    found.unwrap_or(20.0)
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
    judge: &'a Judge<'a>,
    point: Point,
    known: RefCell<HashMap<String, f64>>,
    /// True if a name was asked for that is not known.
    unknown: Cell<bool>,
}

impl<'a> Sample<'a> {
    fn new(judge: &'a Judge<'a>, point: Point) -> Self {
        Sample { judge, point, known: RefCell::default(), unknown: Cell::new(false) }
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
        let Judge { model, doubtful, celsius } = self.judge;
        let gate = name.rsplit_once('_').map_or(name, |(gate, _)| gate);
        if doubtful.contains(name) || doubtful.contains(gate) {
            return f64::NAN;
        }
        match name {
            "v" | "v_pre" | "v_post" => return self.point.v,
            "celsius" => return *celsius,
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
