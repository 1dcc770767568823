//! Groups of a network's neurons and synapses, one for each type and each array, and their places among the states.

use super::model::{Connection, End, Index, Model, Neuron, Synapse};
use crate::tokens::number_type;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// All named neurons of one type, or one array.
pub(super) struct Cells<'a> {
    pub(super) field: Ident,
    pub(super) alias: Ident,
    pub(super) neurons: Vec<&'a Neuron>,
    pub(super) array: Option<&'a TokenStream>,
}

/// All synapses of one type between named neurons, or one projection between arrays. Stimuli of one type into single neurons,
/// or one into an array, are the same.
pub(super) struct Synapses<'a> {
    pub(super) field: Ident,
    pub(super) alias: Ident,
    pub(super) items: Vec<(&'a Connection, &'a Synapse)>,
    pub(super) projection: bool,
}

/// A network in groups.
pub(super) struct Network<'a> {
    pub(super) model: &'a Model,
    pub(super) cells: Vec<Cells<'a>>,
    pub(super) synapses: Vec<Synapses<'a>>,
}

fn key(path: &syn::Path) -> String {
    path.to_token_stream().to_string()
}

impl Cells<'_> {
    /// True for sources of spikes.
    pub(super) fn is_source(&self) -> bool {
        self.neurons.iter().any(|neuron| neuron.source)
    }
}

impl Synapses<'_> {
    /// Returns the full name of each synapse or stimulus.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.items.iter().map(|(connection, synapse)| full_name(connection, synapse))
    }
}

/// Returns the full name of a synapse, `AB_LP.Cholinergic`, or that of a stimulus.
pub(super) fn full_name(connection: &Connection, synapse: &Synapse) -> String {
    match connection.stimulus {
        true => connection.name().to_string(),
        false => format!("{}.{}", connection.name(), synapse.name),
    }
}

