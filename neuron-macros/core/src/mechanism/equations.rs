//! The equations of a mechanism, prepared for the expansion: definitions are in the order of their dependence,
//! singularities are removed, derivatives taken and exponentials collected for the batch.

use super::definition::{Definition, Definitions, order};
use super::division::Division;
use super::model::{Dynamics, Kind, Model, POTENTIAL, State, When};
use super::relations::{Found, Relations};
use super::scope::{declared, reserved};
use super::structure::factor_of;
use crate::errors::Errors;
use crate::expr::{Expr, Function, emit::Slots};
use crate::names::variable;
use proc_macro2::{Ident, Span};
use quote::format_ident;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The equation of a state that is integrated.
pub struct StateEquation {
    pub ident: Ident,
    /// The unit in which it is kept, in internal units. Equations see the value in internal units.
    pub factor: f64,
    pub motion: Motion,
    pub start: Start,
}

/// The right-hand side of a state's equation. Definitions are given by name.
pub enum Motion {
    /// The steady state, and the inverse of the time constant.
    Relax { inf: Ident, rate: Expr },
    /// The opening and the closing rate.
    Rates { alpha: Ident, beta: Ident },
    /// dx/dt in the state's unit per ms, and −∂(dx/dt)/∂x.
    Derivative { derivative: Expr, rate: Expr },
}

impl Motion {
    /// Adds its formulas and the names of its definitions; of a derivative also the rate, if `rates` is true.
    pub fn collect<'a>(&'a self, rates: bool, exprs: &mut Vec<&'a Expr>, idents: &mut Vec<&'a Ident>) {
        match self {
            Motion::Relax { inf, rate } => {
                idents.push(inf);
                exprs.push(rate);
            }
            Motion::Rates { alpha, beta } => idents.extend([alpha, beta]),
            Motion::Derivative { derivative, rate } => {
                exprs.push(derivative);
                exprs.extend(rates.then_some(rate));
            }
        }
    }
}

/// Returns a formula for internal units in a unit of this value.
fn in_unit(formula: Expr, factor: f64) -> Expr {
    if factor == 1.0 { formula } else { Expr::div(formula, Expr::number(factor)).simplify() }
}

/// The initial value of a state, in its unit.
pub enum Start {
    Formula(Expr),
    Steady,
}

/// All equations of a mechanism.
pub struct Equations {
    pub definitions: Definitions,
    pub states: Vec<StateEquation>,
    pub current: Option<Current>,
    pub slots: Slots,
    /// The first slot that the current needs. It needs all later ones too.
    pub current_slots: usize,
    /// True if the states of a synapse depend on the presynaptic side alone.
    pub presynaptic: bool,
    /// The definitions that are written out at each use, by their names.
    pub inline: BTreeMap<String, Expr>,
    /// The relations.
    pub relations: Vec<Found>,
    /// The states that move from event to event.
    pub variables: Vec<Variable>,
    /// The changes at events, in their order.
    pub jumps: Vec<Jump>,
    /// True if the states of several connections add up to one set.
    pub merges: bool,
    /// For each parameter, true if it is a factor of the current and of nothing else.
    pub factors: Vec<bool>,
    /// For each parameter, true if events and variables alone depend on it.
    pub of_events: Vec<bool>,
}

/// A state that moves from event to event by dx/dt = a + b x, with a and b made of parameters and numbers.
pub struct Variable {
    pub ident: Ident,
    /// The unit in which it is kept, in internal units.
    pub factor: f64,
    /// dx/dt in its unit per ms.
    pub motion: Expr,
    /// b, per ms.
    pub slope: Expr,
    /// True if a is 0.
    pub proportional: bool,
    pub start: Expr,
}

/// A change at an event.
pub struct Jump {
    pub when: When,
    pub target: Target,
    /// The value after the event, in the unit of the target.
    pub value: Expr,
}

/// What an event changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The integrated state of this index.
    State(usize),
    /// The variable of this index.
    Variable(usize),
    /// The postsynaptic potential.
    Potential,
}

/// A current and its slopes.
pub struct Current {
    pub value: Expr,
    pub slope: Expr,
    pub slope_pre: Option<Expr>,
}

