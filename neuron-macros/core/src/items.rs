//! Reading lists of items so that one mistake does not hide the next, and values set for parameters.

use crate::errors::Errors;
use crate::expr::parse::parse_quantity;
use crate::unit::Quantity;
use proc_macro2::{Ident, Span, TokenTree};
use std::collections::HashMap;
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::ParseStream;

/// A value for a parameter, `NaV.g: 100mS/cm2`.
pub struct Setting {
    pub path: Vec<Ident>,
    pub value: Value,
}

/// One value, or one for each neuron of an array.
pub enum Value {
    One(Quantity),
    Each(Vec<Quantity>, Span),
}

impl Setting {
    /// The path as written.
    pub fn name(&self) -> String {
        self.path.iter().map(Ident::to_string).collect::<Vec<_>>().join(".")
    }

    pub fn span(&self) -> Span {
        self.path.last().map_or_else(Span::call_site, Ident::span)
    }
}

/// Reads items up to the end with `item`; commas and semicolons separate them and may be left out after a block.
/// An error in one item is reported and the next one read.
pub fn each(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let mut after_block = false;
        match item(input, errors) {
            Ok(()) => after_block = true,
            Err(error) => {
                errors.push_syn(error);
                while !input.is_empty() && !separator(input) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
        let mut separated = false;
        while separator(input) {
            let _ = input.parse::<TokenTree>();
            separated = true;
        }
        if !separated && !after_block && !input.is_empty() {
            let _ = input.parse::<TokenTree>();
        }
    }
}

fn separator(input: ParseStream<'_>) -> bool {
    input.peek(Token![,]) || input.peek(Token![;])
}

/// `{ g: 1mS/cm2, NaV.g: … }`, or nothing.
pub fn settings(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Setting>> {
    let mut found = Vec::new();
    if !input.peek(syn::token::Brace) {
        return Ok(found);
    }
    let body;
    syn::braced!(body in input);
    each(&body, errors, |input, _| {
        found.push(setting(input)?);
        Ok(())
    });
    once(&found, errors);
    Ok(found)
}

fn setting(input: ParseStream<'_>) -> syn::Result<Setting> {
    let mut path = vec![Ident::parse_any(input)?];
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        path.push(Ident::parse_any(input)?);
    }
    input.parse::<Token![:]>()?;
    if input.peek(syn::token::Bracket) {
        let list;
        let bracket = syn::bracketed!(list in input);
        let values = list.parse_terminated(parse_quantity, Token![,])?;
        return Ok(Setting { path, value: Value::Each(values.into_iter().collect(), bracket.span.join()) });
    }
    Ok(Setting { path, value: Value::One(parse_quantity(input)?) })
}

fn once(settings: &[Setting], errors: &mut Errors) {
    let mut seen = HashMap::new();
    for setting in settings {
        if seen.insert(setting.name(), ()).is_some() {
            errors.push(setting.span(), format!("`{}` is set twice", setting.name()));
        }
    }
}

/// Reports every name that stands twice.
pub fn unique<'a>(idents: impl IntoIterator<Item = &'a Ident>, what: &str, errors: &mut Errors) {
    let mut seen = HashMap::new();
    for ident in idents {
        if seen.insert(ident.to_string(), ()).is_some() {
            errors.push(ident.span(), format!("{what} `{ident}` is there already; give it another name"));
        }
    }
}
