//! The expansion of a cell: the struct of its parameters, its description, its handles, and the cell as a network of
//! one neuron.

use super::alone::as_network;
use super::compartment::Written;
use super::model::{Compartment, Model};
use super::own::{Own, cell_parameters};
use super::written::cell_written;
use crate::tokens::{copy, float, local, path, shelter_of_cells};
use crate::unit::Dimension;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

/// Returns the whole expansion.
pub fn expand(model: &Model) -> TokenStream {
    let single = model.compartments.len() == 1 && model.compartments[0].ident.is_none();
    let compartments: Vec<Written<'_>> = model.compartments.iter().map(|c| Written::new(model, c)).collect();
    let structures = compartments.iter().map(|written| written.aliases());
    let bodies: TokenStream = if single {
        single_cell(model, &compartments[0])
    } else {
        let parts: TokenStream = compartments.iter().map(|written| written.standalone(model)).collect();
        let whole = several_compartments(model, &compartments);
        quote!(#whole #parts)
    };
    let network = as_network(model, &compartments, single);
    let written = cell_written(model, &compartments);
    // The type comes first: if it is there twice, that is the first error.
    quote!(#bodies #(#structures)* #network #written)
}

fn cell_info(model: &Model, compartments: &[Written<'_>]) -> TokenStream {
    let (ident, name, complete) = (&model.ident, model.ident.to_string(), model.complete);
    let own = cell_parameters(model);
    let own = own.iter().map(Own::info);
    let compartments = compartments.iter().map(Written::info);
    let (describe, info) = (path("DescribeCell"), path("CellInfo"));
    quote! {
        #[automatically_derived]
        impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::NoMechanism for #ident<T> {
            const NAME: &'static str = #name;
        }

        #[automatically_derived]
        impl<T: ::neuron_runtime::private::Real> #describe for #ident<T> {
            const CELL: #info = #info {
                name: #name,
                parameters: &[#(#own),*],
                compartments: &[#(#compartments),*],
                complete: #complete,
                source: false,
            };
        }
    }
}

/// Code that compartments add to the struct of a cell, its parameters and its handles.
struct Body {
    fields: TokenStream,
    statements: TokenStream,
    values: TokenStream,
    each: TokenStream,
    each_mut: TokenStream,
    map: TokenStream,
    compartments: TokenStream,
    joins: TokenStream,
    handle_fields: TokenStream,
    handle_cursors: TokenStream,
    handle_values: TokenStream,
    implementation: TokenStream,
}

fn cell(model: &Model, compartments: &[Written<'_>], body: Body) -> TokenStream {
    let Model { docs, visibility, ident, .. } = model;
    let own = cell_parameters(model);
    let own_fields = own.iter().map(Own::field_declaration);
    let own_names: Vec<&Ident> = own.iter().map(|own| &own.field).collect();
    let own_values = own.iter().map(|own| {
        let (field, value) = (&own.field, float(own.value));
        quote!(#field: #value)
    });
    let info = cell_info(model, compartments);
    let Body { fields, statements, values, each, each_mut, map, compartments: visited, joins, .. } = &body;
    let Body { handle_fields, handle_cursors, handle_values, implementation, .. } = &body;
    let celsius = if model.temperature.is_some() { quote!(self.temperature) } else { quote!(T::zero()) };
    let handles = format_ident!("{}Handles", ident);
    let handles_doc = format!(" Handles of [`{ident}`] in the network `N`.");
    let own_handles = own.iter().enumerate().map(|(k, own)| {
        let (handle, k, doc) = (&own.handle, Literal::usize_unsuffixed(k), format!(" {}.", own.doc));
        (
            quote!(#[doc = #doc] pub #handle: ::neuron_runtime::private::Parameter<N>,),
            quote!(#handle: cursor.parameter(#k),),
        )
    });
    let (own_handle_fields, own_handle_values): (Vec<_>, Vec<_>) = own_handles.unzip();
    let own_count = Literal::usize_unsuffixed(own.len());
    let (scalar, parameters, cell_trait, cursor) = (path("Real"), path("Parameters"), path("Cell"), path("Cursor"));
    let visit = path("VisitCompartments");
    let (copy, shelter) = (copy(&handles), shelter_of_cells());
    quote! {
        #(#docs)*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(non_snake_case)]
        #visibility struct #ident<T: #scalar = f64> {
            #[doc(hidden)]
            pub __carried: T::Carried,
            #(#own_fields,)*
            #fields
        }

        #copy

        #[doc = #handles_doc]
        #[allow(dead_code, non_snake_case)]
        #visibility struct #handles<N> {
            __cursor: #cursor,
            #(#own_handle_fields)*
            #handle_fields
        }

        #[doc(hidden)]
        const _: () = {
            #shelter
            #info

            #[automatically_derived]
            impl<N> #handles<N> {
                /// The handles of one neuron of the array.
                ///
                /// # Panics
                /// Past the end of the array.
                #[track_caller]
                pub const fn at(&self, index: usize) -> Self {
                    #ident::handles(#cursor::of(self.__cursor.origin.at(index)))
                }
            }

            #[automatically_derived]
            impl #ident<f64> {
                #[doc(hidden)]
                #[allow(unused_variables)]
                pub const fn handles<N>(cursor: #cursor) -> #handles<N> {
                    let own = cursor.after(0, #own_count, 0);
                    #handle_cursors
                    #handles { __cursor: cursor, #(#own_handle_values)* #handle_values }
                }
            }

            #[automatically_derived]
            #[allow(non_snake_case)]
            impl ::core::default::Default for #ident<f64> {
                fn default() -> Self {
                    #statements
                    #ident { __carried: ::core::default::Default::default(), #(#own_values,)* #values }
                }
            }

            #[automatically_derived]
            impl<T: #scalar> ::neuron_runtime::private::Handled for #ident<T> {
                type Handles<N> = #handles<N>;
            }

            #[automatically_derived]
            impl<T: #scalar> #parameters<T> for #ident<T> {
                type With<U: #scalar> = #ident<U>;

                fn each(&self, visit: &mut dyn FnMut(&T)) { #(visit(&self.#own_names);)* #each }

                fn each_mut(&mut self, visit: &mut dyn FnMut(&mut T)) { #(visit(&mut self.#own_names);)* #each_mut }

                fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                    #ident {
                        __carried: ::core::default::Default::default(),
                        #(#own_names: convert(&self.#own_names),)*
                        #map
                    }
                }
            }

            const CELL_STATES: usize = <#ident<f64> as ::neuron_runtime::private::DescribeCell>::CELL.states();

            #[automatically_derived]
            impl<T: #scalar> #cell_trait<T> for #ident<T> {
                type States = [T; CELL_STATES];

                #[inline(always)]
                fn celsius(&self) -> T { #celsius }

                fn carry(&mut self, carried: &T::Carried) { self.__carried = carried.clone(); }

                #[inline(always)]
                fn compartments<V: #visit<T>>(&self, visitor: &mut V) { #visited }

                #[inline(always)]
                #[allow(unused_mut, unused_variables)]
                fn joins(&self, mut join: impl FnMut(usize, usize, T)) { #joins }
            }

            #implementation
        };
    }
}

fn single_cell(model: &Model, written: &Written<'_>) -> TokenStream {
    let (statements, values) = written.defaults();
    let (each, each_mut, map) = written.visits();
    let (handle_fields, handle_cursors, handle_values, ions) = written.handle_fields();
    let body = cell(
        model,
        std::slice::from_ref(written),
        Body {
            fields: written.fields(),
            statements,
            values,
            each,
            each_mut,
            map,
            compartments: quote!(visitor.compartment(self);),
            joins: TokenStream::new(),
            handle_fields,
            handle_cursors,
            handle_values,
            implementation: written.implementation(),
        },
    );
    quote!(#body #ions)
}

fn several_compartments(model: &Model, compartments: &[Written<'_>]) -> TokenStream {
    let parameters = path("Parameters");
    let names: Vec<&Ident> = compartments.iter().filter_map(|c| c.compartment.ident.as_ref()).collect();
    let types: Vec<&Ident> = compartments.iter().map(|c| &c.ident).collect();
    let handle_types: Vec<Ident> = compartments.iter().map(Written::handles_ident).collect();
    let cell_ident = &model.ident;
    let info = quote!(<#cell_ident<f64> as ::neuron_runtime::private::DescribeCell>::CELL);
    let per_area = model.compartments.iter().all(Compartment::per_area);
    let begin = |name: &Ident| {
        let k = model.compartments.iter().position(|c| c.ident.as_ref() == Some(name)).unwrap_or(0);
        let before = (0..k).map(|j| {
            let j = Literal::usize_unsuffixed(j);
            quote!(#info.compartments[#j].states())
        });
        quote!(const { 0 #(+ #before)* })
    };
    let areas = compartments.iter().filter_map(|c| {
        let name = c.compartment.ident.as_ref()?;
        let own = c.own.iter().find(|own| own.field == "area")?;
        let factor = float(own.factor);
        Some(quote!(self.#name.area * #factor))
    });
    let area = if per_area { quote!(let area = T::zero() #(+ #areas)*;) } else { TokenStream::new() };
    let own = cell_parameters(model);
    let joins = model.joins.iter().map(|join| {
        let name = join.name();
        let g = own.iter().find(|own| own.name == name).map(Own::internal);
        let per_area = join.conductance.dimension == Dimension::CONDUCTANCE_DENSITY;
        let g = if per_area { quote!(#g * area) } else { quote!(#g) };
        let (from, to) = (begin(&join.from), begin(&join.to));
        quote!(join(#from, #to, #g);)
    });
    let docs = names.iter().map(|name| format!(" The {name}."));
    let cursors_of: Vec<Ident> = names.iter().map(|name| local(name)).collect();
    let handle_docs = names.iter().map(|name| format!(" Handles of the {name}."));
    let cursors = names.iter().enumerate().map(|(k, name)| {
        let k = Literal::usize_unsuffixed(k);
        let (compartment, begin) = (quote!(#info.compartments[#k]), local(name));
        quote! {
            let #begin = own;
            let own = own.after(#compartment.states(), #compartment.parameter_count(), #compartment.channels.len());
        }
    });
    cell(
        model,
        compartments,
        Body {
            fields: quote!(#(#[doc = #docs] pub #names: #types<T>,)*),
            statements: TokenStream::new(),
            values: quote!(#(#names: <#types<f64> as ::core::default::Default>::default(),)*),
            each: quote!(#(#parameters::each(&self.#names, visit);)*),
            each_mut: quote!(#(#parameters::each_mut(&mut self.#names, visit);)*),
            map: quote!(#(#names: #parameters::map(&self.#names, convert),)*),
            compartments: quote!(#(visitor.compartment(&self.#names);)*),
            joins: quote!(#area #(#joins)*),
            handle_fields: quote!(#(#[doc = #handle_docs] pub #names: #handle_types<N>,)*),
            handle_cursors: quote!(#(#cursors)*),
            handle_values: quote!(#(#names: #types::handles(#cursors_of),)*),
            implementation: TokenStream::new(),
        },
    )
}
