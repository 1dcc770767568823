//! The work of `neuron-macros`, as functions from tokens to tokens that tests and fuzzers can call. It is an
//! implementation detail: nothing here is covered by semantic versioning.
//!
//! Modules import in one direction: `errors`, `names`, `unit`, `expr`, `plausible`, `items`, `tokens`, and on
//! top of these `mechanism` and `cell`, which know nothing of each other, and `network`, which contains cells.

mod cell;
pub mod errors;
pub mod expr;
mod items;
mod mechanism;
pub mod names;
mod network;
mod plausible;
mod tokens;
pub mod unit;

use errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;

fn report(inputs: [TokenStream; 2], expand: impl FnOnce([TokenStream; 2], &mut Errors) -> TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let [first, second] = inputs.map(|tokens| items::with_plain_names(tokens, &mut errors));
    let mut tokens = match (first, second) {
        (Some(first), Some(second)) => expand([first, second], &mut errors),
        _ => TokenStream::new(),
    };
    let none = tokens.is_empty();
    let errors = errors.into_compile_errors();
    // An error among the items of a module keeps the compiler silent about all misspelt paths of that module, so the
    // errors are put inside a constant. Where nothing was declared, such paths only follow from the error.
    tokens.extend(if none || errors.is_empty() { errors } else { quote!(const _: () = { #errors };) });
    tokens
}

/// Expands `#[channel(…)]`.
pub fn channel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Channel, arguments, item, errors)
    })
}

/// Expands `#[synapse(…)]`.
pub fn synapse(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Synapse, arguments, item, errors)
    })
}

/// Expands `#[pool]`.
pub fn pool(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Pool, arguments, item, errors)
    })
}

/// Expands `#[stimulus(…)]`.
pub fn stimulus(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Stimulus, arguments, item, errors)
    })
}

/// Expands `cell! { … }`.
pub fn cell(input: TokenStream) -> TokenStream {
    report([input, TokenStream::new()], |[input, _], errors| {
        cell::expand(items::without_attributes(input, "cell", false, errors), errors)
    })
}

/// Expands `network! { … }`.
pub fn network(input: TokenStream) -> TokenStream {
    report([input, TokenStream::new()], |[input, _], errors| {
        network::expand(items::without_attributes(input, "network", true, errors), errors)
    })
}
