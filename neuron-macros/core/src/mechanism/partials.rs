//! Partial derivatives of a mechanism's equations, with respect to the potentials, the reversal potential, the ion's
//! current, time, the concentrations it reads and its own states.

use super::check::Checked;
use super::equations::{Equations, Motion, StateEquation};
use super::model::{Kind, Model};
use super::writer::Writer;
use crate::expr::Expr;
use crate::tokens::path;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};
use std::collections::{BTreeSet, HashMap};

/// Returns the names of the inputs that the equations see, in the order of the runtime's `Input`. An input that they do
/// not see is an empty name.
fn inputs(model: &Model, checked: &Checked) -> Vec<String> {
    let (v, pre) = if model.kind == Kind::Synapse { ("v_post", "v_pre") } else { ("v", "v_pre") };
    let ion_current = if model.kind == Kind::Pool { "i" } else { "" };
    let reversal = if model.has_parameter("e") { "" } else { "e" };
    let names = [v, pre, reversal, ion_current, "t"].map(str::to_owned);
    names.into_iter().chain(checked.reads.iter().cloned()).collect()
}

/// The partial derivatives of one formula, without those that are 0.
struct Slopes {
    /// Partial derivatives with respect to inputs, with the number of the input.
    inputs: Vec<(usize, Expr)>,
    /// Partial derivatives with respect to states, with the number of the state.
    states: Vec<(usize, Expr)>,
}

/// All partial derivatives of a mechanism.
pub(super) struct Partials<'a> {
    equations: &'a Equations,
    inputs: Vec<String>,
    states: Vec<Slopes>,
    current: Slopes,
}

impl<'a> Partials<'a> {
    pub(super) fn new(model: &Model, equations: &'a Equations, checked: &Checked) -> Self {
        let mut partials = Partials {
            equations,
            inputs: inputs(model, checked),
            states: Vec::new(),
            current: Slopes { inputs: Vec::new(), states: Vec::new() },
        };
        partials.states = equations.states.iter().map(|state| partials.slopes(&derivative(state))).collect();
        if let Some(current) = &equations.current {
            partials.current = partials.slopes(&current.value);
        }
        partials
    }

    fn slopes(&self, formula: &Expr) -> Slopes {
        let names = self.equations.definitions.dependence(formula);
        let nonzero = |by: &str| {
            let slope = names.contains(by).then(|| self.total(formula, by))?;
            (slope.as_number() != Some(0.0)).then_some(slope)
        };
        // A state is kept in its own unit, and equations see it in internal units.
        let by_state = |(k, state): (usize, &StateEquation)| {
            let slope = nonzero(&state.ident.to_string())?;
            Some((k, if state.factor == 1.0 { slope } else { Expr::mul(slope, Expr::number(state.factor)).simplify() }))
        };
        Slopes {
            inputs: self.inputs.iter().enumerate().filter_map(|(k, by)| Some((k, nonzero(by)?))).collect(),
            states: self.equations.states.iter().enumerate().filter_map(by_state).collect(),
        }
    }

    /// Returns the derivative of a formula with respect to a name. Definitions in it are differentiated too; their
    /// derivatives are local variables.
    fn total(&self, formula: &Expr, by: &str) -> Expr {
        let definitions = &self.equations.definitions;
        let mut sum = formula.derivative(by);
        for place in definitions.places_in(formula) {
            if definitions.dependence_at(place).contains(by) {
                let name = &definitions.at(place).ident;
                let inner = Expr::name(local(name, by));
                sum = Expr::add(sum, Expr::mul(formula.derivative(&name.to_string()), inner));
            }
        }
        sum.simplify()
    }

    /// True if a formula uses a name, directly or through definitions.
    fn sees(&self, formula: &Expr, by: &str) -> bool {
        self.equations.definitions.dependence(formula).contains(by)
    }

    /// True if the derivative of a state depends on another state, or the steady state or rate of a gate on that gate.
    fn coupled(&self) -> bool {
        let others = |(k, slopes): (usize, &Slopes)| slopes.states.iter().any(|(by, _)| *by != k);
        self.states.iter().enumerate().any(others) || self.equations.states.iter().any(|state| self.is_bent(state))
    }

    /// True if the derivative of a gate is not linear in that gate.
    fn is_bent(&self, gate: &StateEquation) -> bool {
        let by = gate.ident.to_string();
        let named = |ident: &Ident| self.sees(&Expr::name(ident.clone()), &by);
        match &gate.motion {
            Motion::Relax { inf, rate } => named(inf) || self.sees(rate, &by),
            Motion::Rates { alpha, beta } => named(alpha) || named(beta),
            Motion::Derivative { .. } => false,
        }
    }

    /// Returns the inputs on which the states and the current depend, as a constant of the runtime.
    pub(super) fn dependence(&self) -> TokenStream {
        let (dependence, inputs) = (path("Dependence"), path("Inputs"));
        let write = |of: &[&Slopes]| {
            let uses = |k: usize| of.iter().any(|slopes| slopes.inputs.iter().any(|(by, _)| *by == k));
            let [v, pre, reversal, ion_current, time] = [0, 1, 2, 3, 4].map(uses);
            let reads = (5..self.inputs.len()).map(uses);
            quote!(#inputs {
                v: #v, pre: #pre, reversal: #reversal, ion_current: #ion_current, time: #time, reads: &[#(#reads),*],
            })
        };
        let coupled = self.coupled();
        let (states, current) = (write(&self.states.iter().collect::<Vec<_>>()), write(&[&self.current]));
        quote!(#dependence { coupled: #coupled, states: #states, current: #current })
    }

