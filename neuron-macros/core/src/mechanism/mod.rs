//! `#[channel]`, `#[synapse]`, `#[pool]` and `#[stimulus]`: parse → model → check → expand, the same for all four.
//!
//! This folder knows nothing of cells and networks. It emits equations and names; all numerics are in the runtime.

mod accesses;
mod check;
mod curves;
mod definition;
mod describe;
mod dimensions;
mod equations;
mod expand;
mod functions;
mod handles;
mod model;
mod parse;
mod partials;
mod relations;
mod repair;
mod scope;
mod structure;
mod values;
mod writer;
mod written;

use crate::errors::Errors;
use proc_macro2::TokenStream;

pub use model::Kind;

/// Expands one mechanism from its attribute's arguments and its struct. One with mistakes expands as far as it can be
/// understood.
pub fn expand(kind: Kind, arguments: TokenStream, item: TokenStream, errors: &mut Errors) -> TokenStream {
    let before = errors.len();
    let Some(mut model) = parse::parse(kind, arguments, item, errors) else { return TokenStream::new() };
    model.complete = errors.len() == before;
    let checked = check::check(&model, errors);
    let equations = equations::Equations::new(&model, errors);
    let uses = accesses::Uses::of(&model);
    if let (Some(equations), true) = (equations, errors.len() == before) {
        return expand::expand(&model, &equations, &checked, &uses);
    }
    repair::repair(&mut model);
    let mut follow_ups = Errors::new();
    let checked = check::Checked::of(&model, false);
    let tokens = match equations::Equations::new(&model, &mut follow_ups) {
        Some(equations) => expand::expand(&model, &equations, &checked, &uses),
        None => expand::without_equations(&model, &uses),
    };
    // Errors about the repaired model only follow from those that were reported.
    let _ = follow_ups.into_messages();
    tokens
}
