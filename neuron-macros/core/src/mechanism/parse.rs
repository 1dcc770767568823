//! From tokens to the [`Model`]. Mistakes in one item do not hide those in the next.

use super::model::{Dynamics, Form, Kind, Model, Parameter, Q10, State};
use crate::errors::Errors;
use crate::expr::Expr;
use crate::expr::parse::{UNCHECKED, parse_quantity};
use crate::items;
use crate::names;
use crate::unit::{self, UnitExpr};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Fields, ItemStruct, Token, Type};

/// Names that equations may use without declaring them.
pub const RESERVED: [&str; 8] = ["v", "t", "celsius", "v_pre", "v_post", "e", "i", "area"];

/// Reads one mechanism; `None` if it is no struct with named fields.
pub fn parse(kind: Kind, arguments: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Model> {
    // The compiler has read it as some item before: what fails here is no struct.
    let mut readable = true;
    let item: ItemStruct = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            errors
                .push(error.span(), format!("a {} is a struct with a field for each parameter and gate", kind.word()));
            readable = false;
            stand_in(item)?
        }
    };
    if !item.generics.params.is_empty() {
        errors.push(item.generics.span(), "the number type is added by the macro; write the struct without generics");
    }
    let mut item = item;
    item.ident = names::declared(item.ident, kind.word(), &names::TYPES_OF_A_MECHANISM, errors);
    let fields = match &item.fields {
        Fields::Named(fields) => fields.named.iter().collect(),
        Fields::Unit => Vec::new(),
        Fields::Unnamed(fields) => {
            errors.push(fields.span(), "parameters and gates are named fields: `g: Param`, `m: Gate`");
            readable = false;
            Vec::new()
        }
    };
    let scope = Scope::new(&arguments, &fields);
    let mut model = Model {
        kind,
        docs: docs(&item.attrs),
        visibility: item.vis.clone(),
        ident: item.ident.clone(),
        ion: None,
        reads: Vec::new(),
        electrical: false,
        current: None,
        definitions: Vec::new(),
        parameters: Vec::new(),
        states: Vec::new(),
        unreadable: Vec::new(),
        readable: true,
        complete: true,
    };
    if !readable {
        model.unreadable.push(Ident::new("current", item.ident.span()));
        return Some(model);
    }
    let mut common = Common { scope: &scope, q10: None };
    let before = errors.len();
    items::parse_all(arguments, errors, |input, errors| {
        parse_arguments(input, &mut model, &mut common, errors);
        Ok(())
    });
    let q10 = common.q10.clone();
    model.readable = errors.len() == before;
    for field in fields {
        parse_field(field, &mut model, &scope, q10.as_ref(), errors);
    }
    Some(model)
}

/// An empty struct of the name that was declared as something else, so that the name is there.
fn stand_in(item: TokenStream) -> Option<ItemStruct> {
    let words = ["struct", "enum", "union", "fn", "mod", "type"];
    let mut tokens = item
        .into_iter()
        .skip_while(|token| !matches!(token, TokenTree::Ident(word) if words.iter().any(|key| word == key)));
    let TokenTree::Ident(name) = tokens.nth(1)? else { return None };
    syn::parse2(quote::quote!(pub struct #name;)).ok()
}

/// Names declared anywhere in the mechanism: they win over units of the same spelling.
pub struct Scope(HashSet<String>);

impl Scope {
    fn new(arguments: &TokenStream, fields: &[&syn::Field]) -> Self {
        let mut names: HashSet<String> = RESERVED.iter().map(|name| (*name).to_owned()).collect();
        names.extend(fields.iter().filter_map(|field| field.ident.as_ref()).map(Ident::to_string));
        let mut after_let = false;
        for token in arguments.clone() {
            if let TokenTree::Ident(ident) = &token {
                if after_let {
                    names.insert(ident.to_string());
                }
                after_let = ident == "let";
            } else {
                after_let = false;
            }
        }
        Scope(names)
    }

    fn expression(&self, input: ParseStream<'_>) -> syn::Result<Expr> {
        Expr::parse(input, &|name| self.0.contains(name))
    }
}

struct Common<'a> {
    scope: &'a Scope,
    q10: Option<Q10>,
}

/// Skips to the next comma of this level, so that one mistake does not hide the next item's.
fn recover(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        let _ = input.parse::<TokenTree>();
    }
}

