//! Dimensions, units and their prefixes: one table, and the internal system they convert to.
//!
//! The internal system is mV, ms, nA, mm, µM and K; conductances are then µS, capacitances nF and
//! amounts of substance 1e-12 mol. Every unit of the table is a power of ten of it, so values are
//! converted in decimal, before they are rounded to binary.

use std::fmt;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitInt, Token};

use crate::names;

/// A small fraction, in lowest terms and with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rational {
    numerator: i32,
    denominator: i32,
}

impl Rational {
    /// 0
    pub const ZERO: Self = Self::integer(0);
    /// 1
    pub const ONE: Self = Self::integer(1);

    /// The whole number `value`.
    pub const fn integer(value: i32) -> Self {
        Self { numerator: value, denominator: 1 }
    }

    /// `numerator / denominator`, or `None` if the denominator is 0 or a part does not fit.
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        let divisor = i64::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs()))
            .ok()
            .filter(|_| denominator != 0)?
            * denominator.signum();
        Some(Self {
            numerator: i32::try_from(numerator / divisor).ok()?,
            denominator: i32::try_from(denominator / divisor).ok()?,
        })
    }

    /// The fraction with a denominator up to 12 that `value` is, to rounding.
    pub fn approximate(value: f64) -> Option<Self> {
        (1..=12).find_map(|denominator| {
            let numerator = value * f64::from(denominator);
            let nearest = numerator.round();
            ((numerator - nearest).abs() <= 1e-12 * nearest.abs() && nearest.abs() <= 1000.0)
                .then(|| Self::new(nearest as i64, i64::from(denominator)))
                .flatten()
        })
    }

    /// Whether this is 0.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// The whole number this is, if it is one.
    pub fn whole(self) -> Option<i32> {
        (self.denominator == 1).then_some(self.numerator)
    }

    fn parts(self) -> (i64, i64) {
        (i64::from(self.numerator), i64::from(self.denominator))
    }

    /// The sum; fractions too large to hold become 0, which no exponent of a model reaches.
    pub fn plus(self, other: Self) -> Self {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a * d + c * b, b * d).unwrap_or(Self::ZERO)
    }

    /// The product, with the same limit as [`plus`](Self::plus).
    pub fn times(self, other: Self) -> Self {
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Self::new(a * c, b * d).unwrap_or(Self::ZERO)
    }

    /// The fraction times −1.
    pub const fn negative(self) -> Self {
        Self { numerator: -self.numerator, denominator: self.denominator }
    }

    /// 1 over the fraction, or `None` of 0.
    pub fn reciprocal(self) -> Option<Self> {
        let (numerator, denominator) = self.parts();
        Self::new(denominator, numerator)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            _ => write!(f, "({}/{})", self.numerator, self.denominator),
        }
    }
}

/// A physical dimension: the exponents of voltage, time, current, length, amount of substance and
/// temperature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dimension {
    exponents: [Rational; 6],
}

impl Dimension {
    /// A pure number.
    pub const PURE: Self = Self::of([0, 0, 0, 0, 0, 0]);
    /// A voltage (mV).
    pub const VOLTAGE: Self = Self::of([1, 0, 0, 0, 0, 0]);
    /// A time (ms).
    pub const TIME: Self = Self::of([0, 1, 0, 0, 0, 0]);
    /// A current (nA).
    pub const CURRENT: Self = Self::of([0, 0, 1, 0, 0, 0]);
    /// A length (mm).
    pub const LENGTH: Self = Self::of([0, 0, 0, 1, 0, 0]);
    /// An area (mm²).
    pub const AREA: Self = Self::of([0, 0, 0, 2, 0, 0]);
    /// A volume (mm³).
    pub const VOLUME: Self = Self::of([0, 0, 0, 3, 0, 0]);
    /// An amount of substance (1e-12 mol).
    pub const AMOUNT: Self = Self::of([0, 0, 0, 0, 1, 0]);
    /// A concentration (µM).
    pub const CONCENTRATION: Self = Self::of([0, 0, 0, -3, 1, 0]);
    /// A temperature (K, or °C on its own scale).
    pub const TEMPERATURE: Self = Self::of([0, 0, 0, 0, 0, 1]);
    /// An electric charge (nA ms).
    pub const CHARGE: Self = Self::of([0, 1, 1, 0, 0, 0]);
    /// A conductance (µS).
    pub const CONDUCTANCE: Self = Self::of([-1, 0, 1, 0, 0, 0]);
    /// A conductance per area (µS/mm²).
    pub const CONDUCTANCE_DENSITY: Self = Self::of([-1, 0, 1, -2, 0, 0]);
    /// A resistance (MΩ).
    pub const RESISTANCE: Self = Self::of([1, 0, -1, 0, 0, 0]);
    /// A resistivity (MΩ mm).
    pub const RESISTIVITY: Self = Self::of([1, 0, -1, 1, 0, 0]);
    /// A capacitance (nF).
    pub const CAPACITANCE: Self = Self::of([-1, 1, 1, 0, 0, 0]);
    /// A capacitance per area (nF/mm²).
    pub const CAPACITANCE_DENSITY: Self = Self::of([-1, 1, 1, -2, 0, 0]);
    /// A current per area (nA/mm²).
    pub const CURRENT_DENSITY: Self = Self::of([0, 0, 1, -2, 0, 0]);
    /// A rate (1/ms).
    pub const RATE: Self = Self::of([0, -1, 0, 0, 0, 0]);

