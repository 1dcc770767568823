//! Formulas of a mechanism in Rust, with the local variables that they need.

use super::check::Checked;
use super::definition::Definition;
use super::equations::Equations;
use super::model::{Kind, Model};
use super::structure::internal;
use crate::expr::Expr;
use crate::expr::emit::{Emitter, Slots};
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
    /// The variables.
    pub(super) z: Ident,
    /// The potential that events change.
    pub(super) v: Ident,
    /// The random numbers of an event.
    pub(super) chance: Ident,
    /// A time.
    pub(super) h: Ident,
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
            z: own("z"),
            v: own("v"),
            chance: own("chance"),
            h: own("h"),
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
    no_slots: Slots,
}

impl<'a> Writer<'a> {
    pub(super) fn new(model: &'a Model, equations: &'a Equations, checked: &'a Checked) -> Self {
        Writer { equations, own: Own::new(), model, checked, no_slots: Slots::default() }
    }

    pub(super) fn emit(&self, expr: &Expr) -> TokenStream {
        self.emitter(&self.equations.slots, true).emit(expr)
    }

    /// Returns a formula whose exponentials are computed where they stand, and whose relations are evaluated as written.
    pub(super) fn emit_as_written(&self, expr: &Expr) -> TokenStream {
        self.emitter(&self.no_slots, false).emit(expr)
    }

    /// Returns a formula as [`emit_as_written`](Self::emit_as_written) does, for what jumps at an event.
    pub(super) fn emit_at_event(&self, expr: &Expr) -> TokenStream {
        Emitter { at_event: true, ..self.emitter(&self.no_slots, false) }.emit(expr)
    }

    /// Returns the emitter of formulas with these slots, whose relations are held or evaluated as written.
    pub(super) fn emitter<'b>(&'b self, slots: &'b Slots, held: bool) -> Emitter<'b> {
        let Own { at, x, scalar, chance, .. } = &self.own;
        Emitter { slots, exps: x, scalar, at: held.then_some(at), chance, at_event: false }
    }

    /// Returns everything that a formula at an event needs, as local variables. `potential` is that of the neuron, and `place` the
    /// place of a random number among those of the event.
    pub(super) fn preamble_of_event(
        &self,
        expr: &Expr,
        potential: &TokenStream,
        place: &mut dyn FnMut(Option<usize>) -> usize,
    ) -> TokenStream {
        let definitions = self.equations.definitions.needed(&[expr], &[]);
        let exprs = definitions.iter().map(|definition| &definition.expr).chain([expr]);
        let used = exprs.flat_map(Expr::names).map(Ident::to_string).collect();
        let variables = self.bindings(&used, potential);
        let definitions = definitions.iter().map(|Definition { ident, expr }| {
            let value = self.emit_at_event(&expr.number_draws(place));
            quote!(let #ident = #value;)
        });
        quote!(#variables #(#definitions)*)
    }

    /// Returns everything that `exprs` and the definitions `idents` need, as local variables.
    pub(super) fn preamble(&self, exprs: &[&Expr], idents: &[&Ident]) -> TokenStream {
        let definitions = self.equations.definitions.needed(exprs, idents);
        let mut used: BTreeSet<String> = exprs.iter().flat_map(|expr| self.variables(expr)).collect();
        used.extend(definitions.iter().flat_map(|definition| self.variables(&definition.expr)));
        let variables = self.bindings(&used, &self.potential());
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

    /// Returns the potential of the neuron, for a synapse the postsynaptic one.
    pub(super) fn potential(&self) -> TokenStream {
        let at = &self.own.at;
        quote!(#at.v)
    }

    /// Returns the names of `used` that the mechanism sees, as local variables.
    pub(super) fn bindings(&self, used: &BTreeSet<String>, potential: &TokenStream) -> TokenStream {
        let Own { at, y, z, .. } = &self.own;
        let mut lines = TokenStream::new();
        let mut bind = |name: &str, value: TokenStream| {
            if used.contains(name) {
                let ident = Ident::new(name, Span::call_site());
                lines.extend(quote!(let #ident = #value;));
            }
        };
        match self.model.kind {
            Kind::Channel | Kind::Stimulus => {
                bind("v", potential.clone());
                bind("area", quote!(#at.area));
            }
            Kind::Synapse => {
                bind("v_pre", quote!(#at.v_pre));
                bind("v_post", potential.clone());
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
        let states = self.equations.states.iter().map(|state| (&state.ident, state.factor));
        let variables = self.equations.variables.iter().map(|variable| (&variable.ident, variable.factor));
        let places = states.enumerate().map(|state| (y, state)).chain(variables.enumerate().map(|state| (z, state)));
        for (slice, (k, (ident, factor))) in places {
            let (k, in_internal_units) = (Literal::usize_unsuffixed(k), float(factor));
            let value = if factor == 1.0 { quote!(#slice[#k]) } else { quote!(#slice[#k] * #in_internal_units) };
            bind(&ident.to_string(), value);
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
