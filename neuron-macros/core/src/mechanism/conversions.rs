//! Factors that convert units in other simulators, `1e-4 * gbar * (v - ek)`. Here units convert themselves, and such a factor
//! would convert a second time.

use super::model::{Form, Model};
use super::scope::concentrations;
use crate::errors::Errors;
use crate::expr::{Expr, Kind, Number};
use proc_macro2::Span;

/// The smallest power of ten, in either direction, that is taken for a conversion.
const SMALLEST: i32 = 3;

/// Checks that no equation multiplies a conductance, a current, a concentration or an area by a bare power of ten.
pub fn check_units_are_not_converted_by_hand(model: &Model, errors: &mut Errors) {
    let definitions = model.definitions.iter().map(|(_, expr)| expr);
    let derivatives = model.states.iter().filter_map(|state| state.dynamics.derivative());
    for expr in definitions.chain(&model.current).chain(derivatives) {
        check_products(model, expr, errors);
    }
}

fn check_products(model: &Model, expr: &Expr, errors: &mut Errors) {
    let factors = factors(expr);
    for factor in &factors {
        if let Some((number, span)) = power_of_ten(factor)
            && let Some(name) = factors.iter().find_map(|other| quantity(model, other, 0))
        {
            let text = &number.text;
            let message = format!(
                "`{text}` beside `{name}` looks like a conversion of units, which here is made by itself; leave it out, or \
                 write `unchecked({text})` if the model has it"
            );
            errors.push(span, message);
        }
    }
    for factor in factors {
        factor.each_child(&mut |child| check_products(model, child, errors));
    }
}

/// Returns the factors of a product. A formula that is no product is its only factor.
fn factors(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Neg(a) => factors(a),
        Kind::Mul(a, b) | Kind::Div(a, b) => [factors(a), factors(b)].concat(),
        _ => vec![expr],
    }
}

fn power_of_ten(expr: &Expr) -> Option<(&Number, Span)> {
    let Kind::Number(number) = &expr.kind else { return None };
    let power = number.value.abs().log10();
    let exact = power == power.round() && power.abs() >= f64::from(SMALLEST);
    (number.dimension.is_none() && !number.unchecked && exact).then_some((number, expr.span))
}

/// Returns the name of a factor for which papers use several units, directly or in the product that a definition is.
fn quantity(model: &Model, factor: &Expr, depth: usize) -> Option<String> {
    let Kind::Name(name) = &factor.kind else { return None };
    let name = name.to_string();
    let given = ["i", "area"].contains(&name.as_str()) || concentrations(model).contains(&name);
    let parameter = model.parameters.iter().find(|parameter| parameter.ident == name);
    let state = model.states.iter().find(|state| state.ident == name);
    let declared = parameter.is_some_and(|parameter| !parameter.dimension().is_counted())
        || state.is_some_and(|state| {
            state.form == Form::Concentration || state.unit.as_ref().is_some_and(|unit| !unit.dimension.is_counted())
        });
    if declared || given && parameter.is_none() {
        return Some(name);
    }
    // A circle of definitions is reported elsewhere.
    let (_, inner) = model.definitions.iter().find(|(ident, _)| *ident == name).filter(|_| depth < 20)?;
    factors(inner).into_iter().find_map(|factor| quantity(model, factor, depth + 1))
}
