//! From tokens to the [`Model`]. A mistake in one item does not hide those in the next.
//!
//! Rules between items are checked later.

mod arguments;
mod fields;
mod syntax;

use self::fields::field;
use self::syntax::Scope;
use super::model::{Kind, Model};
use crate::errors::Errors;
use crate::items;
use crate::names;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Fields, ItemStruct};

/// Reads one mechanism. Returns `None` if not even its name can be read.
pub fn parse(kind: Kind, arguments: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Model> {
    // The compiler has parsed it as an item. If parsing fails here, the item is not a struct.
    let mut readable = true;
    let item: ItemStruct = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            errors
                .push(error.span(), format!("a {} is a struct with a field for each parameter and gate", kind.word()));
            readable = false;
            stand_in(item)?
        }
    };
    if !item.generics.params.is_empty() {
        errors.push(item.generics.span(), "the number type is added by the macro; write the struct without generics");
    }
    let mut item = item;
    item.ident = names::declared(item.ident, kind.word(), &names::TYPES_OF_A_MECHANISM, errors);
    let fields = match &item.fields {
        Fields::Named(fields) => fields.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            errors.push(fields.span(), "parameters and gates are named fields: `g: Param`, `m: Gate`");
            readable = false;
            Vec::new()
        }
    };
    let scope = Scope::new(&arguments, &fields);
    let mut model = Model {
        kind,
        docs: attributes(&item, kind, errors),
        visibility: item.vis.clone(),
        ident: item.ident.clone(),
        ion: None,
        reads: Vec::new(),
        electrical: false,
        current: None,
        definitions: Vec::new(),
        parameters: Vec::new(),
        states: Vec::new(),
        events: Vec::new(),
        unreadable: Vec::new(),
        readable: true,
        complete: true,
    };
    if !readable {
        model.unreadable.push(Ident::new("current", item.ident.span()));
        return Some(model);
    }
    let before = errors.len();
    let q10 = items::parse_all(arguments, errors, |input, errors| {
        Ok(arguments::arguments(input, &mut model, &scope, errors))
    });
    let q10 = q10.flatten();
    model.readable = errors.len() == before;
    for declared in fields {
        field(declared, &mut model, &scope, q10.as_ref(), errors);
    }
    fields::add_delay(&mut model, errors);
    Some(model)
}

/// Attributes of the struct that stay its own.
const KEPT: [&str; 7] = ["doc", "allow", "expect", "warn", "deny", "must_use", "deprecated"];

/// Returns the attributes that the struct keeps, and reports those without an effect.
fn attributes(item: &ItemStruct, kind: Kind, errors: &mut Errors) -> Vec<Attribute> {
    let (kept, others): (Vec<&Attribute>, Vec<&Attribute>) =
        item.attrs.iter().partition(|attribute| KEPT.iter().any(|name| attribute.path().is_ident(name)));
    for other in others {
        let message = match other.path().is_ident("derive") {
            true => items::derived(kind.word()),
            false => format!("`#[{}]` has no effect on a {}", other.path().to_token_stream(), kind.word()),
        };
        errors.push_syn(syn::Error::new_spanned(other.path(), message));
    }
    kept.into_iter().cloned().collect()
}

/// Returns an empty struct of a name that was declared as something else, so that the name exists.
fn stand_in(item: TokenStream) -> Option<ItemStruct> {
    let words = ["struct", "enum", "union", "fn", "mod", "type"];
    let mut tokens = item
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if words.iter().any(|key| word == key)));
    let TokenTree::Ident(name) = tokens.nth(1)? else { return None };
    syn::parse2(quote::quote!(pub struct #name;)).ok()
}
