//! The division of states into those that are integrated and *variables*, which move from event to event in closed form; and
//! what follows from it for the connections into one compartment.
//!
//! All of it is decided from the formulas as written.

use super::definition::{Definition, Definitions};
use super::model::{Dynamics, Form, Model, POTENTIAL, State};
use crate::expr::{Expr, Kind};
use quote::format_ident;
use std::collections::{BTreeSet, HashSet};

/// A mechanism whose states are divided.
pub struct Division<'a> {
    model: &'a Model,
    definitions: Definitions,
    variables: BTreeSet<String>,
}

impl<'a> Division<'a> {
    /// Divides the states. A variable is a state of a synapse with events that no current and no other state depends on, and
    /// that moves by dx/dt = a + b x, with a and b made of parameters and numbers. Definitions are in the order of their
    /// dependence.
    pub fn new(model: &'a Model, order: &[Definition]) -> Self {
        let mut definitions = Definitions::default();
        order.iter().for_each(|definition| definitions.push(definition.clone()));
        let mut division = Division { model, definitions, variables: BTreeSet::new() };
        if model.is_driven_by_events() {
            let alone = model.integrated().filter(|state| division.moves_alone(state));
            division.variables = alone.map(|state| state.ident.to_string()).collect();
            // What an integrated state depends on is integrated as well.
            loop {
                let (used, before) = (division.continuous_names(), division.variables.len());
                division.variables.retain(|name| !used.contains(name));
                if division.variables.len() == before {
                    break;
                }
            }
        }
        division
    }

    /// True if a state is a variable.
    pub fn is_variable(&self, state: &State) -> bool {
        self.variables.contains(&state.ident.to_string())
    }

    /// Returns the states that are integrated.
    fn integrated(&self) -> impl Iterator<Item = &State> {
        self.model.integrated().filter(|state| !self.is_variable(state))
    }

    /// Returns the variables.
    pub fn variables(&self) -> impl Iterator<Item = &State> {
        self.model.integrated().filter(|state| self.is_variable(state))
    }

    /// Returns the formula with its definitions written out.
    fn whole(&self, expr: &Expr) -> Expr {
        self.definitions.write_out(expr)
    }

    /// Returns dx/dt of a state, with definitions written out.
    pub fn motion(&self, state: &State) -> Expr {
        self.whole(&motion(state))
    }

    /// Returns the initial value of a state, with definitions written out.
    pub fn start(&self, state: &State) -> Expr {
        self.whole(&start(state))
    }

    /// Returns the names that the current and the integrated states depend on, directly or through definitions.
    pub fn continuous_names(&self) -> HashSet<String> {
        let mut names = HashSet::new();
        let mut add = |expr: &Expr| names.extend(self.definitions.dependence(expr));
        self.model.current.iter().for_each(&mut add);
        for state in self.integrated() {
            add(&motion(state));
            add(&start(state));
        }
        names
    }

    /// True if a state moves by dx/dt = a + b x from a start that parameters and numbers give, as do a and b.
    fn moves_alone(&self, state: &State) -> bool {
        let (motion, name) = (self.motion(state), state.ident.to_string());
        self.sees_only(&motion, &|other| other == name)
            && is_linear(&motion, &|part| part.uses(&name))
            && self.sees_only(&self.start(state), &|_| false)
    }

    /// True if a formula without definitions has no names but those of parameters and `others`.
    fn sees_only(&self, expr: &Expr, others: &dyn Fn(&str) -> bool) -> bool {
        let mut names = expr.names().into_iter().map(ToString::to_string);
        names.all(|name| self.model.has_parameter(&name) || others(&name))
    }

    /// For each parameter, returns true if events and variables alone depend on it.
    pub fn of_events(&self) -> Vec<bool> {
        let continuous = self.continuous_names();
        self.model.parameters.iter().map(|parameter| !continuous.contains(&parameter.ident.to_string())).collect()
    }

    /// For each parameter, returns true if it is a factor of the current and of nothing else.
    pub fn factors(&self) -> Vec<bool> {
        let current = self.model.current.as_ref().map(|current| self.whole(current));
        let is_factor = |name: &str| {
            let zero = |other: &str| (other == name).then(|| Expr::number(0.0));
            let of_current = current.as_ref().is_some_and(|current| {
                current.uses(name)
                    && is_linear(current, &|part| part.uses(name))
                    && current.substitute(&zero).simplify().as_number() == Some(0.0)
            });
            of_current
                && !self.model.integrated().any(|state| self.motion(state).uses(name) || self.start(state).uses(name))
                && !self.model.jumps().any(|(_, jump)| self.whole(&jump.value).uses(name))
        };
        self.model.parameters.iter().map(|parameter| is_factor(&parameter.ident.to_string())).collect()
    }

