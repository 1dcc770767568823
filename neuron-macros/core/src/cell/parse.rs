//! From tokens to the cell [`Model`].

use super::model::{Compartment, Ion, Join, Model, Nernst, Part, Reversal};
use crate::errors::Errors;
use crate::expr::parse::parse_quantity;
use crate::items;
use crate::names;
use crate::unit::Quantity;
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Path, Token, Visibility};

/// Reads `pub struct Stg; …`; `None` if not even a name can be read.
pub fn parse(input: TokenStream, errors: &mut Errors) -> Option<Model> {
    let read = |input: ParseStream<'_>| {
        let docs = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let head = |error: syn::Error| syn::Error::new(error.span(), "a cell begins with its name: `pub struct Stg;`");
        input.parse::<Token![struct]>().map_err(head)?;
        let ident: Ident = input.parse().map_err(head)?;
        input.parse::<Token![;]>().map_err(head)?;
        Ok(body(input, docs, visibility, ident, errors))
    };
    match read.parse2(input) {
        Ok(model) => Some(model),
        Err(error) => {
            errors.push_syn(error);
            None
        }
    }
}

/// Reads what a cell consists of, up to the end of `input`.
pub fn body(
    input: ParseStream<'_>,
    docs: Vec<Attribute>,
    visibility: Visibility,
    ident: Ident,
    errors: &mut Errors,
) -> Model {
    let (mut temperature, mut joins, mut named) = (None, Vec::new(), Vec::new());
    let mut common = Compartment::default();
    items::each(input, errors, |input, errors| {
        if input.peek(syn::Ident) && input.peek2(Token![-]) && input.peek3(Token![-]) {
            joins.push(join(input)?);
            return Ok(());
        }
        let key = Ident::parse_any(input)?;
        match key.to_string().as_str() {
            "temperature" => {
                input.parse::<Token![:]>()?;
                set(&mut temperature, parse_quantity(input)?, &key, errors);
            }
            "compartment" => {
                let name: Ident = input.parse()?;
                let content;
                syn::braced!(content in input);
                let mut compartment = Compartment { ident: Some(name), ..Compartment::default() };
                items::each(&content, errors, |input, errors| {
                    let key = Ident::parse_any(input)?;
                    item(&key, input, &mut compartment, errors)
                });
                named.push(compartment);
            }
            _ => return item(&key, input, &mut common, errors),
        }
        Ok(())
    });
    for compartment in &mut named {
        inherit(compartment, &common);
    }
    if !named.is_empty() {
        for part in common.channels.iter().chain(&common.pools) {
            let name = &part.name;
            errors.push(name.span(), format!("`{name}` belongs into one of the compartments"));
        }
    }
    let compartments = if named.is_empty() { vec![common] } else { named };
    Model { docs, visibility, ident, temperature, compartments, joins }
}

/// What a cell says once for all its compartments.
fn inherit(compartment: &mut Compartment, common: &Compartment) {
    let pairs = [
        (&mut compartment.capacitance, &common.capacitance),
        (&mut compartment.area, &common.area),
        (&mut compartment.v, &common.v),
        (&mut compartment.inject, &common.inject),
    ];
    for (own, shared) in pairs {
        if own.is_none() {
            own.clone_from(shared);
        }
    }
    for ion in &common.ions {
        if compartment.ions.iter().all(|own| own.ident != ion.ident) {
            compartment.ions.push(ion.clone());
        }
    }
}

fn set<T>(slot: &mut Option<T>, value: T, key: &Ident, errors: &mut Errors) {
    if slot.replace(value).is_some() {
        errors.push(key.span(), format!("`{key}` is set twice"));
    }
}

fn item(key: &Ident, input: ParseStream<'_>, to: &mut Compartment, errors: &mut Errors) -> syn::Result<()> {
    let name = key.to_string();
    let slot: &mut Option<Quantity> = match name.as_str() {
        "capacitance" => &mut to.capacitance,
        "area" => &mut to.area,
        "v" => &mut to.v,
        "inject" => &mut to.inject,
        "ions" => {
            let content;
            syn::braced!(content in input);
            items::each(&content, errors, |input, _| {
                to.ions.push(ion(input)?);
                Ok(())
            });
            return Ok(());
        }
        "pool" => {
            let name: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let path = input.call(Path::parse_mod_style)?;
            let settings = items::settings(input, errors)?;
            to.pools.push(Part { name, path, settings });
            return Ok(());
        }
        "channels" => {
            let content;
            syn::braced!(content in input);
            items::each(&content, errors, |input, errors| {
                to.channels.push(channel(input, errors)?);
                Ok(())
            });
            return Ok(());
        }
        other => {
            let known =
                ["capacitance", "area", "v", "inject", "ions", "pool", "channels", "temperature", "compartment"];
            return Err(syn::Error::new(key.span(), names::unknown(&format!("a cell has no `{other}`"), other, known)));
        }
    };
    input.parse::<Token![:]>()?;
    let value = parse_quantity(input)?;
    set(slot, value, key, errors);
    Ok(())
}

/// `NaV`, `NaV { g: 1mS/cm2 }` or `NaLeak: Leak { … }`
fn channel(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Part> {
    let named = input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]);
    let name: Option<Ident> = if named {
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        Some(name)
    } else {
        None
    };
    let path = input.call(Path::parse_mod_style)?;
    let last = path.segments.last().map(|segment| segment.ident.clone());
    let name = name.or(last).ok_or_else(|| input.error("expected the name of a channel"))?;
    Ok(Part { name, path, settings: items::settings(input, errors)? })
}

fn ion(input: ParseStream<'_>) -> syn::Result<Ion> {
    let ident: Ident = input.parse()?;
    input.parse::<Token![:]>()?;
    if !(input.peek(syn::Ident) && input.peek2(syn::token::Paren)) {
        return Ok(Ion { ident, reversal: Reversal::Constant(parse_quantity(input)?) });
    }
    let key: Ident = input.parse()?;
    if key != "nernst" {
        let message = "a reversal potential is a voltage or `nernst(outside = …)`";
        return Err(syn::Error::new(key.span(), message));
    }
    let content;
    syn::parenthesized!(content in input);
    let mut nernst = Nernst { span: key.span(), outside: None, inside: None, valence: None, rt_f: None };
    while !content.is_empty() {
        let key = Ident::parse_any(&content)?;
        content.parse::<Token![=]>()?;
        let value = parse_quantity(&content)?;
        match key.to_string().as_str() {
            "outside" => nernst.outside = Some(value),
            "inside" => nernst.inside = Some(value),
            "rt_f" => nernst.rt_f = Some(value),
            "valence" => nernst.valence = Some(value.value),
            other => {
                let known = ["outside", "inside", "valence", "rt_f"];
                let message = names::unknown(&format!("a Nernst potential has no `{other}`"), other, known);
                return Err(syn::Error::new(key.span(), message));
            }
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(Ion { ident, reversal: Reversal::Nernst(nernst) })
}

fn join(input: ParseStream<'_>) -> syn::Result<Join> {
    let from = input.parse()?;
    input.parse::<Token![-]>()?;
    input.parse::<Token![-]>()?;
    let to = input.parse()?;
    input.parse::<Token![:]>()?;
    Ok(Join { from, to, conductance: parse_quantity(input)? })
}