/// Reads comma-separated items with `item`; an error in one is reported and the next one read.
fn each_item(
    input: ParseStream<'_>,
    errors: &mut Errors,
    mut item: impl FnMut(ParseStream<'_>, &mut Errors) -> syn::Result<()>,
) {
    while !input.is_empty() {
        if let Err(error) = item(input, errors) {
            errors.push_syn(error);
            recover(input);
        }
        if input.is_empty() {
            return;
        }
        if let Err(error) = input.parse::<Token![,]>() {
            errors.push(error.span(), "expected a comma here");
            recover(input);
            let _ = input.parse::<Token![,]>();
        }
    }
}

fn parse_arguments(input: ParseStream<'_>, model: &mut Model, common: &mut Common<'_>, errors: &mut Errors) {
    let scope = common.scope;
    each_item(input, errors, |input, errors| {
        if input.peek(Token![let]) {
            input.parse::<Token![let]>()?;
            let name = items::key(input, "a name: `let x = …`")?;
            equals(input, &name)?;
            match scope.expression(input) {
                Ok(value) => model.definitions.push((name, value)),
                Err(error) => {
                    model.unreadable.push(name);
                    return Err(error);
                }
            }
            return Ok(());
        }
        let key = items::key(input, "an argument such as `current = …`")?;
        // What is given, if not understood, is not missing.
        model.unreadable.push(key.clone());
        match key.to_string().as_str() {
            "ion" if model.kind != Kind::Synapse => {
                equals(input, &key)?;
                let ion = input.parse().map_err(|error: syn::Error| {
                    syn::Error::new(error.span(), "an ion is given by its name: `ion = Na`")
                })?;
                items::once(&mut model.ion, ion, &key, errors);
            }
            "reads" if model.kind != Kind::Synapse => {
                const LISTED: &str = "ions are listed by their names: `reads(Ca)`";
                if !input.peek(syn::token::Paren) {
                    return Err(input.error(LISTED));
                }
                let list;
                syn::parenthesized!(list in input);
                let ion = |input: ParseStream<'_>| {
                    input.parse::<Ident>().map_err(|error| syn::Error::new(error.span(), LISTED))
                };
                for ion in list.parse_terminated(ion, Token![,])? {
                    if model.reads.contains(&ion) {
                        errors.push(ion.span(), format!("`{ion}` is listed twice"));
                    } else {
                        model.reads.push(ion);
                    }
                }
            }
            "electrical" if model.kind == Kind::Synapse => model.electrical = true,
            "current" if model.kind != Kind::Pool => {
                equals(input, &key)?;
                let current = scope.expression(input)?;
                items::once(&mut model.current, current, &key, errors);
            }
            "q10" if model.kind != Kind::Synapse => {
                let q10 = Q10 { shared: true, ..parse_q10(input, &key)? };
                items::once(&mut common.q10, q10, &key, errors);
            }
            other => {
                let known: &[&str] = match model.kind {
                    Kind::Channel => &["ion", "reads", "current", "q10", "let"],
                    Kind::Synapse => &["current", "electrical", "let"],
                    Kind::Pool => &["ion", "reads", "q10", "let"],
                };
                if other == "ion" {
                    let message =
                        "a synapse has no ion; its reversal potential is a parameter, `#[param(-80mV)] e: Param`";
                    return Err(syn::Error::new(key.span(), message));
                }
                if other == "reads" {
                    let message = "a synapse sees the two potentials and no concentrations; what it needs is a \
                                   parameter, `#[param(1mM)] mg: Param`";
                    return Err(syn::Error::new(key.span(), message));
                }
                if items::nearest_is(other, known, "ion") {
                    model.unreadable.push(Ident::new("e", key.span()));
                }
                return Err(items::unknown_key(&format!("a {}", model.kind.word()), &key, known));
            }
        }
        model.unreadable.pop();
        Ok(())
    });
}

