//! The arguments of the attribute: the current, the ion, concentrations that are read, definitions.

use super::syntax::{Scope, each_item, equals, parse_q10};
use crate::errors::Errors;
use crate::expr::Expr;
use crate::items;
use crate::mechanism::model::{Jump, Kind, Model, Q10};
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
        match key.to_string().as_str() {
            "ion" if carries => {
                equals(input, &key)?;
                let ion = input.parse().map_err(|error: syn::Error| {
                    syn::Error::new(error.span(), "an ion is given by its name: `ion = Na`")
                })?;
                items::once(&mut model.ion, ion, &key, errors);
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
            "on_spike" if model.kind == Kind::Channel => {
                if !input.peek(syn::token::Paren) {
                    return Err(input.error("what changes at a spike is listed: `on_spike(w += b)`"));
                }
                let list;
                syn::parenthesized!(list in input);
                each_item(&list, errors, |input, _| {
                    model.jumps.push(jump(input, scope)?);
                    Ok(())
                });
            }
            "electrical" if model.kind == Kind::Synapse => model.electrical = true,
            "current" if model.kind != Kind::Pool => {
                equals(input, &key)?;
                let current = scope.expression(input)?;
                items::once(&mut model.current, current, &key, errors);
            }
            "q10" if model.kind != Kind::Synapse => {
                let q10 = Q10 { shared: true, ..parse_q10(input, &key)? };
                items::once(&mut common, q10, &key, errors);
            }
            other => {
                let known: &[&str] = match model.kind {
                    Kind::Channel => &["ion", "reads", "current", "on_spike", "q10", "let"],
                    Kind::Synapse => &["current", "electrical", "let"],
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
                return Err(items::unknown_key(&format!("a {}", model.kind.word()), &key, known));
            }
        }
        model.unreadable.pop();
        Ok(())
    });
    common
}

/// Reads `w = …`, `w += …`, `w -= …` or `w *= …`.
fn jump(input: ParseStream<'_>, scope: &Scope) -> syn::Result<Jump> {
    let state = items::name(input, "a state that changes: `w += b`")?;
    let old = || Expr::name(state.clone());
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
        let message = format!("a change at a spike is an assignment, such as `{state} += …` or `{state} = …`");
        return Err(syn::Error::new(input.span(), message));
    };
    let value = make(old(), scope.expression(input)?);
    Ok(Jump { state, value })
}
