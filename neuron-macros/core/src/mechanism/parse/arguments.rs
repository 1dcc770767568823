//! The arguments of the attribute: the current, the ion, concentrations that are read, changes at events, definitions.

use super::syntax::{Scope, each_item, equals, parse_q10};
use crate::errors::Errors;
use crate::expr::Expr;
use crate::items;
use crate::mechanism::model::{Event, Jump, Kind, Model, Q10, When};
use proc_macro2::Ident;
use syn::Token;
use syn::parse::ParseStream;

/// Reads the arguments into the model; returns the Q10 of all gates.
pub(super) fn arguments(input: ParseStream<'_>, model: &mut Model, scope: &Scope, errors: &mut Errors) -> Option<Q10> {
    let mut common = None;
    let carries = matches!(model.kind, Kind::Channel | Kind::Pool);
    each_item(input, errors, |input, errors| {
        if input.peek(Token![let]) {
            input.parse::<Token![let]>()?;
            let name = items::key(input, "a name: `let x = …`")?;
            equals(input, &name)?;
            match scope.expression(input) {
                Ok(value) => model.definitions.push((name, value)),
                Err(error) => {
                    model.unreadable.push(name);
                    return Err(error);
                }
            }
            return Ok(());
        }
        let key = items::key(input, "an argument such as `current = …`")?;
        // An argument that is given but not understood is not missing.
        model.unreadable.push(key.clone());
        if let Some(when) = When::of(model.kind).iter().find(|when| key == when.argument()) {
            let jumps = jumps(*when, input, scope, errors);
            // An event whose changes cannot be read is one all the same.
            let event = Event { when: *when, key, jumps: Vec::new() };
            match jumps {
                Ok(jumps) => model.events.push(Event { jumps, ..event }),
                Err(mistake) => {
                    model.events.push(event);
                    return Err(mistake);
                }
            }
            model.unreadable.pop();
            return Ok(());
        }
        match key.to_string().as_str() {
            "ion" if carries => {
                equals(input, &key)?;
                let ion = input.parse().map_err(|error: syn::Error| {
                    syn::Error::new(error.span(), "an ion is given by its name: `ion = Na`")
                })?;
                if model.ion.replace(ion).is_some() {
                    let message = "a mechanism has one ion; write one channel for each, or leave `ion` out and declare the \
                                   reversal potentials, `#[param(-77mV)] e: Param`";
                    errors.push(key.span(), message);
                }
            }
            "reads" if carries => {
                const LISTED: &str = "ions are listed by their names: `reads(Ca)`";
                if !input.peek(syn::token::Paren) {
                    return Err(input.error(LISTED));
                }
                let list;
                syn::parenthesized!(list in input);
                let ion = |input: ParseStream<'_>| {
                    input.parse::<Ident>().map_err(|error| syn::Error::new(error.span(), LISTED))
                };
                for ion in list.parse_terminated(ion, Token![,])? {
                    if model.reads.contains(&ion) {
                        errors.push(ion.span(), format!("`{ion}` is listed twice"));
                    } else {
                        model.reads.push(ion);
                    }
                }
            }
            "electrical" if model.kind == Kind::Synapse => model.electrical = true,
            "current" if model.kind != Kind::Pool => {
                equals(input, &key)?;
                let current = scope.expression(input)?;
                if model.current.replace(current).is_some() {
                    errors.push(key.span(), "a mechanism has one current; write their sum, or one channel for each");
                }
            }
            "q10" if model.kind != Kind::Synapse => {
                let q10 = Q10 { shared: true, ..parse_q10(input, &key)? };
                items::once(&mut common, q10, &key, errors);
            }
            other => {
                let known: &[&str] = match model.kind {
                    Kind::Channel => &["ion", "reads", "current", "on_spike", "q10", "let"],
                    Kind::Synapse => &["current", "on_pre", "on_post", "electrical", "let"],
                    Kind::Pool => &["ion", "reads", "q10", "let"],
                    Kind::Stimulus => &["current", "q10", "let"],
                };
                if ["ion", "reads"].contains(&other) && model.kind == Kind::Stimulus {
                    let message = "a stimulus has no ion and reads no concentrations; what it needs is a parameter, \
                                   `#[param(0mV)] e: Param`";
                    return Err(syn::Error::new(key.span(), message));
                }
                if other == "ion" {
                    let message =
                        "a synapse has no ion; its reversal potential is a parameter, `#[param(-80mV)] e: Param`";
                    return Err(syn::Error::new(key.span(), message));
                }
                if other == "reads" {
                    let message = "a synapse sees the two potentials and no concentrations; what it needs is a \
                                   parameter, `#[param(1mM)] mg: Param`";
                    return Err(syn::Error::new(key.span(), message));
                }
                if items::nearest_is(other, known, "ion") {
                    model.unreadable.push(Ident::new("e", key.span()));
                }
                if let Some(way) = elsewhere(model.kind, other) {
                    let message = format!("a {} has no `{other}`: {way}", model.kind.word());
                    return Err(syn::Error::new(key.span(), message));
                }
                return Err(items::unknown_key(&format!("a {}", model.kind.word()), &key, known));
            }
        }
        model.unreadable.pop();
        Ok(())
    });
    common
}

