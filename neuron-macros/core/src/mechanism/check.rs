//! Rules that span a whole mechanism, one function for each.

use super::conversions;
use super::definition::names_within;
use super::dimensions::{self, Dimensions};
use super::equations::gather;
use super::model::{Form, Kind, Model, POTENTIAL, State, When};
use super::scope::{concentrations, declared, known, reserved, unknown_in_equation};
use super::structure::{in_unit, unit_of};
use super::values;
use crate::errors::Errors;
use crate::expr::{Expr, Function, Kind as ExprKind};
use crate::names;
use crate::unit::Quantity;
use proc_macro2::Ident;
use std::collections::HashSet;

/// Results of the checks that the expansion needs.
pub struct Checked {
    /// True if the current is per area.
    pub density: bool,
    /// Concentrations that are read, `ca` or `ca_out`, in order.
    pub reads: Vec<String>,
    /// True if the reversal potential of the ion is used.
    pub uses_reversal: bool,
    /// True if the temperature is used.
    pub uses_temperature: bool,
    /// True if the equations use the area of the compartment.
    pub uses_area: bool,
}

impl Checked {
    /// Finds out what the equations of a model use.
    pub fn of(model: &Model, density: bool) -> Self {
        let used = |name: &str| model.equations().iter().any(|expr| expr.uses(name));
        Checked {
            density,
            reads: concentrations(model).into_iter().filter(|name| used(name)).collect(),
            uses_area: model.kind != Kind::Synapse && used("area"),
            uses_temperature: used("celsius") || model.states.iter().any(|state| state.q10.is_some()),
            uses_reversal: model.ion.is_some() && used("e") && !model.has_parameter("e"),
        }
    }
}

/// Checks everything.
pub fn check(model: &Model, errors: &mut Errors) -> Checked {
    check_names_are_declared_once(model, errors);
    check_names_are_not_reserved(model, errors);
    check_names_are_known(model, errors);
    check_there_is_a_current(model, errors);
    check_gates_are_used(model, errors);
    check_what_changes_at_events(model, errors);
    check_events_see_no_presynaptic_potential(model, errors);
    check_random_numbers_are_those_of_events(model, errors);
    check_seeds_are_given_by_parameters(model, errors);
    check_an_electrical_synapse_has_no_events(model, errors);
    check_a_pool_has_one_concentration(model, errors);
    check_concentrations_are_those_inside(model, errors);
    check_bounds_have_the_unit_of_their_parameter(model, errors);
    check_bounds_of_states(model, errors);
    let mut doubtful = doubtful(model);
    let Dimensions { density, wrong, suspected } = check_dimensions(model, &mut doubtful, errors);
    doubtful.extend(wrong);
    doubtful.extend(values::check_parameters_are_plausible(model, &suspected, errors));
    conversions::check_units_are_not_converted_by_hand(model, errors);
    values::check_constants_are_numbers(model, errors);
    values::check_curves_are_possible(model, &doubtful, errors);
    Checked::of(model, density)
}

/// Checks the dimensions. If an equation is wrong because a parameter was declared with a bare 0, the parameter is to blame.
fn check_dimensions(model: &Model, doubtful: &mut HashSet<String>, errors: &mut Errors) -> Dimensions {
    let mut found = Errors::new();
    let dimensions = dimensions::check(model, doubtful, &mut found);
    let is_bare = |default: &Quantity| default.value == 0.0 && default.unit.is_none() && default.dimension.is_pure();
    let blamed: Vec<(&Ident, &Quantity)> = (model.parameters.iter())
        .filter(|parameter| parameter.unit.is_none() && dimensions.suspected.contains(&parameter.ident.to_string()))
        .filter_map(|parameter| {
            Some((&parameter.ident, parameter.default.as_ref().filter(|default| is_bare(default))?))
        })
        .collect();
    // One that is to blame alone, or all of them.
    let each = blamed.iter().map(std::slice::from_ref);
    for blamed in each.chain([blamed.as_slice()]) {
        let mut open = doubtful.clone();
        open.extend(blamed.iter().map(|(name, _)| name.to_string()));
        let mut rest = Errors::new();
        let otherwise = dimensions::check(model, &open, &mut rest);
        if rest.len() >= found.len() {
            let _ = rest.into_messages();
            continue;
        }
        let _ = found.into_messages();
        for (name, zero) in blamed {
            let message =
                format!("`{name}` is a pure number by this 0; give it its unit, such as `0mS/cm2` or `unit = mS/cm2`");
            errors.push(zero.span, message);
        }
        errors.append(&mut rest);
        *doubtful = open;
        return otherwise;
    }
    errors.append(&mut found);
    dimensions
}

