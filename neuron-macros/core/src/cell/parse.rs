//! From tokens to the cell [`Model`].

use super::model::{Compartment, Ion, Join, Model, Nernst, Part, Reversal};
use crate::errors::Errors;
use crate::expr::parse::{UNCHECKED, parse_quantity};
use crate::items;
use crate::names;
use crate::unit::Quantity;
use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Token, Visibility};

/// Reads `pub struct Stg; …`; `None` if not even a name can be read.
pub fn parse(input: TokenStream, errors: &mut Errors) -> Option<Model> {
    let begin = "a cell begins with its name: `pub struct Stg;`";
    let before = errors.len();
    items::parse_all(input, errors, |input, errors| {
        items::declaration(input, begin, errors, |input, items::Head { docs, visibility, ident }, errors| {
            let mut model = body(input, docs, visibility, ident, errors);
            model.complete &= errors.len() == before;
            model
        })
    })
}

/// Reads what a cell consists of, up to the end of `input`.
pub fn body(
    input: ParseStream<'_>,
    docs: Vec<Attribute>,
    visibility: Visibility,
    ident: Ident,
    errors: &mut Errors,
) -> Model {
    let before = errors.len();
    let (mut temperature, mut joins, mut named) = (None, Vec::new(), Vec::new());
    let mut common = Compartment::default();
    let begins = |input: ParseStream<'_>| {
        let words = ["compartment", "channels", "pool", "ions", "capacitance", "area", "temperature", "inject"];
        let ahead = input.fork();
        ahead.parse::<Ident>().is_ok_and(|word| words.iter().any(|own| word == own))
            && (ahead.peek(syn::Ident) || ahead.peek(syn::token::Brace) || ahead.peek(Token![:]))
    };
    let expected = "an item of the cell, such as `capacitance: 1uF/cm2`";
    items::each_until(input, errors, begins, |input, errors| {
        if input.peek(syn::Ident) && input.peek2(Token![-]) && input.peek3(Token![-]) {
            joins.push(join(input)?);
            return Ok(());
        }
        let key = items::key(input, expected)?;
        match key.to_string().as_str() {
            "temperature" => {
                input.parse::<Token![:]>()?;
                set(&mut temperature, parse_quantity(input)?, &key, errors);
            }
            "compartment" => {
                let name: Ident = input
                    .parse()
                    .map_err(|error: syn::Error| syn::Error::new(error.span(), "expected the name of a compartment"))?;
                items::in_braces(input, &name, "channels { … }")?;
                let content;
                syn::braced!(content in input);
                let mut compartment = Compartment { ident: Some(name), ..Compartment::default() };
                items::each_until(&content, errors, begins, |input, errors| {
                    let key = items::key(input, expected)?;
                    item(&key, input, &mut compartment, errors)
                });
                named.push(compartment);
            }
            _ => return item(&key, input, &mut common, errors),
        }
        Ok(())
    });
    for compartment in &mut named {
        inherit(compartment, &mut common);
    }
    if !named.is_empty() {
        for part in common.channels.iter().chain(&common.pools) {
            let name = &part.name;
            errors.push(name.span(), format!("`{name}` belongs into one of the compartments"));
        }
    }
    let compartments = if named.is_empty() { vec![common] } else { named };
    let complete = errors.len() == before;
    Model { docs, visibility, ident, temperature, compartments, joins, readable: complete, complete }
}

/// What a cell says once for all its compartments; the range of a value is checked in the first of them.
fn inherit(compartment: &mut Compartment, common: &mut Compartment) {
    let pairs = [
        (&mut compartment.capacitance, &mut common.capacitance),
        (&mut compartment.area, &mut common.area),
        (&mut compartment.v, &mut common.v),
        (&mut compartment.inject, &mut common.inject),
    ];
    for (own, shared) in pairs {
        if own.is_none() {
            own.clone_from(shared);
            shared.iter_mut().for_each(|value| value.unchecked = true);
        }
    }
    for ion in &mut common.ions {
        if compartment.ions.iter().all(|own| own.ident != ion.ident) {
            compartment.ions.push(ion.clone());
            ion.quantities().for_each(|value| value.unchecked = true);
        }
    }
}

fn set<T>(slot: &mut Option<T>, value: T, key: &Ident, errors: &mut Errors) {
    if slot.replace(value).is_some() {
        errors.push(key.span(), format!("`{key}` is set twice"));
    }
}

fn item(key: &Ident, input: ParseStream<'_>, to: &mut Compartment, errors: &mut Errors) -> syn::Result<()> {
    let known = ["capacitance", "area", "v", "inject", "ions", "pool", "channels", "temperature", "compartment"];
    let mut name = key.to_string();
    let misspelt = !known.contains(&name.as_str());
    if misspelt {
        errors.push_syn(items::unknown_key("a cell", key, &known));
        // Read as what was meant.
        name = names::nearest(&name, known).unwrap_or_default().to_owned();
    }
    let slot: &mut Option<Quantity> = match name.as_str() {
        "capacitance" => &mut to.capacitance,
        "area" => &mut to.area,
        "v" => &mut to.v,
        "inject" => &mut to.inject,
        "ions" => {
            items::in_braces(input, key, "Na: 50mV, K: -80mV")?;
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
            let (path, _) = items::path(input, "pool")?;
            let settings = items::settings(input, errors)?;
            to.pools.push(Part { name, path, settings });
            return Ok(());
        }
        "channels" => {
            items::in_braces(input, key, "NaV, Leak { e: -50mV }")?;
            let content;
            syn::braced!(content in input);
            items::each(&content, errors, |input, errors| {
                to.channels.push(channel(input, errors)?);
                Ok(())
            });
            return Ok(());
        }
        _ => {
            items::skip(input);
            return Ok(());
        }
    };
    input.parse::<Token![:]>()?;
    let value = parse_quantity(input)?;
    if misspelt {
        slot.get_or_insert(value);
    } else {
        set(slot, value, key, errors);
    }
    Ok(())
}

/// `NaV`, `NaV { g: 1mS/cm2 }` or `NaLeak: Leak { … }`
fn channel(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Part> {
    let (name, path, settings) = items::named(input, "channel", errors)?;
    Ok(Part { name, path, settings })
}

fn ion(input: ParseStream<'_>) -> syn::Result<Ion> {
    let ident: Ident = input.parse()?;
    input.parse::<Token![:]>()?;
    let key_ahead = input.peek(syn::Ident) && input.peek2(syn::token::Paren);
    let unchecked = input.fork().parse::<Ident>().is_ok_and(|key| key == UNCHECKED);
    if !key_ahead || unchecked {
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
            "valence" if value.dimension.is_pure() && value.value != 0.0 => nernst.valence = Some(value.value),
            "valence" => return Err(syn::Error::new(value.span, "a valence is a charge number, such as `2` or `-1`")),
            _ => {
                return Err(items::unknown_key("a Nernst potential", &key, &["outside", "inside", "valence", "rt_f"]));
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