impl Equations {
    /// Prepares the equations. Returns `None` if an equation is missing, definitions depend on themselves, or an
    /// equation is too long. All of these are reported, the first by the parser.
    pub fn new(model: &Model, errors: &mut Errors) -> Option<Self> {
        let raw = gather(model)?;
        let order = ordered(model, &raw, errors)?;
        check_length(model, &order, errors)?;
        let inline: BTreeMap<String, Expr> = inlined(&order);
        let division = Division::new(model, &order);
        let continuous = division.continuous_names();
        let relations = Relations::new(model);
        let written_out = |expr: &Expr| of_variables(&expr.substitute(&|name| inline.get(name).cloned()));
        // At an event, and at the start, relations have the values of the equations as written.
        let as_written = |expr: &Expr| written_out(expr).lower().remove_singularities().simplify();
        let prepared = |expr: &Expr, definitions: &Definitions| {
            relations.number(&written_out(expr).lower(), definitions).remove_singularities().simplify()
        };
        let mut definitions = Definitions::default();
        for Definition { ident, expr } in order {
            let name = ident.to_string();
            if !inline.contains_key(&name) {
                let held = continuous.contains(&name);
                let expr = if held { prepared(&expr, &definitions) } else { as_written(&expr) };
                definitions.push(Definition { ident: variable(&ident), expr: expr.one_division() });
            }
        }
        let prepare = |expr: &Expr| prepared(expr, &definitions);
        let whole = |expr: &Expr| definitions.write_out(expr);
        let integrated = model.integrated().filter(|state| !division.is_variable(state));
        let states = states(integrated, &definitions, &prepare, &as_written, &whole);
        let variables: Vec<Variable> = division
            .variables()
            .map(|state| {
                let (name, factor) = (state.ident.to_string(), factor_of(state));
                let motion = as_written(&division.motion(state));
                let drift = motion.substitute(&|own| (own == name).then(|| Expr::number(0.0))).simplify();
                Variable {
                    ident: variable(&state.ident),
                    factor,
                    slope: motion.derivative(&name).simplify(),
                    proportional: drift.as_number() == Some(0.0),
                    motion: in_unit(motion, factor),
                    start: in_unit(as_written(&division.start(state)), factor),
                }
            })
            .collect();
        let current = model.current.as_ref().map(|current| {
            // A current is outward in the runtime. That of a stimulus is written as it flows into the cell.
            let value = match model.kind {
                Kind::Stimulus => prepare(&Expr::neg(current.clone())),
                _ => prepare(current),
            };
            let all = whole(&value);
            let v = if model.kind == Kind::Synapse { "v_post" } else { "v" };
            Current {
                slope: all.derivative(v).simplify(),
                slope_pre: model.electrical.then(|| all.derivative("v_pre").simplify()),
                value,
            }
        });
        let target = |name: &Ident| {
            if let Some(k) = states.iter().position(|state| state.ident == *name) {
                return Some((Target::State(k), states[k].factor));
            }
            if let Some(k) = variables.iter().position(|state| state.ident == *name) {
                return Some((Target::Variable(k), variables[k].factor));
            }
            (model.is_driven_by_events() && name == POTENTIAL).then_some((Target::Potential, 1.0))
        };
        let jumps = model.jumps().filter_map(|(when, jump)| {
            let (target, factor) = target(&jump.target)?;
            Some(Jump { when, target, value: in_unit(as_written(&jump.value), factor) })
        });
        let mut equations = Equations {
            jumps: jumps.collect(),
            definitions,
            states,
            current,
            slots: Slots::default(),
            current_slots: 0,
            presynaptic: false,
            relations: relations.finish(errors)?,
            variables,
            merges: division.merges(),
            factors: division.factors(),
            of_events: division.of_events(),
            inline,
        };
        equations.collect_slots(model);
        equations.presynaptic = model.kind == Kind::Synapse
            && !model.is_driven_by_events()
            && !equations.kinetic_names().contains("v_post");
        Some(equations)
    }

