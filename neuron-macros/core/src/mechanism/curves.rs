//! Curves, which are steady states, time constants and rates of gates, as methods.

use super::check::Checked;
use super::definition::Definition;
use super::equations::Equations;
use super::model::{Dynamics, Model};
use super::structure::internal;
use super::writer::Writer;
use crate::expr::Expr;
use crate::expr::emit::Emitter;
use crate::names::variable;
use crate::tokens::path;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

/// Returns the names of all curves, and `m_inf(v)`, `m_tau(v)` and so on as functions of the potential and other
/// inputs.
pub(super) fn curves(model: &Model, equations: &Equations, checked: &Checked) -> (Vec<String>, TokenStream) {
    let empty = crate::expr::emit::Slots::default();
    let writer = Writer::new(model, equations, checked);
    let plain = Emitter { slots: &empty, exps: &writer.own.x, scalar: &writer.own.scalar, at: None };
    let scalar = &writer.own.scalar;
    let (mut names, mut functions) = (Vec::new(), Vec::new());
    for definition in equations.definitions.iter() {
        let name = definition.ident.to_string();
        let Some(gate) = model.states.iter().find(|state| name.strip_prefix(&format!("{}_", state.ident)).is_some())
        else {
            continue;
        };
        let whole = equations.definitions.needed(&[&definition.expr], &[]);
        let mut used: BTreeSet<String> = definition.expr.names().into_iter().map(Ident::to_string).collect();
        used.extend(whole.iter().flat_map(|d| d.expr.names()).map(Ident::to_string));
        // A formula that depends on a state is not a curve.
        if model.integrated().any(|state| used.contains(&state.ident.to_string())) {
            continue;
        }
        let mut inputs: Vec<(String, &str)> = Vec::new();
        let units = [("v", "mV"), ("v_pre", "mV"), ("v_post", "mV"), ("e", "mV"), ("t", "ms"), ("celsius", "°C")];
        for (input, unit) in units.into_iter().chain([("area", "mm²")]) {
            if used.contains(input) && !model.has_parameter(input) {
                inputs.push((input.to_owned(), unit));
            }
        }
        inputs.extend(checked.reads.iter().filter(|read| used.contains(*read)).map(|read| (read.clone(), "µM")));
        let idents: Vec<Ident> = inputs.iter().map(|(input, _)| Ident::new(input, Span::call_site())).collect();
        let parameters = model.parameters.iter().filter(|p| used.contains(&p.ident.to_string())).map(|parameter| {
            let (name, value) = (variable(&parameter.ident), internal(parameter));
            quote!(let #name = #value;)
        });
        let lets = whole.iter().map(|Definition { ident, expr }| {
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
        let of: Vec<String> = inputs.iter().map(|(input, unit)| format!("`{input}` ({unit})")).collect();
        let doc = match of.as_slice() {
            [] => format!(" {what} of `{}`.", gate.ident),
            of => format!(" {what} of `{}` at {}.", gate.ident, of.join(", ")),
        };
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