    /// Returns statements that write the partial derivatives of the states' derivatives into `to`.
    pub(super) fn of_states(&self, writer: &Writer<'_>, to: &Ident) -> TokenStream {
        let number = Literal::usize_unsuffixed;
        let mut results = Vec::new();
        for (k, slopes) in self.states.iter().enumerate() {
            let k = number(k);
            for (by, expr) in &slopes.inputs {
                let by = number(*by);
                results.push((quote!(#to.states[#by][#k]), expr));
            }
            for (by, expr) in &slopes.states {
                let by = number(*by);
                results.push((quote!(#to.own[#k][#by]), expr));
            }
        }
        self.statements(writer, &results)
    }

    /// Returns statements that write the partial derivatives of the current into `to`.
    pub(super) fn of_current(&self, writer: &Writer<'_>, to: &Ident) -> TokenStream {
        let number = Literal::usize_unsuffixed;
        let mut results = Vec::new();
        for (by, expr) in &self.current.inputs {
            let by = number(*by);
            results.push((quote!(#to.current[#by]), expr));
        }
        for (by, expr) in &self.current.states {
            let by = number(*by);
            results.push((quote!(#to.current_by_states[#by]), expr));
        }
        self.statements(writer, &results)
    }

    fn statements(&self, writer: &Writer<'_>, results: &[(TokenStream, &Expr)]) -> TokenStream {
        let locals = self.locals(results);
        let exprs: Vec<&Expr> =
            locals.iter().map(|(_, expr)| expr).chain(results.iter().map(|(_, expr)| *expr)).collect();
        let preamble = writer.preamble(&exprs, &[]);
        let locals = locals.iter().map(|(ident, expr)| {
            let value = writer.emit(expr);
            quote!(let #ident = #value;)
        });
        let lines = results.iter().map(|(place, expr)| {
            let value = writer.emit(expr);
            quote!(#place = #value;)
        });
        quote!(#preamble #(#locals)* #(#lines)*)
    }

    /// Returns the derivatives of definitions that the results need. Each uses only earlier ones.
    fn locals(&self, results: &[(TokenStream, &Expr)]) -> Vec<(Ident, Expr)> {
        let definitions = &self.equations.definitions;
        let states = self.equations.states.iter().map(|state| state.ident.to_string());
        let names: Vec<String> = self.inputs.iter().cloned().chain(states).filter(|name| !name.is_empty()).collect();
        let orders: HashMap<&str, usize> = names.iter().enumerate().map(|(order, by)| (by.as_str(), order)).collect();
        // A local variable by its text: the number of the name that it is with respect to, and the place of its definition.
        let mut known: HashMap<String, (usize, usize)> = HashMap::new();
        for (place, definition) in definitions.iter().enumerate() {
            for by in definitions.dependence_at(place) {
                if let Some(order) = orders.get(by.as_str()) {
                    known.insert(local(&definition.ident, by).to_string(), (*order, place));
                }
            }
        }
        let inside = |expr: &Expr| -> BTreeSet<(usize, usize)> {
            expr.names().into_iter().filter_map(|name| known.get(&name.to_string()).copied()).collect()
        };
        let mut needed: BTreeSet<(usize, usize)> = results.iter().flat_map(|(_, expr)| inside(expr)).collect();
        let mut open: Vec<(usize, usize)> = needed.iter().copied().collect();
        let mut formulas: HashMap<(usize, usize), Expr> = HashMap::new();
        while let Some((order, place)) = open.pop() {
            let formula = self.total(&definitions.at(place).expr, &names[order]);
            open.extend(inside(&formula).into_iter().filter(|inner| needed.insert(*inner)));
            formulas.insert((order, place), formula);
        }
        let named = |(order, place): (usize, usize)| {
            let formula = formulas.remove(&(order, place))?;
            Some((local(&definitions.at(place).ident, &names[order]), formula))
        };
        needed.into_iter().filter_map(named).collect()
    }
}

/// Returns the local variable with the derivative of a definition.
fn local(definition: &Ident, by: &str) -> Ident {
    format_ident!("own_{}_by_{}", definition, by, span = Span::call_site())
}

/// Returns dx/dt of a state as one formula.
fn derivative(state: &StateEquation) -> Expr {
    let name = |ident: &Ident| Expr::name(ident.clone());
    let x = name(&state.ident);
    match &state.motion {
        Motion::Relax { inf, rate } => Expr::mul(Expr::sub(name(inf), x), rate.clone()),
        Motion::Rates { alpha, beta } => {
            let opening = Expr::mul(name(alpha), Expr::sub(Expr::number(1.0), x.clone()));
            Expr::sub(opening, Expr::mul(name(beta), x))
        }
        Motion::Derivative { derivative, .. } => derivative.clone(),
    }
}
