//! The syntax that cells, networks and mechanisms share: lists of items in which one mistake does not hide the next,
//! paths, and values for parameters.

mod distribution;

pub use distribution::Distribution;

use crate::errors::Errors;
use crate::expr::parse::parse_quantity;
use crate::names;
use crate::plausible::{Place, check_quantity};
use crate::unit::Quantity;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, LitInt, Path, Token, Visibility};

/// A value for a parameter, `NaV.g: 100mS/cm2`.
pub struct Setting {
    pub path: Vec<Ident>,
    pub value: Value,
}

/// One value, or one for each neuron of an array or connection of a projection.
pub enum Value {
    One(Quantity),
    Each(Vec<Quantity>, Span),
    Drawn(Distribution),
}

impl Value {
    /// Returns the token of values that are more than one.
    pub fn several(&self) -> Option<Span> {
        match self {
            Value::One(_) => None,
            Value::Each(_, span) => Some(*span),
            Value::Drawn(drawn) => Some(drawn.span),
        }
    }
}

impl Setting {
    /// Returns the path as written.
    pub fn name(&self) -> String {
        self.path.iter().map(Ident::to_string).collect::<Vec<_>>().join(".")
    }

    /// Reports values out of the plausible range of their kind.
    pub fn check_is_plausible(&self, place: Place, errors: &mut Errors) {
        match &self.value {
            Value::One(value) => check_quantity(value, place, errors),
            Value::Each(values, _) => values.iter().for_each(|value| check_quantity(value, place, errors)),
            Value::Drawn(drawn) => drawn.check_is_plausible(place, errors),
        }
    }

    /// Marks the values that [`check_is_plausible`](Self::check_is_plausible) reports.
    pub fn refuse_implausible(&mut self, place: Place) {
        let is_refused = |check: &dyn Fn(&mut Errors)| {
            let mut errors = Errors::new();
            check(&mut errors);
            !errors.into_messages().is_empty()
        };
        let values = match &mut self.value {
            Value::One(value) => std::slice::from_mut(value),
            Value::Each(values, _) => values,
            Value::Drawn(drawn) => {
                if is_refused(&|errors| drawn.check_is_plausible(place, errors)) {
                    self.value = Value::One(Quantity::refused());
                }
                return;
            }
        };
        for value in values {
            value.refused = is_refused(&|errors| check_quantity(value, place, errors));
        }
    }

    pub fn span(&self) -> Span {
        self.path.last().map_or_else(Span::call_site, Ident::span)
    }
}

/// Reads all of `tokens`. An error about their end stands at the last token. Tokens left over in a group are an error
/// only if nothing else was reported, and what was read is returned in any case.
pub fn parse_all<T>(
    tokens: TokenStream,
    errors: &mut Errors,
    read: impl FnOnce(ParseStream<'_>, &mut Errors) -> syn::Result<T>,
) -> Option<T> {
    let end = tokens.clone().into_iter().last().map_or_else(Span::call_site, |last| match last {
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    });
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(end);
    let before = errors.len();
    let mut found = None;
    let whole = |input: ParseStream<'_>| {
        let content;
        syn::parenthesized!(content in input);
        found = Some(read(&content, errors)?);
        Ok(())
    };
    let outcome = whole.parse2(TokenTree::from(group).into());
    if let Err(error) = outcome
        && (found.is_none() || errors.len() == before)
    {
        errors.push_syn(error);
    }
    found
}

/// Reads a word that says what follows, keywords of Rust included. The error says that `expected` was expected.
pub fn key(input: ParseStream<'_>, expected: &str) -> syn::Result<Ident> {
    Ident::parse_any(input).map_err(|error| syn::Error::new(error.span(), format!("expected {expected}")))
}

/// Reads the colon between a name and its value. `=` is reported and accepted.
pub fn colon(input: ParseStream<'_>, key: &Ident, errors: &mut Errors) -> syn::Result<()> {
    let message = format!("`{key}` is followed by `:`: `{key}: …`");
    if input.peek(Token![=]) {
        errors.push(input.span(), message);
        input.parse::<Token![=]>()?;
        return Ok(());
    }
    input.parse::<Token![:]>().map(|_| ()).map_err(|error| syn::Error::new(error.span(), message))
}

