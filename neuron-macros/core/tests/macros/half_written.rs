//! While a user is typing, a model keeps its struct, its handles and everything else that is right, so that an editor
//! can complete. All mistakes of an input are reported at once.

use crate::support::errors::errors;
use neuron_macros_core::{cell, channel, network, pool, synapse};
use proc_macro2::TokenStream;
use std::str::FromStr;
use syn::Item;

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Returns the number of errors, and the names of all declared types, fields, constants and methods.
fn expanded(expansion: TokenStream) -> (usize, Vec<String>) {
    let errors = errors(expansion.clone()).len();
    let file = syn::parse2::<syn::File>(expansion).expect("an expansion is Rust");
    let mut names = Vec::new();
    collect(file.items, &mut names);
    (errors, names)
}

/// Adds the names in these items, and in those within constants.
fn collect(items: Vec<Item>, names: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Struct(item) => {
                let of = item.ident.to_string();
                let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
                names.extend(fields.map(|field| format!("{of}.{field}")));
                names.push(of);
            }
            Item::Impl(item) => {
                for item in item.items {
                    match item {
                        syn::ImplItem::Const(item) => names.push(item.ident.to_string()),
                        syn::ImplItem::Fn(item) => names.push(item.sig.ident.to_string()),
                        _ => {}
                    }
                }
            }
            Item::Const(item) => {
                let syn::Expr::Block(block) = *item.expr else { continue };
                let inner = block.block.stmts.into_iter().filter_map(|statement| match statement {
                    syn::Stmt::Item(item) => Some(item),
                    _ => None,
                });
                collect(inner.collect(), names);
            }
            _ => {}
        }
    }
}

fn assert_keeps(source: &str, expansion: TokenStream, kept: &[&str]) {
    let (errors, names) = expanded(expansion);
    assert!(errors > 0, "{source} has no mistake");
    for name in kept {
        assert!(names.iter().any(|own| own == name), "{source} lost {name}, has {names:?}");
    }
}

#[test]
fn half_written_channels_keep_their_names() {
    let right = "inf = 1 / (1 + exp(-v / 5mV)), tau = 2ms";
    let arguments = [
        "ion = Na, current = g * m^",
        "ion = Na, current = ",
        "ion = , current = g * m",
        "cur",
        "ion = Na, current = g * (v - ",
    ];
    for arguments in arguments {
        let arguments = arguments.trim_end_matches("(v - ");
        let item = format!("pub struct NaV {{ #[param(unit = mS/cm2)] g: Param, #[gate({right})] m: Gate }}");
        let kept = ["NaV", "NaV.g", "NaVHandles.g", "NaVHandles.m", "m_inf", "m_tau", "new"];
        assert_keeps(arguments, channel(tokens(arguments), tokens(&item)), &kept);
    }
    for gate in
        ["inf = 1 / (1 + ex), tau = 2ms", "inf = ", "in", "inf = 1 / (1 + exp(-(v + )))", "", "inf = 0.5, tau = h_"]
    {
        let item = format!(
            "pub struct NaV {{ #[param(unit = mS/cm2)] g: Param, #[gate({gate})] m: Gate, #[gate({right})] h: Gate }}"
        );
        let kept = ["NaV.g", "NaVHandles.g", "NaVHandles.m", "NaVHandles.h", "h_inf", "h_tau"];
        assert_keeps(gate, channel(tokens("ion = Na, current = g * m * h * (v - e)"), tokens(&item)), &kept);
    }
    let item = "pub struct S { #[param(unit = n)] g: Param, #[gate(inf = 0.5, tau = )] s: Gate }";
    assert_keeps(item, synapse(tokens("current = g * s * v_po"), tokens(item)), &["S.g", "SHandles.s"]);
    let item = "pub struct P { #[param(2)] tau: Par, #[state(derivative = -c / ta, init = )] c: Concentration }";
    assert_keeps(item, pool(tokens(""), tokens(item)), &["P.tau", "PHandles.c"]);
}

