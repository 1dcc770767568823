//! The handles of a compartment: one for each state, parameter and current.

use super::compartment::Written;
use super::model::Model;
use crate::names::lower;
use crate::tokens::{copy, path};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};

impl Written<'_> {
    pub(super) fn handles_ident(&self) -> Ident {
        format_ident!("{}Handles", self.ident)
    }

    /// Returns the fields of the handles, statements that compute their cursors from `own`, their values, and the types
    /// of the ions' handles.
    pub(super) fn handle_fields(&self) -> (TokenStream, TokenStream, TokenStream, TokenStream) {
        let (parameter, state) = (path("Parameter"), path("State"));
        let (mut fields, mut cursors, mut values) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
        fields.extend(quote!(#[doc = " Membrane potential, mV."] pub v: #state<N>,));
        values.extend(quote!(v: own.state(0),));
        for (k, own) in self.own.iter().enumerate().filter(|(_, own)| !own.name.contains('.')) {
            let (handle, k) = (&own.handle, Literal::usize_unsuffixed(k));
            let doc = format!(" {}.", own.doc);
            fields.extend(quote!(#[doc = #doc] pub #handle: #parameter<N>,));
            values.extend(quote!(#handle: own.parameter(#k),));
        }
        let count = Literal::usize_unsuffixed(self.own.len());
        cursors.extend(quote!(let next = own.after(1, #count, 0);));
        for (k, part) in self.parts().enumerate() {
            let is_pool = k < self.compartment.pools.len();
            let (alias, cursor) = (self.alias(part), format_ident!("cursor_{}", k));
            let channels = Literal::usize_unsuffixed(usize::from(!is_pool));
            let describe = quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::Describe>);
            cursors.extend(quote! {
                let #cursor = next;
                let next = next.after(#describe::STATES, #describe::PARAMETERS, #channels);
            });
            if is_pool {
                let concentration = lower(&part.name);
                let doc = format!(" Concentration of {} inside, µM.", part.name);
                fields.extend(quote!(#[doc = #doc] pub #concentration: #state<N>,));
                let info = quote!(&#describe::INFO);
                values.extend(quote! {
                    #concentration: #cursor.state(::neuron_runtime::private::check::concentration_state(#info)),
                });
            } else if !self.ions.contains(&part.name) {
                let name = &part.name;
                let doc = format!(" Handles of the {} `{name}`.", part.kind.word());
                fields.extend(quote! {
                    #[doc = #doc] pub #name: <#alias<f64> as ::neuron_runtime::private::Handled>::Handles<N>,
                });
                values.extend(quote!(#name: #alias::<f64>::handles(#cursor),));
            }
        }
        let mut ions = TokenStream::new();
        for ion in &self.ions {
            let (handles, value, structure) = self.ion_handles(ion);
            let doc = format!(" Handles of the ion {ion}.");
            fields.extend(quote!(#[doc = #doc] pub #ion: #handles<N>,));
            values.extend(quote!(#ion: #value,));
            ions.extend(structure);
        }
        if self.compartment.spike.is_some() {
            let (handles, value, structure) = self.spike_handles();
            fields.extend(quote!(#[doc = " Handles of the spike."] pub spike: #handles<N>,));
            values.extend(quote!(spike: #value,));
            ions.extend(structure);
        }
        (fields, cursors, values, ions)
    }

    /// Returns the fields of the handles of own parameters whose names begin with `prefix`, and their values.
    fn prefixed(&self, prefix: &str) -> (TokenStream, TokenStream) {
        let (mut fields, mut values) = (TokenStream::new(), TokenStream::new());
        for (k, own) in self.own.iter().enumerate() {
            if let Some(part) = own.name.strip_prefix(prefix) {
                let (part, k) = (format_ident!("{part}"), Literal::usize_unsuffixed(k));
                let doc = format!(" {}.", own.doc);
                fields.extend(quote!(#[doc = #doc] pub #part: ::neuron_runtime::private::Parameter<N>,));
                values.extend(quote!(#part: own.parameter(#k),));
            }
        }
        (fields, values)
    }

    /// Returns the type of the handles of the spike, their value and the declaration of the type.
    pub(super) fn spike_handles(&self) -> (Ident, TokenStream, TokenStream) {
        let name = format_ident!("{}SpikeHandles", self.prefix);
        let (fields, values) = self.prefixed("spike.");
        let copy = copy(&name);
        let structure = quote! {
            #copy

            /// Handles of the spike in the network `N`.
            pub struct #name<N> {
                #fields
                #[doc(hidden)]
                pub network: ::core::marker::PhantomData<N>,
            }
        };
        let value = quote!(#name { #values network: ::core::marker::PhantomData });
        (name, value, structure)
    }

    /// Returns the type of an ion's handles, their value and the declaration of the type.
    pub(super) fn ion_handles(&self, ion: &Ident) -> (Ident, TokenStream, TokenStream) {
        let name = format_ident!("{}{}IonHandles", self.prefix, ion);
        let (mut fields, mut values) = self.prefixed(&format!("{ion}."));
        // The handles of the ion's pool, or of a channel of that name, are fields of it and reached by `Deref`.
        let mut deref = TokenStream::new();
        if let Some((k, part)) = self.parts().enumerate().find(|(_, part)| part.name == *ion) {
            let (alias, cursor) = (self.alias(part), format_ident!("cursor_{}", k));
            let handles = quote!(<#alias<f64> as ::neuron_runtime::private::Handled>::Handles<N>);
            let what = part.kind.word();
            let (field, doc) = (format_ident!("{what}"), format!(" Handles of the {what} `{ion}`."));
            fields.extend(quote!(#[doc = #doc] pub #field: #handles,));
            values.extend(quote!(#field: #alias::<f64>::handles(#cursor),));
            deref = quote! {
                #[automatically_derived]
                impl<N> ::core::ops::Deref for #name<N> {
                    type Target = #handles;

                    fn deref(&self) -> &Self::Target {
                        &self.#field
                    }
                }
            };
        }
        let doc = format!(" Handles of the ion {ion} in the network `N`.");
        let copy = copy(&name);
        let structure = quote! {
            #copy

            #[doc = #doc]
            #[allow(dead_code, non_snake_case)]
            pub struct #name<N> {
                #fields
                #[doc(hidden)]
                pub network: ::core::marker::PhantomData<N>,
            }

            #deref
        };
        let value = quote!(#name { #values network: ::core::marker::PhantomData });
        (name, value, structure)
    }

    /// Returns the type of the handles of one of several compartments, and the function that makes them.
    pub(super) fn handles(&self, model: &Model) -> (TokenStream, TokenStream) {
        let (name, ident, visibility) = (self.handles_ident(), &self.ident, &model.visibility);
        let (fields, cursors, values, ions) = self.handle_fields();
        let doc = format!(" Handles of [`{ident}`] in the network `N`.");
        let copy = copy(&name);
        let structure = quote! {
            #ions
            #copy

            #[doc = #doc]
            #[allow(dead_code, non_snake_case)]
            #visibility struct #name<N> { #fields }
        };
        let function = quote! {
            #[automatically_derived]
            impl #ident<f64> {
                #[doc(hidden)]
                #[allow(unused_variables)]
                pub const fn handles<N>(own: ::neuron_runtime::private::Cursor) -> #name<N> {
                    #cursors
                    #name { #values }
                }
            }
        };
        (structure, function)
    }
}
