//! Curves, which are steady states, time constants and rates of gates, as methods.

use super::check::Checked;
use super::definition::Definition;
use super::equations::Equations;
use super::model::{Dynamics, Kind, Model, State};
use super::structure::internal;
use super::writer::Writer;
use crate::expr::Expr;
use crate::names::variable;
use crate::tokens::path;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// Returns the names of all curves, and `m_inf(v)`, `m_tau(v)` and so on as functions. All of a mechanism have the same
/// inputs, in the same order: first the potential, or the presynaptic one, then what any of them depends on. An argument keeps
/// its meaning when the equation of one curve changes.
pub(super) fn curves(model: &Model, equations: &Equations, checked: &Checked) -> (Vec<String>, TokenStream) {
    let empty = crate::expr::emit::Slots::default();
    let writer = Writer::new(model, equations, checked);
    let plain = writer.emitter(&empty, false);
    let scalar = &writer.own.scalar;
    let found = found(model, equations);
    let used: BTreeSet<&String> = found.iter().flat_map(|curve| &curve.used).collect();
    let inputs = inputs(model, checked, &|name| used.contains(&name.to_owned()));
    let idents: Vec<Ident> = inputs.iter().map(|(input, _)| Ident::new(input, Span::call_site())).collect();
    let of: Vec<String> = inputs.iter().map(|(input, unit)| format!("`{input}` ({unit})")).collect();
    let (mut names, mut functions) = (Vec::new(), Vec::new());
    for Curve { gate, definition, needed, used } in &found {
        let name = definition.ident.to_string();
        let parameters = model.parameters.iter().filter(|p| used.contains(&p.ident.to_string())).map(|parameter| {
            let (name, value) = (variable(&parameter.ident), internal(parameter));
            quote!(let #name = #value;)
        });
        let lets = needed.iter().map(|Definition { ident, expr }| {
            let value = plain.emit(expr);
            quote!(let #ident = #value;)
        });
        let value = plain.emit(&definition.expr);
        let what = match name.rsplit('_').next() {
            Some("inf") => "Steady state",
            Some("tau") => "Time constant (ms)",
            Some("alpha") => "Opening rate (1/ms)",
            _ => "Closing rate (1/ms)",
        };
        let equation = written(&gate.dynamics, &name).map(|equation| {
            let line = format!(" `{name} = {}`", equation.display());
            quote!(#[doc = ""] #[doc = #line])
        });
        let doc = format!(" {what} of `{}` at {}.", gate.ident, of.join(", "));
        let function = &definition.ident;
        names.push(name);
        functions.push(quote! {
            #[doc = #doc]
            #equation
            pub fn #function(&self, #(#idents: #scalar),*) -> #scalar {
                #(#parameters)*
                #(#lets)*
                let #function = #value;
                #function
            }
        });
    }
    if functions.is_empty() {
        return (names, TokenStream::new());
    }
    let (ident, scalar_path) = (&model.ident, path("Real"));
    let tokens = quote! {
        #[automatically_derived]
        #[allow(unused_variables, non_snake_case, unused_parens, clippy::all, clippy::pedantic)]
        impl<#scalar: #scalar_path> #ident<#scalar> {
            #(#functions)*
        }
    };
    (names, tokens)
}

/// A curve of a gate.
struct Curve<'a> {
    gate: &'a State,
    definition: &'a Definition,
    /// The definitions that it needs, in order.
    needed: Vec<&'a Definition>,
    /// The names in its formula and in theirs.
    used: BTreeSet<String>,
}

/// Returns the curves. A formula that depends on a state is not one.
fn found<'a>(model: &'a Model, equations: &'a Equations) -> Vec<Curve<'a>> {
    let curve = |definition: &'a Definition| {
        let name = definition.ident.to_string();
        let gate = model.states.iter().find(|state| name.strip_prefix(&format!("{}_", state.ident)).is_some())?;
        let needed = equations.definitions.needed(&[&definition.expr], &[]);
        let mut used: BTreeSet<String> = definition.expr.names().into_iter().map(Ident::to_string).collect();
        used.extend(needed.iter().flat_map(|other| other.expr.names()).map(Ident::to_string));
        let of_states = model.integrated().any(|state| used.contains(&state.ident.to_string()));
        (!of_states).then_some(Curve { gate, definition, needed, used })
    };
    equations.definitions.iter().filter_map(curve).collect()
}

/// Returns the inputs of all curves of a mechanism, with their units.
fn inputs(model: &Model, checked: &Checked, used: &dyn Fn(&str) -> bool) -> Vec<(String, &'static str)> {
    let first = match model.kind {
        Kind::Channel | Kind::Stimulus => "v",
        Kind::Synapse => "v_pre",
        Kind::Pool => "i",
    };
    let others = [("v_post", "mV"), ("e", "mV"), ("celsius", "°C"), ("t", "ms"), ("area", "mm²")];
    let unit = if first == "i" { "nA" } else { "mV" };
    let mut inputs = vec![(first.to_owned(), unit)];
    for (input, unit) in others {
        if used(input) && !model.has_parameter(input) {
            inputs.push((input.to_owned(), unit));
        }
    }
    inputs.extend(checked.reads.iter().filter(|read| used(read)).map(|read| (read.clone(), "µM")));
    inputs
}

/// Returns the equation of a curve as the user wrote it.
fn written<'a>(dynamics: &'a Dynamics, name: &str) -> Option<&'a Expr> {
    match (dynamics, name.rsplit('_').next()) {
        (Dynamics::Relax { inf, .. }, Some("inf")) => Some(inf),
        (Dynamics::Relax { tau, .. }, Some("tau")) => tau.as_ref(),
        (Dynamics::Rates { alpha, .. }, Some("alpha")) => Some(alpha),
        (Dynamics::Rates { beta, .. }, Some("beta")) => Some(beta),
        _ => None,
    }
}
