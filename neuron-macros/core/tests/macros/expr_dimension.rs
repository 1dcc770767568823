//! The dimension check.

use neuron_macros_core::errors::Errors;
use neuron_macros_core::expr::Expr;
use neuron_macros_core::expr::dimension::Solver;
use neuron_macros_core::unit::Dimension;
use proc_macro2::{Ident, Span};
use syn::parse::{ParseStream, Parser};

const NAMES: &[(&str, Dimension)] = &[
    ("v", Dimension::VOLTAGE),
    ("e", Dimension::VOLTAGE),
    ("g", Dimension::CONDUCTANCE_DENSITY),
    ("m", Dimension::PURE),
    ("h", Dimension::PURE),
    ("s", Dimension::PURE),
    ("ca", Dimension::CONCENTRATION),
    ("tau_max", Dimension::TIME),
    ("celsius", Dimension::TEMPERATURE),
    ("area", Dimension::AREA),
];

fn solver() -> Solver {
    let mut solver = Solver::new();
    for (name, dimension) in NAMES {
        solver.declare(name, *dimension);
    }
    solver
}

fn parsed(text: &str) -> Expr {
    let declared = |name: &str| NAMES.iter().any(|(known, _)| *known == name) || name == "x";
    Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &declared), text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Returns the columns and messages of the errors.
fn errors_of(solver: Solver) -> Vec<(usize, String)> {
    let mut errors = Errors::new();
    let _ = solver.finish(&mut errors);
    errors.into_messages().into_iter().map(|(span, message)| (span.start().column, message)).collect()
}

fn check(text: &str, expected: Option<Dimension>) -> Vec<(usize, String)> {
    let mut solver = solver();
    solver.require(&parsed(text), expected, "the time constant of gate `m`");
    errors_of(solver)
}

#[test]
fn right_equations_pass() {
    let cases = [
        ("1 / (1 + exp(-(v + 25.5mV) / 5.29mV))", Dimension::PURE),
        ("2.64ms - 2.52ms / (1 + exp(-(v + 120mV) / 25mV))", Dimension::TIME),
        ("1.34ms / (1 + exp(-(v + 62.9mV) / 10mV)) * (1.5 + 1 / (1 + exp((v + 34.9mV) / 3.6mV)))", Dimension::TIME),
        ("ca / (ca + 3uM) / (1 + exp(-(v + 28.3mV) / 12.6mV))", Dimension::PURE),
        ("g * m^3 * h * (v - e)", Dimension::CURRENT_DENSITY),
        ("g * area * (v - e)", Dimension::CURRENT),
        ("tau_max * (1 - m)", Dimension::TIME),
        ("0.1/mV/ms * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV))", Dimension::RATE),
        ("3^((celsius - 10degC) / 10K)", Dimension::PURE),
        ("if v < 0 { 1ms } else { 0 }", Dimension::TIME),
        ("max(0, v) * 2ms / 1mV", Dimension::TIME),
        ("sqrt((v + 2mV)^2) / 1mV * 1ms", Dimension::TIME),
        ("mod(2, m) * 1ms", Dimension::TIME),
        ("mod(tau_max, 2ms)", Dimension::TIME),
        ("mod(0, tau_max)", Dimension::TIME),
        ("floor(v / 2mV) * 1ms", Dimension::TIME),
        ("heaviside(v + 2mV) * 1ms + heaviside(ca) * 2ms", Dimension::TIME),
        ("if smooth(v < 2mV) { 1ms } else { 2ms }", Dimension::TIME),
        // Numeric equations.
        ("mod(v, 2)", Dimension::VOLTAGE),
        ("floor(v / 2) * heaviside(v + 40)", Dimension::PURE),
        ("1 / (1 + exp(-(v + 25.5) / 5.29))", Dimension::PURE),
        ("2.64 - 2.52 / (1 + exp(-(v + 120) / 25))", Dimension::TIME),
        ("0.1 * (v + 40) / (1 - exp(-(v + 40) / 10))", Dimension::RATE),
        ("4 * exp(-(v + 65) / 18)", Dimension::RATE),
        ("g * h * 2 * (v - 50)", Dimension::CURRENT_DENSITY),
        ("g * exp(-(v + 40)) * (v - e)", Dimension::CURRENT_DENSITY),
        ("log10(ca / ca) * 29 + v", Dimension::VOLTAGE),
        // The dimension is in no number.
        ("exp((v + 467) / 66.6)", Dimension::TIME),
        ("28 + exp(-(v + 22) / 10.5)", Dimension::TIME),
        ("1 / (exp(-14.6 - 0.086 * v) + exp(-1.87 + 0.0701 * v))", Dimension::TIME),
        ("exp(-(v + 40))", Dimension::RATE),
        ("exp(v / 5) - m", Dimension::RATE),
        ("(v + 60) / (1 - exp(-(v + 60)))", Dimension::RATE),
        ("exp(1 - v)", Dimension::PURE),
        ("tanh(v + 40)^2.37", Dimension::PURE),
        ("v + exp(v / 5)", Dimension::TIME),
        ("if v + exp(1 - v) > 3 { 1 } else { exp(1) }", Dimension::TIME),
        ("max(v, 2 * h) / 10", Dimension::RATE),
        ("3^((celsius - 6.3) / 10)", Dimension::PURE),
        ("if v < -40 { 1 } else { 2.5 }", Dimension::TIME),
        ("0", Dimension::VOLTAGE),
        ("5", Dimension::TIME),
        ("(v / 10)^2.5 + 1", Dimension::PURE),
    ];
    for (text, dimension) in cases {
        assert_eq!(check(text, Some(dimension)), [], "{text}");
    }
}

