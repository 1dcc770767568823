//! From tokens to the cell [`Model`].

use super::model::{Compartment, Ion, Join, Model, Nernst, Part, PartKind, Range, Reversal, Spike};
use crate::errors::Errors;
use crate::expr::parse::{UNCHECKED, parse_quantity};
use crate::items;
use crate::names;
use crate::unit::Quantity;
use proc_macro2::{Ident, TokenStream};
use syn::parse::ParseStream;
use syn::{Attribute, Token, Visibility};

/// Reads `pub struct Stg; …`. Returns `None` if not even a name can be read.
pub fn parse(input: TokenStream, errors: &mut Errors) -> Option<Model> {
    let before = errors.len();
    items::parse_all(input, errors, |input, errors| {
        items::declaration(input, "cell", errors, |input, items::Head { docs, visibility, ident }, errors| {
            let mut model = body(input, docs, visibility, ident, errors);
            model.complete &= errors.len() == before;
            model
        })
    })
}

/// Reads the items of a cell, up to the end of `input`.
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
        let words = [
            "compartment",
            "channels",
            "stimuli",
            "spike",
            "pool",
            "ions",
            "capacitance",
            "area",
            "temperature",
            "inject",
            "range",
        ];
        let ahead = input.fork();
        ahead.parse::<Ident>().is_ok_and(|word| words.iter().any(|own| word == own))
            && (ahead.peek(syn::Ident)
                || ahead.peek(syn::token::Brace)
                || (ahead.peek(Token![:]) && !ahead.peek(Token![::])))
    };
    let expected = "an item of the cell, such as `capacitance: 1uF/cm2`";
    items::each_until(input, errors, begins, |input, errors| {
        if input.peek(syn::Ident) && input.peek2(Token![-]) && input.peek3(Token![-]) {
            joins.push(join(input, errors)?);
            return Ok(());
        }
        let key = items::key(input, expected)?;
        match key.to_string().as_str() {
            "temperature" => {
                items::colon(input, &key, errors)?;
                items::once(&mut temperature, parse_quantity(input)?, &key, errors);
            }
            "compartment" => {
                let name = items::name(input, "the name of a compartment")?;
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
        if let Some(spike) = &common.spike {
            errors.push(spike.key.span(), "`spike { … }` belongs into the compartment whose V has the threshold");
        }
    }
    let compartments = if named.is_empty() { vec![common] } else { named };
    let complete = errors.len() == before;
    Model { docs, visibility, ident, temperature, compartments, joins, readable: complete, complete }
}

/// Gives a compartment the values that the cell has for all compartments. Their plausibility is checked in the first
/// one alone.
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
    if compartment.range.is_none() {
        compartment.range.clone_from(&common.range);
    }
    for ion in &mut common.ions {
        if compartment.ions.iter().all(|own| own.ident != ion.ident) {
            compartment.ions.push(ion.clone());
            ion.quantities().for_each(|value| value.unchecked = true);
        }
    }
}

fn item(key: &Ident, input: ParseStream<'_>, to: &mut Compartment, errors: &mut Errors) -> syn::Result<()> {
    let known = [
        "capacitance",
        "area",
        "v",
        "inject",
        "ions",
        "pool",
        "channels",
        "stimuli",
        "spike",
        "range",
        "temperature",
        "compartment",
    ];
    let mut name = key.to_string();
    let misspelt = !known.contains(&name.as_str());
    if misspelt {
        errors.push_syn(items::unknown_key("a cell", key, &known));
        // The item is read as the one that was meant.
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
            items::each(&content, errors, |input, errors| {
                to.ions.push(ion(input, errors)?);
                Ok(())
            });
            return Ok(());
        }
        "pool" => {
            let name = items::name(input, "the ion of the pool: `pool Ca: …`")?;
            items::colon(input, &name, errors)?;
            let (path, _) = items::path(input, "pool")?;
            let settings = items::settings(input, errors)?;
            to.pools.push(Part { kind: PartKind::Pool, name, path, settings });
            return Ok(());
        }
        "channels" => {
            items::in_braces(input, key, "NaV, Leak { e: -50mV }")?;
            let content;
            syn::braced!(content in input);
            items::each(&content, errors, |input, errors| {
                let channel = part(PartKind::Channel, input, errors)?;
                let stimuli = to.channels.iter().position(|part| part.kind == PartKind::Stimulus);
                to.channels.insert(stimuli.unwrap_or(to.channels.len()), channel);
                Ok(())
            });
            return Ok(());
        }
        "stimuli" => {
            items::in_braces(input, key, "step: Pulse { amplitude: 0.5nA }")?;
            let content;
            syn::braced!(content in input);
            items::each(&content, errors, |input, errors| {
                to.channels.push(part(PartKind::Stimulus, input, errors)?);
                Ok(())
            });
            return Ok(());
        }
        "spike" => {
            items::in_braces(input, key, "threshold: -50mV, reset: -70mV")?;
            let content;
            syn::braced!(content in input);
            let mut spike = Spike { key: key.clone(), threshold: None, reset: None, hold: None, refractory: None };
            items::each(&content, errors, |input, errors| spike_item(&mut spike, input, errors));
            items::once(&mut to.spike, spike, key, errors);
            return Ok(());
        }
        "range" => {
            items::colon(input, key, errors)?;
            items::once(&mut to.range, range(input)?, key, errors);
            return Ok(());
        }
        _ => {
            items::skip(input);
            return Ok(());
        }
    };
    items::colon(input, key, errors)?;
    let value = parse_quantity(input)?;
    if misspelt {
        slot.get_or_insert(value);
    } else {
        items::once(slot, value, key, errors);
    }
    Ok(())
}

