//! The syntax that arguments and fields share: the names in scope, lists of items, Q10s.

use crate::errors::Errors;
use crate::expr::Expr;
use crate::expr::parse::parse_quantity;
use crate::mechanism::model::Q10;
use crate::unit;
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::parse::ParseStream;
use syn::{Attribute, Token};

/// Names that equations may use without declaring them.
const RESERVED: [&str; 8] = ["v", "t", "celsius", "v_pre", "v_post", "e", "i", "area"];

/// Names declared anywhere in the mechanism. They win over units of the same spelling.
pub(super) struct Scope(HashSet<String>);

impl Scope {
    pub(super) fn new(arguments: &TokenStream, fields: &[&syn::Field]) -> Self {
        let mut names: HashSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
        names.extend(fields.iter().filter_map(|field| field.ident.as_ref()).map(Ident::to_string));
        let mut after_let = false;
        for token in arguments.clone() {
            if let TokenTree::Ident(ident) = &token {
                if after_let {
                    names.insert(ident.to_string());
                }
                after_let = ident == "let";
            } else {
                after_let = false;
            }
        }
        Scope(names)
    }

    pub(super) fn expression(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        Expr::parse(input, &|name| self.0.contains(name))
    }
}

/// Skips to the next comma of this level, so that one mistake does not hide those in the next item.
fn recover(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<TokenTree>();
    }
}

/// Reads comma-separated items with `item`. An error in one is reported, and reading goes on with the next.
pub(super) fn each_item(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        if let Err(error) = item(input, errors) {
            errors.push_syn(error);
            recover(input);
        }
        if input.is_empty() {
            return;
        }
        if let Err(error) = input.parse::<Token![,]>() {
            errors.push(error.span(), "expected a comma here");
            recover(input);
            let _ = input.parse::<Token![,]>();
        }
    }
}

/// Reads the sign between an argument and its value.
pub(super) fn equals(input: ParseStream<'_>, key: &Ident) -> syn::Result<()> {
    match input.parse::<Token![=]>() {
        Ok(_) => Ok(()),
        Err(error) => Err(syn::Error::new(error.span(), format!("`{key}` is followed by `=`: `{key} = …`"))),
    }
}

/// Reads `= 3 at 6.3degC` after `q10`.
pub(super) fn parse_q10(input: ParseStream<'_>, key: &Ident) -> syn::Result<Q10> {
    input.parse::<Token![=]>()?;
    let factor =
        if input.peek(syn::Ident) { Expr::name(input.parse()?) } else { Expr::quantity(&parse_quantity(input)?) };
    let at: Ident = input.parse().map_err(|e| syn::Error::new(e.span(), "a Q10 is written `q10 = 3 at 6.3degC`"))?;
    if at != "at" {
        return Err(syn::Error::new(at.span(), "a Q10 is written `q10 = 3 at 6.3degC`"));
    }
    let reference = parse_quantity(input)?;
    if reference.dimension != unit::Dimension::TEMPERATURE || !reference.absolute_temperature {
        let message = "the temperature at which the rates were measured, such as `6.3degC`";
        return Err(syn::Error::new(reference.span, message));
    }
    Ok(Q10 { factor, reference: reference.value, span: key.span(), shared: false })
}

/// Returns the documentation among attributes.
pub(super) fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect()
}
