//! Factors that convert units in other simulators, `1e-4 * gbar * (v - ek)`. Here units convert themselves, and such a factor
//! would convert a second time.

use super::model::{Form, Model, State};
use super::scope::{concentrations, given};
use crate::errors::Errors;
use crate::expr::{Expr, Kind};
use crate::unit::Dimension;
use proc_macro2::Ident;

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

/// Checks that no equation multiplies a quantity by a bare power of ten, written, computed, or behind a name. In a numeric
/// equation, potentials, times and temperatures may be multiplied so, as long as no equation with units uses the result.
pub fn check_units_are_not_converted_by_hand(model: &Model, errors: &mut Errors) {
    let with_units: Vec<&Expr> = model.equations().into_iter().filter(|expr| has_units(expr)).collect();
    let meets_units = |expr: &Expr| {
        has_units(expr)
            || model.definitions.iter().any(|(name, definition)| {
                std::ptr::eq(definition, expr) && with_units.iter().any(|user| user.uses(&name.to_string()))
            })
    };
    let bare = model.parameters.iter().filter_map(|parameter| Some((&parameter.ident, parameter.bare_default()?)));
    let defaults: Vec<(&Ident, Expr)> = bare.map(|(name, default)| (name, Expr::quantity(default))).collect();
    let definitions = model.definitions.iter().map(|(name, expr)| (name, expr));
    let values = definitions.chain(defaults.iter().map(|(name, expr)| (*name, expr))).collect();
    let search = Search { model, values };
    let mut reported: Vec<&Expr> = Vec::new();
    for expr in model.equations() {
        let of = if meets_units(expr) { Of::All } else { Of::Several };
        search.each_conversion(expr, of, &mut |factor, text, name| {
            // A definition takes part in the products that use it.
            if reported.iter().any(|other| std::ptr::eq(*other, factor)) {
                return;
            }
            reported.push(factor);
            let message = format!(
                "`{text}` beside `{name}` looks like a conversion of units, which here is made by itself; leave it out, or \
                 write `unchecked({text})` if the model has it"
            );
            errors.push(factor.span, message);
        });
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

/// A search for conversions in the products of a mechanism.
struct Search<'a> {
    model: &'a Model,
    /// The formulas of definitions, and the defaults of parameters without a unit.
    values: Vec<(&'a Ident, &'a Expr)>,
}

impl<'a> Search<'a> {
    /// Calls `found` with every power of ten beside such a quantity: the factor, its text, and the name of the quantity.
    fn each_conversion(&self, expr: &'a Expr, of: Of, found: &mut dyn FnMut(&'a Expr, &str, &str)) {
        let product = self.spread(expr, &mut Vec::new());
        if let Some(name) = product.iter().find_map(|factor| self.quantity(factor, of, &mut Vec::new())) {
            for factor in product {
                if let Some(text) = power_of_ten(factor) {
                    found(factor, &text, &name);
                }
            }
        }
        for factor in factors(expr) {
            factor.each_child(&mut |child| self.each_conversion(child, of, found));
        }
    }

    /// Returns the factors of a product, and those of the products that its names stand for; of each name once. A power of
    /// ten of a curve, `1e-3 * exp(v / 20)`, belongs to the curve and is left out.
    fn spread(&self, expr: &'a Expr, seen: &mut Vec<&'a Ident>) -> Vec<&'a Expr> {
        let mut product = Vec::new();
        for factor in factors(expr) {
            product.push(factor);
            if let Kind::Name(name) = &factor.kind
                && let Some((name, value)) = self.values.iter().find(|(own, _)| *own == name)
                && !seen.contains(name)
            {
                seen.push(name);
                let inner = self.spread(value, seen);
                product.extend(inner.into_iter().filter(|own| value.is_algebraic() || power_of_ten(own).is_none()));
            }
        }
        product
    }

    /// Returns the name or the text of a factor that is such a quantity, or a sum of them.
    fn quantity(&self, factor: &'a Expr, of: Of, seen: &mut Vec<&'a Ident>) -> Option<String> {
        match &factor.kind {
            Kind::Name(name) => self.is_quantity(&name.to_string(), of).then(|| name.to_string()),
            Kind::Number(number) if of == Of::All => {
                // `1000 / 1ms` is one quantity, as `1000/ms` is.
                let is_unit = number.text.strip_prefix('1').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
                let has_unit = number.dimension.is_some_and(|unit| !unit.is_pure());
                (has_unit && !is_unit).then(|| number.text.clone())
            }
            Kind::Add(a, b) | Kind::Sub(a, b) if of == Of::All => {
                let sides = [self.spread(a, seen), self.spread(b, seen)].concat();
                sides.into_iter().find_map(|factor| self.quantity(factor, of, seen))
            }
            _ => None,
        }
    }

    fn is_quantity(&self, name: &str, of: Of) -> bool {
        let model = self.model;
        let is_meant = |unit: Dimension| if of == Of::All { !unit.is_pure() } else { !unit.is_counted() };
        if let Some(parameter) = model.parameters.iter().find(|parameter| parameter.ident == name) {
            return is_meant(parameter.dimension());
        }
        let given_here = match of {
            Of::Several => ["i", "area"].contains(&name),
            Of::All => given(model).contains(&name),
        };
        let is_state = |state: &State| {
            state.form == Form::Concentration || state.unit.as_ref().is_some_and(|unit| is_meant(unit.dimension))
        };
        given_here
            || concentrations(model).iter().any(|own| own == name)
            || model.states.iter().any(|state| state.ident == name && is_state(state))
    }
}