/// The sign between an argument and its value.
fn equals(input: ParseStream<'_>, key: &Ident) -> syn::Result<()> {
    match input.parse::<Token![=]>() {
        Ok(_) => Ok(()),
        Err(error) => Err(syn::Error::new(error.span(), format!("`{key}` is followed by `=`: `{key} = …`"))),
    }
}

/// `q10 = 3 at 6.3degC`
fn parse_q10(input: ParseStream<'_>, key: &Ident) -> syn::Result<Q10> {
    input.parse::<Token![=]>()?;
    let factor =
        if input.peek(syn::Ident) { Expr::name(input.parse()?) } else { Expr::quantity(&parse_quantity(input)?) };
    let at: Ident = input.parse().map_err(|e| syn::Error::new(e.span(), "a Q10 is written `q10 = 3 at 6.3degC`"))?;
    if at != "at" {
        return Err(syn::Error::new(at.span(), "a Q10 is written `q10 = 3 at 6.3degC`"));
    }
    let reference = parse_quantity(input)?;
    if reference.dimension != unit::Dimension::TEMPERATURE || !reference.absolute_temperature {
        let message = "the temperature at which the rates were measured, such as `6.3degC`";
        return Err(syn::Error::new(reference.span, message));
    }
    Ok(Q10 { factor, reference: reference.value, span: key.span(), shared: false })
}

fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc") || attribute.path().is_ident("cfg"))
        .cloned()
        .collect()
}

fn type_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

fn parse_field(field: &syn::Field, model: &mut Model, scope: &Scope, q10: Option<&Q10>, errors: &mut Errors) {
    let Some(ident) = field.ident.clone() else { return };
    if ident == "_" {
        errors.push(ident.span(), "a parameter or gate needs a name");
        return;
    }
    let Some(name) = type_name(&field.ty) else {
        errors.push(field.ty.span(), format!("`{ident}` is a `Param`, a `Gate` or a `State`"));
        model.unreadable.push(ident);
        return;
    };
    let kinds: &[&str] = match model.kind {
        Kind::Pool => &["Param", "Gate", "State", "Concentration"],
        _ => &["Param", "Gate", "State"],
    };
    let mut written = name.to_string();
    if !kinds.contains(&written.as_str()) {
        let described = |kind: &&str| field.attrs.iter().any(|own| own.path().is_ident(&kind.to_lowercase()));
        let meant = names::nearest(&written, kinds.iter().copied());
        let meant = meant.or_else(|| kinds.iter().copied().find(described)).map(str::to_owned);
        let message = match &meant {
            Some(meant) => format!("unknown type `{written}`; did you mean `{meant}`?"),
            None => format!("a field of a {} is one of {}, not `{written}`", model.kind.word(), kinds.join(", ")),
        };
        errors.push(name.span(), message);
        let Some(meant) = meant else {
            model.unreadable.push(ident);
            return;
        };
        written = meant;
    }
    let form = match (written.as_str(), model.kind) {
        ("Param", _) => {
            let parameter = parse_parameter(field, &ident, errors);
            model.readable &= parameter.readable;
            model.parameters.push(parameter);
            return;
        }
        ("Gate", _) => Form::Gate,
        ("State", _) => Form::Free,
        ("Concentration", Kind::Pool) => Form::Concentration,
        _ => return,
    };
    let state = parse_state(field, ident, form, scope, q10, errors);
    model.readable &= state.readable;
    model.states.push(state);
}

/// The arguments of the one attribute that describes a field.
fn description<'a>(field: &'a syn::Field, expected: &str, errors: &mut Errors) -> Option<&'a Attribute> {
    let mut found = None;
    for attribute in &field.attrs {
        let path = attribute.path();
        if path.is_ident(expected) && found.is_some() {
            errors.push(path.span(), format!("`#[{expected}(…)]` describes a field once"));
        } else if path.is_ident(expected) {
            found = Some(attribute);
        } else if ["param", "gate", "state"].iter().any(|other| path.is_ident(other)) {
            errors.push(path.span(), format!("this field's type says `#[{expected}]`"));
        } else if !path.is_ident("doc") && !path.is_ident("cfg") {
            errors.push(path.span(), format!("a field takes `#[{expected}(…)]` and documentation only"));
        }
    }
    found
}

