//! The equations of a mechanism as the functions of the runtime's trait `Mechanism`.

use super::check::Checked;
use super::equations::{Equations, Motion, Start, StateEquation};
use super::model::Model;
use super::partials::Partials;
use super::writer::{Own, Writer};
use crate::expr::Expr;
use crate::expr::emit::Slots;
use crate::tokens::path;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use std::collections::BTreeSet;

impl Writer<'_> {
    fn arguments(&self, from: usize) -> TokenStream {
        let Own { x, .. } = &self.own;
        let arguments = &self.equations.slots.arguments()[from..];
        let (no_slots, mut used) = (Slots::default(), BTreeSet::new());
        let plain = self.emitter(&no_slots, true);
        used.extend(arguments.iter().flat_map(|argument| argument.names()).map(Ident::to_string));
        let bindings = self.bindings(&used, &self.potential());
        let lines = arguments.iter().enumerate().map(|(k, argument)| {
            let (k, value) = (Literal::usize_unsuffixed(from + k), plain.emit(argument));
            quote!(#x[#k] = #value;)
        });
        quote!(#bindings #(#lines)*)
    }

    fn kinetics(&self) -> TokenStream {
        let Own { target, rate, .. } = &self.own;
        let (exprs, idents) = self.motion(true);
        let preamble = self.preamble(&exprs, &idents);
        let lines = self.equations.states.iter().enumerate().map(|(k, state)| {
            let k = Literal::usize_unsuffixed(k);
            match &state.motion {
                Motion::Relax { inf, rate: inverse } => {
                    let inverse = self.emit(inverse);
                    quote! {
                        #target[#k] = #inf;
                        #rate[#k] = #inverse;
                    }
                }
                Motion::Rates { alpha, beta } => quote! {
                    #rate[#k] = #alpha + #beta;
                    #target[#k] = #alpha / #rate[#k];
                },
                Motion::Derivative { derivative, rate: slope } => {
                    let (derivative, slope) = (self.emit(derivative), self.emit(slope));
                    quote! {
                        #target[#k] = #derivative;
                        #rate[#k] = #slope;
                    }
                }
            }
        });
        quote!(#preamble #(#lines)*)
    }

    fn derivatives(&self) -> TokenStream {
        let Own { dy, y, .. } = &self.own;
        let (exprs, idents) = self.motion(false);
        let preamble = self.preamble(&exprs, &idents);
        let lines = self.equations.states.iter().enumerate().map(|(k, state)| {
            let k = Literal::usize_unsuffixed(k);
            let value = match &state.motion {
                Motion::Relax { inf, rate } => {
                    let rate = self.emit(rate);
                    quote!((#inf - #y[#k]) * (#rate))
                }
                Motion::Rates { alpha, beta } => quote!(#alpha * (-#y[#k] + 1.0) - #beta * #y[#k]),
                Motion::Derivative { derivative, .. } => self.emit(derivative),
            };
            quote!(#dy[#k] = #value;)
        });
        quote!(#preamble #(#lines)*)
    }

    fn motion(&self, rates: bool) -> (Vec<&Expr>, Vec<&Ident>) {
        let (mut exprs, mut idents) = (Vec::new(), Vec::new());
        for state in &self.equations.states {
            state.motion.collect(rates, &mut exprs, &mut idents);
        }
        (exprs, idents)
    }

    fn flow(&self) -> TokenStream {
        let flow = path("Flow");
        let Some(current) = &self.equations.current else { return quote!(#flow::zero()) };
        let mut exprs = vec![&current.value, &current.slope];
        exprs.extend(&current.slope_pre);
        let preamble = self.preamble(&exprs, &[]);
        let (value, slope) = (self.emit(&current.value), self.emit(&current.slope));
        let slope_pre = match &current.slope_pre {
            Some(slope) => self.emit(slope),
            None => self.emit(&Expr::number(0.0)),
        };
        quote!(#preamble #flow { current: #value, slope: #slope, slope_pre: #slope_pre })
    }

    fn start(&self) -> TokenStream {
        let y = &self.own.y;
        let (mut exprs, mut idents) = (Vec::new(), Vec::new());
        for StateEquation { motion, start, .. } in &self.equations.states {
            match (start, motion) {
                (Start::Formula(expr), _) => exprs.push(expr),
                (Start::Steady, Motion::Relax { inf, .. }) => idents.push(inf),
                (Start::Steady, Motion::Rates { alpha, beta }) => idents.extend([alpha, beta]),
                (Start::Steady, Motion::Derivative { .. }) => {}
            }
        }
        let preamble = self.preamble(&exprs, &idents);
        let lines = self.equations.states.iter().enumerate().map(|(k, StateEquation { motion, start, .. })| {
            let k = Literal::usize_unsuffixed(k);
            let value = match (start, motion) {
                (Start::Formula(expr), _) => self.emit(expr),
                (Start::Steady, Motion::Relax { inf, .. }) => quote!(#inf),
                (Start::Steady, Motion::Rates { alpha, beta }) => quote!(#alpha / (#alpha + #beta)),
                (Start::Steady, Motion::Derivative { .. }) => self.emit(&Expr::number(0.0)),
            };
            quote!(#y[#k] = #value;)
        });
        quote!(#preamble #(#lines)*)
    }
}

impl Writer<'_> {
    /// Returns the functions of the relations; nothing if there are none.
    fn relations(&self) -> TokenStream {
        let Own { at, x, y, to, scalar, .. } = &self.own;
        let relations = &self.equations.relations;
        if relations.is_empty() {
            return TokenStream::new();
        }
        let margins: Vec<&Expr> = relations.iter().map(|relation| &relation.margin).collect();
        let slopes: Vec<(usize, &Expr)> =
            relations.iter().enumerate().filter_map(|(k, relation)| Some((k, relation.slope.as_ref()?))).collect();
        let write = |(k, expr): (usize, &Expr)| {
            let (k, value) = (Literal::usize_unsuffixed(k), self.emit(expr));
            quote!(#to[#k] = #value;)
        };
        let preamble = self.preamble(&margins, &[]);
        let lines = margins.iter().enumerate().map(|(k, margin)| write((k, margin)));
        let at_path = path("At");
        let of_slopes = (!slopes.is_empty()).then(|| {
            let preamble = self.preamble(&slopes.iter().map(|(_, slope)| *slope).collect::<Vec<_>>(), &[]);
            let lines = slopes.iter().map(|slope| write(*slope));
            quote! {
                fn margin_slopes(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #to: &mut [#scalar]) {
                    #preamble
                    #(#lines)*
                }
            }
        });
        quote! {
            fn margins(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &[#scalar], #to: &mut [#scalar]) {
                #preamble
                #(#lines)*
            }
            #of_slopes
        }
    }
}

pub(super) fn mechanism(
    model: &Model,
    equations: &Equations,
    checked: &Checked,
    partials: &Partials<'_>,
) -> TokenStream {
    let writer = Writer::new(model, equations, checked);
    let (all, current) = (writer.arguments(0), writer.arguments(equations.current_slots));
    let (relations, events) = (writer.relations(), writer.events(model));
    let (kinetics, derivatives, flow, start) = (writer.kinetics(), writer.derivatives(), writer.flow(), writer.start());
    let Own { at, x, y, dy, target, rate, to, scalar, .. } = &writer.own;
    let (slopes, current_slopes) = (partials.of_states(&writer, to), partials.of_current(&writer, to));
    let ident = &model.ident;
    let states = Literal::usize_unsuffixed(equations.states.len());
    let exps = Literal::usize_unsuffixed(equations.slots.len());
    let (trait_path, scalar_path, at_path, flow_path) = (path("Mechanism"), path("Real"), path("At"), path("Flow"));
    let partials = path("Partials");
    let parameters = model.parameters.iter().map(|parameter| &parameter.ident).collect::<Vec<_>>();
    // A struct without parameters is still generic.
    let phantom = parameters.is_empty().then(|| quote!(number: ::core::marker::PhantomData));
    let other = Ident::new("U", Span::mixed_site());
    quote! {
        #[automatically_derived]
        #[allow(unused_variables, non_snake_case, unused_parens, clippy::all, clippy::pedantic)]
        impl<#scalar: #scalar_path> #trait_path<#scalar> for #ident<#scalar> {
            type States = [#scalar; #states];
            type Slopes = #partials<#scalar, #states>;
            type Exps = [#scalar; #exps];
            type Of<#other: #scalar_path> = #ident<#other>;

            #[inline(always)]
            fn convert<#other: #scalar_path>(&self, number: impl Fn(&#scalar) -> #other) -> #ident<#other> {
                #ident { #(#parameters: number(&self.#parameters),)* #phantom }
            }

            #[inline(always)]
            fn arguments(&self, #at: &#at_path<'_, #scalar>, #x: &mut [#scalar]) { #all }

            #[inline(always)]
            fn current_arguments(&self, #at: &#at_path<'_, #scalar>, #x: &mut [#scalar]) { #current }

            #[inline(always)]
            fn kinetics(
                &self,
                #at: &#at_path<'_, #scalar>,
                #x: &[#scalar],
                #y: &[#scalar],
                #target: &mut [#scalar],
                #rate: &mut [#scalar],
            ) {
                #kinetics
            }

            #[inline(always)]
            fn derivatives(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &[#scalar], #dy: &mut [#scalar]) {
                #derivatives
            }

            #[inline(always)]
            fn flow(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &[#scalar]) -> #flow_path<#scalar> {
                #flow
            }

            #[inline(always)]
            fn partials(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &[#scalar], #to: &mut Self::Slopes) {
                #slopes
            }

            #[inline(always)]
            fn current_partials(
                &self,
                #at: &#at_path<'_, #scalar>,
                #x: &[#scalar],
                #y: &[#scalar],
                #to: &mut Self::Slopes,
            ) {
                #current_slopes
            }

            #[inline(always)]
            fn start(&self, #at: &#at_path<'_, #scalar>, #x: &[#scalar], #y: &mut [#scalar]) {
                #start
            }

            #relations

            #events
        }
    }
}
