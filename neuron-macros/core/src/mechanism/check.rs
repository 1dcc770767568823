//! Rules that span a whole mechanism. One function a rule.

use super::literal::in_own_unit;
use super::model::{Dynamics, Form, Kind, Model};
use super::values;
use crate::errors::Errors;
use crate::expr::Expr;
use crate::names;
use crate::unit::Dimension;
use proc_macro2::{Ident, Span};
use std::collections::{HashMap, HashSet};

/// What the checks found out that the expansion needs.
pub struct Checked {
    /// Whether the current is per area.
    pub density: bool,
    /// Concentrations that are read, `ca` or `ca_out`, in order.
    pub reads: Vec<String>,
    /// Whether the reversal potential of the ion is used.
    pub uses_reversal: bool,
    /// Whether the temperature is used.
    pub uses_temperature: bool,
}

impl Checked {
    /// For a mechanism of which nothing is evaluated.
    pub fn nothing() -> Self {
        Checked { density: false, reads: Vec::new(), uses_reversal: false, uses_temperature: false }
    }
}

/// Checks everything and says what was found.
pub fn check(model: &Model, errors: &mut Errors) -> Checked {
    check_name_is_not_that_of_a_number_type(model, errors);
    let before = errors.len();
    check_names_are_declared_once(model, errors);
    check_names_are_not_reserved(model, errors);
    let mut follow_ups = Errors::new();
    check_names_are_known(model, errors);
    check_there_is_a_current(model, errors);
    check_gates_are_used(model, errors);
    check_a_pool_has_one_concentration(model, errors);
    check_bounds_have_the_unit_of_their_parameter(model, errors);
    check_free_states_have_internal_units(model, errors);
    // Of what could not be read, or stands for two things, nobody knows the dimension.
    let readable = model.complete && errors.len() == before;
    let density = crate::mechanism::dimensions::check(model, if readable { errors } else { &mut follow_ups });
    let _ = follow_ups.into_messages();
    // A value of the wrong dimension is not out of range as well.
    if errors.len() == before {
        values::check_parameters_are_plausible(model, errors);
    }
    if model.complete && errors.len() == before {
        values::check_curves_are_possible(model, errors);
    }
    let used = |name: &str| equations(model).iter().any(|expr| expr.uses(name));
    Checked {
        density,
        reads: concentrations(model).into_iter().filter(|name| used(name)).collect(),
        uses_temperature: used("celsius") || model.states.iter().any(|state| state.q10.is_some()),
        uses_reversal: model.ion.is_some() && used("e") && !declares(model, "e"),
    }
}

/// Every formula of the model as written.
pub fn equations(model: &Model) -> Vec<&Expr> {
    let mut found: Vec<&Expr> = model.definitions.iter().map(|(_, expr)| expr).collect();
    found.extend(&model.current);
    for state in &model.states {
        found.extend(state.dynamics.equations());
        found.extend(&state.init);
        found.extend(state.q10.as_ref().map(|q10| &q10.factor));
    }
    found
}

/// Names of concentrations that the model may use: of each ion it reads, inside and outside.
pub fn concentrations(model: &Model) -> Vec<String> {
    let lower = model.reads.iter().map(|ion| ion.to_string().to_lowercase());
    lower.flat_map(|ion| [ion.clone(), format!("{ion}_out")]).collect()
}

/// Names that equations of this kind use without declaring them.
pub fn given(model: &Model) -> Vec<&'static str> {
    let mut names = match model.kind {
        Kind::Channel => vec!["v", "t", "celsius"],
        Kind::Synapse => vec!["v_pre", "v_post", "t"],
        Kind::Pool => vec!["i", "area", "t", "celsius"],
    };
    if model.kind == Kind::Channel && model.ion.is_some() {
        names.push("e");
    }
    names
}

/// Names that mean the same in every mechanism, whether it sees them or not.
const EVERYWHERE: [&str; 5] = ["v", "t", "celsius", "v_pre", "v_post"];

fn declares(model: &Model, name: &str) -> bool {
    model.parameters.iter().any(|parameter| parameter.ident == name)
}

fn declared(model: &Model) -> impl Iterator<Item = &Ident> {
    let parameters = model.parameters.iter().map(|parameter| &parameter.ident);
    let states = model.states.iter().map(|state| &state.ident);
    parameters.chain(states).chain(model.definitions.iter().map(|(ident, _)| ident))
}