fn tokens_of(attribute: &Attribute, errors: &mut Errors) -> TokenStream {
    match &attribute.meta {
        syn::Meta::List(list) => list.tokens.clone(),
        syn::Meta::Path(_) => TokenStream::new(),
        syn::Meta::NameValue(pair) => {
            errors.push(pair.path.span(), "arguments stand in parentheses");
            TokenStream::new()
        }
    }
}

fn parse_parameter(field: &syn::Field, ident: &Ident, errors: &mut Errors) -> Parameter {
    let before = errors.len();
    let (mut default, mut unit, mut minimum, mut maximum) = (None, None, None, None);
    if let Some(attribute) = description(field, "param", errors) {
        let tokens = tokens_of(attribute, errors);
        items::parse_all(tokens, errors, |input, errors| {
            each_item(input, errors, |input, errors| {
                if input.peek(Ident::peek_any) && input.peek2(Token![=]) {
                    let key = Ident::parse_any(input)?;
                    input.parse::<Token![=]>()?;
                    match key.to_string().as_str() {
                        "unit" => items::once(&mut unit, UnitExpr::parse(input)?, &key, errors),
                        "min" => items::once(&mut minimum, parse_quantity(input)?, &key, errors),
                        "max" => items::once(&mut maximum, parse_quantity(input)?, &key, errors),
                        "default" => items::once(&mut default, parse_quantity(input)?, &key, errors),
                        _ => {
                            let known = ["unit", "min", "max", "default"];
                            return Err(items::unknown_key("a parameter", &key, &known));
                        }
                    }
                    return Ok(());
                }
                let value = parse_quantity(input)?;
                let span = value.span;
                if default.replace(value).is_some() {
                    errors.push(span, format!("`{ident}` has two defaults"));
                }
                Ok(())
            });
            Ok(())
        });
    }
    let readable = errors.len() == before;
    Parameter { docs: docs(&field.attrs), ident: ident.clone(), default, unit, minimum, maximum, readable }
}

fn parse_state(
    field: &syn::Field,
    ident: Ident,
    form: Form,
    scope: &Scope,
    q10: Option<&Q10>,
    errors: &mut Errors,
) -> State {
    let expected = if form == Form::Gate { "gate" } else { "state" };
    let before = errors.len();
    let mut parts = Parts::default();
    let mut span = ident.span();
    if let Some(attribute) = description(field, expected, errors) {
        span = path_span(attribute);
        let tokens = tokens_of(attribute, errors);
        items::parse_all(tokens, errors, |input, errors| {
            each_item(input, errors, |input, errors| parts.item(form, input, scope, errors));
            Ok(())
        });
    }
    let readable = errors.len() == before;
    parts.unclear |= !readable;
    let q10 = parts.q10.take().or_else(|| q10.cloned());
    let (init, unit, instantaneous) = (parts.init.take(), parts.unit.take(), parts.instantaneous.is_some());
    let unchecked = parts.unchecked.is_some();
    let unclear = parts.unclear;
    let dynamics = parts.dynamics(&ident, form, span, errors);
    if form != Form::Gate && init.is_none() && !unclear {
        errors.push(span, format!("`{ident}` needs a value to start from: `init = …`"));
    }
    State { docs: docs(&field.attrs), ident, form, dynamics, instantaneous, unchecked, init, unit, q10, readable }
}

fn path_span(attribute: &Attribute) -> Span {
    attribute.path().get_ident().map_or_else(Span::call_site, Ident::span)
}

#[derive(Default)]
struct Parts {
    inf: Option<Expr>,
    tau: Option<Expr>,
    alpha: Option<Expr>,
    beta: Option<Expr>,
    derivative: Option<Expr>,
    init: Option<Expr>,
    unit: Option<UnitExpr>,
    q10: Option<Q10>,
    instantaneous: Option<()>,
    unchecked: Option<()>,
    /// Whether something was given that could not be understood.
    unclear: bool,
}