    const fn of(exponents: [i32; 6]) -> Self {
        let mut dimension = [Rational::ZERO; 6];
        let mut i = 0;
        while i < 6 {
            dimension[i] = Rational::integer(exponents[i]);
            i += 1;
        }
        Self { exponents: dimension }
    }

    /// The dimension with these exponents of voltage, time, current, length, amount and temperature.
    pub const fn from_exponents(exponents: [Rational; 6]) -> Self {
        Self { exponents }
    }

    /// The exponents of voltage, time, current, length, amount and temperature.
    pub const fn exponents(&self) -> [Rational; 6] {
        self.exponents
    }

    /// The dimension of a product.
    #[allow(clippy::should_implement_trait, reason = "spelt out beside `pow`")]
    pub fn mul(self, other: Self) -> Self {
        let mut exponents = self.exponents;
        for (mine, theirs) in exponents.iter_mut().zip(other.exponents) {
            *mine = mine.plus(theirs);
        }
        Self { exponents }
    }

    /// The dimension of a quotient.
    #[allow(clippy::should_implement_trait, reason = "spelt out beside `pow`")]
    pub fn div(self, other: Self) -> Self {
        self.mul(other.pow(Rational::integer(-1)))
    }

    /// The dimension of a power.
    pub fn pow(self, exponent: Rational) -> Self {
        Self { exponents: self.exponents.map(|e| e.times(exponent)) }
    }

    /// Whether this is a pure number.
    pub fn is_pure(self) -> bool {
        self == Self::PURE
    }

    /// The exponents as the small whole numbers that generated constants hold, if they are whole.
    pub fn integer_exponents(self) -> Option<[i8; 6]> {
        let mut whole = [0; 6];
        for (slot, exponent) in whole.iter_mut().zip(self.exponents) {
            *slot = i8::try_from(exponent.whole()?).ok()?;
        }
        Some(whole)
    }

    /// The dimension in words with an article, as in "exp takes a pure number, not *a voltage*".
    pub fn words(self) -> String {
        for (dimension, words, _) in NAMED {
            if *dimension == self {
                return (*words).to_owned();
            }
        }
        format!("a quantity in {}", self.internal_unit())
    }

    /// Whether the field has a word for it.
    pub fn is_named(self) -> bool {
        NAMED.iter().any(|(dimension, _, _)| *dimension == self)
    }

