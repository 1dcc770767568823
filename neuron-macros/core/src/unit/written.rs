//! Units and constants as declarations have them.

use super::dimension::Dimension;
use super::table::{Unit, lookup, power_of_ten, unknown_unit};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitInt, Token};

/// A unit written out, such as `mS/cm2`, `1/ms/mV` or `ohm*cm`.
#[derive(Clone, Debug)]
pub struct UnitExpr {
    /// Its value in the internal system.
    pub factor: f64,
    /// The power of ten that `factor` is.
    pub exponent: i32,
    /// Its dimension.
    pub dimension: Dimension,
    /// Its text, without spaces.
    pub text: String,
    /// True if it is °C.
    pub absolute_temperature: bool,
    /// Its first token.
    pub span: Span,
}

impl UnitExpr {
    /// Returns the unit 1 of pure numbers.
    pub fn pure(span: Span) -> Self {
        Self {
            factor: 1.0,
            exponent: 0,
            dimension: Dimension::PURE,
            text: "1".to_owned(),
            absolute_temperature: false,
            span,
        }
    }

    /// Parses units joined by `*` and `/`, up to the first token that belongs to neither.
    ///
    /// # Errors
    /// At the token that is no unit, or at `degC` in a product.
    pub fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut whole = Self::pure(input.span());
        let (first, text, span) = factor(input)?;
        (whole.text, whole.span) = (text, span);
        whole.dimension = first.dimension;
        whole.exponent = first.exponent;
        whole.absolute_temperature = first.absolute_temperature;
        while input.peek(Token![*]) || input.peek(Token![/]) {
            let divide = input.parse::<Option<Token![/]>>()?.is_some();
            if !divide {
                input.parse::<Token![*]>()?;
            }
            let (next, text, span) = factor(input)?;
            if next.absolute_temperature || whole.absolute_temperature {
                return Err(syn::Error::new(if next.absolute_temperature { span } else { whole.span }, DEGREES_SCALE));
            }
            whole.text += if divide { "/" } else { "*" };
            whole.text += &text;
            (whole.exponent, whole.dimension) = if divide {
                (whole.exponent - next.exponent, whole.dimension.div(next.dimension))
            } else {
                (whole.exponent + next.exponent, whole.dimension.mul(next.dimension))
            };
        }
        whole.factor = power_of_ten(whole.exponent);
        Ok(whole)
    }
}

impl syn::parse::Parse for UnitExpr {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Self::parse(input)
    }
}

/// Why °C cannot stand in products.
pub(crate) const DEGREES_SCALE: &str =
    "`degC` is a point on a temperature scale and cannot be multiplied or divided; write `K` for a difference";

/// How units are joined.
pub(crate) const JOINED: &str = "units are joined by `*` and `/`, as in `mS/cm2`";

/// How a unit is raised to a power.
pub(crate) fn power_of_unit(unit: &str) -> String {
    let unit = unit.trim_end_matches(|c: char| c.is_ascii_digit());
    format!("powers of units are written with a digit, as in `{unit}2`")
}

/// Reads one unit, or the number 1.
fn factor(input: ParseStream<'_>) -> syn::Result<(Unit, String, Span)> {
    if input.peek(syn::Lit) {
        let one: LitInt = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), "a unit is written as in `mS/cm2` or `1/ms`"))?;
        if one.base10_digits() != "1" || !one.suffix().is_empty() {
            return Err(syn::Error::new(one.span(), "a unit has no number other than 1, as in `1/ms`"));
        }
        return Ok((Unit::new(0, Dimension::PURE), "1".to_owned(), one.span()));
    }
    let name = input
        .call(Ident::parse_any)
        .map_err(|error| syn::Error::new(error.span(), "expected a unit, such as `mV` or `mS/cm2`"))?;
    let text = name.to_string();
    let Some(unit) = lookup(&text) else { return Err(syn::Error::new(name.span(), unknown_unit(&text))) };
    if input.peek(Token![^]) {
        return Err(input.error(power_of_unit(&text)));
    }
    if input.peek(Token![.]) {
        return Err(input.error(JOINED));
    }
    Ok((unit, text, name.span()))
}

/// A constant of a declaration: `-60mV`, `100mS/cm2`, `10degC`, `3`.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The value in the internal system, or in °C.
    pub value: f64,
    /// Its dimension; a number without a unit is pure.
    pub dimension: Dimension,
    /// The unit it is written in, if it is one literal.
    pub unit: Option<String>,
    /// True if it is a point on the Celsius scale.
    pub absolute_temperature: bool,
    /// True if it needs no check: the author wrote `unchecked`, or it has been checked.
    pub unchecked: bool,
    /// True if it was reported. Its parameter is still looked up.
    pub refused: bool,
    /// Its number, or the first token of a formula.
    pub span: Span,
}

impl Quantity {
    /// Creates a value that no token stands for.
    pub fn new(value: f64, dimension: Dimension, unit: &str) -> Self {
        Self {
            value,
            dimension,
            unit: Some(unit.to_owned()),
            absolute_temperature: false,
            unchecked: false,
            refused: false,
            span: Span::call_site(),
        }
    }

    /// Creates a value that could not be read, which was reported.
    pub fn refused() -> Self {
        Self { refused: true, ..Self::new(0.0, Dimension::PURE, "") }
    }

    /// Returns the value in the unit it was written in, and that unit's factor and text.
    pub fn in_own_unit(&self) -> (f64, f64, String) {
        let unit = self.unit.as_deref().and_then(|text| Parser::parse_str(UnitExpr::parse, text).ok());
        match unit {
            Some(unit) => (rounded(self.value / unit.factor), unit.factor, unit.text),
            None => (self.value, 1.0, String::new()),
        }
    }
}

/// Removes the rounding error of the last digit, so that 30 nS stays 30.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}
