//! A cell as data: its compartments, their mechanisms, and the values that the declaration sets.

use super::compartment::Written;
use super::model::{Model, Part, Reversal};
use crate::tokens::{documentation, path, settings, written};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

/// Returns the implementations of `WrittenCell`, and of `WrittenNetwork` for the cell alone.
pub(super) fn cell_written(model: &Model, compartments: &[Written<'_>]) -> TokenStream {
    let (ident, doc) = (&model.ident, documentation(&model.docs));
    let compartments = compartments.iter().enumerate().map(|(k, written)| compartment(k, written));
    let joins = model.joins.iter().map(|join| {
        let (from, to) = (join.from.to_string(), join.to.to_string());
        quote!([#from, #to])
    });
    let (cell, network) = (path("WrittenCell"), path("WrittenNetwork"));
    let (cell_equations, network_equations) = (written("CellEquations"), written("NetworkEquations"));
    let (neurons, neuron) = (written("Neurons"), written("Neuron"));
    quote! {
        #[automatically_derived]
        impl #cell for #ident<f64> {
            const CELL_EQUATIONS: &'static #cell_equations = &#cell_equations {
                info: &<Self as ::neuron_runtime::private::DescribeCell>::CELL,
                doc: #doc,
                compartments: &[#(#compartments),*],
                joins: &[#(#joins),*],
            };
        }

        #[automatically_derived]
        impl ::neuron_runtime::private::CellData for #ident<f64> {
            const DATA: &'static #cell_equations = <Self as #cell>::CELL_EQUATIONS;
        }

        #[automatically_derived]
        impl #network for #ident<f64> {
            const NETWORK_EQUATIONS: &'static #network_equations = &#network_equations {
                info: &<Self as ::neuron_runtime::private::DescribeNetwork>::NETWORK,
                doc: #doc,
                cells: &[#neurons {
                    cell: <Self as #cell>::CELL_EQUATIONS,
                    neurons: &[#neuron { name: "", doc: "", settings: &[] }],
                    array: ::core::option::Option::None,
                }],
                synapses: &[],
            };
        }
    }
}

fn compartment(index: usize, written: &Written<'_>) -> TokenStream {
    let (equations, k) = (self::written("CompartmentEquations"), Literal::usize_unsuffixed(index));
    let ions = written.ions.iter().map(|name| ion(written, name));
    let pools = written.compartment.pools.iter().map(|pool| part(written, pool));
    let channels = written.compartment.channels.iter().map(|channel| part(written, channel));
    quote! {
        #equations {
            info: &<Self as ::neuron_runtime::private::DescribeCell>::CELL.compartments[#k],
            ions: &[#(#ions),*],
            pools: &[#(#pools),*],
            channels: &[#(#channels),*],
        }
    }
}

fn ion(written: &Written<'_>, name: &Ident) -> TokenStream {
    let (ion, reversal) = (self::written("Ion"), self::written("Reversal"));
    let value = match written.compartment.reversal(name) {
        None => quote!(#reversal::None),
        Some(Reversal::Constant(_)) => quote!(#reversal::Constant),
        Some(Reversal::Nernst(nernst)) => {
            let (_, valence) = written.rt_f_and_valence(name, nernst);
            quote!(#reversal::Nernst { valence: #valence })
        }
    };
    let name = name.to_string();
    quote!(#ion { name: #name, reversal: #value })
}

fn part(written: &Written<'_>, part: &Part) -> TokenStream {
    let (ty, name, alias, settings) =
        (self::written("Part"), part.name.to_string(), written.alias(part), settings(&part.settings));
    let mechanism = quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::MechanismData>::DATA);
    quote!(#ty { name: #name, mechanism: #mechanism, settings: #settings })
}
