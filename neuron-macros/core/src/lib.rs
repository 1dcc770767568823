//! Implementation detail of `neuron-macros`: what its macros do, as functions from tokens to tokens that tests and
//! fuzzers can call. Nothing here is covered by semantic versioning.

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
    let inputs = inputs.map(|tokens| items::without_raw_names(tokens, &mut errors));
    let mut tokens = expand(inputs, &mut errors);
    let none = tokens.is_empty();
    let errors = errors.into_compile_errors();
    // Beside an error among its items, the compiler keeps silent about misspelt paths of the whole module; where nothing
    // was declared, those would follow from the error.
    tokens.extend(if none || errors.is_empty() { errors } else { quote!(const _: () = { #errors };) });
    tokens
}

/// `#[channel(…)]`
pub fn channel(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Channel, arguments, item, errors)
    })
}

/// `#[synapse(…)]`
pub fn synapse(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Synapse, arguments, item, errors)
    })
}

/// `#[pool]`
pub fn pool(arguments: TokenStream, item: TokenStream) -> TokenStream {
    report([arguments, item], |[arguments, item], errors| {
        mechanism::expand(mechanism::Kind::Pool, arguments, item, errors)
    })
}

/// `cell! { … }`
pub fn cell(input: TokenStream) -> TokenStream {
    report([input, TokenStream::new()], |[input, _], errors| cell::expand(input, errors))
}

/// `network! { … }`
pub fn network(input: TokenStream) -> TokenStream {
    report([input, TokenStream::new()], |[input, _], errors| network::expand(input, errors))
}
