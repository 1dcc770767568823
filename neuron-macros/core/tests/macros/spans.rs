//! Errors stand at the token they are about.

use crate::support::errors::errors as spans_and_messages;
use neuron_macros_core::{cell, channel, network};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::collections::HashMap;
use std::str::FromStr;
use syn::Item;

/// Returns line, column and message of every error of an expansion. Lines are counted from 1, columns from 0.
fn errors(expansion: TokenStream) -> Vec<(usize, usize, String)> {
    let place = |(span, message): (Span, String)| (span.start().line, span.start().column, message);
    spans_and_messages(expansion).into_iter().map(place).collect()
}

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("tokens")
}

fn assert_errors(expansion: TokenStream, expected: &[(usize, usize, &str)]) {
    let found = errors(expansion);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((line, column, message), (wanted_line, wanted_column, begin)) in found.iter().zip(expected) {
        assert_eq!((line, column), (wanted_line, wanted_column), "{message}");
        assert!(message.starts_with(begin), "{message}");
    }
}

#[test]
fn an_unknown_name_is_marked_in_its_equation() {
    let arguments = "ion = Na,\ncurrent = g * m^3 * hh * (v - e)";
    let item = "pub struct NaV {
    #[param(unit = mS/cm2)] g: Param,
    #[gate(inf = 1 / (1 + exp(-v / 5mV)), tau = 1ms)] m: Gate,
}";
    assert_errors(channel(tokens(arguments), tokens(item)), &[(2, 20, "unknown name `hh`")]);
}

#[test]
fn what_a_gate_lacks_is_marked_at_its_attribute_and_a_second_name_where_it_stands() {
    let item = "pub struct NaV {
    #[param(unit = mS/cm2)] g: Param,
    #[gate(inf = 1 / (1 + exp(-v / 5mV)))]
    m: Gate,
    #[param(1)] g: Param,
}";
    let expected = [(3, 6, "gate `m` needs `tau = …`"), (5, 16, "`g` is declared already")];
    assert_errors(channel(tokens("ion = Na, current = g * m * (v - e)"), tokens(item)), &expected);
}

#[test]
fn mistakes_of_a_cell_are_marked_at_its_values() {
    let source = "pub struct Stg;
capacitance: 1nF, area: 0.0628mm2,
v: -60mS,
channels { Leak, Leak { e: [-50mV, -60mV] } }";
    let expected = [
        (4, 17, "a channel `Leak` is there already"),
        (2, 13, "with an `area` the capacitance is per area"),
        (3, 4, "the potential `v` is one such as"),
        (4, 27, "a value for each neuron"),
    ];
    assert_errors(cell(tokens(source)), &expected);
}

#[test]
fn mistakes_of_a_network_are_marked_at_its_names() {
    let source = "pub struct Pyloric;
neuron AB: Stg; neuron LP: Stg
  AB -> LQ: Cholinergic { g: 30nS };
neuron E[8]: Stg;
AB -> E all_too_all: Cholinergic;";
    let expected = [(5, 8, "there is no rule `all_too_all`"), (3, 8, "there is no neuron `LQ`; did you mean `LP`?")];
    assert_errors(network(tokens(source)), &expected);
}

/// Returns the tokens of all levels in their order, group by group.
fn flat(tokens: TokenStream, to: &mut Vec<TokenTree>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                to.push(TokenTree::Punct(proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone)));
                flat(group.stream(), to);
                to.push(TokenTree::Punct(proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone)));
            }
            token => to.push(token),
        }
    }
}

fn punct(token: Option<&TokenTree>) -> Option<char> {
    match token {
        Some(TokenTree::Punct(punct)) => Some(punct.as_char()),
        _ => None,
    }
}