fn derived(model: &Model) -> Vec<String> {
    let gates = model.states.iter().filter(|state| state.form == Form::Gate);
    gates
        .flat_map(|gate| {
            let suffixes: &[&str] = match gate.dynamics {
                Dynamics::Relax { tau: Some(_), .. } => &["inf", "tau"],
                Dynamics::Relax { tau: None, .. } => &["inf"],
                Dynamics::Rates { .. } => &["alpha", "beta", "inf", "tau"],
                _ => &["inf", "tau", "alpha", "beta"],
            };
            suffixes.iter().map(move |suffix| format!("{}_{suffix}", gate.ident))
        })
        .collect()
}

/// The number type of an expansion is called `T`, another one `U`.
fn check_name_is_not_that_of_a_number_type(model: &Model, errors: &mut Errors) {
    let (name, kind) = (&model.ident, model.kind.word());
    if name == "T" || name == "U" {
        errors.push(
            name.span(),
            format!("`{name}` stands for a number type; call the {kind} otherwise, such as `Ca{name}`"),
        );
    }
}

fn check_names_are_declared_once(model: &Model, errors: &mut Errors) {
    let mut seen: HashMap<String, Span> = HashMap::new();
    for ident in declared(model) {
        if seen.insert(ident.to_string(), ident.span()).is_some() {
            errors.push(ident.span(), format!("`{ident}` is declared already; choose another name"));
        }
    }
}

fn check_names_are_not_reserved(model: &Model, errors: &mut Errors) {
    let (derived, concentrations) = (derived(model), concentrations(model));
    for ident in declared(model) {
        let name = ident.to_string();
        let what = if name == "e" && model.ion.is_some() {
            "the reversal potential of its ion"
        } else if name == "e" {
            continue;
        } else if given(model).contains(&name.as_str()) {
            "given to every equation"
        } else if EVERYWHERE.contains(&name.as_str()) {
            "given to equations of another kind"
        } else if derived.contains(&name) {
            "made from the gate of that name"
        } else if model.states.iter().any(|state| state.ident == name)
            && ["current", "conductance"].contains(&name.as_str())
        {
            "how the current of the mechanism is recorded"
        } else if concentrations.contains(&name) {
            "a concentration that it reads"
        } else if crate::expr::Function::WRITTEN.iter().any(|(function, _)| *function == name)
            || name == crate::expr::parse::UNCHECKED
        {
            "a function"
        } else {
            continue;
        };
        errors.push(ident.span(), format!("`{name}` is {what}; choose another name"));
    }
}

/// Every name that an equation may use.
pub fn known(model: &Model) -> Vec<String> {
    let mut known: Vec<String> = declared(model).map(Ident::to_string).collect();
    known.extend(given(model).into_iter().map(str::to_owned));
    known.extend(derived(model));
    known.extend(concentrations(model));
    known
}

fn check_names_are_known(model: &Model, errors: &mut Errors) {
    let known = known(model);
    let unreadable = |name: &str| model.unreadable.iter().any(|ident| ident == name);
    let mut missing = HashSet::new();
    for expr in equations(model) {
        for name in expr.names() {
            let text = name.to_string();
            if known.contains(&text) || unreadable(&text) {
                continue;
            }
            let message = match hint(model, &text) {
                Some(hint) => format!("unknown name `{text}`: {hint}"),
                None => names::unknown_in_equation(&text, known.iter().map(String::as_str)),
            };
            // What is misspelt is corrected wherever it stands, what is missing is declared once.
            let misspelt = names::nearest(&text, known.iter().map(String::as_str)).is_some();
            if misspelt || (model.readable && missing.insert(text)) {
                errors.push(name.span(), message);
            }
        }
    }
}

/// What a name would need to be known.
fn hint(model: &Model, name: &str) -> Option<String> {
    match (name, model.kind) {
        ("e", Kind::Channel) => {
            Some("name the ion, `ion = Na`, or declare the reversal potential, `#[param(-50mV)] e: Param`".to_owned())
        }
        ("e", Kind::Synapse) => Some("declare the reversal potential, `#[param(-80mV)] e: Param`".to_owned()),
        ("v", Kind::Pool) => Some("a pool sees the current `i` of its ion, and no potential".to_owned()),
        ("v", Kind::Synapse) => Some("a synapse sees `v_pre` and `v_post`".to_owned()),
        ("v_pre" | "v_post", Kind::Channel) => Some("a channel sees its own `v` alone; a synapse sees both".to_owned()),
        ("celsius", Kind::Synapse) => Some("a synapse has no temperature of its own; make it a parameter".to_owned()),
        ("ca" | "na" | "k" | "cl" | "mg", Kind::Synapse) => {
            Some(format!("a synapse sees no concentrations; make it a parameter, `#[param(1mM)] {name}: Param`"))
        }
        ("ca" | "na" | "k" | "cl" | "mg", Kind::Channel | Kind::Pool) => {
            let mut ion = name.to_owned();
            ion[..1].make_ascii_uppercase();
            Some(format!("a concentration is read with `reads({ion})`"))
        }
        _ => None,
    }
}

