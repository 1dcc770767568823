//! The struct of a mechanism: its parameters, its documentation, its defaults.

use super::model::{Dynamics, Form, Model, Parameter, State, When};
use crate::expr::Expr;
use crate::tokens::{self, float};
use crate::unit::{Dimension, Quantity, rounded};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(super) struct Unit {
    pub(super) text: String,
    pub(super) factor: f64,
    pub(super) dimension: Dimension,
}

pub(super) fn unit_of(parameter: &Parameter) -> Unit {
    if let Some(unit) = &parameter.unit {
        return Unit { text: unit.text.clone(), factor: unit.factor, dimension: unit.dimension };
    }
    match &parameter.default {
        Some(default) => {
            let (_, factor, text) = default.in_own_unit();
            Unit { text, factor, dimension: default.dimension }
        }
        None => Unit { text: String::new(), factor: 1.0, dimension: Dimension::PURE },
    }
}

/// Returns the value of a state's declared unit in internal units.
pub(super) fn factor_of(state: &State) -> f64 {
    state.unit.as_ref().filter(|_| state.form == Form::Free).map_or(1.0, |unit| unit.factor)
}

/// Returns a parameter's value in internal units, read from `self`.
pub(super) fn internal(parameter: &Parameter) -> TokenStream {
    tokens::internal(&parameter.ident, unit_of(parameter).factor)
}

/// Returns a value in a parameter's unit, whatever unit it was written in.
pub(super) fn in_unit(quantity: &Quantity, unit: &Unit) -> f64 {
    rounded(quantity.value / unit.factor)
}

/// Returns the struct.
pub fn structure(model: &Model) -> TokenStream {
    let Model { docs, visibility, ident, .. } = model;
    let equations_doc = documentation(model);
    let fields = model.parameters.iter().map(|parameter| {
        let (docs, name) = (&parameter.docs, &parameter.ident);
        let unit = unit_of(parameter);
        let mut line = if unit.text.is_empty() { "A pure number.".to_owned() } else { format!("In {}.", unit.text) };
        if let Some(default) = &parameter.default {
            line += &format!(" Default {}.", in_unit(default, &unit));
        }
        let line = format!(" {line}");
        quote!(#(#docs)* #[doc = ""] #[doc = #line] pub #name: T)
    });
    let phantom =
        (model.parameters.is_empty()).then(|| quote!(#[doc(hidden)] pub number: ::core::marker::PhantomData<T>));
    quote! {
        #(#docs)*
        #[doc = ""]
        #(#[doc = #equations_doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(non_snake_case)]
        #visibility struct #ident<T = f64> {
            #(#fields,)*
            #phantom
        }
    }
}

/// Returns the functions that make, copy and visit the struct.
pub fn implementation(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let names: Vec<&Ident> = model.parameters.iter().map(|parameter| &parameter.ident).collect();
    let units: Vec<Unit> = model.parameters.iter().map(unit_of).collect();
    let defaults = model.parameters.iter().zip(&units).map(|(parameter, unit)| match &parameter.default {
        Some(default) => float(in_unit(default, unit)),
        None => quote!(f64::NAN),
    });
    let new_doc = format!(
        " With these parameters, in their declared units{}.",
        if names.is_empty() { String::new() } else { format!(": {}", signature(model, &units)) }
    );
    let default_doc = " The declared defaults; a parameter without one is NaN until it is set, which no run accepts.";
    let phantom_value = names.is_empty().then(|| quote!(number: ::core::marker::PhantomData));
    let too_many = (names.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        #[automatically_derived]
        #[allow(non_snake_case)]
        impl #ident<f64> {
            #[doc = #new_doc]
            #too_many
            pub const fn new(#(#names: f64),*) -> Self {
                #ident { #(#names,)* #phantom_value }
            }
        }

        #[automatically_derived]
        impl ::core::default::Default for #ident<f64> {
            #[doc = #default_doc]
            fn default() -> Self {
                #ident::new(#(#defaults),*)
            }
        }

        #[automatically_derived]
        impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::Parameters<T> for #ident<T> {
            type With<U: ::neuron_runtime::private::Real> = #ident<U>;

            fn each(&self, visit: &mut dyn FnMut(&T)) {
                let _ = &visit;
                #(visit(&self.#names);)*
            }

            fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) {
                let _ = &visit;
                #(visit(&mut self.#names);)*
            }

            fn map<U: ::neuron_runtime::private::Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                let _ = &convert;
                #ident { #(#names: convert(&self.#names),)* #phantom_value }
            }
        }
    }
}

fn signature(model: &Model, units: &[Unit]) -> String {
    let parts: Vec<String> = model
        .parameters
        .iter()
        .zip(units)
        .map(|(parameter, unit)| match unit.text.as_str() {
            "" => format!("`{}`", parameter.ident),
            unit => format!("`{}` in {unit}", parameter.ident),
        })
        .collect();
    parts.join(", ")
}

/// Returns the equations as rustdoc shows them.
fn documentation(model: &Model) -> Vec<String> {
    let mut lines = vec![" ```text".to_owned()];
    let mut line = |left: String, right: &Expr| lines.push(format!(" {left} = {}", right.display()));
    if let Some(current) = &model.current {
        line("i".to_owned(), current);
    }
    for (name, expr) in &model.definitions {
        line(name.to_string(), expr);
    }
    for state in &model.states {
        let name = &state.ident;
        match &state.dynamics {
            Dynamics::Relax { inf, tau } => {
                line(format!("{name}_inf"), inf);
                if let Some(tau) = tau {
                    line(format!("{name}_tau"), tau);
                }
            }
            Dynamics::Rates { alpha, beta } => {
                line(format!("{name}_alpha"), alpha);
                line(format!("{name}_beta"), beta);
            }
            Dynamics::Derivative(derivative) => line(format!("d{name}/dt"), derivative),
            Dynamics::Unknown => {}
        }
    }
    for (when, jump) in model.jumps() {
        let event = match when {
            When::Spike => "at a spike",
            When::Pre => "on pre",
            When::Post => "on post",
        };
        line(format!("{event}: {}", jump.target), &jump.value);
    }
    lines.push(" ```".to_owned());
    lines
}