    /// The internal unit of this dimension: `mV`, `1/ms`, `uS/mm2`, `1/ms/mV`, `1` of a pure number.
    pub fn internal_unit(self) -> String {
        for (dimension, _, unit) in NAMED {
            if *dimension == self {
                return (*unit).to_owned();
            }
        }
        // A derived unit in front reads better than its base units: nF/uM, not ms*nA/mV/uM.
        let size = |d: Self| d.exponents.iter().filter(|e| !e.is_zero()).count();
        let led = NAMED.iter().find(|(dimension, _, _)| {
            let rest = self.div(*dimension);
            ![Self::PURE, Self::RATE, Self::AMOUNT].contains(dimension)
                && rest.exponents.iter().all(|e| e.numerator <= 0)
                && size(rest) < size(self)
        });
        let mut text = String::new();
        let mut rest = self;
        if let Some((dimension, _, unit)) = led {
            text += unit;
            rest = self.div(*dimension);
        }
        // Length and amount together are concentrations first.
        let amount = rest.exponents[4];
        if !amount.is_zero() {
            rest = rest.div(Self::CONCENTRATION.pow(amount));
        }
        let mut bases: Vec<(&str, Rational)> = ["mV", "ms", "nA", "mm"].into_iter().zip(rest.exponents).collect();
        bases.push(("uM", amount));
        bases.push(("K", rest.exponents[5]));
        for (base, exponent) in bases.iter().filter(|(_, e)| e.numerator > 0) {
            let times = if text.is_empty() { "" } else { "*" };
            text += &format!("{times}{base}{}", power_text(*exponent));
        }
        if text.is_empty() {
            text.push('1');
        }
        for (base, exponent) in bases.iter().filter(|(_, e)| e.numerator < 0) {
            text += &format!("/{base}{}", power_text(exponent.negative()));
        }
        text
    }

    /// `number` with the internal unit of this dimension, as one writes it in an equation:
    /// `25.5mV`, `0.1/ms`, `0.1/ms/mV`.
    pub fn literal(self, number: &str) -> String {
        let unit = self.internal_unit();
        match unit.strip_prefix('1') {
            Some(per) => format!("{number}{per}"),
            None => format!("{number}{unit}"),
        }
    }
}

