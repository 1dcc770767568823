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
mod runtime;
mod tokens;
pub mod unit;

use errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use runtime::Runtime;

/// Expands a declaration. The runtime's path may be given among the first input, after `crate` and the `sign`.
fn report(
    inputs: [TokenStream; 2],
    sign: char,
    expand: impl FnOnce([TokenStream; 2], &mut Errors) -> TokenStream,
) -> TokenStream {
    let mut errors = Errors::new();
    let [first, second] = inputs.map(|tokens| items::with_plain_names(tokens, &mut errors));
    let mut tokens = match (first, second) {
        (Some(first), Some(second)) => {
            let (runtime, first) = Runtime::take(first, sign, &mut errors);
            runtime.place(expand([first, second], &mut errors))
        }
        _ => TokenStream::new(),
    };
    let none = tokens.is_empty();
    let errors = errors.into_compile_errors();
    // An error among the items of a module keeps the compiler silent about all misspelt paths of that module, so the
    // errors are put inside a constant. Where nothing was declared, such paths only follow from the error.
    tokens.extend(if none || errors.is_empty() { errors } else { quote!(const _: () = { #errors };) });
    tokens
}

/// Expands an attribute. The conditions of the struct go before the attribute, which is then expanded anew.
fn attribute(kind: mechanism::Kind, arguments: TokenStream, item: TokenStream) -> TokenStream {
    if let Some(conditional) = mechanism::conditional(kind, &arguments, &item) {
        let mut again = Errors::new();
        let (runtime, _) = Runtime::take(arguments, '=', &mut again);
        // What is wrong is reported when the declaration is expanded.
        let _ = again.into_messages();
        return runtime.place(conditional);
    }
    report([arguments, item], '=', |[arguments, item], errors| mechanism::expand(kind, arguments, item, errors))
}

/// Expands `#[channel(…)]`.
pub fn channel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    attribute(mechanism::Kind::Channel, arguments, item)
}

/// Expands `#[synapse(…)]`.
pub fn synapse(arguments: TokenStream, item: TokenStream) -> TokenStream {
    attribute(mechanism::Kind::Synapse, arguments, item)
}

/// Expands `#[pool]`.
pub fn pool(arguments: TokenStream, item: TokenStream) -> TokenStream {
    attribute(mechanism::Kind::Pool, arguments, item)
}

/// Expands `#[stimulus(…)]`.
pub fn stimulus(arguments: TokenStream, item: TokenStream) -> TokenStream {
    attribute(mechanism::Kind::Stimulus, arguments, item)
}

/// Expands `cell! { … }`.
pub fn cell(input: TokenStream) -> TokenStream {
    report([input, TokenStream::new()], ':', |[input, _], errors| {
        cell::expand(items::without_attributes(input, "cell", false, errors), errors)
    })
}

/// Expands `network! { … }`.
pub fn network(input: TokenStream) -> TokenStream {
    report([input, TokenStream::new()], ':', |[input, _], errors| {
        network::expand(items::without_attributes(input, "network", true, errors), errors)
    })
}
