//! The equations of a mechanism as data: as written, with the units that were written.

use super::describe::{kind_of_state, unit_of_state};
use super::equations::Equations;
use super::model::{Dynamics, Form, Model, Parameter, Q10, State, When};
use super::structure::factor_of;
use crate::expr::{Condition, Expr, Function, Kind};
use crate::tokens::{documentation, float, path};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// Returns the implementation of `Written`.
pub(super) fn written(model: &Model, equations: &Equations) -> TokenStream {
    let data = Data { model, equations };
    let (ident, doc) = (&model.ident, documentation(&model.docs));
    let parameters = model.parameters.iter().enumerate().map(|(k, parameter)| data.parameter(k, parameter));
    let definitions = model.definitions.iter().map(|(name, expr)| {
        let (name, value) = (name.to_string(), data.expr(expr));
        quote!(Definition { name: #name, value: #value })
    });
    let states = model.states.iter().map(|state| data.state(state));
    let current = optional(model.current.as_ref().map(|current| data.expr(current)));
    let relations = data.relations();
    let jumps = model.jumps().map(|(when, jump)| {
        let when = match when {
            When::Spike => quote!(Spike),
            When::Pre => quote!(Pre),
            When::Post => quote!(Post),
        };
        let (target, value) = (jump.target.to_string(), data.expr(&jump.value));
        quote!(Jump { when: When::#when, target: #target, value: #value })
    });
    let (written, data_path, of_mechanisms) = (path("Written"), path("MechanismData"), path("written"));
    quote! {
        // A number as written may be near a constant of Rust.
        #[automatically_derived]
        #[allow(clippy::approx_constant, clippy::excessive_precision)]
        impl #written for #ident<f64> {
            const EQUATIONS: &'static #of_mechanisms::Equations = {
                use #of_mechanisms::*;
                &Equations {
                    info: &<Self as ::neuron_runtime::private::Describe>::INFO,
                    doc: #doc,
                    parameters: &[#(#parameters),*],
                    definitions: &[#(#definitions),*],
                    states: &[#(#states),*],
                    current: #current,
                    relations: &[#(#relations),*],
                    jumps: &[#(#jumps),*],
                }
            };
        }

        #[automatically_derived]
        impl #data_path for #ident<f64> {
            const DATA: &'static #of_mechanisms::Equations = <Self as #written>::EQUATIONS;
        }
    }
}

/// Returns an `Option` by names that are in scope among the data.
fn optional(value: Option<TokenStream>) -> TokenStream {
    match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    }
}

struct Data<'a> {
    model: &'a Model,
    equations: &'a Equations,
}

impl Data<'_> {
    fn inline(&self, name: &str) -> Option<Expr> {
        self.equations.inline.get(name).cloned()
    }

    fn expr(&self, expr: &Expr) -> TokenStream {
        expr.written(&|name| self.inline(name))
    }

    fn parameter(&self, index: usize, parameter: &Parameter) -> TokenStream {
        let (k, doc) = (Literal::usize_unsuffixed(index), documentation(&parameter.docs));
        let info = quote!(<Self as ::neuron_runtime::private::Describe>::INFO);
        quote!(Parameter { info: &#info.parameters[#k], doc: #doc })
    }

    fn state(&self, state: &State) -> TokenStream {
        let (name, unit, doc) = (state.ident.to_string(), unit_of_state(state), documentation(&state.docs));
        let (kind, factor) = (kind_of_state(self.model, state), float(factor_of(state)));
        let motion = match &state.dynamics {
            Dynamics::Relax { inf, tau } => {
                let (inf, tau) = (self.expr(inf), optional(tau.as_ref().map(|tau| self.expr(tau))));
                quote!(Relax { inf: #inf, tau: #tau })
            }
            Dynamics::Rates { alpha, beta } => {
                let (alpha, beta) = (self.expr(alpha), self.expr(beta));
                quote!(Rates { alpha: #alpha, beta: #beta })
            }
            Dynamics::Derivative(derivative) => {
                let derivative = self.expr(derivative);
                quote!(Derivative(#derivative))
            }
            // Without an equation nothing is expanded.
            Dynamics::Unknown => TokenStream::new(),
        };
        let instantaneous = state.instantaneous;
        let init = optional(state.init.as_ref().map(|init| self.expr(init)));
        // One that is given for all gates stands at every state.
        let q10 = state.q10.as_ref().filter(|_| state.form == Form::Gate);
        let q10 = optional(q10.map(|Q10 { factor, reference, .. }| {
            let (factor, reference) = (self.expr(factor), float(*reference));
            quote!(Q10 { factor: #factor, reference: #reference })
        }));
        quote! {
            State {
                name: #name,
                unit: #unit,
                factor: #factor,
                doc: #doc,
                kind: StateKind::#kind,
                motion: #motion,
                instantaneous: #instantaneous,
                init: #init,
                q10: #q10,
            }
        }
    }

    /// Returns every comparison of the equations once.
    fn relations(&self) -> Vec<TokenStream> {
        let (mut found, mut texts) = (Vec::new(), Vec::new());
        let mut collect = |cond: &Condition| {
            cond.comparisons(&|name| self.inline(name), &mut |comparison| {
                let text = comparison.to_string();
                if !texts.contains(&text) {
                    texts.push(text);
                    found.push(comparison);
                }
            });
        };
        for expr in self.model.equations() {
            expr.visit(&mut |part| match &part.kind {
                Kind::If { cond, .. } => collect(cond),
                Kind::Call(Function::Heaviside, arguments) => {
                    arguments.iter().for_each(|x| collect(&x.is_not_negative(part.span)));
                }
                _ => {}
            });
        }
        found
    }
}
