//! From tokens to the network [`Model`].

use super::model::{Connection, End, Index, Model, Neuron, Rule, RuleKind, Synapse};
use crate::cell;
use crate::errors::Errors;
use crate::items;
use crate::names;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, LitFloat, LitInt, Path, Token};

/// Reads `pub struct Pyloric; …`. Returns `None` if not even a name can be read.
pub fn parse(input: TokenStream, errors: &mut Errors) -> Option<Model> {
    items::parse_all(input, errors, |input, errors| {
        items::declaration(input, "network", errors, |input, items::Head { docs, visibility, ident }, errors| {
            let (cells, neurons, connections, unreadable) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let mut model = Model { docs, visibility, ident, cells, neurons, connections, unreadable, readable: true };
            let before = errors.len();
            items::each_until(input, errors, begins, |input, errors| item(input, &mut model, errors));
            model.readable = errors.len() == before;
            model
        })
    })
}

fn item(input: ParseStream<'_>, model: &mut Model, errors: &mut Errors) -> syn::Result<()> {
    let docs = input.call(Attribute::parse_outer)?;
    if declares(input, "cell") {
        input.parse::<Ident>()?;
        let ident = items::name(input, "the name of a cell")?;
        let ident = names::declared(ident, "cell", &names::TYPES_OF_A_CELL, errors);
        items::in_braces(input, &ident, "capacitance: 1uF/cm2, …")?;
        let content;
        syn::braced!(content in input);
        let visibility = model.visibility.clone();
        model.cells.push(cell::body(&content, docs, visibility, ident, errors));
        return Ok(());
    }
    if declares(input, "neuron") {
        input.parse::<Ident>()?;
        model.unreadable.push(items::name(&input.fork(), "the name of a neuron")?);
        model.neurons.push(neuron(input, docs, false, errors)?);
        model.unreadable.pop();
        return Ok(());
    }
    if declares(input, "source") {
        input.parse::<Ident>()?;
        model.unreadable.push(items::name(&input.fork(), "the name of a source")?);
        model.neurons.push(neuron(input, docs, true, errors)?);
        model.unreadable.pop();
        return Ok(());
    }
    if declares(input, "stimulus") {
        input.parse::<Ident>()?;
        model.connections.push(stimulus(input, docs, errors)?);
        return Ok(());
    }
    if input.peek(syn::Ident) && input.peek2(syn::Ident) {
        let key: Ident = input.parse()?;
        let known = ["cell", "neuron", "source", "stimulus"];
        let nearest = names::nearest(&key.to_string(), known);
        if nearest == Some("stimulus") {
            errors.push_syn(items::unknown_key("a network", &key, &known));
            model.connections.push(stimulus(input, docs, errors)?);
            return Ok(());
        }
        if !matches!(nearest, Some("neuron" | "source")) {
            let next: Ident = input.parse()?;
            model.unreadable.push(next.clone());
            if nearest.is_some() {
                return Err(items::unknown_key("a network", &key, &known));
            }
            let message = format!(
                "expected an arrow between `{key}` and `{next}`: a connection is written `{key} -> {next}: …`, a \
                 neuron `neuron {next}: …`"
            );
            return Err(syn::Error::new(key.span(), message));
        }
        // The item is read as the one that was meant.
        errors.push_syn(items::unknown_key("a network", &key, &known));
        model.unreadable.push(input.fork().parse::<Ident>()?);
        model.neurons.push(neuron(input, docs, nearest == Some("source"), errors)?);
        model.unreadable.pop();
        return Ok(());
    }
    model.connections.push(connection(input, docs, errors)?);
    Ok(())
}

/// True if another item begins here, even if the one before was not ended.
fn begins(input: ParseStream<'_>) -> bool {
    let arrow = input.peek2(Token![->]) || (input.peek2(Token![-]) && input.peek3(Token![-]));
    declares_any(input) || (input.peek(syn::Ident) && arrow)
}

/// True if `word` stands before another name. Then it begins a declaration, and is not a neuron of that name.
fn declares(input: ParseStream<'_>, word: &str) -> bool {
    let ahead = input.fork();
    ahead.parse::<Ident>().is_ok_and(|ident| ident == word) && ahead.peek(Ident::peek_any)
}

