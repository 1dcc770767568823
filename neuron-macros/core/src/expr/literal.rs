//! Numbers with units: the suffix of a literal, and units joined to it by `/` and `*`.

use proc_macro2::{Literal, Span};

use super::{Expr, Kind, Number};
use crate::unit::{self, DEGREES_SCALE, Dimension, Rational, Unit};

/// A unit behind `/` or `*` after a literal.
pub(super) struct JoinedUnit {
    pub(super) unit: Unit,
    pub(super) text: String,
    pub(super) span: Span,
}

/// Multiplies or divides a formula that ends in a literal by a unit. The unit joins the literal where that has the same
/// value.
pub(super) fn join_unit(left: Expr, divide: bool, unit: &JoinedUnit) -> syn::Result<Expr> {
    let Expr { kind, span } = left;
    match kind {
        Kind::Number(mut number) => {
            if number.absolute_temperature || unit.unit.absolute_temperature {
                return Err(syn::Error::new(if number.absolute_temperature { span } else { unit.span }, DEGREES_SCALE));
            }
            let exponent = if divide { -unit.unit.exponent } else { unit.unit.exponent };
            let power = Rational::integer(if divide { -1 } else { 1 });
            let symbol = if divide { '/' } else { '*' };
            number.value = shift(number.value, exponent);
            number.dimension = Some(number.dimension.unwrap_or(Dimension::PURE).mul(unit.unit.dimension.pow(power)));
            number.text += &format!("{symbol}{}", unit.text);
            number.unit = Some(match number.unit {
                Some(before) => format!("{before}{symbol}{}", unit.text),
                None if divide => format!("1/{}", unit.text),
                None => unit.text.clone(),
            });
            Ok(Expr::new(Kind::Number(number), span))
        }
        Kind::Neg(inner) => Ok(Expr::neg(join_unit(*inner, divide, unit)?).at(span)),
        Kind::Mul(a, b) if matches!(b.kind, Kind::Number(_)) => {
            Ok(Expr::mul(*a, join_unit(*b, divide, unit)?).at(span))
        }
        kind => {
            let one = quantity_number("1", 0, Some((&unit.text, unit.unit)), unit.span)?;
            let make = if divide { Expr::div } else { Expr::mul };
            Ok(make(Expr::new(kind, span), one).at(unit.span))
        }
    }
}

/// Reads a decimal literal with an optional unit as its suffix.
pub(super) fn number(literal: &Literal) -> syn::Result<Expr> {
    let text = literal.to_string();
    let span = literal.span();
    let error = |message: String| Err(syn::Error::new(span, message));
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        return error(format!("expected a number, not {text}"));
    }
    if let Some(unit) = text.strip_prefix('0').filter(|unit| unit::lookup(unit).is_some_and(|_| unit.starts_with('o')))
    {
        return error(format!("`{text}` begins as an octal number; write `0.0{unit}`"));
    }
    if ["0x", "0b", "0o"].iter().any(|prefix| text.starts_with(prefix)) {
        return error("numbers in equations are decimal".to_owned());
    }
    let clean: String = text.chars().filter(|c| *c != '_').collect();
    let end_of = |text: &str| text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(text.len());
    let (mantissa, rest) = clean.split_at(end_of(&clean));
    // `e` starts an exponent only before digits. No unit begins with it.
    let (exponent, suffix) = match rest.strip_prefix(['e', 'E']) {
        Some(after) => {
            let signed = after.strip_prefix(['+', '-']).unwrap_or(after);
            let digits = signed.find(|c: char| !c.is_ascii_digit()).unwrap_or(signed.len());
            let end = after.len() - signed.len() + digits;
            match after[..end].parse::<i32>() {
                Ok(exponent) => (exponent, &after[end..]),
                Err(_) if digits == 0 => (0, rest),
                Err(_) => return error(format!("the exponent of `{text}` is too large")),
            }
        }
        None => (0, rest),
    };
    let unit = match suffix {
        "" => None,
        "f64" | "f32" | "i32" | "u32" | "i64" | "u64" | "usize" | "isize" => {
            return error("numbers in equations have units, not types".to_owned());
        }
        suffix => match unit::lookup(suffix) {
            Some(unit) => Some((suffix, unit)),
            None => return error(unit::unknown_unit(suffix)),
        },
    };
    let number = quantity_number(mantissa, exponent, unit, span)?;
    Ok(match number.kind {
        Kind::Number(number) => Expr::new(Kind::Number(Number { text, ..number }), span),
        kind => Expr::new(kind, span),
    })
}

/// Returns the number `mantissa` × 10^`exponent` in a unit, rounded once.
fn quantity_number(mantissa: &str, exponent: i32, unit: Option<(&str, Unit)>, span: Span) -> syn::Result<Expr> {
    let power = exponent.saturating_add(unit.map_or(0, |(_, unit)| unit.exponent));
    let value = format!("{mantissa}e{power}")
        .parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .ok_or_else(|| syn::Error::new(span, "this number is too large"))?;
    Ok(Expr::new(
        Kind::Number(Number {
            value,
            dimension: unit.map(|(_, unit)| unit.dimension),
            absolute_temperature: unit.is_some_and(|(_, unit)| unit.absolute_temperature),
            text: format!("{mantissa}{}", unit.map_or("", |(text, _)| text)),
            unit: unit.map(|(text, _)| text.to_owned()),
            unchecked: false,
        }),
        span,
    ))
}

/// Returns `value` × 10^`exponent`, rounded as if it had been written so in decimal.
fn shift(value: f64, exponent: i32) -> f64 {
    let text = format!("{value:e}");
    let shifted = text.split_once('e').and_then(|(mantissa, power)| {
        let power = power.parse::<i32>().ok()? + exponent;
        format!("{mantissa}e{power}").parse().ok()
    });
    shifted.unwrap_or(value * unit::power_of_ten(exponent))
}