    /// Returns the names of the states with a value of their own, in the order of their handles: the integrated ones, then the
    /// variables.
    pub fn with_values(&self) -> impl Iterator<Item = &Ident> {
        let variables = self.variables.iter().map(|variable| &variable.ident);
        self.states.iter().map(|state| &state.ident).chain(variables)
    }

    /// True if events draw random numbers.
    pub fn draws(&self) -> bool {
        let drawn = |jump: &Jump| {
            let needed = self.definitions.needed(&[&jump.value], &[]);
            jump.value.draws() || needed.iter().any(|definition| definition.expr.draws())
        };
        self.jumps.iter().any(drawn)
    }

    /// True if a margin of a relation, or its slope, contains a function that is computed from an exponential.
    pub fn margins_need_exps(&self) -> bool {
        let mut exprs: Vec<&Expr> = self.relations.iter().map(|relation| &relation.margin).collect();
        exprs.extend(self.relations.iter().filter_map(|relation| relation.slope.as_ref()));
        let needed = self.definitions.needed(&exprs, &[]);
        exprs.extend(needed.into_iter().map(|definition| &definition.expr));
        let mut found = false;
        for expr in exprs {
            expr.visit(&mut |part| {
                found |= matches!(&part.kind, crate::expr::Kind::Call(function, _) if function.is_transcendental());
            });
        }
        found
    }

    /// Returns the formulas that the kinetics evaluate, definitions included.
    pub fn kinetic_expressions(&self) -> Vec<&Expr> {
        let (mut exprs, mut idents) = (Vec::new(), Vec::new());
        for state in &self.states {
            state.motion.collect(true, &mut exprs, &mut idents);
            if let Start::Formula(start) = &state.start {
                exprs.push(start);
            }
        }
        let needed = self.definitions.needed(&exprs, &idents);
        exprs.extend(needed.into_iter().map(|definition| &definition.expr));
        exprs
    }

    /// Returns the names that the states depend on.
    pub fn kinetic_names(&self) -> HashSet<String> {
        self.kinetic_expressions().into_iter().flat_map(Expr::names).map(Ident::to_string).collect()
    }

    /// Returns the formulas that the current evaluates, definitions included.
    pub fn current_expressions(&self) -> Vec<&Expr> {
        let Some(current) = &self.current else { return Vec::new() };
        let mut exprs = vec![&current.value, &current.slope];
        exprs.extend(&current.slope_pre);
        let needed = self.definitions.needed(&exprs, &[]);
        exprs.extend(needed.into_iter().map(|definition| &definition.expr));
        exprs
    }

    /// Collects the slots: first those that only the kinetics need, then those of the current.
    fn collect_slots(&mut self, model: &Model) {
        let defined: BTreeSet<String> = self.definitions.iter().map(|d| d.ident.to_string()).collect();
        let states: BTreeSet<String> = model.states.iter().map(|state| state.ident.to_string()).collect();
        let batchable = |name: &str| !defined.contains(name) && !states.contains(name);
        let collect = |exprs: Vec<&Expr>| {
            let mut slots = Slots::default();
            exprs.into_iter().for_each(|expr| slots.collect(expr, &batchable));
            slots
        };
        let current = collect(self.current_expressions());
        let kinetic = collect(self.kinetic_expressions());
        let mut slots = Slots::default();
        for argument in kinetic.arguments() {
            if current.index(argument).is_none() {
                slots.collect(&Expr::call(Function::Exp, argument.clone()), &batchable);
            }
        }
        self.current_slots = slots.len();
        for argument in current.arguments() {
            slots.collect(&Expr::call(Function::Exp, argument.clone()), &batchable);
        }
        self.slots = slots;
    }
}

