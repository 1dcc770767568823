//! The expansion of a network: the struct of its groups of cells and synapses, its description, its implementation of
//! `Network`, and the struct that a run returns.

use super::groups::{Cells, Network, Synapses};
use super::model::Model;
use crate::names::lower;
use crate::tokens::{constant, fixed, mechanism_info, path, shelter_of_cells};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// Returns the whole expansion.
pub fn expand(model: &Model) -> TokenStream {
    let network = Network::new(model);
    let Model { docs, visibility, ident, .. } = model;
    let scalar = path("Real");
    let aliases = network.aliases();
    let fields = network.fields();
    let (info, default, checks) = (network.info(), network.default(), network.checks());
    let (implementation, neurons, handles) = (network.implementation(), network.neurons(), network.handles());
    let (pairs, written) = (network.pairs(), network.written());
    let shelter = shelter_of_cells();
    // The type comes first: if it is there twice, that is the first error.
    quote! {
        #(#docs)*
        #[derive(Clone, Debug, PartialEq)]
        #visibility struct #ident<T: #scalar = f64> { __carried: T::Carried, #fields }

        #aliases
        #neurons
        #handles

        #[doc(hidden)]
        const _: () = {
            #shelter
            #checks
            #info
            #pairs
            #default
            #implementation
            #written
        };
    }
}

