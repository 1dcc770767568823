//! The fields of the struct: parameters, gates and other states.

use super::syntax::{Scope, docs, each_item, equals, parse_q10};
use crate::errors::Errors;
use crate::expr::Expr;
use crate::expr::parse::{UNCHECKED, parse_quantity};
use crate::items;
use crate::mechanism::model::{DELAY, Dynamics, Form, Kind, Model, Parameter, Q10, State, When};
use crate::mechanism::scope::declared;
use crate::names;
use crate::unit::{Dimension, Quantity, UnitExpr};
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Attribute, Token, Type};

fn type_name(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// Reads a field into the model; `q10` is that of all gates.
pub(super) fn field(field: &syn::Field, model: &mut Model, scope: &Scope, q10: Option<&Q10>, errors: &mut Errors) {
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
    let stands_still = form == Form::Free && model.is_driven_by_events();
    let state = parse_state(field, ident, Reading { form, scope, q10, stands_still }, errors);
    model.readable &= state.readable;
    model.states.push(state);
}

/// Why a field cannot be left out.
const CONFIGURED: &str =
    "a field cannot be configured; write the whole declaration once for each case, and the condition before it";

/// Returns the one attribute that describes a field.
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
        } else if path.is_ident("cfg") || path.is_ident("cfg_attr") {
            errors.push(path.span(), CONFIGURED);
        } else if !path.is_ident("doc") {
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

/// Adds the delay of a connection to the parameters of a synapse that presynaptic spikes change.
pub(super) fn add_delay(model: &mut Model, errors: &mut Errors) {
    let Some(event) = model.events.iter().find(|event| event.when == When::Pre) else { return };
    let ident = Ident::new(DELAY, event.key.span());
    if let Some(taken) = declared(model).find(|name| **name == ident) {
        let message = "every synapse with `on_pre` has a parameter `delay`, 0ms unless a connection sets it, \
                       `Exponential { delay: 1.5ms }`; leave this one out, or choose another name";
        errors.push(taken.span(), message);
        return;
    }
    let nothing = Quantity::new(0.0, Dimension::TIME, "ms");
    model.parameters.push(Parameter {
        docs: vec![syn::parse_quote!(#[doc = " Delay of the connection."])],
        ident,
        default: Some(nothing.clone()),
        unit: None,
        minimum: Some(nothing),
        maximum: None,
        readable: true,
    });
}

/// What decides how a state is read, besides its field.
struct Reading<'a> {
    form: Form,
    scope: &'a Scope,
    /// That of all gates.
    q10: Option<&'a Q10>,
    /// True if a state without a derivative stands still between events.
    stands_still: bool,
}

fn parse_state(field: &syn::Field, ident: Ident, reading: Reading<'_>, errors: &mut Errors) -> State {
    let Reading { form, scope, q10, stands_still } = reading;
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
    if stands_still && readable {
        parts.derivative.get_or_insert(Expr::number(0.0).at(span));
    }
    let q10 = parts.q10.take().or_else(|| q10.cloned());
    let (init, unit, instantaneous) = (parts.init.take(), parts.unit.take(), parts.instantaneous.is_some());
    let unchecked = parts.unchecked.is_some();
    let (minimum, maximum) = (parts.minimum.take(), parts.maximum.take());
    let unclear = parts.unclear;
    let dynamics = parts.dynamics(&ident, form, span, errors);
    if form != Form::Gate && init.is_none() && !unclear {
        errors.push(span, format!("`{ident}` needs a value to start from: `init = …`"));
    }
    State {
        docs: docs(&field.attrs),
        ident,
        form,
        dynamics,
        instantaneous,
        unchecked,
        minimum,
        maximum,
        init,
        unit,
        q10,
        readable,
    }
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
    minimum: Option<Quantity>,
    maximum: Option<Quantity>,
    /// True if an argument could not be understood.
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
        if name == UNCHECKED {
            items::once(&mut self.unchecked, (), &key, errors);
            return Ok(());
        }
        if matches!(name.as_str(), "min" | "max") && form == Form::Free {
            equals(input, &key)?;
            let bound = if name == "min" { &mut self.minimum } else { &mut self.maximum };
            items::once(bound, parse_quantity(input)?, &key, errors);
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
                    Form::Free => ("state", &["derivative", "init", "unit", "min", "max", UNCHECKED]),
                    Form::Concentration => ("concentration", &["derivative", "init", UNCHECKED]),
                };
                // It may have been meant for an argument that seems to be missing.
                self.unclear = true;
                return Err(items::unknown_key(&format!("a {what}"), &key, known));
            }
        };
        let value = equals(input, &key).and_then(|()| scope.expression(input));
        // An argument that is given but not understood is not missing.
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
