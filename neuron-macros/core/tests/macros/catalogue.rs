//! Edits of published kinetics that change a dimension, or only a prefix. Each is caught at the wrong token or the
//! operator beside it. The sources are those of the library.

use crate::support::errors::errors as spans_and_messages;
use neuron_macros_core::{cell, channel, network, pool, synapse};
use proc_macro2::{Span, TokenStream};
use std::ops::Range;
use std::str::FromStr;
use syn::spanned::Spanned;

const CONNOR: &str = include_str!("../../../../neuron-runtime/src/library/connor_stevens_1971.rs");
const DESTEXHE: &str = include_str!("../../../../neuron-runtime/src/library/destexhe_1994.rs");
const HODGKIN: &str = include_str!("../../../../neuron-runtime/src/library/hodgkin_huxley_1952.rs");
const LIU: &str = include_str!("../../../../neuron-runtime/src/library/liu_1998.rs");
const MORRIS: &str = include_str!("../../../../neuron-runtime/src/library/morris_lecar_1981.rs");
const PINSKY: &str = include_str!("../../../../neuron-runtime/src/library/pinsky_rinzel_1994.rs");
const PRINZ: &str = include_str!("../../../../neuron-runtime/src/library/prinz_2003.rs");
const SYNAPSES: &str = include_str!("../../../../neuron-runtime/src/library/prinz_2004.rs");
const WANG: &str = include_str!("../../../../neuron-runtime/src/library/wang_buzsaki_1996.rs");
const LIBRARY: [&str; 9] = [CONNOR, DESTEXHE, HODGKIN, LIU, MORRIS, PINSKY, PRINZ, SYNAPSES, WANG];

/// A network with the library's synapses.
const PYLORIC: &str = "network! {
    pub struct Pyloric;
    neuron AB: Stg { NaV.g: 100mS/cm2, CaS.g: 6mS/cm2, v: -55mV }
    neuron LP: Stg { NaV.g: 100mS/cm2, Leak.g: 0.03mS/cm2 }
    AB -> LP: Cholinergic { g: 30nS }, Glutamatergic { g: 10nS };
}";

/// An item's range of bytes in its source, and its errors: the text at their spans and the messages.
fn expand(source: &str, name: &str) -> (Range<usize>, Vec<(String, String)>) {
    let tokens = TokenStream::from_str(source).unwrap_or_else(|error| panic!("{error}"));
    let file: syn::File = syn::parse2(tokens).unwrap_or_else(|error| panic!("{name}: {error}"));
    for item in &file.items {
        let expansion = match item {
            syn::Item::Struct(item) if item.ident == name => {
                let mut item = item.clone();
                let is_macro = |attribute: &syn::Attribute| !attribute.path().is_ident("doc");
                let attribute = item.attrs.iter().position(is_macro).map(|k| item.attrs.remove(k)).expect("a macro");
                let arguments = match &attribute.meta {
                    syn::Meta::List(list) => list.tokens.clone(),
                    _ => TokenStream::new(),
                };
                let tokens = quote::ToTokens::into_token_stream(&item);
                match attribute.path().get_ident().expect("a name").to_string().as_str() {
                    "channel" => channel(arguments, tokens),
                    "synapse" => synapse(arguments, tokens),
                    _ => pool(arguments, tokens),
                }
            }
            syn::Item::Macro(item) if item.mac.tokens.to_string().contains(&format!("struct {name} ;")) => {
                match item.mac.path.get_ident().expect("a name").to_string().as_str() {
                    "cell" => cell(item.mac.tokens.clone()),
                    _ => network(item.mac.tokens.clone()),
                }
            }
            _ => continue,
        };
        return (item.span().byte_range(), errors(expansion));
    }
    panic!("no item {name}");
}

/// Returns the text at the span of every error, and its message.
fn errors(expansion: TokenStream) -> Vec<(String, String)> {
    let text = |(span, message): (Span, String)| (span.source_text().unwrap_or_default(), message);
    spans_and_messages(expansion).into_iter().map(text).collect()
}

/// An edit, the token of its error, and the error's message.
struct Edit {
    what: &'static str,
    source: &'static str,
    item: &'static str,
    from: &'static str,
    to: &'static str,
    token: &'static str,
    says: &'static str,
}

const fn edit(
    what: &'static str,
    (source, item): (&'static str, &'static str),
    (from, to): (&'static str, &'static str),
    token: &'static str,
    says: &'static str,
) -> Edit {
    Edit { what, source, item, from, to, token, says }
}