#[test]
fn half_written_cells_keep_their_names() {
    let items = [
        "capaci",
        "temperature:",
        "channels { NaV { g: }, Le",
        "channels { NaV { g: 1mS }, Leak { e: -50mV, } } io",
        "ions { K: , Ca: nernst( }",
        "ions { Na: 50mV, K: -80m } pool",
        "v: -60mV + , inject: ",
        "ions { Ca: nernst(outsid = 3mM) } area: 0.1",
    ];
    for items in items {
        // Editors close an open group.
        let (mut body, open) = (items.to_owned(), |c| items.matches(c).count());
        body += &")".repeat(open('(') - open(')').min(open('(')));
        body += &"}".repeat(open('{') - open('}').min(open('{')));
        let source = format!("pub struct Stg; capacitance: 1uF/cm2, area: 0.06mm2, channels {{ Kd }} {body}");
        let kept = ["Stg", "Stg.capacitance", "Stg.Kd", "StgHandles.Kd", "Kd", "v", "inject", "StgHandles.v"];
        let Ok(tokens) = TokenStream::from_str(&source) else { continue };
        assert_keeps(&source, cell(tokens), &kept);
    }
}

#[test]
fn half_written_networks_keep_their_names() {
    let items = [
        "neu",
        "neuron",
        "neuron X",
        "neuron X: ",
        "neuron X[: Stg",
        "neuron X: Stg { NaV. }",
        "neuron X: Stg { NaV.g: }",
        "AB",
        "AB ->",
        "AB -> L",
        "AB -> LP: ",
        "AB -> LP: Cholinergic { g }",
        "AB -> LP: Cholinergic { g: 30n } , ",
        "second = AB -> ",
        "E -> E ran",
        "E -> E random { prob }: Cholinergic",
        "cell Own { capa }",
        "AB -- ",
    ];
    for item in items {
        let source = format!(
            "pub struct Net; neuron AB: Stg {{ v: -50mV }} neuron LP: Stg; neuron E[4]: Stg;
             LP -> AB: Cholinergic {{ g: 30nS }}; {item}"
        );
        let kept = ["Net", "NetNeurons.ab", "NetNeurons.lp", "NetNeurons.e", "AB", "LP", "E", "LP_AB"];
        let Ok(tokens) = TokenStream::from_str(&source) else { continue };
        assert_keeps(&source, network(tokens), &kept);
    }
}

#[test]
fn every_mistake_is_said_at_once() {
    let item = "pub struct NaV {
        #[param(unit = mS/cmx)] g: Param,
        #[gate(inf = 1 / (1 + exp(-(v + 25mv) / 5mV)), tau = 2ms)] m: Gate,
        #[gate(inf = 1 / (1 + exp(v)), tau = 2ms)] h: Gat,
        #[state(derivativ = 0, init = 0)] x: State,
    }";
    assert_eq!(expanded(channel(tokens("io = Na, current = g * m * h * (v - e)"), tokens(item))).0, 6);
    // An unknown name, a missing slope, a time constant in mV, a potential in V, a steady state of 2.
    let item = "pub struct NaV {
        #[param(unit = mS/cm2)] g: Param,
        #[param(5V)] half: Param,
        #[gate(inf = 1 / (1 + exp(v)), tau = 2mV)] m: Gate,
        #[gate(inf = 2, tau = 0.1ms)] h: Gate,
    }";
    assert_eq!(expanded(channel(tokens("ion = Na, current = g * m * hh * (v - e)"), tokens(item))).0, 5);
    let item = "pub struct NaV {
        #[param(1nS)] g: Param,
        #[gate(inf = 1 / (1 + exp(-(v + ca) / 5mV)), tau = 2mV)] m: Gate,
        #[gate(inf = 1 / (1 + exp(v)), tau = 200s)] h: Gate,
    }";
    // Two dimensions in `m`, one in `h`, an implausible time.
    let found = expanded(channel(tokens("ion = Na, reads(Ca), current = g * m * h * (v - e)"), tokens(item)));
    assert_eq!(found.0, 4);
    let source = "pub struct Net; neuron AB: Stg { v: -50V } neuron AB: Stg; neuron E[4]: Stg;
        AB -> AC: Cholinergic { g: 30mS }; AB -> E: Cholinergic; AB -> E ran: Cholinergic;";
    assert_eq!(expanded(network(tokens(source))).0, 6);
    let source = "pub struct Stg; capacitance: 1nF, area: 0.06cm2, v: -60, temperature: 10K,
        ions { Na: 50ms, Na: 50mV }, channels { Leak, Leak { g: -1mS/cm2 } }";
    assert_eq!(expanded(cell(tokens(source))).0, 8);
}