/// Returns names whose meaning is unclear. That was reported, and no other message may follow from their use.
fn doubtful(model: &Model) -> HashSet<String> {
    let known = known(model);
    let unknown = model.equations().into_iter().flat_map(Expr::names).map(Ident::to_string);
    let mut names: HashSet<String> = unknown.filter(|name| !known.contains(name)).collect();
    names.extend(model.unreadable.iter().map(Ident::to_string));
    let parameters = model.parameters.iter().filter(|parameter| !parameter.readable);
    names.extend(parameters.map(|parameter| parameter.ident.to_string()));
    let states = model.states.iter().filter(|state| !state.readable && state.form == Form::Free);
    names.extend(states.map(|state| state.ident.to_string()));
    names.extend(unnamed_concentration(model).map(|state| state.ident.to_string()));
    let mut seen = HashSet::new();
    for name in declared(model).map(Ident::to_string) {
        if !seen.insert(name.clone()) || reserved(model, &name).is_some() {
            names.insert(name);
        }
    }
    names
}

fn check_names_are_declared_once(model: &Model, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for ident in declared(model) {
        if !seen.insert(ident.to_string()) {
            errors.push(ident.span(), format!("`{ident}` is declared already; choose another name"));
        }
    }
}

fn check_names_are_not_reserved(model: &Model, errors: &mut Errors) {
    for ident in declared(model) {
        if let Some(what) = reserved(model, &ident.to_string()) {
            errors.push(ident.span(), format!("`{ident}` is {what}; choose another name"));
        }
    }
}

fn check_names_are_known(model: &Model, errors: &mut Errors) {
    let known = known(model);
    let unreadable = |name: &str| model.unreadable.iter().any(|ident| ident == name);
    let mut missing = HashSet::new();
    for expr in model.equations() {
        // Whether the state that it changes exists is a rule of its own.
        let changed = model.jumps().find(|(_, jump)| std::ptr::eq(&jump.value, expr)).map(|(_, jump)| &jump.target);
        for name in expr.names() {
            let text = name.to_string();
            if known.contains(&text) || unreadable(&text) || changed == Some(name) {
                continue;
            }
            // A misspelt name is corrected at every use, so every use is reported. A missing one is declared once.
            let misspelt = names::nearest(&text, known.iter().map(String::as_str)).is_some();
            let message = match hint(model, &text).filter(|_| !misspelt || text.len() > 1) {
                Some(hint) => format!("unknown name `{text}`: {hint}"),
                None => unknown_in_equation(&text, known.iter().map(String::as_str)),
            };
            if misspelt || (model.readable && missing.insert(text)) {
                errors.push(name.span(), message);
            }
        }
    }
}

/// Returns how the user can make a name known.
fn hint(model: &Model, name: &str) -> Option<String> {
    match (name, model.kind) {
        ("e", Kind::Channel) => {
            Some("name the ion, `ion = Na`, or declare the reversal potential, `#[param(-50mV)] e: Param`".to_owned())
        }
        ("e", Kind::Synapse) => Some("declare the reversal potential, `#[param(-80mV)] e: Param`".to_owned()),
        ("e", Kind::Stimulus) => {
            Some("a stimulus has no ion; declare the reversal potential, `#[param(0mV)] e: Param`".to_owned())
        }
        ("v_pre" | "v_post", Kind::Stimulus) => Some("a stimulus sees the `v` of its own compartment".to_owned()),
        ("ca" | "na" | "cl" | "mg", Kind::Stimulus) => {
            Some(format!("a stimulus sees no concentrations; make it a parameter, `#[param(1mM)] {name}: Param`"))
        }
        ("v", Kind::Pool) => Some("a pool sees the current `i` of its ion, and no potential".to_owned()),
        ("v", Kind::Synapse) => Some("a synapse sees `v_pre` and `v_post`".to_owned()),
        ("v_pre" | "v_post", Kind::Channel) => Some("a channel sees its own `v` alone; a synapse sees both".to_owned()),
        ("celsius", Kind::Synapse) => Some("a synapse has no temperature of its own; make it a parameter".to_owned()),
        ("ca" | "na" | "k" | "cl" | "mg", Kind::Synapse) => {
            Some(format!("a synapse sees no concentrations; make it a parameter, `#[param(1mM)] {name}: Param`"))
        }
        ("k", Kind::Channel | Kind::Pool) => Some(
            "declare it, `#[param(1)] k: Param`; the concentration of potassium is read with `reads(K)`".to_owned(),
        ),
        ("ca" | "na" | "cl" | "mg", Kind::Channel | Kind::Pool) => {
            Some(format!("a concentration is read with `reads({})`", capital(name)))
        }
        _ => named_elsewhere(model, name),
    }
}