/// True if a declaration begins here.
fn declares_any(input: ParseStream<'_>) -> bool {
    ["neuron", "cell", "source", "stimulus"].into_iter().any(|word| declares(input, word))
}

fn neuron(input: ParseStream<'_>, docs: Vec<Attribute>, source: bool, errors: &mut Errors) -> syn::Result<Neuron> {
    let ident = items::name(input, if source { "the name of a source" } else { "the name of a neuron" })?;
    let mut len = None;
    if input.peek(syn::token::Bracket) {
        let content;
        let bracket = syn::bracketed!(content in input);
        let count = content.parse::<syn::Expr>().map(visible);
        len = Some(match count {
            Ok(count) if content.is_empty() && is_number(&count) => count.to_token_stream(),
            _ => {
                let message = match count {
                    Ok(syn::Expr::Lit(zero)) if zero.to_token_stream().to_string() == "0" => {
                        "an array has at least one neuron"
                    }
                    _ => "the number of neurons stands in brackets: `neuron E[80]: …`",
                };
                errors.push(bracket.span.join(), message);
                let _ = content.parse::<TokenStream>();
                quote!(1)
            }
        });
    }
    items::colon(input, &ident, errors)?;
    let (path, _) = items::path(input, if source { "source" } else { "cell" })?;
    Ok(Neuron { source, docs, ident, len, path, settings: items::settings(input, errors)? })
}

/// Returns an expression without the invisible groups in which a `macro_rules!` has put it.
fn visible(expr: syn::Expr) -> syn::Expr {
    match expr {
        syn::Expr::Group(group) => visible(*group.expr),
        expr => expr,
    }
}

/// True for a whole number, a constant, or sums and products of them.
fn is_number(count: &syn::Expr) -> bool {
    match count {
        syn::Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Int(count) => {
                ["", "usize"].contains(&count.suffix()) && count.base10_parse::<usize>().is_ok_and(|count| count > 0)
            }
            _ => false,
        },
        syn::Expr::Path(path) => path.qself.is_none() && path.attrs.is_empty(),
        syn::Expr::Paren(inner) => is_number(&inner.expr),
        syn::Expr::Group(inner) => is_number(&inner.expr),
        syn::Expr::Binary(sum) => {
            use syn::BinOp::{Add, Div, Mul, Sub};
            matches!(sum.op, Add(_) | Sub(_) | Mul(_) | Div(_)) && is_number(&sum.left) && is_number(&sum.right)
        }
        _ => false,
    }
}

const ARROW: &str = "a connection is written `AB -> LP: …`, an electrical one `AB -- LP: …`";