impl<'a> Network<'a> {
    pub(super) fn new(model: &'a Model) -> Self {
        let prefix = &model.ident;
        let mut cells: Vec<Cells<'a>> = Vec::new();
        // Sources have no states, and come last.
        for (source, array) in [(false, false), (false, true), (true, false), (true, true)] {
            for neuron in &model.neurons {
                if neuron.source != source || neuron.len.is_some() != array {
                    continue;
                }
                let same = |group: &&mut Cells<'a>| {
                    let first = group.neurons[0];
                    !array && first.source == source && key(&first.path) == key(&neuron.path)
                };
                match cells.iter_mut().find(same) {
                    Some(group) => group.neurons.push(neuron),
                    None => {
                        let k = cells.len();
                        cells.push(Cells {
                            field: format_ident!("cells_{}", k),
                            alias: format_ident!("{}Cell{}", prefix, k, span = neuron.path.span()),
                            neurons: vec![neuron],
                            array: neuron.len.as_ref(),
                        });
                    }
                }
            }
        }
        let mut synapses: Vec<Synapses<'a>> = Vec::new();
        for (stimulus, projection) in [(false, false), (false, true), (true, false), (true, true)] {
            for connection in model.connections.iter().filter(|connection| connection.stimulus == stimulus) {
                let is_array = |neuron: &Ident| model.neuron(neuron).is_some_and(|neuron| neuron.len.is_some());
                if connection.is_projection(is_array) != projection {
                    continue;
                }
                for synapse in &connection.synapses {
                    let same = |group: &&mut Synapses<'a>| {
                        let (first, own) = group.items[0];
                        let alike = first.stimulus == stimulus && key(&own.path) == key(&synapse.path);
                        !projection && !group.projection && alike
                    };
                    match synapses.iter_mut().find(same) {
                        Some(group) => group.items.push((connection, synapse)),
                        None => {
                            let k = synapses.len();
                            synapses.push(Synapses {
                                field: format_ident!("synapses_{}", k),
                                alias: format_ident!("{}Synapse{}", prefix, k, span = synapse.path.span()),
                                items: vec![(connection, synapse)],
                                projection,
                            });
                        }
                    }
                }
            }
        }
        Network { model, cells, synapses }
    }

    /// Returns aliases of the user's types. Each path stands in the expansion once, so that a wrong one is one error.
    pub(super) fn aliases(&self) -> TokenStream {
        let cells = self.cells.iter().map(|group| (&group.alias, &group.neurons[0].path));
        let synapses = self.synapses.iter().map(|group| (&group.alias, &group.items[0].1.path));
        cells
            .chain(synapses)
            .map(|(alias, path)| {
                let number = number_type(path);
                quote! {
                    #[doc(hidden)]
                    #[allow(non_camel_case_types, dead_code)]
                    type #alias<__T> = #path #number;
                }
            })
            .collect()
    }

    /// Returns the group of a neuron, and its number in the group.
    pub(super) fn place(&self, neuron: &Ident) -> (usize, usize) {
        for (g, group) in self.cells.iter().enumerate() {
            if let Some(k) = group.neurons.iter().position(|own| own.ident == *neuron) {
                return (g, k);
            }
        }
        (0, 0)
    }

    pub(super) fn cell_info(&self, group: usize) -> TokenStream {
        let alias = &self.cells[group].alias;
        quote_spanned!(alias.span()=> <#alias<f64> as ::neuron_runtime::private::DescribeCell>::CELL)
    }

    /// Returns the number of neurons of a group, as a constant.
    pub(super) fn len(&self, group: usize) -> TokenStream {
        match self.cells[group].array {
            Some(len) if len.clone().into_iter().count() == 1 => len.clone(),
            Some(len) => quote!((#len)),
            None => Literal::usize_unsuffixed(self.cells[group].neurons.len()).to_token_stream(),
        }
    }

    /// Returns the first state of a group of cells, as a sum that ends in `+`; nothing for the first group.
    pub(super) fn begin(&self, group: usize) -> TokenStream {
        let before = (0..group).map(|g| {
            let (len, info) = (self.len(g), self.cell_info(g));
            quote!(#len * #info.states() +)
        });
        before.collect()
    }

    /// Returns the index of V at an end of a connection, for the first neuron of an array, and the number of neurons.
    pub(super) fn side(&self, end: &End) -> (TokenStream, TokenStream) {
        let (group, k) = self.place(&end.neuron);
        if self.cells[group].is_source() {
            let before = (0..group).filter(|g| self.cells[*g].is_source()).map(|g| self.len(g));
            let k = Literal::usize_unsuffixed(k);
            let first = quote!(::neuron_runtime::private::SOURCES + #(#before +)* #k);
            let len = if self.cells[group].array.is_some() { self.len(group) } else { quote!(1) };
            return (first, len);
        }
        let (info, begin) = (self.cell_info(group), self.begin(group));
        let name = end.compartment.as_ref().map(Ident::to_string).unwrap_or_default();
        let span = end.compartment.as_ref().unwrap_or(&end.neuron).span();
        let offset = quote_spanned!(span=> ::neuron_runtime::private::check::compartment_begin(&#info, #name));
        if self.cells[group].array.is_some() {
            let len = self.len(group);
            return match &end.index {
                Some(Index { index, .. }) => {
                    let index = Literal::usize_unsuffixed(*index);
                    (quote!(#begin #offset * #len + #index), quote!(1))
                }
                None => (quote!(#begin #offset * #len), len),
            };
        }
        let before = (k > 0).then(|| {
            let k = Literal::usize_unsuffixed(k);
            quote!(#k * #info.states() +)
        });
        (quote!(#begin #before #offset), quote!(1))
    }

    /// Returns the group of a synapse with its number, and the synapse's number in the group.
    pub(super) fn find(&self, synapse: &Synapse) -> Option<(usize, &Synapses<'a>, usize)> {
        self.synapses.iter().enumerate().find_map(|(g, group)| {
            let k = group.items.iter().position(|(_, own)| std::ptr::eq(*own, synapse))?;
            Some((g, group, k))
        })
    }
}
