//! `cell!`: parse → model → check → expand.
//!
//! This folder knows channels and pools only by their paths. Rules that depend on their types are checked in the
//! expansion, by constants.

mod alone;
mod check;
mod compartment;
mod expand;
mod handles;
mod model;
mod own;
mod parse;
mod repair;
mod written;

use crate::errors::Errors;
use proc_macro2::TokenStream;

pub use model::Model;
pub use parse::body;
pub use repair::keep_first;

/// Expands `cell! { pub struct Stg; … }`.
pub fn expand(input: TokenStream, errors: &mut Errors) -> TokenStream {
    match parse::parse(input, errors) {
        Some(model) => expand_model(model, errors),
        None => TokenStream::new(),
    }
}

/// Checks and expands a cell that has been read. One with mistakes expands as far as it can be understood.
pub fn expand_model(mut model: Model, errors: &mut Errors) -> TokenStream {
    let before = errors.len();
    check::check(&model, errors);
    if errors.len() > before || !model.complete {
        repair::repair(&mut model);
    }
    expand::expand(&model)
}
