//! The macros of `neuron-runtime`, which re-exports them. Their work is done in `neuron-macros-core`.

use proc_macro::TokenStream;

/// Turns the gating equations of an ion channel into a struct. See the guide in `neuron-runtime`.
#[proc_macro_attribute]
pub fn channel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::channel(arguments.into(), item.into()).into()
}

/// Turns the equations of a synapse into a struct. See the guide in `neuron-runtime`.
#[proc_macro_attribute]
pub fn synapse(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::synapse(arguments.into(), item.into()).into()
}

/// Turns the concentration dynamics of an ion into a struct. See the guide in `neuron-runtime`.
#[proc_macro_attribute]
pub fn pool(arguments: TokenStream, item: TokenStream) -> TokenStream {
    neuron_macros_core::pool(arguments.into(), item.into()).into()
}

/// Declares a cell type. See the guide in `neuron-runtime`.
#[proc_macro]
pub fn cell(input: TokenStream) -> TokenStream {
    neuron_macros_core::cell(input.into()).into()
}

/// Declares a network of cells and synapses. See the guide in `neuron-runtime`.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    neuron_macros_core::network(input.into()).into()
}