/// Reads a name. The error says that `what` was expected.
pub fn name(input: ParseStream<'_>, what: &str) -> syn::Result<Ident> {
    if let Ok(name) = input.parse::<Ident>() {
        return Ok(name);
    }
    Err(match input.call(Ident::parse_any) {
        Ok(word) => syn::Error::new(word.span(), format!("`{word}` is a word of Rust; choose another name")),
        Err(error) => syn::Error::new(error.span(), format!("expected {what}")),
    })
}

/// Stores a value. If there is one already, reports it at the key.
pub fn once<T>(slot: &mut Option<T>, value: T, key: &Ident, errors: &mut Errors) {
    if slot.replace(value).is_some() {
        errors.push(key.span(), format!("`{key}` is given twice"));
    }
}

/// Returns an error with an example if no brace follows.
pub fn in_braces(input: ParseStream<'_>, key: &Ident, example: &str) -> syn::Result<()> {
    if input.peek(syn::token::Brace) {
        return Ok(());
    }
    Err(syn::Error::new(input.span(), format!("`{key}` is followed by braces: `{key} {{ {example} }}`")))
}

/// The beginning of a cell or network.
pub struct Head {
    pub docs: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
}

/// Reads `pub struct Stg;`, then the rest with `body`; `kind` is "cell" or "network". If the beginning is wrong,
/// reports it and still reads what follows the name, in braces or not.
pub fn declaration<T>(
    input: ParseStream<'_>,
    kind: &str,
    errors: &mut Errors,
    body: impl FnOnce(ParseStream<'_>, Head, &mut Errors) -> T,
) -> syn::Result<T> {
    let message =
        format!("a {kind} begins with its name: `pub struct {};`", if kind == "cell" { "Stg" } else { "Pyloric" });
    let docs = input.call(Attribute::parse_outer)?;
    let visibility: Visibility = input.parse()?;
    let mut wrong = None;
    if input.parse::<Token![struct]>().is_err() {
        wrong = Some(input.span());
        while !input.is_empty() && !input.peek(syn::Ident) && !input.peek(Token![struct]) {
            input.parse::<TokenTree>()?;
        }
        let _ = input.parse::<Token![struct]>();
    }
    let Ok(ident) = input.parse::<Ident>() else {
        return Err(syn::Error::new(input.span(), message));
    };
    let ident = names::declared(ident, kind, &names::TYPES_OF_A_CELL, errors);
    let head = Head { docs, visibility, ident };
    let end = input.span();
    let ended = input.parse::<Token![;]>().is_ok();
    if let Some(span) = wrong.or((!ended).then_some(end)) {
        errors.push(span, message);
        if input.peek(syn::token::Brace) {
            let content;
            syn::braced!(content in input);
            let read = body(&content, head, errors);
            let _ = input.parse::<TokenStream>();
            return Ok(read);
        }
    }
    Ok(body(input, head, errors))
}

/// Reads items with `item` up to the end. Commas and semicolons separate them and may be left out after a block. An
/// error in one item is reported, and reading goes on with the next.
pub fn each(
    input: ParseStream<'_>,
    errors: &mut Errors,
    item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    each_until(input, errors, |_| false, item);
}

/// Reads items as [`each`] does. After an error, an item also ends where `begins` says that another begins.
pub fn each_until(
    input: ParseStream<'_>,
    errors: &mut Errors,
    begins: impl Fn(ParseStream<'_>) -> bool,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        let mut after_block = false;
        match item(input, errors) {
            Ok(()) => after_block = true,
            Err(error) => {
                errors.push_syn(error);
                // At least one token is skipped, so that reading ends.
                loop {
                    if input.is_empty() || separator(input) {
                        break;
                    }
                    let _ = input.parse::<TokenTree>();
                    if begins(input) {
                        after_block = true;
                        break;
                    }
                }
            }
        }
        let mut separated = false;
        while separator(input) {
            let _ = input.parse::<TokenTree>();
            separated = true;
        }
        if !separated && !after_block && !input.is_empty() {
            let _ = input.parse::<TokenTree>();
        }
    }
}

/// Reads a whole number from 0 on. The error says that `what` was expected.
pub fn whole<N: std::str::FromStr>(input: ParseStream<'_>, what: &str) -> syn::Result<(N, Span)>
where
    N::Err: std::fmt::Display,
{
    let span = input.span();
    let number = input.parse::<LitInt>().and_then(|number| number.base10_parse::<N>());
    number
        .map(|number| (number, span))
        .map_err(|_| syn::Error::new(span, format!("{what} is a whole number from 0 on")))
}

/// Skips tokens up to the end of an item.
pub fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !separator(input) {
        let _ = input.parse::<TokenTree>();
    }
}

fn separator(input: ParseStream<'_>) -> bool {
    input.peek(Token![,]) || input.peek(Token![;])
}

/// Reads `{ g: 1mS/cm2, NaV.g: … }`, or nothing.
pub fn settings(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Vec<Setting>> {
    let mut found = Vec::new();
    if !input.peek(syn::token::Brace) {
        return Ok(found);
    }
    let body;
    syn::braced!(body in input);
    each(&body, errors, |input, errors| {
        found.push(setting(input, errors)?);
        Ok(())
    });
    check_each_is_set_once(&found, errors);
    Ok(found)
}

fn setting(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Setting> {
    let mut path = vec![key(input, "a parameter and its value, such as `g: 100mS/cm2`")?];
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        path.push(key(input, "the name of a parameter after the dot")?);
    }
    colon(input, &path[path.len() - 1], errors)?;
    if input.peek(syn::token::Bracket) {
        let list;
        let bracket = syn::bracketed!(list in input);
        let values = list.parse_terminated(parse_quantity, Token![,])?;
        return Ok(Setting { path, value: Value::Each(values.into_iter().collect(), bracket.span.join()) });
    }
    if distribution::begins(input) {
        let drawn = distribution::parse(input, errors)?;
        return Ok(Setting { path, value: drawn.map_or_else(|| Value::One(Quantity::refused()), Value::Drawn) });
    }
    Ok(Setting { path, value: Value::One(parse_quantity(input)?) })
}

fn check_each_is_set_once(settings: &[Setting], errors: &mut Errors) {
    let mut seen = HashSet::new();
    for setting in settings {
        if !seen.insert(setting.name()) {
            errors.push(setting.span(), format!("`{}` is set twice", setting.name()));
        }
    }
}

/// The deepest nesting of brackets, far beyond that of any declaration. What is nested more deeply would overflow a stack.
const DEEPEST: usize = 120;

/// Returns the tokens with plain names, and `None` if they are nested too deeply, which is reported.
///
/// Raw names such as `r#type` are reported and replaced: fields made of them, `run.type`, would need `r#` too.
pub fn with_plain_names(tokens: TokenStream, errors: &mut Errors) -> Option<TokenStream> {
    plain_within(tokens, 0, errors)
}

fn plain_within(tokens: TokenStream, depth: usize, errors: &mut Errors) -> Option<TokenStream> {
    let mut plain = |token: TokenTree| match token {
        TokenTree::Ident(mut ident) => {
            let name = ident.to_string();
            if let Some(name) = name.strip_prefix("r#") {
                errors.push(ident.span(), format!("`{name}` is a word of Rust; choose another name"));
                ident = Ident::new(&format!("{name}_"), ident.span());
            }
            Some(TokenTree::Ident(ident))
        }
        TokenTree::Group(group) => {
            if depth == DEEPEST {
                errors.push(group.span_open(), "this is nested too deeply");
                return None;
            }
            let mut inner = Group::new(group.delimiter(), plain_within(group.stream(), depth + 1, errors)?);
            inner.set_span(group.span());
            Some(TokenTree::Group(inner))
        }
        other => Some(other),
    };
    tokens.into_iter().map(&mut plain).collect()
}

/// Removes attributes from the parts of a cell or a network, where they would have no effect, and reports them. Those of the
/// whole, before `pub struct`, stay. So does the documentation of parts if they are `documented`; within them it is a comment.
pub fn without_attributes(tokens: TokenStream, kind: &str, documented: bool, errors: &mut Errors) -> TokenStream {
    attributes(tokens, kind, true, documented, errors)
}

fn attributes(tokens: TokenStream, kind: &str, mut head: bool, documented: bool, errors: &mut Errors) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let Some(name) = attribute_name(&token, tokens.peek()) else {
            head = false;
            kept.extend([match token {
                TokenTree::Group(group) => {
                    let inside = attributes(group.stream(), kind, false, false, errors);
                    let mut inner = Group::new(group.delimiter(), inside);
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                token => token,
            }]);
            continue;
        };
        let attribute = [Some(token), tokens.next()];
        let message = match name.to_string().as_str() {
            "cfg" | "cfg_attr" if head => {
                format!("`#[{name}]` of a {kind} is written before the macro: `#[{name}(…)] {kind}! {{ … }}`")
            }
            "derive" if head => derived(kind),
            "doc" if !head && !documented => continue,
            _ if head || name == "doc" => {
                kept.extend(attribute.into_iter().flatten());
                continue;
            }
            _ => format!(
                "`#[{name}]` has no effect on a part of a {kind}; write it before the whole {kind}, or one {kind} for each case"
            ),
        };
        errors.push(name.span(), message);
    }
    kept
}

/// Returns the name of an attribute from its two tokens, `#` and `[name…]`, or `None` if they are something else.
pub fn attribute_name(hash: &TokenTree, brackets: Option<&TokenTree>) -> Option<Ident> {
    match (hash, brackets) {
        (TokenTree::Punct(hash), Some(TokenTree::Group(group)))
            if hash.as_char() == '#' && group.delimiter() == Delimiter::Bracket =>
        {
            first_name(group.stream())
        }
        _ => None,
    }
}

/// Returns the name that these tokens begin with.
fn first_name(tokens: TokenStream) -> Option<Ident> {
    match tokens.into_iter().next()? {
        TokenTree::Ident(name) => Some(name),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => first_name(group.stream()),
        _ => None,
    }
}

/// Returns the sentence about a `#[derive(…)]`.
pub fn derived(kind: &str) -> String {
    format!("a {kind} has `Clone`, `Debug`, `PartialEq` and `Default`; `#[derive(…)]` can add nothing")
}

/// Reads a path to a type, `NaV` or `library::NaV`; returns it and its last name.
pub fn path(input: ParseStream<'_>, what: &str) -> syn::Result<(Path, Ident)> {
    if !input.peek(Ident::peek_any) && !input.peek(Token![::]) {
        return Err(input.error(format!("expected the name of a {what}")));
    }
    let begin = input.cursor().ident();
    let path = input.call(Path::parse_mod_style).map_err(|error| match begin {
        Some((word, _)) => syn::Error::new(error.span(), format!("expected the name of a {what}, not `{word}`")),
        None => error,
    })?;
    match path.segments.last().map(|segment| segment.ident.clone()) {
        Some(last) if names::is_primitive(&last) && path.segments.len() == 1 => {
            Err(syn::Error::new(last.span(), format!("`{last}` is a type of Rust's own, not a {what}")))
        }
        Some(last) if syn::parse2::<Ident>(last.to_token_stream()).is_ok() => Ok((path, last)),
        Some(last) => Err(syn::Error::new(last.span(), format!("expected the name of a {what}, not `{last}`"))),
        None => Err(input.error(format!("expected the name of a {what}"))),
    }
}

/// Reads `NaV { … }` or `Other: NaV { … }`; returns its name, its path and its settings.
pub fn named(input: ParseStream<'_>, what: &str, errors: &mut Errors) -> syn::Result<(Ident, Path, Vec<Setting>)> {
    let mut name = None;
    if input.peek(syn::Ident) && input.peek2(Token![:]) && !input.peek2(Token![::]) {
        name = Some(input.parse()?);
        input.parse::<Token![:]>()?;
    }
    let (path, last) = path(input, what)?;
    Ok((name.unwrap_or(last), path, settings(input, errors)?))
}

/// Returns the error about a word that `owner`, such as "a channel", does not have.
pub fn unknown_key(owner: &str, key: &Ident, known: &[&str]) -> syn::Error {
    let name = key.to_string();
    let message = match names::nearest(&name, known.iter().copied()) {
        Some(meant) => format!("{owner} has no `{name}`; did you mean `{meant}`?"),
        None => format!("{owner} has no `{name}`; it may have {}", known.join(", ")),
    };
    syn::Error::new(key.span(), message)
}

/// True if `name` was probably meant to be `word`.
pub fn nearest_is(name: &str, known: &[&str], word: &str) -> bool {
    names::nearest(name, known.iter().copied()) == Some(word)
}

/// Reports every name that occurs twice. In `way_out`, `…` stands for that name.
pub fn unique<'a>(idents: impl IntoIterator<Item = &'a Ident>, what: &str, way_out: &str, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for ident in idents {
        if !seen.insert(ident.to_string()) {
            errors.push(
                ident.span(),
                format!("{what} `{ident}` is there already; {}", way_out.replace('…', &ident.to_string())),
            );
        }
    }
}