/// Returns how a name of NMODL or of a physics book is written here.
fn named_elsewhere(model: &Model, name: &str) -> Option<String> {
    const IONS: [&str; 6] = ["na", "k", "ca", "cl", "h", "mg"];
    let carries = matches!(model.kind, Kind::Channel | Kind::Pool);
    let is_ion = |ion: &str| {
        IONS.contains(&ion) || model.ion.as_ref().is_some_and(|own| own.to_string().eq_ignore_ascii_case(ion))
    };
    let lower = name.to_lowercase();
    let after =
        |prefix: &str| lower.strip_prefix(prefix).map(|rest| rest.trim_start_matches('_')).filter(|ion| is_ion(ion));
    let before =
        |suffix: &str| lower.strip_suffix(suffix).map(|rest| rest.trim_end_matches('_')).filter(|ion| is_ion(ion));
    if after("e").is_some() || ["erev", "e_rev", "vrev", "v_rev"].contains(&lower.as_str()) {
        return Some(match (&model.ion, model.kind) {
            (Some(ion), Kind::Channel) => format!("the reversal potential of {ion} is `e`"),
            (None, Kind::Channel) => {
                format!("name the ion, whose reversal potential is `e`, or declare it, `#[param(-77mV)] {name}: Param`")
            }
            _ => format!("declare the reversal potential, `#[param(-77mV)] {name}: Param`"),
        });
    }
    if after("i").is_some() && lower.len() > 1 {
        return Some(match model.kind {
            Kind::Pool => "the current of its ion through the compartment is `i`, in nA".to_owned(),
            _ => "the currents of an ion are seen by its pool alone, as `i`; what follows them reads the concentration"
                .to_owned(),
        });
    }
    if let (Some(ion), true) = (before("i"), carries) {
        return Some(format!("the concentration inside is `{ion}`, read with `reads({})`", capital(ion)));
    }
    if let (Some(ion), true) = (before("o"), carries) {
        return Some(format!("the concentration outside is `{ion}_out`, read with `reads({})`", capital(ion)));
    }
    let message = match lower.as_str() {
        "diam" | "diameter" | "l" | "length" => {
            format!(
                "equations see the `area` of their compartment and no lengths; make it a parameter, `#[param(10um)] {name}: Param`"
            )
        }
        "area" => format!("make it a parameter, `#[param(0.01mm2)] {name}: Param`"),
        "dt" => "equations do not see the step; write a change per time, `#[state(derivative = …)]`".to_owned(),
        "time" => "the time is `t`".to_owned(),
        "vm" | "v_m" | "voltage" | "membrane_potential" if model.kind != Kind::Synapse => {
            "the membrane potential is `v`".to_owned()
        }
        "temp" | "temperature" | "tempk" => "the temperature is `celsius`".to_owned(),
        "pi" => "write the number, `3.141592653589793`".to_owned(),
        "r" | "gas_constant" => "write the constant with its unit, `8.314462618J/K/mol`".to_owned(),
        "f" | "faraday" => "write the constant with its unit, `96485.33212C/mol`".to_owned(),
        _ => return None,
    };
    Some(message)
}

