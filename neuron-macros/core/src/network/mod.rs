//! `network!`: parse → model → check → expand.

mod check;
mod expand;
mod model;
mod parse;

use crate::cell;
use crate::errors::Errors;
use proc_macro2::TokenStream;

/// Expands `network! { pub struct Pyloric; … }`.
pub fn expand(input: TokenStream, errors: &mut Errors) -> TokenStream {
    let Some(model) = parse::parse(input, errors) else { return TokenStream::new() };
    check::check(&model, errors);
    let readable = errors.is_empty();
    let mut tokens: TokenStream = model.cells.iter().map(|cell| cell::expand_model(cell, errors)).collect();
    tokens.extend(if readable { expand::expand(&model) } else { expand::inert(&model) });
    tokens
}
