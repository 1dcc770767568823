//! The handles of a network: a constant for each neuron and each connection.

use super::groups::{Network, Synapses};
use super::model::{Connection, Model, Neuron, Synapse};
use crate::tokens::{copy, option};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Attribute;

impl Network<'_> {
    pub(super) fn handles(&self) -> TokenStream {
        let ident = &self.model.ident;
        let neurons = self.cells.iter().enumerate().flat_map(|(group, cells)| {
            cells.neurons.iter().enumerate().map(move |(k, neuron)| self.handles_of_neuron(group, k, neuron))
        });
        let connections = self.model.connections.iter().map(|connection| self.handles_of_connection(connection));
        let (structures, connections): (Vec<_>, Vec<_>) = connections.unzip();
        quote! {
            #(#structures)*

            #[automatically_derived]
            #[allow(non_upper_case_globals)]
            impl #ident<f64> {
                #(#neurons)*
                #(#connections)*
            }
        }
    }

    /// Returns the constant of a neuron or an array, the `k`th of its group.
    fn handles_of_neuron(&self, group: usize, k: usize, neuron: &Neuron) -> TokenStream {
        let Neuron { ident: name, docs, .. } = neuron;
        let (alias, array) = (&self.cells[group].alias, self.cells[group].array.is_some());
        let len = if array { self.len(group) } else { quote!(1) };
        let cursor = cursor(&quote!(Cells), group, (!array).then_some(k), &len);
        let docs = documented(docs, &format!(" Handles of the neuron{} `{name}`.", if array { "s" } else { "" }));
        quote! {
            #docs
            pub const #name: <#alias<f64> as ::neuron_runtime::private::Handled>::Handles<Self> =
                #alias::<f64>::handles(#cursor);
        }
    }

    /// Returns the struct of a connection's handles, with a field for each synapse, and its constant.
    fn handles_of_connection(&self, connection: &Connection) -> (TokenStream, TokenStream) {
        let Model { ident, visibility, .. } = self.model;
        let name = connection.name();
        if let (true, [stimulus]) = (connection.stimulus, connection.synapses.as_slice()) {
            return (TokenStream::new(), self.handles_of_stimulus(&connection.docs, stimulus));
        }
        let structure = format_ident!("{}{}Handles", ident, name);
        let synapses = connection.synapses.iter().filter_map(|synapse| {
            let (g, Synapses { alias, projection, .. }, k) = self.find(synapse)?;
            let field = &synapse.name;
            let cursor = cursor(&quote!(Synapses), g, (!projection).then_some(k), &quote!(0));
            let doc = format!(" Handles of the synapse `{field}`.");
            let ty = quote!(<#alias<f64> as ::neuron_runtime::private::Handled>::Handles<N>);
            Some((quote!(#[doc = #doc] pub #field: #ty,), quote!(#field: #alias::<f64>::handles(#cursor),)))
        });
        let (fields, values): (Vec<_>, Vec<_>) = synapses.unzip();
        let doc = format!(" Handles of the connection `{name}` of [`{ident}`].");
        let copy = copy(&structure);
        let declaration = quote! {
            #copy

            #[doc = #doc]
            #[allow(dead_code, non_snake_case, non_camel_case_types)]
            #visibility struct #structure<N> { #(#fields)* }
        };
        let docs = documented(&connection.docs, &doc);
        let constant = quote! {
            #docs
            pub const #name: #structure<Self> = #structure { #(#values)* };
        };
        (declaration, constant)
    }
}

impl Network<'_> {
    /// Returns the constant of a stimulus.
    fn handles_of_stimulus(&self, docs: &[Attribute], stimulus: &Synapse) -> TokenStream {
        let Some((g, Synapses { alias, projection, .. }, k)) = self.find(stimulus) else { return TokenStream::new() };
        let name = &stimulus.name;
        let cursor = cursor(&quote!(Synapses), g, (!projection).then_some(k), &quote!(0));
        let docs = documented(docs, &format!(" Handles of the stimulus `{name}`."));
        quote! {
            #docs
            pub const #name: <#alias<f64> as ::neuron_runtime::private::Handled>::Handles<Self> =
                #alias::<f64>::handles(#cursor);
        }
    }
}

/// Returns the docs of an item: those that the user wrote, then a line about its handles.
fn documented(docs: &[Attribute], line: &str) -> TokenStream {
    let blank = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    quote!(#(#docs)* #blank #[doc = #line])
}

/// Returns the cursor of the handles of an element of a group, or of all its elements if none is given.
fn cursor(kind: &TokenStream, group: usize, element: Option<usize>, len: &TokenStream) -> TokenStream {
    let group = Literal::usize_unsuffixed(group);
    let element = option(element.map(Literal::usize_unsuffixed));
    quote! {
        ::neuron_runtime::private::Cursor::of(::neuron_runtime::private::Origin {
            group: ::neuron_runtime::private::Group::#kind(#group),
            element: #element,
            len: #len,
        })
    }
}
