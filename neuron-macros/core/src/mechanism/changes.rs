//! What events change, and what moves between them, as functions of the runtime's trait `Mechanism`. Functions that would do
//! nothing are left out: the trait has them.

use super::equations::{Jump, Target, Variable};
use super::model::{Model, When};
use super::structure::internal;
use super::writer::{Own, Writer};
use crate::expr::{Expr, Function};
use crate::tokens::path;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

impl Writer<'_> {
    /// Returns all of these functions.
    pub(super) fn events(&self, model: &Model) -> TokenStream {
        let (jumps, start, pass) = (When::ALL.map(|when| self.jumps(when)), self.start_variables(), self.pass());
        let scalar = &self.own.scalar;
        let delay = model.delay().map(|k| {
            let delay = internal(&model.parameters[k]);
            quote!(fn delay(&self) -> #scalar { #delay })
        });
        quote!(#(#jumps)* #start #pass #delay)
    }

    fn jumps(&self, when: When) -> TokenStream {
        let Own { at, y, z, v, chance, scalar, .. } = &self.own;
        let jumps: Vec<&Jump> = self.equations.jumps.iter().filter(|jump| jump.when == when).collect();
        if jumps.is_empty() {
            return TokenStream::new();
        }
        let (potential, driven) = match when {
            When::Spike => (self.potential(), None),
            When::Pre | When::Post => {
                let chance_path = path("Chance");
                let chance = quote!(#chance: &#chance_path<'_, #scalar>);
                (quote!(*#v), Some(quote!(, #z: &mut [#scalar], #v: &mut #scalar, #chance)))
            }
        };
        // The random numbers that were written, in the order in which the event first needs them.
        let mut places = Vec::new();
        let mut place = |number: Option<usize>| {
            places.iter().position(|other| *other == number).unwrap_or_else(|| {
                places.push(number);
                places.len() - 1
            })
        };
        // Each sees what those before it have left.
        let blocks = jumps.into_iter().map(|Jump { target, value, .. }| {
            let element = match target {
                Target::State(k) => element(y, *k),
                Target::Variable(k) => element(z, *k),
                Target::Potential => quote!(*#v),
            };
            let preamble = self.preamble_of_event(value, &potential, &mut place);
            let value = self.emit_at_event(&value.number_draws(&mut place));
            quote!({ #preamble #element = #value; })
        });
        let blocks: Vec<TokenStream> = blocks.collect();
        let (function, at_path) = (Ident::new(when.argument(), Span::call_site()), path("At"));
        quote! {
            fn #function(&self, #at: &#at_path<'_, #scalar>, #y: &mut [#scalar] #driven) {
                #(#blocks)*
            }
        }
    }

    fn start_variables(&self) -> TokenStream {
        let Own { z, scalar, .. } = &self.own;
        let variables = &self.equations.variables;
        if variables.is_empty() {
            return TokenStream::new();
        }
        let bindings = self.bindings_of(variables.iter().map(|variable| &variable.start));
        let lines = variables.iter().enumerate().map(|(k, variable)| {
            let (place, value) = (element(z, k), self.emit_as_written(&variable.start));
            quote!(#place = #value;)
        });
        quote!(fn start_variables(&self, #z: &mut [#scalar]) { #bindings #(#lines)* })
    }

    /// Returns the function that moves the variables. For dx/dt = a + b x it is exact:
    /// x(h) = x + (a + b x) h φ₁(b h), which is x exp(b h) if a is 0, and x + a h if b is 0.
    fn pass(&self) -> TokenStream {
        let Own { z, h, scalar, .. } = &self.own;
        let moving = |(_, variable): &(usize, &Variable)| !is_zero(&variable.motion);
        let moving: Vec<(usize, &Variable)> = self.equations.variables.iter().enumerate().filter(moving).collect();
        if moving.is_empty() {
            return TokenStream::new();
        }
        let mut used = Vec::new();
        let lines: Vec<TokenStream> = moving
            .iter()
            .map(|(k, Variable { motion, slope, proportional, .. })| {
                let x = element(z, *k);
                let exponent = Expr::mul(slope.clone(), Expr::name(h.clone()));
                if *proportional {
                    used.push(slope);
                    let factor = self.emit_as_written(&Expr::call(Function::Exp, exponent));
                    return quote!(#x = #x * #factor;);
                }
                used.push(motion);
                let speed = self.emit_as_written(motion);
                if is_zero(slope) {
                    return quote!(#x = #x + (#speed) * #h;);
                }
                let exponent = self.emit_as_written(&exponent);
                quote!(#x = #x + (#speed) * #h * ::neuron_runtime::private::math::exprel(#exponent);)
            })
            .collect();
        let bindings = self.bindings_of(used.into_iter());
        quote!(fn pass(&self, #h: #scalar, #z: &mut [#scalar]) { #bindings #(#lines)* })
    }

    /// Returns the parameters and variables in these formulas, as local variables.
    fn bindings_of<'a>(&self, exprs: impl Iterator<Item = &'a Expr>) -> TokenStream {
        let used: BTreeSet<String> = exprs.flat_map(Expr::names).map(Ident::to_string).collect();
        self.bindings(&used, &self.potential())
    }
}

fn element(slice: &Ident, k: usize) -> TokenStream {
    let k = Literal::usize_unsuffixed(k);
    quote!(#slice[#k])
}

fn is_zero(expr: &Expr) -> bool {
    expr.as_number() == Some(0.0)
}