fn power_text(exponent: Rational) -> String {
    match exponent.whole() {
        Some(1) => String::new(),
        Some(whole) if whole < 10 => whole.to_string(),
        _ => format!("^{exponent}"),
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

/// Dimensions that have a name: in words, and in the internal unit.
const NAMED: &[(Dimension, &str, &str)] = &[
    (Dimension::PURE, "a pure number", "1"),
    (Dimension::VOLTAGE, "a voltage", "mV"),
    (Dimension::TIME, "a time", "ms"),
    (Dimension::RATE, "a rate (1/time)", "1/ms"),
    (Dimension::CURRENT, "a current", "nA"),
    (Dimension::CURRENT_DENSITY, "a current per area", "nA/mm2"),
    (Dimension::LENGTH, "a length", "mm"),
    (Dimension::AREA, "an area", "mm2"),
    (Dimension::VOLUME, "a volume", "mm3"),
    (Dimension::CONCENTRATION, "a concentration", "uM"),
    (Dimension::TEMPERATURE, "a temperature", "K"),
    (Dimension::CONDUCTANCE, "a conductance", "uS"),
    (Dimension::CONDUCTANCE_DENSITY, "a conductance per area", "uS/mm2"),
    (Dimension::CAPACITANCE, "a capacitance", "nF"),
    (Dimension::CAPACITANCE_DENSITY, "a capacitance per area", "nF/mm2"),
    (Dimension::RESISTANCE, "a resistance", "Mohm"),
    (Dimension::RESISTIVITY, "a resistivity", "Mohm*mm"),
    (Dimension::CHARGE, "a charge", "nA*ms"),
    (Dimension::AMOUNT, "an amount of substance", "uM*mm3"),
];

/// A unit of the table, with its prefix and power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// What one of it is in the internal system, a power of ten.
    pub factor: f64,
    /// The power of ten that `factor` is.
    pub exponent: i32,
    /// Its dimension.
    pub dimension: Dimension,
    /// Whether it is °C, a scale with its own zero.
    pub absolute_temperature: bool,
}

/// A symbol, the power of ten of the internal unit that it is, its dimension and its prefixes.
struct Symbol {
    text: &'static str,
    exponent: i32,
    dimension: Dimension,
    prefixes: &'static str,
}

const fn symbol(text: &'static str, exponent: i32, dimension: Dimension, prefixes: &'static str) -> Symbol {
    Symbol { text, exponent, dimension, prefixes }
}

/// All units. Prefixes are those in use for the unit; µ stands for u and both Unicode micro signs.
const SYMBOLS: &[Symbol] = &[
    symbol("V", 3, Dimension::VOLTAGE, "numk"),
    symbol("A", 9, Dimension::CURRENT, "fpnum"),
    symbol("S", 6, Dimension::CONDUCTANCE, "fpnum"),
    symbol("F", 9, Dimension::CAPACITANCE, "fpnum"),
    symbol("ohm", -6, Dimension::RESISTANCE, "mkMG"),
    symbol("\u{3a9}", -6, Dimension::RESISTANCE, "mkMG"),
    symbol("\u{2126}", -6, Dimension::RESISTANCE, "mkMG"),
    symbol("C", 12, Dimension::CHARGE, "fpnum"),
    symbol("mol", 12, Dimension::AMOUNT, "fpnum"),
    symbol("M", 6, Dimension::CONCENTRATION, "fpnum"),
    symbol("s", 3, Dimension::TIME, "fpnum"),
    symbol("m", 3, Dimension::LENGTH, "pnumcdk"),
    symbol("L", 6, Dimension::VOLUME, "fpnumcd"),
    symbol("K", 0, Dimension::TEMPERATURE, "m"),
    symbol("J", 15, Dimension::of([1, 1, 1, 0, 0, 0]), "fpnumk"),
    symbol("N", 12, Dimension::of([1, 1, 1, -1, 0, 0]), "pnumk"),
    symbol("Hz", -3, Dimension::RATE, "mkMG"),
];

fn prefix_exponent(prefix: char) -> Option<(char, i32)> {
    Some(match prefix {
        'f' => ('f', -15),
        'p' => ('p', -12),
        'n' => ('n', -9),
        'u' | '\u{b5}' | '\u{3bc}' => ('u', -6),
        'm' => ('m', -3),
        'c' => ('c', -2),
        'd' => ('d', -1),
        'k' => ('k', 3),
        'M' => ('M', 6),
        'G' => ('G', 9),
        _ => return None,
    })
}

/// The unit spelt `text`: a symbol with a prefix and a power (`mV`, `cm2`, `MΩ`, `degC`), or `1`.
pub fn lookup(text: &str) -> Option<Unit> {
    if text == "1" {
        return Some(Unit::new(0, Dimension::PURE));
    }
    if text == "degC" {
        return Some(Unit { absolute_temperature: true, ..Unit::new(0, Dimension::TEMPERATURE) });
    }
    let (text, power) = match text.char_indices().last() {
        Some((at, digit @ '2'..='9')) => (&text[..at], digit as i32 - '0' as i32),
        _ => (text, 1),
    };
    let (exponent, dimension) = plain(text)?;
    Some(Unit::new(exponent * power, dimension.pow(Rational::integer(power))))
}

/// A symbol alone (`m` is the metre), or with a prefix.
fn plain(text: &str) -> Option<(i32, Dimension)> {
    symbol_of(text).map(|(symbol, prefix)| (symbol.exponent + prefix, symbol.dimension))
}

/// The symbol, and the power of ten of its prefix.
fn symbol_of(text: &str) -> Option<(&'static Symbol, i32)> {
    if let Some(symbol) = SYMBOLS.iter().find(|symbol| symbol.text == text) {
        return Some((symbol, 0));
    }
    let mut rest = text.chars();
    let (prefix, exponent) = prefix_exponent(rest.next()?)?;
    let symbol = SYMBOLS.iter().find(|symbol| symbol.text == rest.as_str() && symbol.prefixes.contains(prefix))?;
    Some((symbol, exponent))
}

/// A unit with one prefix changed, in every way in use, and the power of ten by which values in it are larger.
pub fn other_prefixes(unit: &str) -> Vec<(String, i32)> {
    let mut found = Vec::new();
    let mut begin = 0;
    while begin < unit.len() {
        let end = unit[begin..].find(['/', '*']).map_or(unit.len(), |at| begin + at);
        let sign = if unit[..begin].ends_with('/') { -1 } else { 1 };
        let factor = &unit[begin..end];
        let (letters, digit) = factor.split_at(factor.trim_end_matches(|c: char| c.is_ascii_digit()).len());
        let power = digit.parse().unwrap_or(1);
        if let Some((symbol, own)) = symbol_of(letters) {
            let plain = std::iter::once((String::new(), 0));
            // Nobody writes dm.
            let prefixes = symbol.prefixes.chars().filter(|prefix| *prefix != 'd').filter_map(prefix_exponent);
            let prefixed = prefixes.map(|(prefix, exponent)| (prefix.to_string(), exponent));
            for (prefix, exponent) in plain.chain(prefixed).filter(|(_, exponent)| *exponent != own) {
                let text = format!("{}{prefix}{}{digit}{}", &unit[..begin], symbol.text, &unit[end..]);
                found.push((text, (exponent - own) * power * sign));
            }
        }
        begin = end + 1;
    }
    found
}

/// The nearest spellings in the field's use, for units that are not in the table.
pub fn unknown_unit(text: &str) -> String {
    const COMMON: &[&str] = &[
        "mV", "V", "ms", "s", "nA", "pA", "uA", "mA", "nS", "uS", "mS", "pS", "nF", "uF", "pF", "um", "mm", "cm",
        "um2", "mm2", "cm2", "uM", "mM", "nM", "M", "mol", "L", "K", "degC", "Hz", "kHz", "ohm", "Mohm", "C", "J", "N",
    ];
    let lower = text.to_lowercase();
    // The usual misspelling is one of case (`mv`), and a change of the prefix's case is a trap.
    let guess = COMMON
        .iter()
        .find(|unit| unit.to_lowercase() == lower)
        .copied()
        .or_else(|| names::nearest(text, COMMON.iter().copied()));
    let guess = match text {
        "sec" => Some("s"),
        "msec" => Some("ms"),
        "hz" => Some("Hz"),
        "micron" | "microns" => Some("um"),
        "Celsius" | "celsius" | "C\u{b0}" => Some("degC"),
        "mho" => Some("S"),
        _ => guess,
    };
    match guess {
        Some(guess) => format!("unknown unit `{text}`; did you mean `{guess}`?"),
        None => format!("unknown unit `{text}`; units are written as in `mV`, `mS/cm2`, `1/ms`"),
    }
}

impl Unit {
    fn new(exponent: i32, dimension: Dimension) -> Self {
        Self { factor: power_of_ten(exponent), exponent, dimension, absolute_temperature: false }
    }
}

/// The double nearest to 10^`exponent`.
pub fn power_of_ten(exponent: i32) -> f64 {
    // Decimal parsing rounds correctly, which powi does not.
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}

/// A unit written out, such as `mS/cm2`, `1/ms/mV` or `ohm*cm`.
#[derive(Clone, Debug)]
pub struct UnitExpr {
    /// What one of it is in the internal system.
    pub factor: f64,
    /// The power of ten that `factor` is.
    pub exponent: i32,
    /// Its dimension.
    pub dimension: Dimension,
    /// As written, without spaces.
    pub text: String,
    /// Whether it is °C.
    pub absolute_temperature: bool,
    /// Its first token.
    pub span: Span,
}

impl UnitExpr {
    /// The unit 1 of pure numbers.
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

/// One unit, or the number 1.
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
    match lookup(&text) {
        Some(unit) => Ok((unit, text, name.span())),
        None => Err(syn::Error::new(name.span(), unknown_unit(&text))),
    }
}

/// A constant of a declaration: `-60mV`, `100mS/cm2`, `10degC`, `3`.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The value in the internal system; °C count from their own zero.
    pub value: f64,
    /// Its dimension; a number without a unit is pure.
    pub dimension: Dimension,
    /// The unit it is written in, if it is one literal.
    pub unit: Option<String>,
    /// Whether it is a point on the Celsius scale.
    pub absolute_temperature: bool,
    /// Whether it is declared to be meant, however implausible, or has been found plausible.
    pub unchecked: bool,
    /// Its number, or the first token of a formula.
    pub span: Span,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> syn::Result<UnitExpr> {
        syn::parse::Parser::parse_str(|input: ParseStream<'_>| UnitExpr::parse(input), text)
    }

    #[test]
    fn units_convert_to_the_internal_system() {
        let cases: &[(&str, f64, Dimension)] = &[
            ("mV", 1.0, Dimension::VOLTAGE),
            ("V", 1e3, Dimension::VOLTAGE),
            ("ms", 1.0, Dimension::TIME),
            ("s", 1e3, Dimension::TIME),
            ("us", 1e-3, Dimension::TIME),
            ("nA", 1.0, Dimension::CURRENT),
            ("pA", 1e-3, Dimension::CURRENT),
            ("uA/cm2", 10.0, Dimension::CURRENT_DENSITY),
            ("mS/cm2", 10.0, Dimension::CONDUCTANCE_DENSITY),
            ("S/cm2", 1e4, Dimension::CONDUCTANCE_DENSITY),
            ("pS/um2", 1.0, Dimension::CONDUCTANCE_DENSITY),
            ("nS", 1e-3, Dimension::CONDUCTANCE),
            ("uF/cm2", 10.0, Dimension::CAPACITANCE_DENSITY),
            ("pF", 1e-3, Dimension::CAPACITANCE),
            ("mm2", 1.0, Dimension::AREA),
            ("um2", 1e-6, Dimension::AREA),
            ("um3", 1e-9, Dimension::VOLUME),
            ("m", 1e3, Dimension::LENGTH),
            ("M", 1e6, Dimension::CONCENTRATION),
            ("mM", 1e3, Dimension::CONCENTRATION),
            ("\u{b5}M", 1.0, Dimension::CONCENTRATION),
            ("\u{3bc}M", 1.0, Dimension::CONCENTRATION),
            ("mol/L", 1e6, Dimension::CONCENTRATION),
            ("mol/m3", 1e3, Dimension::CONCENTRATION),
            ("1/ms", 1.0, Dimension::RATE),
            ("Hz", 1e-3, Dimension::RATE),
            ("1/s", 1e-3, Dimension::RATE),
            ("ohm*cm", 1e-5, Dimension::RESISTIVITY),
            ("M\u{3a9}", 1.0, Dimension::RESISTANCE),
            ("pA/pF", 1.0, Dimension::VOLTAGE.div(Dimension::TIME)),
            ("uM/nA", 1.0, Dimension::CONCENTRATION.div(Dimension::CURRENT)),
            ("C/mol", 1.0, Dimension::CHARGE.div(Dimension::AMOUNT)),
            ("J/K/mol", 1e3, Dimension::of([1, 1, 1, 0, -1, -1])),
            ("N*m", 1e15, Dimension::of([1, 1, 1, 0, 0, 0])),
            ("1", 1.0, Dimension::PURE),
        ];
        for (text, factor, dimension) in cases {
            let unit = unit(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(unit.factor, *factor, "{text}");
            assert_eq!(unit.dimension, *dimension, "{text}");
            assert_eq!(unit.text, *text);
        }
        assert_eq!(unit("1 / mM / ms").unwrap().text, "1/mM/ms");
        assert!(unit("degC").unwrap().absolute_temperature);
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        let cases = [
            ("mv", "unknown unit `mv`; did you mean `mV`?"),
            ("msec", "unknown unit `msec`; did you mean `ms`?"),
            ("2/ms", "a unit has no number other than 1, as in `1/ms`"),
            ("1.5", "a unit is written as in `mS/cm2` or `1/ms`"),
            ("mV/degC", DEGREES_SCALE),
            ("degC*mV", DEGREES_SCALE),
        ];
        for (text, message) in cases {
            assert_eq!(unit(text).unwrap_err().to_string(), message, "{text}");
        }
        for text in ["", "kM", "min", "cS", "MM", "m0", "mm1", "degC2", "uu", "2"] {
            assert_eq!(lookup(text), None, "{text}");
        }
    }

    #[test]
    fn dimensions_have_words_and_units() {
        let per_time_voltage = Dimension::RATE.div(Dimension::VOLTAGE);
        let cases = [
            (Dimension::VOLTAGE, "a voltage", "25.5mV"),
            (Dimension::RATE, "a rate (1/time)", "25.5/ms"),
            (Dimension::CONDUCTANCE_DENSITY, "a conductance per area", "25.5uS/mm2"),
            (per_time_voltage, "a quantity in 1/mV/ms", "25.5/mV/ms"),
            (Dimension::CONCENTRATION.div(Dimension::CURRENT), "a quantity in uM/nA", "25.5uM/nA"),
            (Dimension::VOLTAGE.pow(Rational::new(1, 2).unwrap()), "a quantity in mV^(1/2)", "25.5mV^(1/2)"),
        ];
        for (dimension, words, literal) in cases {
            assert_eq!(dimension.words(), words);
            assert_eq!(dimension.literal("25.5"), literal);
        }
        assert_eq!(Dimension::CONCENTRATION.integer_exponents(), Some([0, 0, 0, -3, 1, 0]));
        assert_eq!(Dimension::VOLTAGE.pow(Rational::new(1, 2).unwrap()).integer_exponents(), None);
    }

    #[test]
    fn fractions_are_recognised() {
        assert_eq!(Rational::approximate(1.5), Rational::new(3, 2));
        assert_eq!(Rational::approximate(-1.0 / 3.0), Rational::new(-1, 3));
        assert_eq!(Rational::approximate(0.123), None);
        assert_eq!(Rational::new(1, 0), None);
    }
}
