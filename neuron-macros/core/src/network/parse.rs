//! From tokens to the network [`Model`].

use super::model::{Connection, End, Model, Neuron, Rule, RuleKind, Synapse};
use crate::cell;
use crate::errors::Errors;
use crate::items;
use crate::names;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, LitFloat, LitInt, Path, Token};

/// Reads `pub struct Pyloric; …`; `None` if not even a name can be read.
pub fn parse(input: TokenStream, errors: &mut Errors) -> Option<Model> {
    let begin = "a network begins with its name: `pub struct Pyloric;`";
    items::parse_all(input, errors, |input, errors| {
        items::declaration(input, begin, errors, |input, items::Head { docs, visibility, ident }, errors| {
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
        let ident: Ident = input.parse()?;
        if names::is_primitive(&ident) {
            errors.push(ident.span(), names::primitive(&ident));
        }
        let ident = names::without_primitive(ident);
        let content;
        syn::braced!(content in input);
        let visibility = model.visibility.clone();
        model.cells.push(cell::body(&content, docs, visibility, ident, errors));
        return Ok(());
    }
    if declares(input, "neuron") {
        input.parse::<Ident>()?;
        model.unreadable.push(input.fork().parse::<Ident>()?);
        model.neurons.push(neuron(input, docs, errors)?);
        model.unreadable.pop();
        return Ok(());
    }
    if input.peek(syn::Ident) && input.peek2(syn::Ident) {
        let key: Ident = input.parse()?;
        let known = ["cell", "neuron"];
        if !items::nearest_is(&key.to_string(), &known, "neuron") {
            let next: Ident = input.parse()?;
            if input.peek(Token![:]) && !items::nearest_is(&key.to_string(), &known, "cell") {
                let message = format!(
                    "expected an arrow between `{key}` and `{next}`: a connection is written `{key} -> {next}: …`, a \
                     neuron `neuron {next}: …`"
                );
                model.unreadable.push(next);
                return Err(syn::Error::new(key.span(), message));
            }
            model.unreadable.push(next);
            return Err(items::unknown_key("a network", &key, &known));
        }
        // Read as what was meant.
        errors.push_syn(items::unknown_key("a network", &key, &known));
        model.unreadable.push(input.fork().parse::<Ident>()?);
        model.neurons.push(neuron(input, docs, errors)?);
        model.unreadable.pop();
        return Ok(());
    }
    model.connections.push(connection(input, errors)?);
    Ok(())
}

/// Whether another item begins here, even if the one before was not ended.
fn begins(input: ParseStream<'_>) -> bool {
    let arrow = input.peek2(Token![->]) || (input.peek2(Token![-]) && input.peek3(Token![-]));
    declares(input, "neuron") || declares(input, "cell") || (input.peek(syn::Ident) && arrow)
}

/// Whether `word` stands before another name: a declaration, and not a neuron of that name in a connection.
fn declares(input: ParseStream<'_>, word: &str) -> bool {
    let ahead = input.fork();
    ahead.parse::<Ident>().is_ok_and(|ident| ident == word) && ahead.peek(syn::Ident)
}

fn neuron(input: ParseStream<'_>, docs: Vec<Attribute>, errors: &mut Errors) -> syn::Result<Neuron> {
    let ident: Ident = input.parse()?;
    let mut len = None;
    if input.peek(syn::token::Bracket) {
        let content;
        let bracket = syn::bracketed!(content in input);
        let count = content.parse::<syn::Expr>();
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
    input.parse::<Token![:]>()?;
    let (path, _) = items::path(input, "cell")?;
    Ok(Neuron { docs, ident, len, path, settings: items::settings(input, errors)? })
}

/// A whole number, a constant, or sums and products of them.
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
        syn::Expr::Binary(sum) => {
            use syn::BinOp::{Add, Div, Mul, Sub};
            matches!(sum.op, Add(_) | Sub(_) | Mul(_) | Div(_)) && is_number(&sum.left) && is_number(&sum.right)
        }
        _ => false,
    }
}

const ARROW: &str = "a connection is written `AB -> LP: …`, an electrical one `AB -- LP: …`";

fn connection(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Connection> {
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
    if !input.peek(Token![:]) {
        match self::rule(input) {
            Ok(found) => rule = Some(found),
            Err(error) => {
                errors.push_syn(error);
                unclear = true;
                while !input.is_empty() && !input.peek(Token![:]) && !input.peek(Token![;]) {
                    let _ = input.parse::<TokenTree>();
                }
            }
        }
    }
    input.parse::<Token![:]>()?;
    let mut synapses = vec![synapse(input, errors)?];
    while input.peek(Token![,]) {
        input.parse::<Token![,]>()?;
        // A comma may also end the whole connection.
        if input.is_empty() || declares(input, "neuron") || declares(input, "cell") {
            break;
        }
        synapses.push(synapse(input, errors)?);
    }
    Ok(Connection { name, from, to, electrical, rule, unclear, synapses })
}

fn end(input: ParseStream<'_>) -> syn::Result<End> {
    let neuron = input.parse()?;
    let mut compartment = None;
    if input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        compartment = Some(input.parse()?);
    }
    Ok(End { neuron, compartment })
}

fn synapse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Synapse> {
    let (name, path, settings) = items::named(input, "synapse", errors)?;
    Ok(Synapse { name, path, settings })
}

const RULES: [&str; 4] = ["all_to_all", "one_to_one", "random", "pairs"];

fn rule(input: ParseStream<'_>) -> syn::Result<Rule> {
    let key: Ident = input.parse().map_err(|error| {
        syn::Error::new(error.span(), format!("expected `:` or how the neurons are connected: {}", RULES.join(", ")))
    })?;
    let span = key.span();
    let kind = match key.to_string().as_str() {
        "all_to_all" => RuleKind::AllToAll { autapses: autapses(input)? },
        "one_to_one" => RuleKind::OneToOne,
        "random" => random(input, span)?,
        "pairs" => RuleKind::Pairs(pairs(input)?),
        other => {
            let message = match names::nearest(other, RULES) {
                Some(meant) => format!("there is no rule `{other}`; did you mean `{meant}`?"),
                None => format!("there is no rule `{other}`; neurons are connected {}", RULES.join(", ")),
            };
            return Err(syn::Error::new(span, message));
        }
    };
    Ok(Rule { span, kind })
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

/// `random { probability: 0.1, seed: 7 }` or `random { inputs: 10, seed: 7, autapses }`
fn random(input: ParseStream<'_>, span: Span) -> syn::Result<RuleKind> {
    let content;
    if !input.peek(syn::token::Brace) {
        return Err(syn::Error::new(span, "random connections are written `random { probability: 0.1, seed: 1 }`"));
    }
    syn::braced!(content in input);
    let (mut probability, mut inputs, mut seed, mut autapses) = (None, None, None, false);
    while !content.is_empty() {
        let key = Ident::parse_any(&content)?;
        if key == "autapses" {
            autapses = true;
        } else {
            content.parse::<Token![:]>()?;
            match key.to_string().as_str() {
                "probability" => {
                    let at = content.span();
                    probability = Some(number(&content)?);
                    if probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
                        return Err(syn::Error::new(at, "a probability lies between 0 and 1"));
                    }
                }
                "inputs" => inputs = Some(content.parse::<LitInt>()?.base10_parse::<usize>()?),
                "seed" => seed = Some(content.parse::<LitInt>()?.base10_parse::<u64>()?),
                _ => {
                    let known = ["probability", "inputs", "seed", "autapses"];
                    return Err(items::unknown_key("a random connection", &key, &known));
                }
            }
        }
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    let seed = seed.ok_or_else(|| syn::Error::new(span, "random connections need a seed: `seed: 1`"))?;
    match (probability, inputs) {
        (Some(probability), None) => Ok(RuleKind::Probability { probability, seed, autapses }),
        (None, Some(inputs)) => Ok(RuleKind::Inputs { inputs, seed, autapses }),
        _ => Err(syn::Error::new(span, "random connections have either a `probability` or a number of `inputs`")),
    }
}

fn number(input: ParseStream<'_>) -> syn::Result<f64> {
    if input.peek(LitInt) {
        return input.parse::<LitInt>()?.base10_parse();
    }
    input.parse::<LitFloat>()?.base10_parse()
}

/// `pairs [(0, 1), (2, 3)]` or `pairs CONNECTIONS`
fn pairs(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    if !input.peek(syn::token::Bracket) {
        return Ok(input.call(Path::parse_mod_style)?.to_token_stream());
    }
    let content;
    syn::bracketed!(content in input);
    let pairs = content.parse_terminated(
        |input| {
            let wrong = |error: syn::Error| syn::Error::new(error.span(), "pairs are written `[(0, 1), (2, 3)]`");
            let read = |input: ParseStream<'_>| {
                let pair;
                syn::parenthesized!(pair in input);
                let from: LitInt = pair.parse()?;
                pair.parse::<Token![,]>()?;
                let to: LitInt = pair.parse()?;
                if !pair.is_empty() {
                    return Err(pair.error(""));
                }
                Ok((from, to))
            };
            let (from, to) = read(input).map_err(wrong)?;
            for index in [&from, &to] {
                if index.base10_parse::<usize>().is_err() || !index.suffix().is_empty() {
                    return Err(syn::Error::new(index.span(), "neurons are counted from 0"));
                }
            }
            Ok(quote!((#from, #to)))
        },
        Token![,],
    )?;
    let pairs = pairs.into_iter();
    Ok(quote!(&[#(#pairs),*]))
}