impl Parts {
    fn item(&mut self, form: Form, input: ParseStream<'_>, scope: &Scope, errors: &mut Errors) -> syn::Result<()> {
        let key = items::key(input, "an argument such as `init = …`")?;
        let name = key.to_string();
        if name == "instantaneous" && form == Form::Gate {
            items::once(&mut self.instantaneous, (), &key, errors);
            return Ok(());
        }
        if name == UNCHECKED && form == Form::Gate {
            items::once(&mut self.unchecked, (), &key, errors);
            return Ok(());
        }
        if name == "q10" && form == Form::Gate {
            let q10 = parse_q10(input, &key)?;
            items::once(&mut self.q10, q10, &key, errors);
            return Ok(());
        }
        let slot = match (name.as_str(), form) {
            ("inf", Form::Gate) => &mut self.inf,
            ("tau", Form::Gate) => &mut self.tau,
            ("alpha", Form::Gate) => &mut self.alpha,
            ("beta", Form::Gate) => &mut self.beta,
            ("derivative", Form::Free | Form::Concentration) => &mut self.derivative,
            ("init", _) => &mut self.init,
            ("unit", Form::Free) => {
                equals(input, &key)?;
                let unit = UnitExpr::parse(input)?;
                items::once(&mut self.unit, unit, &key, errors);
                return Ok(());
            }
            _ => {
                let (what, known): (_, &[&str]) = match form {
                    Form::Gate => ("gate", &["inf", "tau", "alpha", "beta", "init", "q10", "instantaneous", UNCHECKED]),
                    Form::Free => ("state", &["derivative", "init", "unit"]),
                    Form::Concentration => ("concentration", &["derivative", "init"]),
                };
                // It may have been meant for what seems to be missing.
                self.unclear = true;
                return Err(items::unknown_key(&format!("a {what}"), &key, known));
            }
        };
        let value = equals(input, &key).and_then(|()| scope.expression(input));
        // What is given, if not understood, is not missing.
        let nothing = || Expr::number(0.0).at(key.span());
        items::once(slot, value.as_ref().map_or_else(|_| nothing(), Expr::clone), &key, errors);
        value.map(|_| ())
    }

    fn dynamics(self, ident: &Ident, form: Form, span: Span, errors: &mut Errors) -> Dynamics {
        let unclear = self.unclear;
        let mut missing = |what: &str| {
            if !unclear {
                errors.push(span, what);
            }
            Dynamics::Unknown
        };
        if form != Form::Gate {
            return match self.derivative {
                Some(derivative) => Dynamics::Derivative(derivative),
                None => missing(&format!("`{ident}` needs `derivative = …`, its change per time")),
            };
        }
        let instantaneous = self.instantaneous.is_some();
        match (self.inf, self.tau, self.alpha, self.beta) {
            (Some(inf), Some(tau), None, None) if !instantaneous => Dynamics::Relax { inf, tau: Some(tau) },
            (Some(inf), None, None, None) if instantaneous => Dynamics::Relax { inf, tau: None },
            (None, None, Some(alpha), Some(beta)) => Dynamics::Rates { alpha, beta },
            (Some(_), Some(tau), None, None) => {
                errors.push(tau.span, format!("gate `{ident}` is instantaneous and has no `tau`"));
                Dynamics::Unknown
            }
            (Some(_), None, None, None) => {
                missing(&format!("gate `{ident}` needs `tau = …`, or `instantaneous` if it follows its `inf` at once"))
            }
            (None, Some(_), None, None) => missing(&format!("gate `{ident}` needs `inf = …`")),
            (None, None, Some(_), None) => missing(&format!("gate `{ident}` needs `beta = …`")),
            (None, None, None, Some(_)) => missing(&format!("gate `{ident}` needs `alpha = …`")),
            (None, None, None, None) => {
                missing(&format!("gate `{ident}` needs `inf = …, tau = …` or `alpha = …, beta = …`"))
            }
            _ => missing(&format!("gate `{ident}` has either `inf` and `tau` or `alpha` and `beta`, not both")),
        }
    }
}
