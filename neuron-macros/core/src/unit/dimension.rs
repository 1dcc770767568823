//! Dimensions: their algebra, their names in words and their units.

use super::rational::Rational;
use std::fmt;

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

    pub(super) const fn of(exponents: [i32; 6]) -> Self {
        let mut dimension = [Rational::ZERO; 6];
        let mut i = 0;
        while i < 6 {
            dimension[i] = Rational::integer(exponents[i]);
            i += 1;
        }
        Self { exponents: dimension }
    }

    /// Creates a dimension from its exponents of voltage, time, current, length, amount and temperature.
    pub const fn from_exponents(exponents: [Rational; 6]) -> Self {
        Self { exponents }
    }

    /// Returns the exponents of voltage, time, current, length, amount and temperature.
    pub const fn exponents(&self) -> [Rational; 6] {
        self.exponents
    }

    /// Returns the dimension of a product.
    #[allow(clippy::should_implement_trait, reason = "spelt out beside `pow`")]
    pub fn mul(self, other: Self) -> Self {
        let mut exponents = self.exponents;
        for (mine, theirs) in exponents.iter_mut().zip(other.exponents) {
            *mine = mine.plus(theirs);
        }
        Self { exponents }
    }

    /// Returns the dimension of a quotient.
    #[allow(clippy::should_implement_trait, reason = "spelt out beside `pow`")]
    pub fn div(self, other: Self) -> Self {
        self.mul(other.pow(Rational::integer(-1)))
    }

    /// Returns the dimension of a power.
    pub fn pow(self, exponent: Rational) -> Self {
        Self { exponents: self.exponents.map(|e| e.times(exponent)) }
    }

    /// True for a pure number.
    pub fn is_pure(self) -> bool {
        self == Self::PURE
    }

    /// Returns the exponents as generated constants hold them, if all are small whole numbers.
    pub fn integer_exponents(self) -> Option<[i8; 6]> {
        let mut whole = [0; 6];
        for (slot, exponent) in whole.iter_mut().zip(self.exponents) {
            *slot = i8::try_from(exponent.whole()?).ok()?;
        }
        Some(whole)
    }

    fn name(self) -> Option<&'static Name> {
        NAMED.iter().find(|name| name.dimension == self)
    }

    /// Returns the dimension in words with an article, as in "exp takes a pure number, not *a voltage*".
    pub fn words(self) -> String {
        match self.name() {
            Some(name) => name.words.to_owned(),
            None => format!("a quantity in {}", self.internal_unit()),
        }
    }

    /// True if the field has a word for it.
    pub fn is_named(self) -> bool {
        self.name().is_some()
    }

    /// Returns the internal unit of this dimension: `mV`, `1/ms`, `uS/mm2`, `1/ms/mV`, and `1` for a pure number.
    pub fn internal_unit(self) -> String {
        if let Some(name) = self.name() {
            return name.internal.to_owned();
        }
        // A derived unit in front reads better than its base units: nF/uM, not ms*nA/mV/uM.
        let size = |d: Self| d.exponents.iter().filter(|e| !e.is_zero()).count();
        let led = NAMED.iter().find(|name| {
            let rest = self.div(name.dimension);
            ![Self::PURE, Self::RATE, Self::AMOUNT].contains(&name.dimension)
                && rest.exponents.iter().all(|e| !e.is_positive())
                && size(rest) < size(self)
        });
        let mut text = String::new();
        let mut rest = self;
        if let Some(name) = led {
            text += name.internal;
            rest = self.div(name.dimension);
        }
        // An amount of substance is written as part of a concentration.
        let amount = rest.exponents[4];
        if !amount.is_zero() {
            rest = rest.div(Self::CONCENTRATION.pow(amount));
        }
        let mut bases: Vec<(&str, Rational)> = ["mV", "ms", "nA", "mm"].into_iter().zip(rest.exponents).collect();
        bases.push(("uM", amount));
        bases.push(("K", rest.exponents[5]));
        for (base, exponent) in bases.iter().filter(|(_, e)| e.is_positive()) {
            let times = if text.is_empty() { "" } else { "*" };
            text += &format!("{times}{base}{}", power_text(*exponent));
        }
        if text.is_empty() {
            text.push('1');
        }
        for (base, exponent) in bases.iter().filter(|(_, e)| e.negative().is_positive()) {
            text += &format!("/{base}{}", power_text(exponent.negative()));
        }
        text
    }

    /// Returns `number` with the internal unit of this dimension, as one writes it in an equation: `25.5mV`,
    /// `0.1/ms`, `0.1/ms/mV`.
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

/// Writes the dimension in words with its usual unit: "a voltage (mV)", "a pure number".
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())?;
        match self.name() {
            Some(name) if !self.is_pure() => write!(f, " ({})", name.usual),
            _ => Ok(()),
        }
    }
}

/// A dimension that the field has a word for.
pub(super) struct Name {
    pub(super) dimension: Dimension,
    pub(super) words: &'static str,
    /// Its internal unit.
    pub(super) internal: &'static str,
    /// The unit that most papers use.
    pub(super) usual: &'static str,
}

const fn name(dimension: Dimension, words: &'static str, internal: &'static str, usual: &'static str) -> Name {
    Name { dimension, words, internal, usual }
}

pub(super) const NAMED: &[Name] = &[
    name(Dimension::PURE, "a pure number", "1", "1"),
    name(Dimension::VOLTAGE, "a voltage", "mV", "mV"),
    name(Dimension::TIME, "a time", "ms", "ms"),
    name(Dimension::RATE, "a rate", "1/ms", "1/ms"),
    name(Dimension::CURRENT, "a current", "nA", "nA"),
    name(Dimension::CURRENT_DENSITY, "a current per area", "nA/mm2", "uA/cm2"),
    name(Dimension::LENGTH, "a length", "mm", "um"),
    name(Dimension::AREA, "an area", "mm2", "mm2"),
    name(Dimension::VOLUME, "a volume", "mm3", "um3"),
    name(Dimension::CONCENTRATION, "a concentration", "uM", "uM"),
    name(Dimension::TEMPERATURE, "a temperature", "K", "K"),
    name(Dimension::CONDUCTANCE, "a conductance", "uS", "nS"),
    name(Dimension::CONDUCTANCE_DENSITY, "a conductance per area", "uS/mm2", "mS/cm2"),
    name(Dimension::CAPACITANCE, "a capacitance", "nF", "nF"),
    name(Dimension::CAPACITANCE_DENSITY, "a capacitance per area", "nF/mm2", "uF/cm2"),
    name(Dimension::RESISTANCE, "a resistance", "Mohm", "Mohm"),
    name(Dimension::RESISTIVITY, "a resistivity", "Mohm*mm", "ohm*cm"),
    name(Dimension::CHARGE, "a charge", "nA*ms", "pC"),
    name(Dimension::AMOUNT, "an amount of substance", "uM*mm3", "mol"),
];
