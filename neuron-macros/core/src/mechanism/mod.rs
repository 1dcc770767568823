//! `#[channel]`, `#[synapse]` and `#[pool]`: parse → model → check → expand, the same for all three.

mod check;
mod dimensions;
mod equations;
mod expand;
pub mod literal;
mod model;
mod parse;

use crate::errors::Errors;
use proc_macro2::TokenStream;

pub use model::Kind;

/// Expands one mechanism from its attribute's arguments and its struct.
pub fn expand(kind: Kind, arguments: TokenStream, item: TokenStream, errors: &mut Errors) -> TokenStream {
    let Some(model) = parse::parse(kind, arguments, item, errors) else { return TokenStream::new() };
    let checked = check::check(&model, errors);
    match equations::Equations::new(&model, errors) {
        Some(equations) if errors.is_empty() => expand::expand(&model, &equations, &checked),
        _ => expand::inert(&model),
    }
}
