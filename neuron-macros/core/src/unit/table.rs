//! The table of all units and their prefixes.

use super::dimension::Dimension;
use super::rational::Rational;
use crate::names;

/// A unit of the table, with its prefix and power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Its value in the internal system, a power of ten.
    pub factor: f64,
    /// The power of ten that `factor` is.
    pub exponent: i32,
    /// Its dimension.
    pub dimension: Dimension,
    /// True if it is °C, a scale with its own zero.
    pub absolute_temperature: bool,
}

/// A unit without prefix; `exponent` is its power of ten of the internal unit.
struct Symbol {
    text: &'static str,
    exponent: i32,
    dimension: Dimension,
    prefixes: &'static str,
}

const fn symbol(text: &'static str, exponent: i32, dimension: Dimension, prefixes: &'static str) -> Symbol {
    Symbol { text, exponent, dimension, prefixes }
}

/// All units, each with the prefixes in use for it. The prefix u includes both Unicode micro signs.
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

/// Returns the unit spelt `text`: a symbol with a prefix and a power (`mV`, `cm2`, `MΩ`, `degC`), or `1`.
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

/// Returns the exponent and dimension of a symbol, alone (`m` is the metre) or with a prefix.
fn plain(text: &str) -> Option<(i32, Dimension)> {
    symbol_of(text).map(|(symbol, prefix)| (symbol.exponent + prefix, symbol.dimension))
}

/// Returns the symbol and the power of ten of its prefix.
fn symbol_of(text: &str) -> Option<(&'static Symbol, i32)> {
    if let Some(symbol) = SYMBOLS.iter().find(|symbol| symbol.text == text) {
        return Some((symbol, 0));
    }
    let mut rest = text.chars();
    let (prefix, exponent) = prefix_exponent(rest.next()?)?;
    let symbol = SYMBOLS.iter().find(|symbol| symbol.text == rest.as_str() && symbol.prefixes.contains(prefix))?;
    Some((symbol, exponent))
}

/// Returns all units in use that differ from a unit in one prefix, each with its power of ten of that unit.
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

/// Returns the message about a unit that is not in the table, with the nearest common one.
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
    pub(super) fn new(exponent: i32, dimension: Dimension) -> Self {
        Self { factor: power_of_ten(exponent), exponent, dimension, absolute_temperature: false }
    }
}

/// Returns the double nearest to 10^`exponent`.
pub fn power_of_ten(exponent: i32) -> f64 {
    // Decimal parsing rounds correctly, which powi does not.
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}
