//! `#[channel]`, `#[synapse]`, `#[pool]` and `#[stimulus]`: parse → model → check → expand, the same for all four.
//!
//! This folder knows nothing of cells and networks. It emits equations and names; all numerics are in the runtime.

mod accesses;
mod changes;
mod check;
mod conversions;
mod curves;
mod definition;
mod describe;
mod dimensions;
mod division;
mod divisors;
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
use crate::items::attribute_name;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

pub use model::Kind;

/// Expands one mechanism from its attribute's arguments and its struct. One with mistakes expands as far as it can be
/// understood.
pub fn expand(kind: Kind, arguments: TokenStream, item: TokenStream, errors: &mut Errors) -> TokenStream {
    let before = errors.len();
    let Some(mut model) = parse::parse(kind, arguments, item, errors) else { return TokenStream::new() };
    model.complete = errors.len() == before;
    let checked = check::check(&model, errors);
    model.number_draws();
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

/// Returns the declaration with its conditions, `#[cfg(…)]`, before the macro, or `None` if it has none. The compiler then decides
/// them before it expands the macro.
pub fn conditional(kind: Kind, arguments: &TokenStream, item: &TokenStream) -> Option<TokenStream> {
    let (mut conditions, mut rest) = (TokenStream::new(), TokenStream::new());
    let mut tokens = item.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        let Some(name) = attribute_name(&token, tokens.peek()) else {
            rest.extend([token]);
            rest.extend(tokens);
            break;
        };
        let to = if name == "cfg" || name == "cfg_attr" { &mut conditions } else { &mut rest };
        to.extend([Some(token), tokens.next()].into_iter().flatten());
    }
    let kind = Ident::new(kind.word(), Span::call_site());
    (!conditions.is_empty()).then(|| quote!(#conditions #[::neuron_runtime::prelude::#kind(#arguments)] #rest))
}