/// Returns the name of an ion from that of its concentration.
fn capital(ion: &str) -> String {
    let mut name = ion.to_owned();
    // A name may begin with a letter outside ASCII, which has several bytes.
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

/// Checks that what changes at an event is a state, or the postsynaptic potential.
fn check_what_changes_at_events(model: &Model, errors: &mut Errors) {
    let mut changing: Vec<String> = model.integrated().map(|state| state.ident.to_string()).collect();
    changing.extend(model.is_driven_by_events().then(|| POTENTIAL.to_owned()));
    for (when, jump) in model.jumps() {
        let name = jump.target.to_string();
        // In a synapse with events a state may stand still between them.
        let state = match when {
            When::Spike => "#[state(derivative = …, init = …)]",
            When::Pre | When::Post => "#[state(init = …)]",
        };
        if changing.contains(&name) || model.unreadable.contains(&jump.target) {
            continue;
        }
        let message = if model.has_parameter(&name) {
            format!("`{name}` is a parameter, which no spike changes; declare what changes as a state, `{state}`")
        } else if model.states.iter().any(|state| state.ident == name) {
            format!("the gate `{name}` is `instantaneous`: it has no value of its own that a spike could change")
        } else if model.definitions.iter().any(|(ident, _)| *ident == name) {
            format!("`{name}` is defined by `let` and has no value of its own; a spike changes a state")
        } else if name == "v" && when == When::Spike {
            "V is reset by the cell: `spike { threshold: -50mV, reset: -70mV }`".to_owned()
        } else if name == "v" || name == "v_pre" {
            format!("a synapse changes the potential of the postsynaptic neuron, `{POTENTIAL}`, and no other")
        } else if let Some(meant) = names::nearest(&name, changing.iter().map(String::as_str)) {
            format!("there is no state `{name}`; did you mean `{meant}`?")
        } else if model.readable {
            format!("there is no state `{name}`; declare it, `{state} {name}: State`")
        } else {
            continue;
        };
        errors.push(jump.target.span(), message);
    }
}

/// Checks that no event depends on the presynaptic potential, directly or through definitions.
fn check_events_see_no_presynaptic_potential(model: &Model, errors: &mut Errors) {
    const WAY_OUT: &str = "which no event sees: a source of spikes has no potential; an event sees `v_post`, and a graded synapse \
                           has `v_pre` in its equations instead, `#[gate(inf = 1 / (1 + exp((v_half - v_pre) / 5mV)), tau = …)]`";
    let definitions: Vec<_> =
        gather(model).unwrap_or_default().into_iter().map(|definition| (definition.ident, definition.expr)).collect();
    for (_, jump) in model.jumps().filter(|(when, _)| *when != When::Spike) {
        // A change of `v_pre` is reported elsewhere.
        for name in jump.value.names().into_iter().filter(|name| **name != jump.target) {
            let through = Expr::name(name.clone());
            if name == "v_pre" {
                errors.push(name.span(), format!("this is the presynaptic potential, {WAY_OUT}"));
            } else if names_within(&definitions, &through).iter().any(|inner| inner == "v_pre") {
                errors.push(name.span(), format!("`{name}` depends on `v_pre`, {WAY_OUT}"));
            }
        }
    }
}

/// Checks that nothing but events of a synapse draws random numbers, directly or through definitions.
fn check_random_numbers_are_those_of_events(model: &Model, errors: &mut Errors) {
    const WAY_OUT: &str = "which is there at events of a synapse alone, `on_pre(s += if random(seed) < p { weight } else { 0 })`; \
                           what flows at all times has noise as an input of a run, `OrnsteinUhlenbeck`";
    let of_events = |expr: &Expr| {
        let mut jumps = model.jumps().filter(|(when, _)| *when != When::Spike);
        jumps.any(|(_, jump)| std::ptr::eq(&jump.value, expr))
    };
    let is_definition = |expr: &Expr| model.definitions.iter().any(|(_, own)| std::ptr::eq(own, expr));
    let drawn = |name: &Ident| {
        let within = names_within(&model.definitions, &Expr::name(name.clone()));
        model.definitions.iter().any(|(ident, expr)| expr.draws() && within.iter().any(|inner| ident == inner))
    };
    // A definition draws where it is used.
    for expr in model.equations().into_iter().filter(|expr| !of_events(expr) && !is_definition(expr)) {
        expr.visit(&mut |part| match &part.kind {
            ExprKind::Call(Function::Random, _) => {
                errors.push(part.span, format!("this is a random number, {WAY_OUT}"))
            }
            ExprKind::Name(name) if drawn(name) => {
                errors.push(part.span, format!("`{name}` contains a random number, {WAY_OUT}"));
            }
            _ => {}
        });
    }
}

/// Checks that the seed of a random number is made of parameters and numbers.
fn check_seeds_are_given_by_parameters(model: &Model, errors: &mut Errors) {
    for expr in model.equations() {
        expr.visit(&mut |part| {
            let ExprKind::Call(Function::Random, arguments) = &part.kind else { return };
            let Some(seed) = arguments.first() else { return };
            let known = known(model);
            let changing = seed.names().into_iter().find(|name| {
                let mut within = names_within(&model.definitions, &Expr::name((*name).clone())).into_iter();
                within.any(|inner| {
                    let is_definition = model.definitions.iter().any(|(ident, _)| *ident == inner);
                    known.contains(&inner) && !model.has_parameter(&inner) && !is_definition
                })
            });
            if let Some(name) = changing {
                let message = format!("the seed of `random` is a parameter or a number, and `{name}` changes; declare a seed, `#[param(1)] seed: Param`");
                errors.push(name.span(), message);
            } else if seed.draws() {
                errors.push(seed.span, "the seed of `random` is a parameter or a number, and not drawn itself");
            } else if let Some(value) = seed.as_number().filter(|value| value.fract() != 0.0 || !(0.0..2f64.powi(53)).contains(value)) {
                errors.push(seed.span, format!("a seed is a whole number from 0 to 2^53, and not {value}"));
            }
        });
    }
}

fn check_an_electrical_synapse_has_no_events(model: &Model, errors: &mut Errors) {
    for event in model.events.iter().filter(|_| model.electrical) {
        let message = format!(
            "an electrical synapse has no `{}`: its current flows at all times, and no spike changes it; leave out \
             `electrical` or the event",
            event.key
        );
        errors.push(event.key.span(), message);
    }
}

fn check_there_is_a_current(model: &Model, errors: &mut Errors) {
    let readable = model.readable && model.unreadable.is_empty();
    if model.current.is_none() && model.kind != Kind::Pool && readable && !model.kicks() {
        let kind = model.kind.word();
        let example = match model.kind {
            Kind::Synapse => "g * s * (v_post - e)",
            Kind::Stimulus => "if t >= start { amplitude } else { 0nA }",
            Kind::Channel | Kind::Pool => "g * m^3 * h * (v - e)",
        };
        let messenger = match model.kind {
            Kind::Channel => "; what has states and no current, such as a second messenger, is a `#[pool]`",
            Kind::Synapse if model.is_driven_by_events() => ", or a kick of V, `on_pre(v_post += weight)`",
            _ => "",
        };
        errors
            .push(model.ident.span(), format!("a {kind} needs a current: `#[{kind}(current = {example})]`{messenger}"));
    }
}

/// Checks that every gate affects the current, an event, or the concentration of a pool, by itself or through others. A state
/// that is not a gate may be there to be recorded.
fn check_gates_are_used(model: &Model, errors: &mut Errors) {
    // An item that could not be read may use the gate.
    if !model.complete || (model.current.is_none() && model.kind != Kind::Pool) {
        return;
    }
    let mut used: Vec<String> = Vec::new();
    let known = known(model);
    let add = |names: Vec<&Ident>, used: &mut Vec<String>| {
        for mut name in names.into_iter().map(Ident::to_string) {
            // A misspelt name counts as the one that was meant.
            if !known.contains(&name)
                && let Some(meant) = names::nearest(&name, known.iter().map(String::as_str))
            {
                meant.clone_into(&mut name);
            }
            if !used.contains(&name) {
                used.push(name);
            }
        }
    };
    add(model.current.iter().flat_map(Expr::names).collect(), &mut used);
    for (_, jump) in model.jumps() {
        // A gate that only its own change reads affects nothing.
        add(jump.value.names().into_iter().filter(|name| **name != jump.target).collect(), &mut used);
    }
    let others = model.states.iter().filter(|state| state.form != Form::Gate);
    used.extend(others.map(|state| state.ident.to_string()));
    let mut k = 0;
    while k < used.len() {
        let name = used[k].clone();
        k += 1;
        let definition = model.definitions.iter().find(|(ident, _)| *ident == name);
        add(definition.into_iter().flat_map(|(_, expr)| expr.names()).collect(), &mut used);
        // A curve such as `m_inf` uses the names in the gate's equations, but not the gate itself.
        let curve = |gate: &Ident| {
            name.strip_prefix(&gate.to_string()).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        for state in model.states.iter().filter(|state| curve(&state.ident)) {
            add(state.dynamics.equations().into_iter().flat_map(Expr::names).collect(), &mut used);
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

/// Returns the only state of a pool without a concentration, which must be meant as its concentration.
fn unnamed_concentration(model: &Model) -> Option<&State> {
    match model.states.as_slice() {
        [state] if model.kind == Kind::Pool && state.form == Form::Free => Some(state),
        _ => None,
    }
}

fn check_a_pool_has_one_concentration(model: &Model, errors: &mut Errors) {
    if model.kind != Kind::Pool {
        return;
    }
    if let Some(state) = unnamed_concentration(model) {
        let name = &state.ident;
        errors.push(name.span(), format!("the concentration of a pool is declared as one: `{name}: Concentration`"));
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

fn check_concentrations_are_those_inside(model: &Model, errors: &mut Errors) {
    for state in model.states.iter().filter(|state| state.form == Form::Concentration) {
        let name = state.ident.to_string();
        let outside = ["_out", "_outside", "_ext", "_o"].iter().any(|end| name.ends_with(end));
        if outside || ["cao", "ko", "nao", "clo", "mgo"].contains(&name.as_str()) {
            let message = format!(
                "`{name}` would be the concentration inside, which is that of a pool; the one outside is a constant of the \
                 cell, `ions {{ Ca: nernst(outside = 3mM) }}`, or a parameter"
            );
            errors.push(state.ident.span(), message);
        }
    }
}

fn check_bounds_have_the_unit_of_their_parameter(model: &Model, errors: &mut Errors) {
    for parameter in &model.parameters {
        let own = parameter.dimension();
        let fits = |value: &Quantity| value.dimension == own || value.value == 0.0;
        for value in parameter.values() {
            if !fits(value) && parameter.readable {
                errors.push(value.span, format!("`{}` is {own}, this is {}", parameter.ident, value.dimension));
            }
        }
        if !parameter.values().all(fits) {
            continue;
        }
        let unit = unit_of(parameter);
        if let Some(value) = parameter.values().find(|value| !in_unit(value, &unit).is_finite()) {
            errors.push(
                value.span,
                format!("this number is too large in {}, the unit of `{}`", unit.text, parameter.ident),
            );
        }
        if let (Some(minimum), Some(maximum)) = (&parameter.minimum, &parameter.maximum)
            && minimum.value > maximum.value
        {
            errors.push(maximum.span, format!("the largest value of `{}` is below its smallest", parameter.ident));
            continue;
        }
        if let Some(default) = &parameter.default {
            let (low, high) = (parameter.minimum.as_ref(), parameter.maximum.as_ref());
            if low.is_some_and(|low| default.value < low.value) || high.is_some_and(|high| default.value > high.value) {
                let (value, _, unit) = default.in_own_unit();
                errors.push(
                    default.span,
                    format!("the default of `{}`, {value}{unit}, is out of its bounds", parameter.ident),
                );
            }
        }
    }
}

/// Checks that bounds of states have their unit, are in order, and are not beside `unchecked`.
fn check_bounds_of_states(model: &Model, errors: &mut Errors) {
    for state in model.states.iter().filter(|state| state.readable) {
        let own = dimensions::of_state(state);
        let bounds = [&state.minimum, &state.maximum].map(Option::as_ref);
        for bound in bounds.into_iter().flatten().filter(|bound| bound.dimension != own && bound.value != 0.0) {
            errors.push(bound.span, format!("`{}` is {own}, this is {}", state.ident, bound.dimension));
        }
        if let [Some(minimum), Some(maximum)] = bounds
            && minimum.value >= maximum.value
        {
            errors.push(maximum.span, format!("the largest value of `{}` is not above its smallest", state.ident));
        }
        if let Some(bound) = bounds.into_iter().flatten().next().filter(|_| state.unchecked) {
            errors.push(bound.span, format!("`{}` has bounds and is `unchecked`; leave one out", state.ident));
        }
    }
}
