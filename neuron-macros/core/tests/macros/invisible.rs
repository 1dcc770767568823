//! What a `macro_rules!` puts in for `$x:expr` or `$x:literal` stands in a group without delimiters. It means the same.

use std::str::FromStr;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

fn tokens(text: &str) -> TokenStream {
    TokenStream::from_str(text).expect("tokens")
}

/// Returns the tokens with each literal in a group, and what stands in doubled parentheses in a group in their place.
fn grouped(tokens: TokenStream) -> TokenStream {
    let group = |tokens: TokenStream| TokenTree::Group(Group::new(Delimiter::None, tokens));
    let one = |token: TokenTree| match token {
        TokenTree::Literal(_) => group(token.into()),
        TokenTree::Group(outer) => {
            let inner: Vec<TokenTree> = outer.stream().into_iter().collect();
            match (outer.delimiter(), inner.as_slice()) {
                (Delimiter::Parenthesis, [TokenTree::Group(inner)]) if inner.delimiter() == Delimiter::Parenthesis => {
                    group(grouped(inner.stream()))
                }
                _ => TokenTree::Group(Group::new(outer.delimiter(), grouped(outer.stream()))),
            }
        }
        token => token,
    };
    tokens.into_iter().map(one).collect()
}

#[test]
fn a_mechanism_means_the_same() {
    let arguments = "ion = K, reads(Ca), q10 = 3 at 6.3degC, let x = 1 - ((v + 40mV)) / -((2mV + 3mV)), on_spike(w += ((0.1 + 0.2))), \
                     current = ((g + 1mS/cm2)) * n * m^((1 + 1)) * x^2 * -((w - 1))^2 * ca / ((ca + 3uM)) * (v - ((-60mV + 5mV)))";
    let item = "pub struct Grouped {
        #[param(((1mS/cm2 + 4mS/cm2)), min = 0, max = 100mS/cm2)] g: Param,
        #[gate(
            inf = if !((v > -20mV && v < 20mV)) { 0.1 } else { ((0.2 + 0.3)) },
            tau = 0.1/ms/mV * 3ms * 5mV * 1ms + -((1ms - 2ms)),
        )]
        m: Gate,
        #[gate(alpha = 0.01/ms/mV * ((v + 55mV)) / (1 - exp(-((v + 55mV)) / 10mV)), beta = 0.125/ms)]
        n: Gate,
        #[state(derivative = -w / ((1ms + 2ms)), init = ((1 - 0.5)) * 2)] w: State,
    }";
    let plain = neuron_macros_core::channel(tokens(arguments), tokens(item)).to_string();
    assert!(!plain.contains("compile_error"), "{}", plain.split("compile_error").nth(1).unwrap_or_default());
    let passed_in = neuron_macros_core::channel(grouped(tokens(arguments)), grouped(tokens(item))).to_string();
    assert_eq!(plain, passed_in);
}

#[test]
fn cells_and_networks_mean_the_same() {
    let cell = "pub struct Stg;
        capacitance: ((0.5uF/cm2 + 0.5uF/cm2)), v: -60mV, temperature: 10degC, inject: ((-1nA + 2nA)),
        ions { Na: ((20mV + 30mV)), K: -80mV, Ca: nernst(outside = 3mM, inside = ((0.1uM / 2))) },
        compartment soma {
            area: 0.0628mm2, channels { NaV { g: ((100mS/cm2 + 1mS/cm2)) }, Leak { e: -((20mV + 30mV)) } },
            spike { threshold: -20mV, reset: ((-30mV - 40mV)), hold: 2ms }
        }
        compartment axon { area: 0.01mm2, channels { Leak } }
        soma -- axon: ((1mS/cm2 + 1mS/cm2)) * 2";
    let network = "pub struct Net;
        neuron A: Stg { NaV.g: ((1mS/cm2 + 1mS/cm2)) }
        neuron E[3]: Stg { v: [-60mV, ((-30mV - 31mV)), -62mV], NaV.g: normal { mean: ((1mS/cm2 + 1mS/cm2)), sd: 1mS/cm2, seed: 3 } }
        E -> E random { inputs: 2, seed: 1 }: Ampa { g: ((1nS + 1nS)) };
        A -> E all_to_all: Ampa { g: 1nS };
        second = E -> E pairs [(0, 1), (1, 2)]: Slow: Ampa { g: [2nS, ((1nS + 2nS))], delay: uniform { from: ((2 * 1ms)), to: 3ms, seed: 1 } };
        stimulus step: Pulse { amplitude: ((0.1nA + 0.2nA)) } -> E[1];";
    for (source, expand) in
        [(cell, neuron_macros_core::cell as fn(TokenStream) -> TokenStream), (network, neuron_macros_core::network)]
    {
        let plain = expand(tokens(source)).to_string();
        assert!(!plain.contains("compile_error"), "{}", plain.split("compile_error").nth(1).unwrap_or_default());
        assert_eq!(plain, expand(grouped(tokens(source))).to_string());
    }
}