const DIMENSIONS: &[Edit] = &[
    edit(
        "ms for mV in a slope",
        (PRINZ, "NaV"),
        ("5.29mV", "5.29ms"),
        "5.29ms",
        "`5.29ms` is a time (ms), and a voltage (mV) would fit here",
    ),
    edit(
        "mV for ms in a time constant",
        (PRINZ, "CaS"),
        ("tau = 2.8ms", "tau = 2.8mV"),
        "+",
        "adds a voltage (mV) to a time (ms)",
    ),
    edit(
        "mV for ms in both terms",
        (PRINZ, "Kd"),
        ("14.4ms - 12.8ms", "14.4mV - 12.8mV"),
        "14.4mV",
        "the time constant of gate `m` is a time (ms), not a voltage (mV)",
    ),
    edit(
        "a missing slope",
        (PRINZ, "NaV"),
        ("(v + 25.5mV) / 5.29mV", "(v + 25.5mV)"),
        "v",
        "`exp` takes a pure number, not a voltage (mV)",
    ),
    edit("a slope without its unit", (PRINZ, "A"), ("8.7mV", "8.7"), "8.7", "`8.7` has no unit, write `8.7mV`"),
    edit(
        "a half activation without its unit",
        (PRINZ, "H"),
        ("75mV", "75"),
        "75",
        "`75` has no unit and stands beside a voltage; write `75mV`",
    ),
    edit(
        "a concentration for a potential",
        (PRINZ, "A"),
        ("27.2mV", "27.2uM"),
        "+",
        "adds a voltage (mV) to a concentration (uM)",
    ),
    edit(
        "calcium added to a voltage",
        (PRINZ, "KCa"),
        ("(v + 28.3mV)", "(v + ca)"),
        "+",
        "adds a voltage (mV) to a concentration (uM)",
    ),
    edit("calcium in mV", (PRINZ, "KCa"), ("ca + 3uM", "ca + 3mV"), "+", "adds a concentration (uM) to a voltage (mV)"),
    edit(
        "calcium over a potential",
        (PINSKY, "KC"),
        ("250uM", "250mV"),
        "min",
        "compares a quantity in uM/mV with a pure number",
    ),
    edit(
        "a rate for a time constant",
        (PRINZ, "CaT"),
        ("43.4ms - 42.6ms", "43.4/ms - 42.6/ms"),
        "43.4",
        "is a time (ms), not a rate (1/ms)",
    ),
    edit(
        "a time constant for a rate",
        (HODGKIN, "Na"),
        ("beta = 4/ms", "beta = 4ms"),
        "4ms",
        "is a rate (1/ms), not a time (ms)",
    ),
    edit(
        "a rate without its unit",
        (HODGKIN, "K"),
        ("0.125/ms", "0.125"),
        "0.125",
        "`0.125` has no unit, write `0.125/ms`",
    ),
    edit(
        "a slope lost from a linear rate",
        (HODGKIN, "Na"),
        ("0.1/ms/mV", "0.1/ms"),
        "0.1",
        "`0.1/ms` would fit in 1/mV/ms",
    ),
    edit(
        "a time lost from a linear rate",
        (PINSKY, "Na"),
        ("0.32/ms/mV", "0.32/mV"),
        "0.32",
        "`0.32/mV` would fit in 1/mV/ms",
    ),
    edit("a slope multiplied", (CONNOR, "Na"), ("-0.0556/mV", "-0.0556mV"), "0.0556mV", "`0.0556mV` would fit in 1/mV"),
    edit(
        "a steady state with a unit",
        (MORRIS, "Ca"),
        ("0.5 * (1", "0.5mV * (1"),
        "0.5mV",
        "the steady state of gate `m` is a pure number, not a voltage",
    ),
    edit(
        "a rate used as a time constant",
        (MORRIS, "K"),
        ("1 / (phi", "(phi"),
        "*",
        "is a time (ms), not a rate (1/ms)",
    ),
    edit(
        "a time for a rate in a parameter",
        (MORRIS, "K"),
        ("0.04/ms", "0.04ms"),
        "/",
        "is a time (ms), not a rate (1/ms)",
    ),
    edit(
        "a density for a synapse's conductance",
        (SYNAPSES, "Cholinergic"),
        ("unit = nS", "unit = mS/cm2"),
        "*",
        "the current of a synapse is a current (nA), not a current per area (uA/cm2)",
    ),
    edit(
        "nA for nS in a synapse",
        (SYNAPSES, "Glutamatergic"),
        ("unit = nS", "unit = nA"),
        "*",
        "is a current (nA), not a quantity in mV*nA",
    ),
    edit(
        "a conductance where a current belongs",
        (PRINZ, "Kd"),
        ("m^4 * (v - e)", "m^4"),
        "*",
        "not a conductance per area (mS/cm2)",
    ),
    edit(
        "a current already, times a potential",
        (PRINZ, "NaV"),
        ("unit = mS/cm2", "unit = uA/cm2"),
        "*",
        "not a quantity in mV*nA/mm2",
    ),
    edit(
        "a gate beside a conductance",
        (PRINZ, "H"),
        ("g * m * (v", "(g + m) * (v"),
        "+",
        "adds a conductance per area (mS/cm2) to a pure number",
    ),
    edit(
        "a potential beside a gate",
        (LIU, "H"),
        ("g * m * (v - e)", "g * m * (v - m)"),
        "-",
        "subtracts a pure number from a voltage (mV)",
    ),
    edit(
        "`degC` as a divisor",
        (PRINZ, "NaV"),
        ("5.29mV", "10degC"),
        "10degC",
        "scales nothing; write `10K` for a difference",
    ),
    edit(
        "`degC` in a product",
        (WANG, "K"),
        ("phi * 0.01/ms/mV", "phi * 10degC"),
        "10degC",
        "scales nothing; write `10K` for a difference",
    ),
    edit("transmitter in mV", (DESTEXHE, "Ampa"), ("1mM / (1", "1mV / (1"), "*", "not a quantity in mV/ms/uM"),
    edit("binding without its concentration", (DESTEXHE, "GabaA"), ("5/mM/ms", "5/ms"), "*", "not a quantity in uM/ms"),
    edit(
        "magnesium in mV",
        (DESTEXHE, "Nmda"),
        ("#[param(1mM, min = 0mM)]", "#[param(1mV)]"),
        "+",
        "adds a pure number to a quantity in mV/uM",
    ),
    edit(
        "a pool's gain per density",
        (PRINZ, "CalciumBuffer"),
        ("14.96uM/nA", "14.96uM"),
        "-",
        "subtracts a quantity in nA*uM from a concentration (uM)",
    ),
    edit(
        "a pool's rest in mV",
        (PRINZ, "CalciumBuffer"),
        ("0.05uM", "0.05mV"),
        "-",
        "subtracts a concentration (uM) from a voltage (mV)",
    ),
    edit(
        "a pool without its time constant",
        (PRINZ, "CalciumBuffer"),
        ("(rest - c - f * i) / tau", "rest - c - f * i"),
        "rest",
        "is a quantity in uM/ms, not a concentration (uM)",
    ),
    edit(
        "a bound of another dimension",
        (PRINZ, "CalciumBuffer"),
        ("200ms, min = 0ms", "200ms, min = 1mV"),
        "1mV",
        "`tau` is a time (ms), this is a voltage (mV)",
    ),
    edit("nF for a density", (PRINZ, "Stg"), ("1uF/cm2", "1uF"), "1uF", "with an `area` the capacitance is per area"),
    edit("mm for mm2", (PRINZ, "Stg"), ("0.0628mm2", "0.0628mm"), "0.0628mm", "and this is a length (um)"),
    edit("a reversal potential in ms", (PRINZ, "Stg"), ("Na: 50mV", "Na: 50ms"), "50ms", "and this is a time (ms)"),
    edit("calcium outside in mV", (PRINZ, "Stg"), ("3mM", "3mV"), "3mV", "and this is a voltage (mV)"),
    edit("RT/F in ms", (LIU, "Liu"), ("24.4001681mV", "24.4001681ms"), "24.4001681ms", "and this is a time (ms)"),
    edit(
        "an injection in mV",
        (HODGKIN, "HodgkinHuxley"),
        ("inject: 0uA/cm2", "inject: 1mV"),
        "1mV",
        "and this is a voltage (mV)",
    ),
    edit(
        "a coupling in uF",
        (PINSKY, "PinskyRinzel"),
        ("2.1mS/cm2", "2.1uF/cm2"),
        "2.1uF",
        "and this is a capacitance per area (uF/cm2)",
    ),
];