#[test]
fn mistakes_are_named_at_their_token() {
    let pure = Some(Dimension::PURE);
    let time = Some(Dimension::TIME);
    let cases: &[(&str, Option<Dimension>, usize, &str)] = &[
        ("v + ca", None, 2, "adds a voltage (mV) to a concentration (uM)"),
        ("v - ca", None, 2, "subtracts a concentration (uM) from a voltage (mV)"),
        ("exp(v)", None, 4, "`exp` takes a pure number, not a voltage (mV); divide it by a slope, such as `5mV`"),
        (
            "exp(-(v + e))",
            None,
            6,
            "`exp` takes a pure number, not a voltage (mV); divide it by a slope, such as `5mV`",
        ),
        ("exp(v * ca)", None, 6, "`exp` takes a pure number, not a quantity in mV*uM"),
        ("2.64mV - 2.52mV * h", time, 0, "the time constant of gate `m` is a time (ms), not a voltage (mV)"),
        ("v", time, 0, "the time constant of gate `m` is a time (ms), not a voltage (mV)"),
        ("g * area * (v - e)", time, 9, "the time constant of gate `m` is a time (ms), not a current (nA)"),
        // One unit is missing.
        ("(v + 25.5) / 5.29mV", None, 5, "`25.5` has no unit and stands beside a voltage; write `25.5mV`"),
        ("(-60 - v) / 5.29mV", None, 2, "`60` has no unit and stands beside a voltage; write `60mV`"),
        (
            "exp((v + 25.5mV) / 5.29)",
            None,
            19,
            "`exp` takes a pure number, not a voltage (mV); `5.29` has no unit, write `5.29mV`",
        ),
        (
            "1.34 / (1 + exp(v / 1mV))",
            time,
            0,
            "the time constant of gate `m` is a time (ms), not a pure number; `1.34` has no unit, write `1.34ms`",
        ),
        (
            "0.1 * (v + 40mV) / (1 - exp(-(v + 40mV) / 10mV))",
            Some(Dimension::RATE),
            0,
            "the time constant of gate `m` is a rate (1/ms), not a voltage (mV); `0.1` has no unit, write `0.1/mV/ms`",
        ),
        ("if v < 40 { 1ms } else { 2ms }", time, 7, "`40` has no unit and stands beside a voltage; write `40mV`"),
        ("ca / (ca + 3) * 1mV", None, 11, "`3` has no unit and stands beside a concentration; write `3uM` or `3mM`"),
        ("(celsius - 10) / 10K", None, 11, "`10` has no unit and stands beside a temperature; write `10degC`"),
        ("(celsius + 273.15) / 10K", None, 11, "`273.15` has no unit and stands beside a temperature; write `273.15K`"),
        // Scaling by a point on a scale.
        (
            "3^((celsius - 10degC) / 10degC)",
            None,
            24,
            "`10degC` is a point on the Celsius scale and scales nothing; write `10K` for a difference",
        ),
        ("if v < ca { 1 } else { 2 }", None, 5, "compares a voltage (mV) with a concentration (uM)"),
        ("max(v, ca)", None, 0, "`max` compares a voltage (mV) with a concentration (uM)"),
        ("floor(v)", None, 6, "`floor` takes a pure number, not a voltage (mV); divide it by a slope, such as `5mV`"),
        (
            "mod(v, ca)",
            None,
            0,
            "`mod` takes two quantities of one dimension, not a voltage (mV) and a concentration (uM)",
        ),
        ("mod(v, 2) * 1mV", None, 7, "`2` has no unit and stands beside a voltage; write `2mV`"),
        ("mod(tau_max, 2ms) + v", None, 18, "adds a time (ms) to a voltage (mV)"),
        ("heaviside(v) + v", None, 13, "adds a pure number to a voltage (mV)"),
        ("heaviside(v + ca)", None, 12, "adds a voltage (mV) to a concentration (uM)"),
        ("if smooth(v < ca) { 1 } else { 2 }", None, 12, "compares a voltage (mV) with a concentration (uM)"),
        (
            "if v < 1 { v } else { ca }",
            None,
            0,
            "one arm of this `if` is a voltage (mV), the other a concentration (uM)",
        ),
        ("m^v", None, 2, "an exponent is a pure number, not a voltage (mV)"),
        ("m^2mV", None, 2, "an exponent is a pure number, not a voltage (mV)"),
        ("v^m", None, 0, "the base of a power with such an exponent is a pure number, not a voltage (mV)"),
        ("1 / (1 + exp((v + 25.5mV) / 5.29mV)) + v", pure, 37, "adds a pure number to a voltage (mV)"),
        // A number of a numeric equation that meets a concentration, a current, a conductance or an area.
        ("ca / (ca + 3)", pure, 11, "`3` has no unit and stands beside a concentration; write `3uM` or `3mM`"),
        (
            "1 / (1 + (0.00043 / ca)^4.8)",
            pure,
            10,
            "`0.00043` has no unit and should be a concentration; write `0.00043uM` or `0.00043mM`",
        ),
        (
            "ca^4 / (ca^4 + 0.3^4)",
            pure,
            15,
            "`0.3` has no unit and should be a concentration; write `0.3uM` or `0.3mM`",
        ),
        ("min(ca / 250, 1)", pure, 9, "`250` has no unit and should be a concentration; write `250uM` or `250mM`"),
        (
            "exp(-ca / 0.3)",
            pure,
            10,
            "`exp` takes a pure number, not a concentration (uM); `0.3` has no unit, write `0.3uM` or `0.3mM`",
        ),
        (
            "if ca < 0.5 { 1 } else { 2 }",
            time,
            8,
            "`0.5` has no unit and stands beside a concentration; write `0.5uM` or `0.5mM`, and the other numbers with their units",
        ),
        (
            "(v + 3) / (ca + 2)",
            None,
            16,
            "`2` has no unit and stands beside a concentration; write `2uM` or `2mM`, and the other numbers with their units",
        ),
        ("(v + e) / (ca + ca) + v", None, 20, "adds a quantity in mV/uM to a voltage (mV)"),
        (
            "0.12 * h * (v - 50)",
            Some(Dimension::CURRENT_DENSITY),
            0,
            "the time constant of gate `m` is a current per area (uA/cm2), not a voltage (mV); `0.12` has no unit, write \
             `0.12mS/cm2` or `0.12S/cm2`, and the other numbers with their units",
        ),
        (
            "g * (v - e) + 2.5",
            Some(Dimension::CURRENT_DENSITY),
            14,
            "`2.5` has no unit and stands beside a current per area; write `2.5uA/cm2` or `2.5mA/cm2`",
        ),
        (
            "if v > 5 { 0.1 } else { 0 }",
            Some(Dimension::CURRENT),
            11,
            "the time constant of gate `m` is a current (nA), not a pure number; `0.1` has no unit, write `0.1nA` or \
             `0.1pA`, and the other numbers with their units",
        ),
        (
            "area / 3",
            pure,
            7,
            "the time constant of gate `m` is a pure number, not an area (mm2); `3` has no unit, write `3mm2`, `3um2` or `3cm2`",
        ),
        ("ca + 2 * v", None, 5, "`2` has no unit and should be a quantity in uM/mV; write `2uM/mV` or `2mM/mV`"),
        // Without a number, nothing can carry the unit.
        ("v * (m + v)", None, 7, "adds a pure number to a voltage (mV)"),
        ("(m + v) / 10", None, 3, "adds a pure number to a voltage (mV)"),
        (
            "g * (1 - m)",
            Some(Dimension::CURRENT_DENSITY),
            2,
            "the time constant of gate `m` is a current per area (uA/cm2), not a conductance per area (mS/cm2)",
        ),
        ("tau_max * (1 - m)", pure, 8, "the time constant of gate `m` is a pure number, not a time (ms)"),
    ];
    let mut wrong = Vec::new();
    for (text, expected, column, message) in cases {
        let errors = check(text, *expected);
        if errors != [(*column, (*message).to_owned())] {
            wrong.push((text, errors));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn definitions_have_the_dimension_of_their_equation() {
    let mut solver = solver();
    let x = Ident::new("x", Span::call_site());
    // Used before it is defined.
    let early = solver.require(&parsed("exp(x / 5)"), Some(Dimension::PURE), "the rate");
    solver.define(&x, &parsed("v + 40mV"));
    assert_eq!(solver.dimension_of(early), Some(Dimension::PURE));
    assert_eq!(solver.dimension_of_name("x"), Some(Dimension::VOLTAGE));
    solver.require(&parsed("x + ca"), None, "a sum");
    assert_eq!(errors_of(solver), [(2, "adds a voltage (mV) to a concentration (uM)".to_owned())]);

    let mut solver = self::solver();
    solver.require(&parsed("x + ca"), None, "a sum");
    solver.define(&x, &parsed("v"));
    assert_eq!(errors_of(solver), [(0, "`x` is a voltage (mV), but is used as a concentration (uM)".to_owned())]);
}

#[test]
fn one_of_several_dimensions() {
    let currents = [Dimension::CURRENT_DENSITY, Dimension::CURRENT];
    let mut solver = solver();
    let density = solver.require_one_of(&parsed("g * (v - e)"), &currents, "the current");
    let whole = solver.require_one_of(&parsed("g * area * (v - e)"), &currents, "the current");
    let open = solver.require_one_of(&parsed("0 * (v - e)"), &currents, "the current");
    let bare = "2 * (v - e)";
    solver.require_one_of(&parsed(bare), &currents, "the current");
    solver.require_one_of(&parsed("v"), &currents, "the current");
    assert_eq!(solver.dimension_of(open), None);
    let mut errors = Errors::new();
    let solved = solver.finish(&mut errors);
    assert_eq!(solved.dimension_of(density), Some(Dimension::CURRENT_DENSITY));
    assert_eq!(solved.dimension_of(whole), Some(Dimension::CURRENT));
    let messages: Vec<String> = errors.into_messages().into_iter().map(|(_, message)| message).collect();
    let wrong = "the current is a current per area (uA/cm2) or a current (nA), not a voltage (mV)";
    let asked = "`2` has no unit, write `2mS/cm2`, `2S/cm2`, `2nS` or `2uS`";
    assert_eq!(messages, [format!("{wrong}; {asked}"), wrong.to_owned()]);
}

#[test]
fn a_number_keeps_the_unit_of_the_names_around_it() {
    // Definitions carry bare numbers into other equations.
    let mut solver = solver();
    let [k, shift, rate] = ["k", "x", "rate"].map(|name| Ident::new(name, Span::call_site()));
    solver.define(&k, &parsed("0.3"));
    solver.define(&shift, &parsed("-(v + 40)"));
    solver.define(&rate, &parsed("exp(v + 5)"));
    let names = |text: &str| {
        let all = |name: &str| ["v", "ca", "k", "x", "rate", "m", "g"].contains(&name);
        Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &all), text).unwrap()
    };
    solver.require(&names("exp(x)"), Some(Dimension::PURE), "it");
    solver.require(&names("1 / (rate + exp(x))"), Some(Dimension::TIME), "it");
    solver.require(&names("rate"), Some(Dimension::RATE), "it");
    solver.require(&names("ca / (ca + k)"), Some(Dimension::PURE), "it");
    let asked = "`0.3` has no unit and stands beside a concentration; write `0.3uM` or `0.3mM`";
    assert_eq!(errors_of(solver), [(0, asked.to_owned())]);

    // A parameter without a unit is such a number, and is corrected where it is declared.
    let mut solver = self::solver();
    ["k", "x", "rate"].iter().for_each(|name| solver.declare_bare(name, Expr::number(-40.0)));
    solver.require(&names("1 / (1 + exp(-(v - x) / 5))"), Some(Dimension::PURE), "it");
    solver.require(&names("rate"), Some(Dimension::TIME), "it");
    assert_eq!(solver.error_count(), 0);
    solver.require(&names("ca / (ca + k)"), Some(Dimension::PURE), "it");
    solver.require(&names("k * m^3 * v"), Some(Dimension::CURRENT), "it");
    solver.require(&names("1 / (1 + exp(-(v - x) / 5mV))"), Some(Dimension::PURE), "it");
    let messages: Vec<String> = errors_of(solver).into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        [
            "`k` has no unit and stands beside a concentration; write `#[param(-40uM)]` or `#[param(-40mM)]`",
            "it is a current (nA), not a voltage (mV); `k` has no unit, write `#[param(-40nS)]` or `#[param(-40uS)]`",
            "`x` has no unit and stands beside a voltage; write `#[param(-40mV)]`",
        ]
    );

    // Beside a name in another unit than mV and ms, a number may be meant in that one.
    let mut solver = self::solver();
    solver.declare_in_unit("x", Dimension::TIME, 1e3, "s");
    solver.declare_in_unit("k", Dimension::VOLTAGE, 1e3, "V");
    solver.require(&names("x * (2 - m)"), Some(Dimension::TIME), "it");
    assert_eq!(solver.error_count(), 0);
    solver.require(&names("x + 3"), Some(Dimension::TIME), "it");
    solver.require_of("k", &names("-0.07"), Dimension::VOLTAGE, "it");
    let messages: Vec<String> = errors_of(solver).into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        [
            "`3` has no unit, and `x` is in s: write `3ms`, or the number in another unit",
            "`0.07` has no unit, and `k` is in V: write `0.07mV`, or the number in another unit",
        ]
    );
}
