//! Formulas of a mechanism in Rust, with the local variables that they need.

use super::check::Checked;
use super::definition::Definition;
use super::equations::Equations;
use super::model::{Kind, Model};
use super::structure::internal;
use crate::expr::Expr;
use crate::expr::emit::Emitter;
use crate::tokens::float;
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;
use std::collections::BTreeSet;

/// Identifiers of the expansion, which cannot clash with names of the user's.
pub(super) struct Own {
    pub(super) at: Ident,
    pub(super) x: Ident,
    pub(super) y: Ident,
    pub(super) dy: Ident,
    pub(super) target: Ident,
    pub(super) rate: Ident,
    pub(super) to: Ident,
    pub(super) scalar: Ident,
}

impl Own {
    fn new() -> Self {
        let own = |name| Ident::new(name, Span::mixed_site());
        Own {
            at: own("at"),
            x: own("x"),
            y: own("y"),
            dy: own("dy"),
            target: own("target"),
            rate: own("rate"),
            to: own("to"),
            scalar: own("T"),
        }
    }
}

/// Writes formulas of a mechanism and the local variables that they need.
pub(super) struct Writer<'a> {
    pub(super) equations: &'a Equations,
    pub(super) own: Own,
    model: &'a Model,
    checked: &'a Checked,
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a Model, equations: &'a Equations, checked: &'a Checked) -> Self {
        Writer { equations, own: Own::new(), model, checked }
    }

    pub(super) fn emit(&self, expr: &Expr) -> TokenStream {
        let Own { at, x, scalar, .. } = &self.own;
        Emitter { slots: &self.equations.slots, exps: x, scalar, at: Some(at) }.emit(expr)
    }

    /// Returns everything that `exprs` and the definitions `idents` need, as local variables.
    pub(super) fn preamble(&self, exprs: &[&Expr], idents: &[&Ident]) -> TokenStream {
        let definitions = self.equations.definitions.needed(exprs, idents);
        let mut used: BTreeSet<String> = exprs.iter().flat_map(|expr| self.variables(expr)).collect();
        used.extend(definitions.iter().flat_map(|definition| self.variables(&definition.expr)));
        let variables = self.bindings(&used);
        let definitions = definitions.iter().map(|Definition { ident, expr }| {
            let value = self.emit(expr);
            quote!(let #ident = #value;)
        });
        quote!(#variables #(#definitions)*)
    }

    /// Returns the names that are left when exponentials come from their slots.
    fn variables(&self, expr: &Expr) -> Vec<String> {
        let mut tokens = BTreeSet::new();
        collect_idents(self.emit(expr), &mut tokens);
        expr.names().into_iter().map(Ident::to_string).filter(|name| tokens.contains(name)).collect()
    }

    /// Returns the names of `used` that the mechanism sees, as local variables.
    pub(super) fn bindings(&self, used: &BTreeSet<String>) -> TokenStream {
        let Own { at, y, .. } = &self.own;
        let mut lines = TokenStream::new();
        let mut bind = |name: &str, value: TokenStream| {
            if used.contains(name) {
                let ident = Ident::new(name, Span::call_site());
                lines.extend(quote!(let #ident = #value;));
            }
        };
        match self.model.kind {
            Kind::Channel | Kind::Stimulus => {
                bind("v", quote!(#at.v));
                bind("area", quote!(#at.area));
            }
            Kind::Synapse => {
                bind("v_pre", quote!(#at.v_pre));
                bind("v_post", quote!(#at.v));
            }
            Kind::Pool => {
                bind("i", quote!(#at.current));
                bind("area", quote!(#at.area));
            }
        }
        bind("t", quote!(#at.context.t));
        if self.model.kind != Kind::Synapse {
            bind("celsius", quote!(#at.context.celsius));
        }
        if !self.model.has_parameter("e") {
            bind("e", quote!(#at.e()));
        }
        for (k, name) in self.checked.reads.iter().enumerate() {
            let k = Literal::usize_unsuffixed(k);
            bind(name, quote!(#at.read(#k)));
        }
        for parameter in &self.model.parameters {
            bind(&parameter.ident.to_string(), internal(parameter));
        }
        for (k, state) in self.equations.states.iter().enumerate() {
            let k = Literal::usize_unsuffixed(k);
            let factor = float(state.factor);
            let value = if state.factor == 1.0 { quote!(#y[#k]) } else { quote!(#y[#k] * #factor) };
            bind(&state.ident.to_string(), value);
        }
        lines
    }
}

fn collect_idents(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect_idents(group.stream(), into),
            _ => {}
        }
    }
}