fn check_there_is_a_current(model: &Model, errors: &mut Errors) {
    let readable = model.readable && model.unreadable.is_empty();
    if model.current.is_none() && model.kind != Kind::Pool && readable {
        let kind = model.kind.word();
        let example = if model.kind == Kind::Channel { "g * m^3 * h * (v - e)" } else { "g * s * (v_post - e)" };
        errors.push(model.ident.span(), format!("a {kind} needs a current: `#[{kind}(current = {example})]`"));
    }
}

/// Every gate reaches the current, or the concentration of a pool, by itself or through others. What is a state and no gate
/// may be there to be recorded.
fn check_gates_are_used(model: &Model, errors: &mut Errors) {
    // What could not be read may have used it.
    if !model.complete || (model.current.is_none() && model.kind != Kind::Pool) {
        return;
    }
    let mut used: Vec<String> = Vec::new();
    let add = |exprs: Vec<&Expr>, used: &mut Vec<String>| {
        for name in exprs.into_iter().flat_map(Expr::names).map(Ident::to_string) {
            if !used.contains(&name) {
                used.push(name);
            }
        }
    };
    add(model.current.iter().collect(), &mut used);
    let others = model.states.iter().filter(|state| state.form != Form::Gate);
    used.extend(others.map(|state| state.ident.to_string()));
    let mut k = 0;
    while k < used.len() {
        let name = used[k].clone();
        k += 1;
        let definition = model.definitions.iter().find(|(ident, _)| *ident == name);
        add(definition.map(|(_, expr)| expr).into_iter().collect(), &mut used);
        // A gate's curve `m_inf` uses what the gate's equations use, but not the gate itself.
        let curve = |gate: &Ident| {
            name.strip_prefix(&gate.to_string()).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        for state in model.states.iter().filter(|state| curve(&state.ident)) {
            add(state.dynamics.equations(), &mut used);
        }
    }
    for gate in model.states.iter().filter(|state| state.form == Form::Gate && !state.unchecked) {
        if !used.iter().any(|name| gate.ident == name) && model.unreadable.is_empty() {
            let name = &gate.ident;
            let what = if model.kind == Kind::Pool { "the concentration" } else { "the current" };
            errors.push(name.span(), format!("the gate `{name}` is used nowhere: {what} does not depend on it"));
        }
    }
}

fn check_a_pool_has_one_concentration(model: &Model, errors: &mut Errors) {
    if model.kind != Kind::Pool {
        return;
    }
    let mut found = model.states.iter().filter(|state| state.form == Form::Concentration);
    if found.next().is_none() && model.unreadable.is_empty() {
        errors.push(
            model.ident.span(),
            "a pool needs its concentration: `#[state(derivative = (rest - c - f * i) / tau, init = rest)] c: Concentration`",
        );
    }
    for second in found {
        errors.push(second.ident.span(), "a pool has one `Concentration`, and this is another");
    }
}

fn check_bounds_have_the_unit_of_their_parameter(model: &Model, errors: &mut Errors) {
    for parameter in &model.parameters {
        let own = match (&parameter.unit, &parameter.default) {
            (Some(unit), _) => unit.dimension,
            (None, Some(default)) => default.dimension,
            (None, None) => Dimension::PURE,
        };
        let values = [&parameter.default, &parameter.minimum, &parameter.maximum];
        for value in values.into_iter().flatten() {
            if value.dimension != own && value.value != 0.0 {
                let (own, other) = (own.words(), value.dimension.words());
                errors.push(value.span, format!("`{}` is {own}, this is {other}", parameter.ident));
            }
        }
        if let (Some(minimum), Some(maximum)) = (&parameter.minimum, &parameter.maximum)
            && minimum.value > maximum.value
        {
            errors.push(maximum.span, format!("the largest value of `{}` is below its smallest", parameter.ident));
        }
        if let Some(default) = &parameter.default {
            let (low, high) = (parameter.minimum.as_ref(), parameter.maximum.as_ref());
            if low.is_some_and(|low| default.value < low.value) || high.is_some_and(|high| default.value > high.value) {
                let (value, _, unit) = in_own_unit(default);
                errors.push(
                    default.span,
                    format!("the default of `{}`, {value}{unit}, is out of its bounds", parameter.ident),
                );
            }
        }
    }
}

fn check_free_states_have_internal_units(model: &Model, errors: &mut Errors) {
    for state in &model.states {
        if let Some(unit) = &state.unit
            && unit.factor != 1.0
        {
            let internal = unit.dimension.internal_unit();
            errors.push(unit.span, format!("states are kept in internal units; write `unit = {internal}`"));
        }
    }
}