impl Network<'_> {
    fn fields(&self) -> TokenStream {
        let cells = (0..self.cells.len()).map(|g| {
            let Cells { field, alias, array, .. } = &self.cells[g];
            let len = self.len(g);
            match array {
                Some(_) => quote!(#field: ::neuron_runtime::private::Population<T, #alias<T>>),
                None => quote!(#field: [#alias<T>; #len]),
            }
        });
        let synapses = self.synapses.iter().map(|Synapses { field, alias, items, projection }| {
            let len = Literal::usize_unsuffixed(items.len());
            if *projection {
                quote!(#field: ::neuron_runtime::private::Projection<T, #alias<T>>)
            } else {
                quote!(#field: ::neuron_runtime::private::Synapses<#alias<T>, #len>)
            }
        });
        // A network without neurons is a mistake, and still a struct.
        let none = self.cells.is_empty().then(|| quote!(none: ::core::marker::PhantomData<T>,));
        quote!(#(#cells,)* #(#synapses,)* #none)
    }

    fn info(&self) -> TokenStream {
        let name = self.model.ident.to_string();
        let cells = (0..self.cells.len()).map(|g| {
            let names = self.cells[g].neurons.iter().map(|neuron| neuron.ident.to_string());
            let (info, array) = (self.cell_info(g), self.cells[g].array.is_some());
            quote! {
                ::neuron_runtime::private::CellsInfo { cell: &#info, names: &[#(#names),*], array: #array }
            }
        });
        let synapses = self.synapses.iter().map(|group| {
            let names = group.names();
            let (info, array) = (mechanism_info(&group.alias), group.projection);
            quote! {
                ::neuron_runtime::private::SynapsesInfo {
                    synapse: #info,
                    names: &[#(#names),*],
                    array: #array,
                }
            }
        });
        let (ident, info) = (&self.model.ident, path("NetworkInfo"));
        let arrays = self.cells.iter().any(|group| group.array.is_some());
        let fixed = (!arrays).then(|| fixed(ident));
        quote! {
            #[automatically_derived]
            impl<T: ::neuron_runtime::private::Real> ::neuron_runtime::private::DescribeNetwork for #ident<T> {
                const NETWORK: #info = #info { name: #name, cells: &[#(#cells),*], synapses: &[#(#synapses),*] };
            }

            #fixed
        }
    }

    /// Returns the value of the field that only a network without neurons has.
    pub(super) fn none(&self) -> TokenStream {
        if self.cells.is_empty() { quote!(none: ::core::marker::PhantomData) } else { TokenStream::new() }
    }

    pub(super) fn field_names(&self) -> Vec<&Ident> {
        let cells = self.cells.iter().map(|group| &group.field);
        cells.chain(self.synapses.iter().map(|group| &group.field)).collect()
    }

    /// Returns the checks that every cell is a cell, and every synapse a synapse of the kind that its arrow says.
    fn checks(&self) -> TokenStream {
        let mut checks = TokenStream::new();
        for group in &self.cells {
            let alias = &group.alias;
            let function = Ident::new(if group.is_source() { "source" } else { "cell" }, alias.span());
            let check = quote_spanned! {alias.span()=>
                ::neuron_runtime::private::check::#function(
                    &<#alias<f64> as ::neuron_runtime::private::DescribeCell>::CELL
                )
            };
            checks.extend(constant(check));
        }
        for group in &self.synapses {
            let info = mechanism_info(&group.alias);
            for (connection, synapse) in &group.items {
                let (electrical, name) = (connection.electrical, synapse.name.to_string());
                let check = match connection.stimulus {
                    true => quote_spanned! {synapse.path.span()=>
                        ::neuron_runtime::private::check::stimulus(#info, #name)
                    },
                    false => quote_spanned! {synapse.path.span()=>
                        ::neuron_runtime::private::check::synapse(#info, #electrical)
                    },
                };
                checks.extend(constant(check));
                if !connection.stimulus {
                    let [pre, post] = [&connection.from, &connection.to].map(|end| {
                        let (info, neuron) = (self.cell_info(self.place(&end.neuron).0), end.neuron.to_string());
                        let compartment = end.compartment.as_ref().map(Ident::to_string).unwrap_or_default();
                        quote!((&#info, #neuron, #compartment))
                    });
                    checks.extend(constant(quote_spanned! {synapse.path.span()=>
                        ::neuron_runtime::private::check::spiking(#info, #pre, #post)
                    }));
                    if self.model.neuron(&connection.from.neuron).is_some_and(|neuron| neuron.source) {
                        checks.extend(constant(quote_spanned! {synapse.path.span()=>
                            ::neuron_runtime::private::check::follows(#info)
                        }));
                    }
                }
                checks.extend(connection.to.index.as_ref().map(|at| {
                    let (index, len) =
                        (Literal::usize_unsuffixed(at.index), self.len(self.place(&connection.to.neuron).0));
                    let name = connection.to.neuron.to_string();
                    let check = quote_spanned! {at.span=>
                        ::neuron_runtime::private::check::element(#index, #name, #len)
                    };
                    constant(check)
                }));
            }
        }
        checks
    }

    fn implementation(&self) -> TokenStream {
        let ident = &self.model.ident;
        let neurons = format_ident!("{}Neurons", ident);
        let visit = |mutable: bool, groups: Vec<(&Ident, &Ident, bool)>, method: &str| -> TokenStream {
            groups
                .into_iter()
                .map(|(field, alias, slice)| {
                    let mutable = mutable.then(|| quote_spanned!(alias.span()=> mut));
                    let all = slice.then(|| quote_spanned!(alias.span()=> [..]));
                    // If a type cannot be visited, the error stands at its path.
                    let span = alias.span().resolved_at(Span::call_site());
                    let (field, method) = (Ident::new(&field.to_string(), span), Ident::new(method, span));
                    quote_spanned!(span=> visitor.#method(&#mutable self.#field #all);)
                })
                .collect()
        };
        let cells = || self.cells.iter().map(|group| (&group.field, &group.alias, group.array.is_none())).collect();
        let synapses = || self.synapses.iter().map(|group| (&group.field, &group.alias, false)).collect();
        let (cells_ref, synapses_ref) = (visit(false, cells(), "cells"), visit(false, synapses(), "synapses"));
        let (cells_mut, synapses_mut) = (visit(true, cells(), "cells"), visit(true, synapses(), "synapses"));
        let make = self.cells.iter().flat_map(|group| group.neurons.iter().map(move |neuron| (group, neuron)));
        let (mut made, mut shown) = (TokenStream::new(), TokenStream::new());
        for (group, neuron) in make {
            let field = lower(&neuron.ident);
            if group.array.is_some() {
                let own = &group.field;
                made.extend(quote! {
                    #field: (0..::neuron_runtime::private::CellGroup::len(&self.#own)).map(|_| next()).collect(),
                });
                shown.extend(quote!(neurons.#field.iter().for_each(&mut *visit);));
            } else {
                made.extend(quote!(#field: next(),));
                shown.extend(quote!(visit(&neurons.#field);));
            }
        }
        let converted_cells = self.cells.iter().map(|group| {
            let field = &group.field;
            match group.array {
                Some(_) => quote!(#field: self.#field.map(convert)),
                None => quote!(#field: self.#field.each_ref().map(|cell| ::neuron_runtime::private::Parameters::map(cell, convert))),
            }
        });
        let converted_synapses = self.synapses.iter().map(|group| {
            let field = &group.field;
            if group.projection {
                return quote!(#field: self.#field.map(convert));
            }
            quote!(#field: ::neuron_runtime::private::Synapses {
                synapses: self.#field.synapses.each_ref().map(|s| ::neuron_runtime::private::Parameters::map(s, convert)),
                ends: self.#field.ends,
            })
        });
        let (scalar, network) = (path("Real"), path("Network"));
        let named = self.cells.iter().filter(|group| group.array.is_none()).map(|group| &group.field);
        let none = self.none();
        quote! {
            #[automatically_derived]
            impl<T: #scalar> #network<T> for #ident<T> {
                type Tag = #ident<f64>;
                type Neurons<R> = #neurons<R>;
                type With<U: #scalar> = #ident<U>;

                #[inline(always)]
                fn cells<V: ::neuron_runtime::private::VisitCells<T>>(&self, visitor: &mut V) { #cells_ref }

                #[inline(always)]
                #[allow(unused_variables)]
                fn synapses<V: ::neuron_runtime::private::VisitSynapses<T>>(&self, visitor: &mut V) { #synapses_ref }

                fn carried(&self) -> &T::Carried { &self.__carried }

                fn carry(&mut self, carried: &T::Carried) {
                    self.__carried = carried.clone();
                    #(self.#named.iter_mut().for_each(|cell| ::neuron_runtime::private::Cell::carry(cell, carried));)*
                }

                fn groups_mut<V: ::neuron_runtime::private::VisitMut<T>>(&mut self, visitor: &mut V) {
                    #cells_mut
                    #synapses_mut
                }

                fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> #neurons<R> {
                    #neurons { #made #none }
                }

                fn each_neuron<'a, R>(neurons: &'a #neurons<R>, visit: &mut dyn FnMut(&'a R)) {
                    #shown
                }

                fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                    #ident {
                        __carried: ::core::default::Default::default(),
                        #(#converted_cells,)*
                        #(#converted_synapses,)*
                        #none
                    }
                }
            }
        }
    }

    /// Returns the struct of neurons that a run returns.
    fn neurons(&self) -> TokenStream {
        let Model { ident, visibility, .. } = self.model;
        let name = format_ident!("{}Neurons", ident);
        let fields = self.cells.iter().flat_map(|group| {
            group.neurons.iter().map(move |neuron| {
                let (field, doc) = (lower(&neuron.ident), format!(" {}.", neuron.ident));
                match group.array {
                    Some(_) => quote!(#[doc = #doc] pub #field: ::neuron_runtime::private::Vec<R>),
                    None => quote!(#[doc = #doc] pub #field: R),
                }
            })
        });
        let doc = format!(" One `R` for each neuron of [`{ident}`].");
        let none = self.cells.is_empty().then(|| quote!(#[doc(hidden)] pub none: ::core::marker::PhantomData<R>));
        quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq)]
            #visibility struct #name<R> { #(#fields,)* #none }
        }
    }
}
