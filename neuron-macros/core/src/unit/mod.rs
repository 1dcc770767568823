//! Dimensions, units and their prefixes, and the internal system they convert to.
//!
//! The internal system is mV, ms, nA, mm, µM and K. Conductances are then in µS, capacitances in nF and amounts of
//! substance in 1e-12 mol. Every unit in the table is a power of ten of an internal one, so values are converted in
//! decimal, before they are rounded to binary.
//!
//! This folder knows nothing of equations.

mod dimension;
mod rational;
mod table;
mod written;

pub use dimension::Dimension;
pub use rational::Rational;
pub use table::{Unit, lookup, other_prefixes, power_of_ten, unknown_unit};
pub(crate) use written::{DEGREES_SCALE, JOINED, power_of_unit};
pub use written::{Quantity, UnitExpr, rounded};

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse::ParseStream;

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
            ("mS/cm^2", "powers of units are written with a digit, as in `cm2`"),
            ("mS.cm2", "units are joined by `*` and `/`, as in `mS/cm2`"),
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
            (Dimension::RATE, "a rate", "25.5/ms"),
            (Dimension::CONDUCTANCE_DENSITY, "a conductance per area", "25.5uS/mm2"),
            (per_time_voltage, "a quantity in 1/mV/ms", "25.5/mV/ms"),
            (Dimension::CONCENTRATION.div(Dimension::CURRENT), "a quantity in uM/nA", "25.5uM/nA"),
            (Dimension::VOLTAGE.pow(Rational::new(1, 2).unwrap()), "a quantity in mV^(1/2)", "25.5mV^(1/2)"),
        ];
        for (dimension, words, literal) in cases {
            assert_eq!(dimension.words(), words);
            assert_eq!(dimension.literal("25.5"), literal);
        }
        assert_eq!(Dimension::CONDUCTANCE_DENSITY.to_string(), "a conductance per area (mS/cm2)");
        assert_eq!(Dimension::PURE.to_string(), "a pure number");
        assert_eq!(per_time_voltage.to_string(), "a quantity in 1/mV/ms");
        assert_eq!(Dimension::CONCENTRATION.integer_exponents(), Some([0, 0, 0, -3, 1, 0]));
        assert_eq!(Dimension::VOLTAGE.pow(Rational::new(1, 2).unwrap()).integer_exponents(), None);
    }

    #[test]
    fn names_have_units_of_their_own_dimension() {
        for dimension::Name { dimension, words, internal, papers } in dimension::NAMED {
            for text in std::iter::once(internal).chain(*papers) {
                let unit = unit(text).unwrap_or_else(|error| panic!("{words}: {error}"));
                assert_eq!(unit.dimension, *dimension, "{words} in {text}");
            }
        }
    }

    #[test]
    fn fractions_are_recognised() {
        assert_eq!(Rational::approximate(1.5), Rational::new(3, 2));
        assert_eq!(Rational::approximate(-1.0 / 3.0), Rational::new(-1, 3));
        assert_eq!(Rational::approximate(0.123), None);
        assert_eq!(Rational::new(1, 0), None);
    }
}
