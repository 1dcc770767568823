//! The handles of a mechanism.

use super::equations::Equations;
use super::model::{Kind, Model};
use crate::tokens::{copy, path};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// Returns the struct of the handles, and the function that makes one.
pub(super) fn handles(model: &Model, equations: &Equations) -> (TokenStream, TokenStream) {
    let Model { ident, visibility, .. } = model;
    let name = format_ident!("{}Handles", ident);
    let doc = format!(" Handles of [`{ident}`] in the network `N`.");
    let network = Ident::new("N", Span::mixed_site());
    let (cursor, handled) = (path("Cursor"), path("Handled"));
    let (parameter, state, current, conductance) =
        (path("Parameter"), path("State"), path("Current"), path("Conductance"));
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for (k, item) in model.parameters.iter().enumerate() {
        let (field, docs, k) = (&item.ident, documented(&item.docs, &item.ident), Literal::usize_unsuffixed(k));
        fields.push(quote!(#docs pub #field: #parameter<#network>));
        values.push(quote!(#field: cursor.parameter(#k)));
    }
    for (k, field) in equations.with_values().enumerate() {
        let source = model.states.iter().find(|state| state.ident == *field);
        let docs = source.map(|state| documented(&state.docs, &state.ident));
        let k = Literal::usize_unsuffixed(k);
        fields.push(quote!(#docs pub #field: #state<#network>));
        values.push(quote!(#field: cursor.state(#k)));
    }
    if equations.current.is_some() {
        let (into, sign) = match model.kind {
            Kind::Stimulus => ("current into the cell, depolarising if positive", "−"),
            _ => ("outward current", ""),
        };
        let taken = |name| model.has_parameter(name) || model.states.iter().any(|state| state.ident == name);
        if !taken("current") {
            let doc = format!(" Its {into}, nA.");
            fields.push(quote!(#[doc = #doc] pub current: #current<#network>));
            values.push(quote!(current: cursor.current()));
        }
        if !taken("conductance") {
            let doc = format!(" Its conductance {sign}∂i/∂v, µS.");
            fields.push(quote!(#[doc = #doc] pub conductance: #conductance<#network>));
            values.push(quote!(conductance: cursor.conductance()));
        }
    }
    if fields.is_empty() {
        fields.push(quote!(#[doc(hidden)] pub none: ::core::marker::PhantomData<#network>));
        values.push(quote!(none: ::core::marker::PhantomData));
    }
    let copy = copy(&name);
    let structure = quote! {
        #copy

        #[doc = #doc]
        #[allow(dead_code, non_snake_case)]
        #visibility struct #name<#network> { #(#fields),* }

        #[automatically_derived]
        impl<T> #handled for #ident<T> {
            type Handles<#network> = #name<#network>;
        }
    };
    let implementation = quote! {
        #[automatically_derived]
        impl #ident<f64> {
            #[doc(hidden)]
            pub const fn handles<#network>(cursor: #cursor) -> #name<#network> {
                #name { #(#values),* }
            }
        }
    };
    (structure, implementation)
}

pub(super) fn documented(docs: &[syn::Attribute], ident: &Ident) -> TokenStream {
    if docs.is_empty() {
        let line = format!(" `{ident}`.");
        return quote!(#[doc = #line]);
    }
    docs.iter().map(ToTokens::to_token_stream).collect()
}