    /// True if the integrated states of several connections add up to one set, whose current is the sum of theirs: current and
    /// derivatives are linear in the states, events add to them what does not depend on them, and they begin at 0.
    pub fn merges(&self) -> bool {
        let names: BTreeSet<String> = self.integrated().map(|state| state.ident.to_string()).collect();
        let is_state = |name: &str| names.contains(name);
        let uses = |expr: &Expr| expr.names().into_iter().any(|name| is_state(&name.to_string()));
        let at_zero = |expr: &Expr| expr.substitute(&|name| is_state(name).then(|| Expr::number(0.0))).simplify();
        let is_zero = |expr: &Expr| at_zero(expr).as_number() == Some(0.0);
        let proportional = |expr: &Expr| is_linear(expr, &uses) && is_zero(expr);
        let adds_up = |state: &State| {
            let motion = self.motion(state);
            self.sees_only(&motion, &is_state)
                && proportional(&motion)
                && is_zero(&self.start(state))
                && is_unbounded(state)
        };
        let current = self.model.current.as_ref().map(|current| self.whole(current));
        let flows = |current: &Expr| {
            self.sees_only(current, &|name| is_state(name) || name == POTENTIAL) && proportional(current)
        };
        let separate = |target: &str, value: &Expr| {
            if !is_state(target) {
                // The change of one connection would see the states of all.
                return !uses(value);
            }
            let added = value.substitute(&|name| (name == target).then(|| Expr::number(0.0)));
            is_linear(value, &uses)
                && value.derivative(target).simplify().as_number() == Some(1.0)
                && !uses(&added)
                && !added.uses(POTENTIAL)
        };
        self.model.is_driven_by_events()
            && !names.is_empty()
            && self.integrated().all(adds_up)
            && current.as_ref().is_none_or(flows)
            && self.model.jumps().all(|(_, jump)| separate(&jump.target.to_string(), &self.whole(&jump.value)))
    }
}

/// Returns dx/dt as one formula.
fn motion(state: &State) -> Expr {
    let x = Expr::name(state.ident.clone());
    match &state.dynamics {
        Dynamics::Relax { .. } => Expr::div(Expr::sub(curve(state, "inf"), x), curve(state, "tau")),
        Dynamics::Rates { .. } => {
            let opening = Expr::mul(curve(state, "alpha"), Expr::sub(Expr::number(1.0), x.clone()));
            Expr::sub(opening, Expr::mul(curve(state, "beta"), x))
        }
        Dynamics::Derivative(derivative) => derivative.clone(),
        // Without an equation nothing is expanded.
        Dynamics::Unknown => Expr::number(0.0),
    }
}

/// Returns the initial value.
fn start(state: &State) -> Expr {
    state.init.clone().unwrap_or_else(|| curve(state, "inf"))
}

fn curve(state: &State, suffix: &str) -> Expr {
    Expr::name(format_ident!("{}_{}", state.ident, suffix, span = state.ident.span()))
}

/// True if sums of possible values are possible.
fn is_unbounded(state: &State) -> bool {
    let bounds = [&state.minimum, &state.maximum];
    state.unchecked || state.form == Form::Free && bounds.into_iter().flatten().all(|bound| bound.value == 0.0)
}

/// True if a formula is a + b x, where x are the names that `uses` finds, and neither a nor b contains them.
fn is_linear(expr: &Expr, uses: &dyn Fn(&Expr) -> bool) -> bool {
    let linear = |part: &Expr| is_linear(part, uses);
    if !uses(expr) {
        return true;
    }
    match &expr.kind {
        Kind::Name(_) => true,
        Kind::Neg(a) => linear(a),
        Kind::Add(a, b) | Kind::Sub(a, b) => linear(a) && linear(b),
        Kind::Mul(a, b) => !uses(a) && linear(b) || !uses(b) && linear(a),
        Kind::Div(a, b) => !uses(b) && linear(a),
        Kind::If { cond, then, otherwise } => {
            let mut decided = false;
            cond.each_compared(&mut |compared| decided |= uses(compared));
            !decided && linear(then) && linear(otherwise)
        }
        Kind::Number(_) | Kind::Pow(..) | Kind::Call(..) => false,
    }
}