/// Returns the uses of names in the equations of attributes: identifiers that are neither keys (`tau = `) nor units
/// (`0.1/ms`).
fn uses(arguments: &TokenStream, names: &[String]) -> Vec<Ident> {
    let mut all = Vec::new();
    flat(arguments.clone(), &mut all);
    let mut found = Vec::new();
    let mut unit = false;
    for (k, token) in all.iter().enumerate() {
        let before = k.checked_sub(1).and_then(|k| all.get(k));
        unit = match token {
            TokenTree::Literal(_) => true,
            TokenTree::Punct(punct) => unit && ['/', '*'].contains(&punct.as_char()),
            TokenTree::Ident(_) => unit && matches!(punct(before), Some('/' | '*')),
            TokenTree::Group(_) => false,
        };
        let TokenTree::Ident(ident) = token else { continue };
        let key = punct(all.get(k + 1)) == Some('=') && punct(all.get(k + 2)) != Some('=');
        if !key && !unit && names.contains(&ident.to_string()) {
            found.push(ident.clone());
        }
    }
    found
}

/// Returns the accesses: identifiers at the end of `let _ = …;`.
fn accesses(expansion: TokenStream) -> HashMap<(usize, usize), String> {
    let mut all = Vec::new();
    flat(expansion, &mut all);
    let mut found = HashMap::new();
    for k in 2..all.len() {
        let begins = punct(Some(&all[k])) == Some('=')
            && matches!(&all[k - 1], TokenTree::Ident(blank) if blank == "_")
            && matches!(&all[k - 2], TokenTree::Ident(word) if word == "let");
        if !begins {
            continue;
        }
        let end = (k..all.len()).find(|k| punct(Some(&all[*k])) == Some(';')).unwrap_or(all.len());
        let last = all[k..end].iter().rev().find_map(|token| match token {
            TokenTree::Ident(ident) if ident != "T" => Some(ident),
            _ => None,
        });
        if let Some(ident) = last {
            let start = ident.span().start();
            found.insert((start.line, start.column), ident.to_string());
        }
    }
    found
}