/// Returns how a word of NMODL or Brian2 is written here, or where a word of another part of a model stands.
fn elsewhere(kind: Kind, word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "fn" | "function" | "procedure" | "def" => {
            "a mechanism has no functions of its own; a formula without arguments is `let x = …`, and a `macro_rules!` writes \
             mechanisms that differ in a number"
        }
        "net_receive" | "netcon" | "on_spike" if kind == Kind::Synapse => {
            "what a presynaptic spike changes is `on_pre(s += weight)`, and what a postsynaptic one changes, `on_post(…)`"
        }
        "net_receive" | "on_pre" | "on_post" | "netcon" => {
            "what another neuron does is seen by a synapse, `#[synapse(…)]`, through `v_pre`; a spike of the neuron itself \
             changes a state by `on_spike(w += b)`"
        }
        "delay" => "the delay is a parameter of every synapse with `on_pre`: `Exponential { delay: 1.5ms }`",
        "kinetic" | "scheme" | "reactions" => {
            "a kinetic scheme is written as its states, `#[state(derivative = alpha * c - beta * o, init = 0)] o: State`"
        }
        "threshold" | "reset" | "refractory" | "hold" | "spike" | "watch" => {
            "a spike is that of the cell: `spike { threshold: -50mV, reset: -65mV, hold: 2ms }`"
        }
        "useion" => "the ion is named by `ion = Na`; what is only read, by `reads(Ca)`",
        "nonspecific_current" | "nonspecific" => "a current without an ion: leave `ion` out and write `current = …`",
        "electrode_current" => {
            "the current of an electrode is a stimulus: `#[stimulus(current = …)]`, positive into the cell"
        }
        "suffix" | "point_process" | "artificial_cell" | "name" => "a mechanism is called as its struct",
        "range" | "global" | "pointer" | "bbcorepointer" => {
            "every parameter is there to be set in each place: `#[param(1mS/cm2)] g: Param`"
        }
        "param" | "parameter" | "parameters" | "constant" => "a parameter is a field: `#[param(1mS/cm2)] g: Param`",
        "gate" | "gates" => "a gate is a field: `#[gate(inf = …, tau = …)] m: Gate`",
        "state" | "states" | "assigned" | "local" | "derivative" => {
            "a state is a field, `#[state(derivative = …, init = …)] x: State`, and what is computed from others is `let x = …`"
        }
        "inf" | "tau" | "alpha" | "beta" | "instantaneous" => {
            "this is said of a gate: `#[gate(inf = …, tau = …)] m: Gate`"
        }
        "initial" | "init" => {
            "each gate or state says where it begins: `init = …`; a gate without it begins at its steady state"
        }
        "breakpoint" | "solve" | "method" => {
            "the current is `current = …`; the method is chosen for a run, `.method(…)`"
        }
        "random" | "noise" => {
            "an event of a synapse draws a uniform number by `random(seed)`; noise is an input of a run, `OrnsteinUhlenbeck`"
        }
        "table" => "a table is not needed: exponentials are evaluated together",
        "unit" | "units" => "units stand behind numbers, `25.5mV`, and in `#[param(unit = mS/cm2)]`",
        "verbatim" => {
            "there is no code in equations; what has no formula is computed before a run and set as a parameter"
        }
        _ => return None,
    })
}

/// Reads `(s += weight, …)` after the name of an event.
fn jumps(when: When, input: ParseStream<'_>, scope: &Scope, errors: &mut Errors) -> syn::Result<Vec<Jump>> {
    if !input.peek(syn::token::Paren) {
        return Err(input.error(format!("what changes at a spike is listed: `{}`", when.example())));
    }
    let list;
    syn::parenthesized!(list in input);
    if list.is_empty() {
        return Err(list.error(format!("`{}` lists what changes: `{}`", when.argument(), when.example())));
    }
    let mut jumps = Vec::new();
    each_item(&list, errors, |input, _| {
        jumps.push(jump(input, scope)?);
        Ok(())
    });
    Ok(jumps)
}

/// Reads `w = …`, `w += …`, `w -= …` or `w *= …`.
fn jump(input: ParseStream<'_>, scope: &Scope) -> syn::Result<Jump> {
    let target = items::name(input, "a state that changes: `w += b`")?;
    let old = || Expr::name(target.clone());
    let make: fn(Expr, Expr) -> Expr = if input.peek(Token![+=]) {
        input.parse::<Token![+=]>()?;
        Expr::add
    } else if input.peek(Token![-=]) {
        input.parse::<Token![-=]>()?;
        Expr::sub
    } else if input.peek(Token![*=]) {
        input.parse::<Token![*=]>()?;
        Expr::mul
    } else if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        |_, value| value
    } else {
        let message = format!("a change at a spike is an assignment, such as `{target} += …` or `{target} = …`");
        return Err(syn::Error::new(input.span(), message));
    };
    let value = make(old(), scope.expression(input)?);
    Ok(Jump { target, value })
}