const PREFIXES: &[Edit] = &[
    edit("mS for nS in a synapse", (PYLORIC, "Pyloric"), ("30nS", "30mS"), "30mS", "did you mean `30nS`?"),
    edit("uS for nS in a synapse", (PYLORIC, "Pyloric"), ("30nS", "30uS"), "30uS", "did you mean `30nS`?"),
    edit("M for mM", (PRINZ, "Stg"), ("3mM", "3M"), "3M", "did you mean `3mM`?"),
    edit("M for mM in a synapse", (DESTEXHE, "Nmda"), ("1mM / (1", "1M / (1"), "1M", "did you mean `1mM`?"),
    edit("V for mV in a reversal potential", (PRINZ, "Stg"), ("-80mV", "-80V"), "80V", "did you mean `-80mV`?"),
    edit("V for mV in a slope", (PRINZ, "NaV"), ("5.29mV", "5.29V"), "5.29V", "did you mean `5.29mV`?"),
    edit("uV for mV in a slope", (PRINZ, "H"), ("5.5mV", "5.5uV"), "5.5uV", "did you mean `5.5mV`?"),
    edit("V for mV in a parameter", (SYNAPSES, "Cholinergic"), ("-35mV", "-35V"), "35V", "did you mean `-35mV`?"),
    edit("cm2 for mm2", (PRINZ, "Stg"), ("0.0628mm2", "0.0628cm2"), "0.0628cm2", "did you mean `0.0628mm2`?"),
    edit("um2 for mm2", (HODGKIN, "HodgkinHuxley"), ("0.1mm2", "0.001um2"), "0.001um2", "did you mean `0.001mm2`?"),
    edit(
        "S for mS in a density",
        (PYLORIC, "Pyloric"),
        ("100mS/cm2, Leak", "100S/cm2, Leak"),
        "100S",
        "did you mean `100mS/cm2`?",
    ),
    edit(
        "per mm2 for per cm2",
        (PYLORIC, "Pyloric"),
        ("100mS/cm2, Leak", "100mS/mm2, Leak"),
        "100mS",
        "did you mean `100mS/cm2`?",
    ),
    edit("nF for uF", (PRINZ, "Stg"), ("1uF/cm2", "1nF/cm2"), "1nF", "did you mean `1uF/cm2`?"),
    edit(
        "s for ms in a time constant",
        (PRINZ, "CaT"),
        ("210ms - 179.6ms", "210s - 179.6ms"),
        "210s",
        "did you mean `210ms`?",
    ),
    edit("a density of S in a default", (CONNOR, "Na"), ("120mS/cm2", "120S/cm2"), "120S", "did you mean `120mS/cm2`?"),
    edit(
        "mA for uA",
        (HODGKIN, "HodgkinHuxley"),
        ("inject: 0uA/cm2", "inject: 10mA/cm2"),
        "10mA",
        "did you mean `10uA/cm2`?",
    ),
];

