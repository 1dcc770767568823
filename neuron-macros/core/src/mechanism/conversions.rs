//! Factors that convert units in other simulators, `1e-4 * gbar * (v - ek)`. Here units convert themselves, and such a factor
//! would convert a second time.

use super::model::{Form, Model};
use super::scope::{concentrations, given};
use crate::errors::Errors;
use crate::expr::{Expr, Kind};
use crate::unit::Dimension;

/// The smallest power of ten, in either direction, that is taken for a conversion.
const SMALLEST: i32 = 3;

/// The quantities that a bare power of ten may not stand beside.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    /// Conductances, currents, concentrations and areas, for which papers use several units.
    Several,
    /// All. Where literals have units, a potential in volts is a potential as well.
    All,
}

/// Checks that no equation multiplies a quantity by a bare power of ten. In a numeric equation, potentials, times and
/// temperatures may be, as long as no equation with units uses the result.
pub fn check_units_are_not_converted_by_hand(model: &Model, errors: &mut Errors) {
    let with_units: Vec<&Expr> = model.equations().into_iter().filter(|expr| has_units(expr)).collect();
    let meets_units = |expr: &Expr| {
        has_units(expr)
            || model.definitions.iter().any(|(name, definition)| {
                std::ptr::eq(definition, expr) && with_units.iter().any(|user| user.uses(&name.to_string()))
            })
    };
    for expr in model.equations() {
        check_products(model, expr, if meets_units(expr) { Of::All } else { Of::Several }, errors);
    }
}

/// True if a literal of the equation has a unit.
fn has_units(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(&part.kind, Kind::Number(number) if number.dimension.is_some()));
    found
}

/// True if a bare power of ten in the equation may convert units.
pub fn has_conversion(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= power_of_ten(part).is_some());
    found
}

fn check_products(model: &Model, expr: &Expr, of: Of, errors: &mut Errors) {
    let factors = factors(expr);
    for factor in &factors {
        if let Some(text) = power_of_ten(factor)
            && let Some(name) = factors.iter().find_map(|other| quantity(model, other, of, 0))
        {
            let message = format!(
                "`{text}` beside `{name}` looks like a conversion of units, which here is made by itself; leave it out, or \
                 write `unchecked({text})` if the model has it"
            );
            errors.push(factor.span, message);
        }
    }
    for factor in factors {
        factor.each_child(&mut |child| check_products(model, child, of, errors));
    }
}

/// Returns the factors of a product. A formula that is no product is its only factor.
fn factors(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        Kind::Neg(a) => factors(a),
        Kind::Mul(a, b) | Kind::Div(a, b) if power_of_ten(expr).is_none() => [factors(a), factors(b)].concat(),
        _ => vec![expr],
    }
}

/// Returns the text of a formula that is such a bare power of ten, computed or written.
fn power_of_ten(expr: &Expr) -> Option<String> {
    let mut is_bare = true;
    expr.visit(&mut |part| match &part.kind {
        Kind::Number(number) => is_bare &= number.dimension.is_none() && !number.unchecked,
        Kind::Name(_) | Kind::Call(..) | Kind::If { .. } => is_bare = false,
        _ => {}
    });
    (is_bare && is_power_of_ten(expr.evaluate(&|_| f64::NAN))).then(|| expr.display())
}

fn is_power_of_ten(value: f64) -> bool {
    let power = value.abs().log10();
    // A quotient such as 0.1/100 is rounded.
    power.is_finite() && (power - power.round()).abs() < 1e-12 && power.abs() >= f64::from(SMALLEST) - 0.5
}

/// Returns the name or the text of a factor that is such a quantity, directly or in the product that a definition is.
fn quantity(model: &Model, factor: &Expr, of: Of, depth: usize) -> Option<String> {
    let name = match &factor.kind {
        Kind::Name(name) => name.to_string(),
        Kind::Number(number) if of == Of::All => {
            // `1000 / 1ms` is one quantity, as `1000/ms` is.
            let is_unit = number.text.strip_prefix('1').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
            let has_unit = number.dimension.is_some_and(|unit| !unit.is_pure());
            return (has_unit && !is_unit).then(|| number.text.clone());
        }
        Kind::Add(a, b) | Kind::Sub(a, b) if of == Of::All => {
            return quantity(model, a, of, depth).or_else(|| quantity(model, b, of, depth));
        }
        _ => return None,
    };
    let is_meant = |unit: Dimension| if of == Of::All { !unit.is_pure() } else { !unit.is_counted() };
    let given_here = match of {
        Of::Several => ["i", "area"].contains(&name.as_str()),
        Of::All => given(model).contains(&name.as_str()),
    };
    let is_given = given_here || concentrations(model).contains(&name);
    let parameter = model.parameters.iter().find(|parameter| parameter.ident == name);
    let state = model.states.iter().find(|state| state.ident == name);
    let is_declared = parameter.is_some_and(|parameter| is_meant(parameter.dimension()))
        || state.is_some_and(|state| {
            state.form == Form::Concentration || state.unit.as_ref().is_some_and(|unit| is_meant(unit.dimension))
        });
    if is_declared || is_given && parameter.is_none() {
        return Some(name);
    }
    // A circle of definitions is reported elsewhere.
    let (_, inner) = model.definitions.iter().find(|(ident, _)| *ident == name).filter(|_| depth < 20)?;
    factors(inner).into_iter().find_map(|factor| quantity(model, factor, of, depth + 1))
}