/// Reads `-1V..2V` or `unchecked`.
fn range(input: ParseStream<'_>) -> syn::Result<Range> {
    if !input.peek2(syn::token::Paren) && input.fork().parse::<Ident>().is_ok_and(|word| word == UNCHECKED) {
        input.parse::<Ident>()?;
        return Ok(Range { ends: None });
    }
    let lowest = parse_quantity(input)?;
    if !input.peek(Token![..]) {
        let message = "a range of V has two ends, such as `-200mV..200mV`, or is `unchecked`";
        return Err(syn::Error::new(lowest.span, message));
    }
    input.parse::<Token![..]>()?;
    Ok(Range { ends: Some([lowest, parse_quantity(input)?]) })
}

/// Reads one value of `spike { … }`.
fn spike_item(spike: &mut Spike, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
    let key = items::key(input, "a value of the spike, such as `threshold: -50mV`")?;
    let slot = match key.to_string().as_str() {
        "threshold" => &mut spike.threshold,
        "reset" => &mut spike.reset,
        "hold" => &mut spike.hold,
        "refractory" => &mut spike.refractory,
        _ => return Err(items::unknown_key("a spike", &key, &["threshold", "reset", "hold", "refractory"])),
    };
    items::colon(input, &key, errors)?;
    items::once(slot, parse_quantity(input)?, &key, errors);
    Ok(())
}

/// Reads `NaV`, `NaV { g: 1mS/cm2 }` or `NaLeak: Leak { … }`.
fn part(kind: PartKind, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Part> {
    let (name, path, settings) = items::named(input, kind.word(), errors)?;
    Ok(Part { kind, name, path, settings })
}

fn ion(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Ion> {
    let ident = items::name(input, "an ion and its reversal potential, such as `Na: 50mV`")?;
    items::colon(input, &ident, errors)?;
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
    items::each(&content, errors, |input, errors| nernst_item(&mut nernst, input, errors));
    Ok(Ion { ident, reversal: Reversal::Nernst(nernst) })
}

fn nernst_item(nernst: &mut Nernst, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
    let key = items::key(input, "a part of the Nernst potential, such as `outside = 3mM`")?;
    let name = key.to_string();
    let slot = match name.as_str() {
        "outside" => &mut nernst.outside,
        "inside" => &mut nernst.inside,
        "rt_f" => &mut nernst.rt_f,
        "valence" => {
            let value = nernst_value(&key, input)?;
            if !value.dimension.is_pure() || value.value == 0.0 || value.value.fract() != 0.0 {
                // A valence that is given but impossible is not missing.
                nernst.valence.get_or_insert(1.0);
                return Err(syn::Error::new(value.span, "a valence is a whole charge number, such as `2` or `-1`"));
            }
            items::once(&mut nernst.valence, value.value, &key, errors);
            return Ok(());
        }
        _ => return Err(items::unknown_key("a Nernst potential", &key, &["outside", "inside", "valence", "rt_f"])),
    };
    let value = nernst_value(&key, input)?;
    items::once(slot, value, &key, errors);
    Ok(())
}

fn nernst_value(key: &Ident, input: ParseStream<'_>) -> syn::Result<Quantity> {
    let equals = |error: syn::Error| syn::Error::new(error.span(), format!("`{key}` is followed by `=`: `{key} = …`"));
    input.parse::<Token![=]>().map_err(equals)?;
    parse_quantity(input)
}

fn join(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Join> {
    let from = input.parse()?;
    input.parse::<Token![-]>()?;
    input.parse::<Token![-]>()?;
    let to = items::name(input, "the name of a compartment")?;
    items::colon(input, &to, errors)?;
    Ok(Join { from, to, conductance: parse_quantity(input)? })
}