fn connection(input: ParseStream<'_>, docs: Vec<Attribute>, errors: &mut Errors) -> syn::Result<Connection> {
    let mut name = None;
    if input.peek(syn::Ident) && input.peek2(Token![=]) && !input.peek2(Token![=>]) {
        name = Some(input.parse()?);
        input.parse::<Token![=]>()?;
    }
    let from = end(input)?;
    let electrical = input.peek(Token![-]) && input.peek2(Token![-]);
    if input.peek(Token![=>]) {
        return Err(input.error(ARROW));
    }
    if electrical {
        input.parse::<Token![-]>()?;
        input.parse::<Token![-]>()?;
    } else {
        input.parse::<Token![->]>().map_err(|error| syn::Error::new(error.span(), ARROW))?;
    }
    let to = end(input)?;
    let (mut rule, mut unclear) = (None, false);
    const SYNAPSE: &str = "a connection names its synapse: `AB -> LP: Cholinergic { g: 30nS }`";
    if input.is_empty() || input.peek(Token![;]) {
        return Err(input.error(SYNAPSE));
    }
    if !input.peek(Token![:]) {
        let before = errors.len();
        match self::rule(input, errors) {
            Ok(found) => {
                rule = found;
                unclear = errors.len() > before;
            }
            Err(error) => {
                errors.push_syn(error);
                unclear = true;
                while !input.is_empty() && !input.peek(Token![:]) && !input.peek(Token![;]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
    }
    input.parse::<Token![:]>().map_err(|error| syn::Error::new(error.span(), SYNAPSE))?;
    let mut synapses = vec![synapse(input, errors)?];
    loop {
        if input.peek(syn::Ident) && input.peek2(syn::token::Brace) {
            errors.push(input.span(), "a comma stands between the synapses of a connection");
            synapses.push(synapse(input, errors)?);
            continue;
        }
        if !input.peek(Token![,]) {
            break;
        }
        input.parse::<Token![,]>()?;
        // A comma may also end the connection.
        if input.is_empty() || declares_any(input) {
            break;
        }
        synapses.push(synapse(input, errors)?);
    }
    Ok(Connection { docs, name, from, to, electrical, stimulus: false, rule, unclear, synapses })
}

/// Reads `step: Pulse { … } -> AB`, `-> AB.dendrite`, `-> E` or `-> E[0]` after `stimulus`.
fn stimulus(input: ParseStream<'_>, docs: Vec<Attribute>, errors: &mut Errors) -> syn::Result<Connection> {
    const STIMULUS: &str =
        "a stimulus names its type and the neuron that it enters: `stimulus step: Pulse { amplitude: 0.5nA } -> AB`";
    let (name, path, settings) = items::named(input, "stimulus", errors)?;
    input.parse::<Token![->]>().map_err(|error| syn::Error::new(error.span(), STIMULUS))?;
    let neuron = items::name(input, "the name of a neuron")?;
    let mut index = None;
    if input.peek(syn::token::Bracket) {
        let content;
        syn::bracketed!(content in input);
        index = Some(self::index(&content)?);
        if !content.is_empty() {
            return Err(content.error("a stimulus enters one neuron, `-> E[0]`, or all of an array, `-> E`"));
        }
    }
    let to = End { neuron, index, compartment: compartment(input)? };
    if input.peek(Token![,]) {
        errors.push(
            input.span(),
            "a stimulus enters one neuron or all of an array; write one for each, under another name",
        );
        while !input.is_empty() && !input.peek(Token![;]) {
            input.parse::<TokenTree>()?;
        }
    }
    Ok(Connection {
        docs,
        name: Some(name.clone()),
        from: to.clone(),
        to,
        electrical: false,
        stimulus: true,
        rule: None,
        unclear: false,
        synapses: vec![Synapse { name, path, settings }],
    })
}

fn end(input: ParseStream<'_>) -> syn::Result<End> {
    let neuron = items::name(input, "the name of a neuron")?;
    let compartment = compartment(input)?;
    if input.peek(syn::token::Bracket) {
        return Err(input.error("single neurons of arrays are connected by `pairs [(0, 1), (2, 3)]`"));
    }
    Ok(End { neuron, index: None, compartment })
}

/// Reads `.dendrite`, or nothing.
fn compartment(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    if !input.peek(Token![.]) {
        return Ok(None);
    }
    input.parse::<Token![.]>()?;
    items::name(input, "the name of a compartment after the dot").map(Some)
}

fn synapse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Synapse> {
    let (name, path, settings) = items::named(input, "synapse", errors)?;
    Ok(Synapse { name, path, settings })
}

const RULES: [&str; 4] = ["all_to_all", "one_to_one", "random", "pairs"];

/// Reads a rule. Reports mistakes inside it and returns `None`.
fn rule(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Option<Rule>> {
    let key: Ident = input.parse().map_err(|error| {
        syn::Error::new(error.span(), format!("expected `:` or how the neurons are connected: {}", RULES.join(", ")))
    })?;
    let span = key.span();
    let kind = match key.to_string().as_str() {
        "all_to_all" => RuleKind::AllToAll { autapses: autapses(input)? },
        "one_to_one" => RuleKind::OneToOne { autapses: autapses(input)? },
        "random" => match random(input, span, errors)? {
            Some(kind) => kind,
            None => return Ok(None),
        },
        "pairs" => pairs(input)?,
        other => {
            let message = match names::nearest(other, RULES) {
                Some(meant) => format!("there is no rule `{other}`; did you mean `{meant}`?"),
                None => format!("there is no rule `{other}`; neurons are connected {}", RULES.join(", ")),
            };
            return Err(syn::Error::new(span, message));
        }
    };
    Ok(Some(Rule { span, kind }))
}

fn autapses(input: ParseStream<'_>) -> syn::Result<bool> {
    if !input.peek(syn::Ident) {
        return Ok(false);
    }
    let word: Ident = input.parse()?;
    if word == "autapses" {
        return Ok(true);
    }
    Err(syn::Error::new(word.span(), "expected `autapses` or `:`"))
}

/// Reads `{ probability: 0.1, seed: 7 }` or `{ inputs: 10, seed: 7, autapses }` after `random`.
fn random(input: ParseStream<'_>, span: Span, errors: &mut Errors) -> syn::Result<Option<RuleKind>> {
    let content;
    if !input.peek(syn::token::Brace) {
        return Err(syn::Error::new(span, "random connections are written `random { probability: 0.1, seed: 1 }`"));
    }
    syn::braced!(content in input);
    let (mut probability, mut inputs, mut seed, mut autapses) = (None, None, None, None);
    let before = errors.len();
    items::each(&content, errors, |input, errors| {
        let key = items::key(input, "`probability`, `inputs`, `seed` or `autapses`")?;
        match key.to_string().as_str() {
            "autapses" => items::once(&mut autapses, true, &key, errors),
            "probability" => {
                items::colon(input, &key, errors)?;
                items::once(&mut probability, fraction(input)?, &key, errors);
            }
            "inputs" => {
                items::colon(input, &key, errors)?;
                items::once(&mut inputs, items::whole::<usize>(input, "a number of inputs")?, &key, errors);
            }
            "seed" => {
                items::colon(input, &key, errors)?;
                items::once(&mut seed, items::whole::<u64>(input, "a seed")?.0, &key, errors);
            }
            _ => {
                let known = ["probability", "inputs", "seed", "autapses"];
                return Err(items::unknown_key("a random connection", &key, &known));
            }
        }
        Ok(())
    });
    if errors.len() > before {
        return Ok(None);
    }
    let autapses = autapses.unwrap_or(false);
    let seed = seed.ok_or_else(|| syn::Error::new(span, "random connections need a seed: `seed: 1`"))?;
    match (probability, inputs) {
        (Some(probability), None) => Ok(Some(RuleKind::Probability { probability, seed, autapses })),
        (None, Some((inputs, span))) => Ok(Some(RuleKind::Inputs { inputs, seed, autapses, span })),
        _ => Err(syn::Error::new(span, "random connections have either a `probability` or a number of `inputs`")),
    }
}

/// Reads a number from 0 to 1.
fn fraction(input: ParseStream<'_>) -> syn::Result<f64> {
    let span = input.span();
    let number = match input.peek(LitInt) {
        true => input.parse::<LitInt>().and_then(|number| number.base10_parse::<f64>()),
        false => input.parse::<LitFloat>().and_then(|number| number.base10_parse()),
    };
    let number = number.ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| syn::Error::new(span, "a probability lies between 0 and 1"))
}

/// Reads `[(0, 1), (2, 3)]` or `CONNECTIONS` after `pairs`.
fn pairs(input: ParseStream<'_>) -> syn::Result<RuleKind> {
    const PAIRS: &str = "pairs are written `[(0, 1), (2, 3)]`, or are the name of a constant";
    if !input.peek(syn::token::Bracket) {
        let path = input.call(Path::parse_mod_style).map_err(|error| syn::Error::new(error.span(), PAIRS))?;
        return Ok(RuleKind::Listed(path));
    }
    let content;
    syn::bracketed!(content in input);
    let pair = |input: ParseStream<'_>| {
        if !input.peek(syn::token::Paren) {
            return Err(input.error(PAIRS));
        }
        let pair;
        syn::parenthesized!(pair in input);
        let from = index(&pair)?;
        pair.parse::<Token![,]>().map_err(|error| syn::Error::new(error.span(), PAIRS))?;
        let to = index(&pair)?;
        if pair.is_empty() { Ok([from, to]) } else { Err(pair.error(PAIRS)) }
    };
    Ok(RuleKind::Pairs(content.parse_terminated(pair, Token![,])?.into_iter().collect()))
}

fn index(input: ParseStream<'_>) -> syn::Result<Index> {
    let span = input.span();
    let number = input.parse::<LitInt>().ok().filter(|number| number.suffix().is_empty());
    match number.and_then(|number| number.base10_parse().ok()) {
        Some(index) => Ok(Index { index, span }),
        None => Err(syn::Error::new(span, "neurons are counted from 0")),
    }
}
