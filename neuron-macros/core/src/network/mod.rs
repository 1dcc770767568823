//! `network!`: parse → model → check → expand.
//!
//! This folder knows cells that are declared inside a network, and all other cells and synapses only by their paths.
//! Rules that depend on their types are checked in the expansion, by constants.

mod check;
mod expand;
mod groups;
mod handles;
mod model;
mod parse;
mod repair;
mod start;
mod written;

use crate::cell;
use crate::errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;

/// Expands `network! { pub struct Pyloric; … }`. A network with mistakes expands as far as it can be understood.
pub fn expand(input: TokenStream, errors: &mut Errors) -> TokenStream {
    let before = errors.len();
    let Some(mut model) = parse::parse(input, errors) else { return TokenStream::new() };
    check::check(&model, errors);
    if errors.len() > before {
        repair::repair(&mut model);
    }
    let cells: TokenStream = model.cells.drain(..).map(|cell| cell::expand_model(cell, errors)).collect();
    let network = expand::expand(&model);
    quote!(#cells #network)
}