/// Returns the user's definitions and those made from gates.
pub(super) fn gather(model: &Model) -> Option<Vec<Definition>> {
    let mut found: Vec<Definition> =
        model.definitions.iter().map(|(ident, expr)| Definition { ident: ident.clone(), expr: expr.clone() }).collect();
    for state in &model.states {
        let part = |suffix: &str| format_ident!("{}_{}", state.ident, suffix, span = state.ident.span());
        let mut define = |ident: Ident, expr: Expr| found.push(Definition { ident, expr });
        let faster = state.q10.as_ref().map(|q10| {
            let celsius = Expr::name(Ident::new("celsius", q10.span));
            let tens = Expr::mul(Expr::sub(celsius, Expr::number(q10.reference)), Expr::number(0.1));
            Expr::call(Function::Exp, Expr::mul(Expr::call(Function::Ln, q10.factor.clone()), tens))
        });
        match &state.dynamics {
            Dynamics::Relax { inf, tau } => {
                define(part("inf"), inf.clone());
                if let Some(tau) = tau {
                    let tau = tau.clone();
                    define(
                        part("tau"),
                        match faster {
                            Some(faster) => Expr::div(tau, faster),
                            None => tau,
                        },
                    );
                }
            }
            Dynamics::Rates { alpha, beta } => {
                let scaled = |rate: &Expr| match &faster {
                    Some(faster) => Expr::mul(rate.clone(), faster.clone()),
                    None => rate.clone(),
                };
                let (a, b) = (part("alpha"), part("beta"));
                define(a.clone(), scaled(alpha));
                define(b.clone(), scaled(beta));
                let sum = Expr::add(Expr::name(a.clone()), Expr::name(b));
                define(part("inf"), Expr::div(Expr::name(a), sum.clone()));
                define(part("tau"), Expr::div(Expr::number(1.0), sum));
            }
            Dynamics::Derivative(_) => {}
            Dynamics::Unknown => return None,
        }
        if state.instantaneous {
            define(state.ident.clone(), Expr::name(part("inf")));
        }
    }
    Some(found)
}

/// Sorts definitions so that each uses only earlier ones. Otherwise they keep their order.
fn ordered(model: &Model, raw: &[Definition], errors: &mut Errors) -> Option<Vec<Definition>> {
    let (order, circles) = order(raw.iter().map(|Definition { ident, expr }| (ident, expr)));
    if !circles.is_empty() {
        let rest: Vec<&Definition> = circles.into_iter().map(|k| &raw[k]).collect();
        report_circle(model, &rest, errors);
        return None;
    }
    Some(order.into_iter().map(|k| Definition { ident: raw[k].ident.clone(), expr: raw[k].expr.clone() }).collect())
}

/// Reports a circle of definitions at the first of them. Definitions that only use the circle are not to blame.
fn report_circle(model: &Model, rest: &[&Definition], errors: &mut Errors) {
    let next = |definition: &Definition| rest.iter().find(|other| definition.expr.uses(&other.ident.to_string()));
    // Every definition left uses another one left, so enough steps lead into a circle.
    let Some(mut inside) = rest.first() else { return };
    for _ in 0..rest.len() {
        inside = next(inside).unwrap_or(inside);
    }
    let mut circle = vec![inside];
    while let Some(step) = circle.last().and_then(|last| next(last)).filter(|step| step.ident != inside.ident) {
        circle.push(step);
    }
    // That a name has two meanings was reported, and the circle may only follow from it.
    let declared_twice =
        |name: &Ident| declared(model).any(|own| own == name) && reserved(model, &name.to_string()).is_some();
    if circle.iter().any(|definition| declared_twice(&definition.ident)) {
        return;
    }
    // The circle begins with the definition that the user wrote first.
    let first = (0..circle.len()).min_by_key(|&k| rest.iter().position(|other| other.ident == circle[k].ident));
    circle.rotate_left(first.unwrap_or(0));
    let name = &circle[0].ident;
    let through: Vec<String> = circle[1..].iter().map(|definition| format!("`{}`", definition.ident)).collect();
    let through = if through.is_empty() { String::new() } else { format!(", through {}", through.join(" and ")) };
    errors.push(name.span(), format!("`{name}` depends on itself{through}"));
}

/// The largest number of operations of an equation with its definitions written out, more than any in a paper. A
/// definition that uses another one twice doubles the number, and all of them are differentiated.
const LONGEST: usize = 2000;

