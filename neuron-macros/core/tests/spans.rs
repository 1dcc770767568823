//! Errors stand at the token they are about.

use neuron_macros_core::{cell, channel, network};
use proc_macro2::TokenStream;
use std::str::FromStr;
use syn::Item;
use syn::spanned::Spanned;

/// Line, column (both of the first token, lines from 1, columns from 0) and message of every error of an expansion.
fn errors(expansion: TokenStream) -> Vec<(usize, usize, String)> {
    let file = syn::parse2::<syn::File>(expansion).expect("an expansion is Rust");
    let macros = file.items.into_iter().filter_map(|item| match item {
        Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| last.ident == "compile_error") => {
            Some(item)
        }
        _ => None,
    });
    macros
        .map(|item| {
            let start = item.mac.path.span().start();
            let message: syn::LitStr = item.mac.parse_body().expect("a message");
            (start.line, start.column, message.value())
        })
        .collect()
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
        (3, 3, "`v` is a voltage"),
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
