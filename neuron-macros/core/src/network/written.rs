//! A network as data: its neurons and connections, their mechanisms, and the values that the declaration sets.

use super::groups::{Cells, Network, Synapses, full_name};
use super::model::{Connection, End, Neuron, Synapse};
use super::start::group_rule;
use crate::tokens::{documentation, option, path, settings, text, written};
use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

impl Network<'_> {
    /// Returns the implementation of `WrittenNetwork`.
    pub(super) fn written(&self) -> TokenStream {
        let (ident, doc) = (&self.model.ident, documentation(&self.model.docs));
        let cells = (0..self.cells.len()).map(|group| self.neurons_written(group));
        let synapses = self.synapses.iter().map(|group| self.synapses_written(group));
        let (network, equations) = (path("WrittenNetwork"), written("NetworkEquations"));
        quote! {
            #[automatically_derived]
            impl #network for #ident<f64> {
                const NETWORK_EQUATIONS: &'static #equations = &#equations {
                    info: &<Self as ::neuron_runtime::private::DescribeNetwork>::NETWORK,
                    doc: #doc,
                    cells: &[#(#cells),*],
                    synapses: &[#(#synapses),*],
                };
            }
        }
    }

    fn neurons_written(&self, group: usize) -> TokenStream {
        let Cells { alias, neurons, array, .. } = &self.cells[group];
        let neurons = neurons.iter().map(|Neuron { ident, docs, settings, .. }| {
            let (ty, name, doc) = (written("Neuron"), ident.to_string(), documentation(docs));
            let settings = self::settings(settings);
            quote!(#ty { name: #name, doc: #doc, settings: #settings })
        });
        let array = option(array.map(|_| self.len(group)));
        let ty = written("Neurons");
        let cell = quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::CellData>::DATA);
        quote!(#ty { cell: #cell, neurons: &[#(#neurons),*], array: #array })
    }

    fn synapses_written(&self, group: &Synapses<'_>) -> TokenStream {
        let Synapses { alias, items, .. } = group;
        let connections = items.iter().map(|(connection, synapse)| self.connection_written(group, connection, synapse));
        let ty = written("Synapses");
        let synapse = quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::MechanismData>::DATA);
        quote!(#ty { synapse: #synapse, connections: &[#(#connections),*] })
    }

    fn connection_written(&self, group: &Synapses<'_>, connection: &Connection, synapse: &Synapse) -> TokenStream {
        let (ty, name) = (written("Connection"), full_name(connection, synapse));
        let (from, to) = (end((!connection.stimulus).then_some(&connection.from)), end(Some(&connection.to)));
        let rule = option(group_rule(group, connection));
        let settings = settings(&synapse.settings);
        quote!(#ty { name: #name, from: #from, to: #to, rule: #rule, settings: #settings })
    }
}

/// Returns an end, or the presynaptic one of a stimulus, which has none.
fn end(end: Option<&End>) -> TokenStream {
    let ty = written("End");
    let neuron = text(end.map(|end| &end.neuron));
    let compartment = text(end.and_then(|end| end.compartment.as_ref()));
    let index = end.and_then(|end| end.index.as_ref());
    let index = option(index.map(|index| Literal::usize_unsuffixed(index.index)));
    quote!(#ty { neuron: #neuron, index: #index, compartment: #compartment })
}
