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

    /// True if it is made of potentials, times and temperatures alone, which papers count in mV, ms and degrees.
    pub fn is_counted(self) -> bool {
        self.uncounted().is_pure()
    }

    /// Returns the part that is made of currents, lengths and amounts of substance.
    #[must_use]
    pub fn uncounted(mut self) -> Self {
        for counted in [0, 1, 5] {
            self.exponents[counted] = Rational::ZERO;
        }
        self
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
        // An amount of substance is written as part of a concentration.
        let amount = self.exponents[4];
        let mut rest = if amount.is_zero() { self } else { self.div(Self::CONCENTRATION.pow(amount)) };
        // A derived unit in front reads better than its base units: nF/uM, not ms*nA/mV/uM.
        let size = |d: Self| d.exponents.iter().filter(|e| !e.is_zero()).count();
        let led = NAMED.iter().find(|name| {
            let left = rest.div(name.dimension);
            ![Self::PURE, Self::RATE].contains(&name.dimension)
                && left.exponents.iter().all(|e| !e.is_positive())
                && size(left) < size(rest)
        });
        let mut text = String::new();
        if let Some(name) = led {
            text += name.internal;
            rest = rest.div(name.dimension);
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
        with_unit(number, &self.internal_unit())
    }

    /// Returns `number` in each unit that papers use for this dimension: `3uM` and `3mM`.
    pub fn literals(self, number: &str) -> Vec<String> {
        if let Some(name) = self.name() {
            return name.papers.iter().map(|unit| with_unit(number, unit)).collect();
        }
        let unit = self.internal_unit();
        let mut literals = vec![with_unit(number, &unit)];
        if unit.contains("uM") {
            literals.push(with_unit(number, &unit.replace("uM", "mM")));
        }
        literals
    }
}

fn with_unit(number: &str, unit: &str) -> String {
    match unit.strip_prefix('1') {
        Some(per) => format!("{number}{per}"),
        None => format!("{number}{unit}"),
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
            Some(name) if !self.is_pure() => write!(f, " ({})", name.papers[0]),
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
    /// All units that many papers use, first the most usual one.
    pub(super) papers: &'static [&'static str],
}

const fn name(
    dimension: Dimension,
    words: &'static str,
    internal: &'static str,
    papers: &'static [&'static str],
) -> Name {
    Name { dimension, words, internal, papers }
}

pub(super) const NAMED: &[Name] = &[
    name(Dimension::PURE, "a pure number", "1", &["1"]),
    name(Dimension::VOLTAGE, "a voltage", "mV", &["mV"]),
    name(Dimension::TIME, "a time", "ms", &["ms"]),
    name(Dimension::RATE, "a rate", "1/ms", &["1/ms"]),
    name(Dimension::CURRENT, "a current", "nA", &["nA", "pA"]),
    name(Dimension::CURRENT_DENSITY, "a current per area", "nA/mm2", &["uA/cm2", "mA/cm2"]),
    name(Dimension::LENGTH, "a length", "mm", &["um", "cm"]),
    name(Dimension::AREA, "an area", "mm2", &["mm2", "um2", "cm2"]),
    name(Dimension::VOLUME, "a volume", "mm3", &["um3"]),
    name(Dimension::CONCENTRATION, "a concentration", "uM", &["uM", "mM"]),
    name(Dimension::TEMPERATURE, "a temperature", "K", &["K"]),
    name(Dimension::CONDUCTANCE, "a conductance", "uS", &["nS", "uS"]),
    name(Dimension::CONDUCTANCE_DENSITY, "a conductance per area", "uS/mm2", &["mS/cm2", "S/cm2"]),
    name(Dimension::CAPACITANCE, "a capacitance", "nF", &["nF", "pF"]),
    name(Dimension::CAPACITANCE_DENSITY, "a capacitance per area", "nF/mm2", &["uF/cm2"]),
    name(Dimension::RESISTANCE, "a resistance", "Mohm", &["Mohm", "Gohm"]),
    name(Dimension::RESISTIVITY, "a resistivity", "Mohm*mm", &["ohm*cm"]),
    name(Dimension::CHARGE, "a charge", "nA*ms", &["pC"]),
    name(Dimension::AMOUNT, "an amount of substance", "uM*mm3", &["mol"]),
];
