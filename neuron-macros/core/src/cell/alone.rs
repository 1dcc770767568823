//! A cell by itself as a network.

use super::compartment::Written;
use super::model::Model;
use super::own::cell_parameters;
use crate::names::lower;
use crate::tokens::{fixed, path, shelter_of_cells};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Implements a cell as a network of one neuron, with constants for its handles.
pub(super) fn as_network(model: &Model, compartments: &[Written<'_>], single: bool) -> TokenStream {
    let (ident, name) = (&model.ident, model.ident.to_string());
    let handles = format_ident!("{}Handles", ident);
    let mut constants: Vec<(Ident, TokenStream)> = Vec::new();
    let (parameter, state) =
        (quote!(::neuron_runtime::private::Parameter<Self>), quote!(::neuron_runtime::private::State<Self>));
    constants.extend(cell_parameters(model).into_iter().map(|own| (own.handle, parameter.clone())));
    if single {
        let written = &compartments[0];
        constants.push((format_ident!("v"), state.clone()));
        let own = written.own.iter().filter(|own| !own.name.contains('.'));
        constants.extend(own.map(|own| (own.handle.clone(), parameter.clone())));
        for (k, part) in written.parts().enumerate() {
            if k < written.compartment.pools.len() {
                constants.push((lower(&part.name), state.clone()));
            } else if !written.ions.contains(&part.name) {
                let alias = written.alias(part);
                let ty = quote!(<#alias<f64> as ::neuron_runtime::private::Handled>::Handles<Self>);
                constants.push((part.name.clone(), ty));
            }
        }
        for ion in &written.ions {
            let (ion_handles, ..) = written.ion_handles(ion);
            constants.push((ion.clone(), quote!(#ion_handles<Self>)));
        }
        if let Some(spike) = &written.compartment.spike {
            let (spike_handles, ..) = written.spike_handles();
            constants.push((Ident::new("spike", spike.key.span()), quote!(#spike_handles<Self>)));
        }
    } else {
        for written in compartments {
            if let Some(name) = &written.compartment.ident {
                let ty = written.handles_ident();
                constants.push((name.clone(), quote!(#ty<Self>)));
            }
        }
    }
    let (names, types): (Vec<_>, Vec<_>) = constants.into_iter().unzip();
    let docs = names.iter().map(|name| format!(" Handle `{name}` of the cell alone."));
    let (scalar, network, cursor) = (path("Real"), path("Network"), path("Cursor"));
    let (shelter, fixed) = (shelter_of_cells(), fixed(ident));
    quote! {
        #[automatically_derived]
        #[allow(non_upper_case_globals)]
        impl #ident<f64> {
            const ALONE: #handles<Self> = Self::handles(#cursor::of(::neuron_runtime::private::Origin {
                group: ::neuron_runtime::private::Group::Cells(0),
                element: ::core::option::Option::Some(0),
                len: 1,
            }));
            #(#[doc = #docs] pub const #names: #types = Self::ALONE.#names;)*
        }

        #[doc(hidden)]
        const _: () = {
            #shelter

            #[automatically_derived]
            impl<T: #scalar> ::neuron_runtime::private::DescribeNetwork for #ident<T> {
                const NETWORK: ::neuron_runtime::private::NetworkInfo = ::neuron_runtime::private::NetworkInfo {
                    name: #name,
                    cells: &[::neuron_runtime::private::CellsInfo {
                        cell: &<#ident<f64> as ::neuron_runtime::private::DescribeCell>::CELL,
                        names: &[""],
                        array: false,
                    }],
                    synapses: &[],
                };
            }

            #fixed

            #[automatically_derived]
            impl<T: #scalar> #network<T> for #ident<T> {
                type Tag = #ident<f64>;
                type Neurons<R> = R;
                type With<U: #scalar> = #ident<U>;

                #[inline(always)]
                fn cells<V: ::neuron_runtime::private::VisitCells<T>>(&self, visitor: &mut V) {
                    visitor.cells(::core::slice::from_ref(self));
                }

                #[inline(always)]
                fn synapses<V: ::neuron_runtime::private::VisitSynapses<T>>(&self, _: &mut V) {}

                fn carried(&self) -> &T::Carried { &self.__carried }

                fn carry(&mut self, carried: &T::Carried) { ::neuron_runtime::private::Cell::carry(self, carried); }

                fn groups_mut<V: ::neuron_runtime::private::VisitMut<T>>(&mut self, visitor: &mut V) {
                    visitor.cells(::core::slice::from_mut(self));
                }

                fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> R {
                    next()
                }

                fn each_neuron<'a, R>(neurons: &'a R, visit: &mut dyn FnMut(&'a R)) {
                    visit(neurons);
                }

                fn map<U: #scalar>(&self, convert: &mut dyn FnMut(&T) -> U) -> #ident<U> {
                    ::neuron_runtime::private::Parameters::map(self, convert)
                }
            }
        };
    }
}