#[test]
fn every_identifier_of_an_equation_is_an_access_with_its_own_span() {
    let sources = [
        include_str!("../../../../neuron-runtime/src/library/connor_stevens_1971.rs"),
        include_str!("../../../../neuron-runtime/src/library/destexhe_1994.rs"),
        include_str!("../../../../neuron-runtime/src/library/morris_lecar_1981.rs"),
        include_str!("../../../../neuron-runtime/src/library/pinsky_rinzel_1994.rs"),
        include_str!("../../../../neuron-runtime/src/library/prinz_2003.rs"),
        include_str!("../../../../neuron-runtime/src/library/prinz_2004.rs"),
        include_str!("../../../../neuron-runtime/src/library/wang_buzsaki_1996.rs"),
        "#[channel(ion = K, q10 = q at 6.3degC, let k = log10(1 + exprel(v / 5mV)), current = g * m_inf * m * n * k * (v - e))]
         pub struct X {
             #[param(1mS/cm2)] g: Param,
             #[param(3)] q: Param,
             #[gate(inf = 1 / (1 + exp(-v / 5mV)), tau = 1ms + 0.1ms * log1p(expm1(1)) * m)] m: Gate,
             #[gate(inf = heaviside(v) * floor(mod(t, 2ms) / 2ms), tau = if smooth(v < 0mV) { 1ms } else { 1ms })] n: Gate,
         }",
    ];
    let functions = [
        "exp",
        "ln",
        "log",
        "log10",
        "sqrt",
        "sin",
        "cos",
        "sinh",
        "cosh",
        "tanh",
        "expm1",
        "log1p",
        "abs",
        "min",
        "max",
        "exprel",
        "floor",
        "mod",
        "heaviside",
    ];
    let mut count = 0;
    for source in sources {
        let file: syn::File = syn::parse2(tokens(source)).expect("a file");
        for item in file.items {
            let Item::Struct(mut item) = item else { continue };
            let kinds = ["channel", "synapse", "pool"];
            let Some(at) = item.attrs.iter().position(|a| kinds.iter().any(|kind| a.path().is_ident(kind))) else {
                continue;
            };
            let attribute = item.attrs.remove(at);
            let list = |attribute: &syn::Attribute| match &attribute.meta {
                syn::Meta::List(list) => list.tokens.clone(),
                _ => TokenStream::new(),
            };
            let arguments = list(&attribute);
            let mut names: Vec<String> = functions.map(str::to_owned).to_vec();
            names.extend(["v", "v_pre", "v_post", "t", "celsius", "e", "i", "area", "ca", "ca_out"].map(str::to_owned));
            for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                names.push(field.to_string());
                names.extend(["inf", "tau", "alpha", "beta"].map(|part| format!("{field}_{part}")));
            }
            let mut all = Vec::new();
            flat(arguments.clone(), &mut all);
            let definitions = all.windows(2).filter_map(|pair| match pair {
                [TokenTree::Ident(word), TokenTree::Ident(name)] if word == "let" => Some(name.to_string()),
                _ => None,
            });
            names.extend(definitions);
            let mut expected = uses(&arguments, &names);
            for field in &item.fields {
                // Parameters have values, not equations.
                let equations = field.attrs.iter().filter(|a| a.path().is_ident("gate") || a.path().is_ident("state"));
                expected.extend(equations.flat_map(|attribute| uses(&list(attribute), &names)));
            }
            let name = item.ident.to_string();
            let item = quote::ToTokens::into_token_stream(item);
            let expansion = match attribute.path().get_ident().expect("a name").to_string().as_str() {
                "channel" => channel(arguments, item),
                "synapse" => neuron_macros_core::synapse(arguments, item),
                _ => neuron_macros_core::pool(arguments, item),
            };
            let accesses = accesses(expansion);
            for ident in expected {
                let (start, text) = (ident.span().start(), ident.to_string());
                let access = accesses.get(&(start.line, start.column));
                let same = access.is_some_and(|access| *access == text || functions.contains(&text.as_str()));
                assert!(same, "`{text}` of {name} at {}:{}: {access:?}", start.line, start.column);
                count += 1;
            }
        }
    }
    assert!(count > 250, "{count}");
}

/// A half-written equation does not lose the names of the others.
#[test]
fn names_keep_their_accesses_in_a_model_with_mistakes() {
    let arguments = "ion = Na, current = g * m^3 * hh * (v - e)";
    let item = "pub struct NaV {
    #[param(unit = mS/cm2)] g: Param,
    #[gate(inf = 1 / (1 + exp(-v / 5mV)), tau = 1mV)] m: Gate,
}";
    let accesses = accesses(channel(tokens(arguments), tokens(item)));
    for (column, name) in [(20, "g"), (24, "m"), (36, "v")] {
        assert_eq!(accesses.get(&(1, column)).map(String::as_str), Some(name));
    }
}

#[test]
fn words_of_the_equations_are_no_names() {
    for word in ["exp", "floor", "heaviside", "smooth", "unchecked"] {
        let item = format!("pub struct X {{ #[param(1mS/cm2)] g: Param, #[param(0.5)] {word}: Param }}");
        let found = errors(channel(tokens(&format!("ion = K, current = g * {word} * (v - e)")), tokens(&item)));
        let messages: Vec<String> = found.into_iter().map(|(_, _, message)| message).collect();
        assert_eq!(messages, [format!("`{word}` is a function; choose another name")]);
    }
}

#[test]
fn an_ion_may_have_a_name_outside_ascii() {
    let arguments = "ion = ñ, current = g * ñi * (v - e)";
    let message = "unknown name `ñi`: the concentration inside is `ñ`, read with `reads(ñ)`";
    assert_errors(
        channel(tokens(arguments), tokens("pub struct X { #[param(1mS/cm2/uM)] g: Param }")),
        &[(1, 23, message)],
    );
}