fn expanded(edit: &Edit) -> Vec<(String, String)> {
    let (range, before) = expand(edit.source, edit.item);
    assert_eq!(before, [], "{} is right before it is edited", edit.item);
    let body = &edit.source[range.clone()];
    assert_eq!(body.matches(edit.from).count().min(1), 1, "{}: no `{}` in {}", edit.what, edit.from, edit.item);
    let body = body.replacen(edit.from, edit.to, 1);
    let source = format!("{}{body}{}", &edit.source[..range.start], &edit.source[range.end..]);
    expand(&source, edit.item).1
}

fn assert_caught(edits: &[Edit]) {
    let mut failures = String::new();
    for edit in edits {
        let found = expanded(edit);
        println!("{}: {found:#?}", edit.what);
        // A mistake that makes two equations wrong is reported at both.
        let caught = found.len() <= 2
            && found.first().is_some_and(|(token, message)| token == edit.token && message.contains(edit.says));
        if !caught {
            failures += &format!("{}: at `{}`, says {:?}; found {found:?}\n", edit.what, edit.token, edit.says);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn published_kinetics_pass() {
    let mut count = 0;
    for source in LIBRARY {
        for line in source.lines() {
            if let Some(name) = line.trim().strip_prefix("pub struct ") {
                let name = name.trim_end_matches([' ', '{', ';']);
                assert_eq!(expand(source, name).1, [], "{name}");
                count += 1;
            }
        }
    }
    assert!(count > 40, "{count}");
}

#[test]
fn edits_that_change_a_dimension_are_caught() {
    assert_caught(DIMENSIONS);
}

#[test]
fn edits_that_change_only_a_prefix_are_caught() {
    assert_caught(PREFIXES);
}