/// Reports an equation that is too long, and returns `None`.
fn check_length(model: &Model, order: &[Definition], errors: &mut Errors) -> Option<()> {
    let mut lengths: BTreeMap<String, usize> = BTreeMap::new();
    let mut check = |expr: &Expr, span: Span, name: Option<&Ident>| {
        let length = length(expr, &lengths);
        if let Some(name) = name {
            lengths.insert(name.to_string(), length);
        }
        if length > LONGEST {
            errors.push(span, "with its definitions written out, this equation is too long");
            return None;
        }
        Some(())
    };
    for definition in order {
        check(&definition.expr, definition.ident.span(), Some(&definition.ident))?;
    }
    if let Some(current) = &model.current {
        check(current, current.span, None)?;
    }
    for state in &model.states {
        if let Some(derivative) = state.dynamics.derivative() {
            check(derivative, derivative.span, None)?;
        }
        if let Some(init) = &state.init {
            check(init, init.span, None)?;
        }
    }
    for (_, jump) in model.jumps() {
        check(&jump.value, jump.target.span(), None)?;
    }
    Some(())
}

/// Returns the number of operations of a formula whose definitions have these lengths.
fn length(expr: &Expr, lengths: &BTreeMap<String, usize>) -> usize {
    let mut sum = match &expr.kind {
        crate::expr::Kind::Name(name) => lengths.get(&name.to_string()).copied().unwrap_or(1),
        _ => 1,
    };
    expr.each_child(&mut |child| sum = sum.saturating_add(length(child, lengths)));
    // What a function becomes contains its arguments more than once.
    match &expr.kind {
        crate::expr::Kind::Call(Function::Mod | Function::Min | Function::Max, _) => sum.saturating_mul(2),
        crate::expr::Kind::Call(Function::Abs, _) => sum.saturating_mul(3),
        _ => sum,
    }
}

/// Returns the formula with its names as those of local variables.
fn of_variables(expr: &Expr) -> Expr {
    match &expr.kind {
        crate::expr::Kind::Name(name) => Expr::name(variable(name)).at(expr.span),
        _ => expr.map_children(&mut of_variables),
    }
}

/// Returns the definitions without functions. They are written out at each use, so that exponentials of them can be
/// batched and singularities recognised.
fn inlined(order: &[Definition]) -> BTreeMap<String, Expr> {
    let mut inline: BTreeMap<String, Expr> = BTreeMap::new();
    for definition in order {
        let expr = definition.expr.substitute(&|name| inline.get(name).cloned());
        let name = definition.ident.to_string();
        let of_gate = ["_inf", "_tau", "_alpha", "_beta"].iter().any(|suffix| name.ends_with(suffix));
        if expr.is_algebraic() && !of_gate {
            inline.insert(name, expr);
        }
    }
    inline
}

fn states<'a>(
    integrated: impl Iterator<Item = &'a State>,
    definitions: &Definitions,
    prepare: &dyn Fn(&Expr) -> Expr,
    as_written: &dyn Fn(&Expr) -> Expr,
    whole: &dyn Fn(&Expr) -> Expr,
) -> Vec<StateEquation> {
    let formula = |ident: Ident| match definitions.formula(&ident.to_string()) {
        Some(formula) => formula.clone(),
        None => Expr::name(ident),
    };
    let mut found = Vec::new();
    for state in integrated {
        let factor = factor_of(state);
        let part = |suffix: &str| variable(&format_ident!("{}_{}", state.ident, suffix, span = state.ident.span()));
        let motion = match &state.dynamics {
            Dynamics::Relax { .. } => Motion::Relax { inf: part("inf"), rate: formula(part("tau")).reciprocal() },
            Dynamics::Rates { .. } => Motion::Rates { alpha: part("alpha"), beta: part("beta") },
            Dynamics::Derivative(derivative) => {
                let derivative = prepare(derivative);
                // Both sides have the unit of the state, so that it does not count in the slope.
                let slope = whole(&derivative).derivative(&state.ident.to_string());
                Motion::Derivative { rate: Expr::neg(slope).simplify(), derivative: in_unit(derivative, factor) }
            }
            Dynamics::Unknown => continue,
        };
        let start = match &state.init {
            Some(init) => Start::Formula(in_unit(as_written(init), factor)),
            None => Start::Steady,
        };
        found.push(StateEquation { ident: variable(&state.ident), factor, motion, start });
    }
    found
}
