//! `cell!`: parse → model → check → expand.

mod check;
mod expand;
mod model;
mod parse;

use crate::errors::Errors;
use proc_macro2::TokenStream;

pub use expand::{setting_constant, setting_value};
pub use model::Model;
pub use parse::body;

/// Expands `cell! { pub struct Stg; … }`.
pub fn expand(input: TokenStream, errors: &mut Errors) -> TokenStream {
    match parse::parse(input, errors) {
        Some(model) => expand_model(&model, errors),
        None => TokenStream::new(),
    }
}

/// Checks and expands a cell that has been read.
pub fn expand_model(model: &Model, errors: &mut Errors) -> TokenStream {
    let before = errors.len();
    check::check(model, errors);
    if errors.len() == before { expand::expand(model) } else { TokenStream::new() }
}
