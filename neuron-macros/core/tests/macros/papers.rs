//! Equations in the forms that papers print, with what they mean: each is right as printed, or is asked for a unit, and
//! is right with its units.

use crate::support::errors::errors;
use crate::support::random::Random;
use neuron_macros_core::errors::Errors;
use neuron_macros_core::expr::Expr;
use neuron_macros_core::expr::dimension::Solver;
use neuron_macros_core::unit::Dimension;
use std::rc::Rc;
use std::str::FromStr;
use syn::parse::{ParseStream, Parser};

/// Where an equation is evaluated: mV, µM, ms, °C, and pure numbers.
struct Point {
    v: f64,
    ca: f64,
    t: f64,
    celsius: f64,
    m: f64,
}

type Meaning = Rc<dyn Fn(&Point) -> f64>;

/// A formula as a paper prints it, with units, and its value in mV, ms, nA, mm and µM.
#[derive(Clone)]
struct Printed {
    bare: String,
    with_units: String,
    /// With units where the bare formula is asked for one, and nowhere else.
    as_asked: String,
    value: Meaning,
    /// Numbers with units as they may be asked for.
    asked: Vec<String>,
}

impl Printed {
    fn name(name: &str, value: impl Fn(&Point) -> f64 + 'static) -> Self {
        let text = name.to_owned();
        Self { bare: text.clone(), with_units: text.clone(), as_asked: text, value: Rc::new(value), asked: Vec::new() }
    }

    /// A number whose unit papers leave out, as it is the same in all: printed in mV, ms or degrees.
    fn counted(value: f64, unit: &str, other: Option<(&str, f64)>) -> Self {
        let with_units = match other {
            Some((other, factor)) => format!("{}{other}", short(value / factor)),
            None => format!("{value}{unit}"),
        };
        let bare = value.to_string();
        Self { as_asked: bare.clone(), bare, with_units, value: Rc::new(move |_| value), asked: Vec::new() }
    }

    /// A number in one of several units that papers use. `factor` is the unit in the internal system.
    fn in_unit(number: f64, unit: &str, factor: f64) -> Self {
        let literal = format!("{number}{unit}");
        Self {
            bare: number.to_string(),
            with_units: literal.clone(),
            as_asked: literal.clone(),
            value: Rc::new(move |_| number * factor),
            asked: vec![literal],
        }
    }

    fn with(parts: &[&Printed], form: &str, value: impl Fn(&[f64]) -> f64 + 'static) -> Self {
        let text = |of: &dyn Fn(&Printed) -> &String| {
            let mut text = form.to_owned();
            for (k, part) in parts.iter().enumerate() {
                let part = of(part);
                let part = if part.contains(' ') { format!("({part})") } else { part.clone() };
                text = text.replace(&format!("${k}"), &part);
            }
            text
        };
        let values: Vec<Meaning> = parts.iter().map(|part| part.value.clone()).collect();
        Self {
            bare: text(&|part| &part.bare),
            with_units: text(&|part| &part.with_units),
            as_asked: text(&|part| &part.as_asked),
            value: Rc::new(move |point| value(&values.iter().map(|value| value(point)).collect::<Vec<_>>())),
            asked: parts.iter().flat_map(|part| part.asked.clone()).collect(),
        }
    }
}

/// Removes the rounding error of the last digit.
fn short(value: f64) -> f64 {
    format!("{value:.13e}").parse().expect("a number")
}

/// Draws a number with two digits that is not 1, which scales nothing.
fn rounded(random: &mut Random, low: f64, high: f64) -> f64 {
    let value = (random.between(low, high) * 100.0).round() / 100.0;
    if value == 1.0 { 1.01 } else { value }
}

fn voltage(value: f64, random: &mut Random) -> Printed {
    Printed::counted(value, "mV", (random.below(4) == 0).then_some(("V", 1e3)))
}

fn time(value: f64, random: &mut Random) -> Printed {
    Printed::counted(value, "ms", (random.below(4) == 0).then_some(("s", 1e3)))
}

fn rate(value: f64, random: &mut Random) -> Printed {
    Printed::counted(value, "/ms", (random.below(4) == 0).then_some(("/s", 1e-3)))
}

fn pure(value: f64) -> Printed {
    Printed::counted(value, "", None)
}

fn v() -> Printed {
    Printed::name("v", |at| at.v)
}

fn ca() -> Printed {
    Printed::name("ca", |at| at.ca)
}

fn concentration(random: &mut Random) -> Printed {
    let number = rounded(random, 0.01, 9.0);
    if random.below(2) == 0 { Printed::in_unit(number, "uM", 1.0) } else { Printed::in_unit(number, "mM", 1e3) }
}

/// v + 40, 40 + v, v − (−40), −(40 − v)…
fn shifted(random: &mut Random) -> Printed {
    let (size, v) = (rounded(random, 1.0, 90.0), v());
    let x = voltage(size, random);
    match random.below(4) {
        0 => Printed::with(&[&v, &x], "($0 + $1)", |x| x[0] + x[1]),
        1 => Printed::with(&[&v, &x], "($1 + $0)", |x| x[0] + x[1]),
        2 => Printed::with(&[&v, &x], "($0 - $1)", |x| x[0] - x[1]),
        _ => Printed::with(&[&v, &x], "(-($1 - $0))", |x| x[0] - x[1]),
    }
}

/// A pure number of the potential that an exponential takes.
fn exponent(random: &mut Random) -> Printed {
    let shifted = shifted(random);
    let slope = voltage(rounded(random, 3.0, 40.0), random);
    match random.below(5) {
        0 => Printed::with(&[&shifted, &slope], "$0 / $1", |x| x[0] / x[1]),
        1 => Printed::with(&[&shifted, &slope], "-$0 / $1", |x| -x[0] / x[1]),
        2 => {
            let steep = Printed::counted(rounded(random, 0.02, 0.3), "/mV", None);
            Printed::with(&[&shifted, &steep], "$1 * $0", |x| x[0] * x[1])
        }
        3 => {
            let (steep, offset) =
                (Printed::counted(rounded(random, 0.02, 0.3), "/mV", None), pure(rounded(random, 0.1, 3.0)));
            Printed::with(&[&v(), &steep, &offset], "-$2 - $1 * $0", |x| -x[2] - x[1] * x[0])
        }
        _ => Printed::with(&[&shifted, &slope], "($0 / $1)^2 / 5", |x| (x[0] / x[1]).powi(2) / 5.0),
    }
}

fn sigmoid(random: &mut Random) -> Printed {
    let x = exponent(random);
    match random.below(5) {
        0 | 1 => Printed::with(&[&x], "1 / (1 + exp($0))", |x| 1.0 / (1.0 + x[0].exp())),
        2 => Printed::with(&[&x], "0.5 * (1 + tanh($0))", |x| 0.5 * (1.0 + x[0].tanh())),
        3 => Printed::with(&[&x], "(1 / (1 + exp($0)))^0.25", |x| (1.0 / (1.0 + x[0].exp())).powf(0.25)),
        _ => Printed::with(&[&x], "exp($0) / (exp($0) + 1)", |x| x[0].exp() / (x[0].exp() + 1.0)),
    }
}

/// A pure number that calcium decides.
fn bound(random: &mut Random) -> Printed {
    let (ca, half) = (ca(), concentration(random));
    match random.below(6) {
        0 => Printed::with(&[&ca, &half], "$0 / ($0 + $1)", |x| x[0] / (x[0] + x[1])),
        1 => Printed::with(&[&ca, &half], "1 / (1 + ($1 / $0)^4.8)", |x| 1.0 / (1.0 + (x[1] / x[0]).powf(4.8))),
        2 => Printed::with(&[&ca, &half], "($0 / $1)^2 / (1 + ($0 / $1)^2)", |x| {
            (x[0] / x[1]).powi(2) / (1.0 + (x[0] / x[1]).powi(2))
        }),
        3 => Printed::with(&[&ca, &half], "$0^4 / ($0^4 + ($1)^4)", |x| x[0].powi(4) / (x[0].powi(4) + x[1].powi(4))),
        4 => Printed::with(&[&ca, &half], "min($0 / $1, 1)", |x| (x[0] / x[1]).min(1.0)),
        _ => Printed::with(&[&ca, &half], "1 - exp(-$0 / $1)", |x| 1.0 - (-x[0] / x[1]).exp()),
    }
}

fn inf(random: &mut Random) -> Printed {
    let open = sigmoid(random);
    match random.below(4) {
        0 => {
            let bound = bound(random);
            Printed::with(&[&open, &bound], "$0 * $1", |x| x[0] * x[1])
        }
        1 => bound(random),
        2 => {
            let (limit, part) = (voltage(-rounded(random, 20.0, 70.0), random), pure(rounded(random, 0.1, 0.9)));
            Printed::with(&[&v(), &limit, &open, &part], "if $0 < $1 { $2 } else { $3 }", |x| {
                if x[0] < x[1] { x[2] } else { x[3] }
            })
        }
        _ => open,
    }
}

fn tau(random: &mut Random) -> Printed {
    let (a, b) = (time(rounded(random, 0.1, 300.0), random), time(rounded(random, 0.1, 300.0), random));
    let (x, y) = (exponent(random), exponent(random));
    match random.below(9) {
        0 => a,
        1 => Printed::with(&[&a, &b, &x], "$0 + $1 / (1 + exp($2))", |x| x[0] + x[1] / (1.0 + x[2].exp())),
        2 => Printed::with(&[&a, &b, &x, &y], "$0 + $1 / (exp($2) + exp($3))", |x| {
            x[0] + x[1] / (x[2].exp() + x[3].exp())
        }),
        3 => Printed::with(&[&a, &x], "$0 * exp($1)", |x| x[0] * x[1].exp()),
        // The dimension is in no number as printed.
        4 => Printed::with(&[&x], "exp($0)", |x| x[0].exp()).of_unit("1ms"),
        5 => Printed::with(&[&a, &x], "$0 + exp($1)$u", |x| x[0] + x[1].exp()).of_inner_unit(" * 1ms"),
        6 => Printed::with(&[&x, &y], "1 / (exp($0) + exp($1))", |x| 1.0 / (x[0].exp() + x[1].exp())).of_unit("1ms"),
        7 => {
            let celsius = Printed::name("celsius", |at| at.celsius);
            let (there, ten) = (Printed::counted(36.0, "degC", None), Printed::counted(10.0, "K", None));
            Printed::with(&[&a, &x, &celsius, &there, &ten], "$0 / (1 + exp($1)) / 3^(($2 - $3) / $4)", |x| {
                x[0] / (1.0 + x[1].exp()) / 3f64.powf((x[2] - x[3]) / x[4])
            })
        }
        _ => {
            let limit = voltage(-rounded(random, 20.0, 90.0), random);
            Printed::with(&[&v(), &limit, &x, &a], "if $0 < $1 { exp($2)$u } else { $3 }", |x| {
                if x[0] < x[1] { x[2].exp() } else { x[3] }
            })
            .of_inner_unit(" * 1ms")
        }
    }
}

fn opening_rate(random: &mut Random) -> Printed {
    let per_voltage = Printed::counted(rounded(random, 0.01, 2.0), "/ms/mV", None);
    let a = rate(rounded(random, 0.05, 9.0), random);
    let (shifted, x) = (shifted(random), exponent(random));
    let slope = voltage(rounded(random, 3.0, 20.0), random);
    match random.below(7) {
        0 => Printed::with(&[&per_voltage, &shifted, &slope], "$0 * $1 / (1 - exp(-$1 / $2))", |x| {
            x[0] * x[1] / (1.0 - (-x[1] / x[2]).exp())
        }),
        1 => Printed::with(&[&per_voltage, &shifted, &slope], "-$0 * $1 / (exp(-$1 / $2) - 1)", |x| {
            -x[0] * x[1] / ((-x[1] / x[2]).exp() - 1.0)
        }),
        2 => Printed::with(&[&a, &x], "$0 * exp($1)", |x| x[0] * x[1].exp()),
        3 => Printed::with(&[&a, &x], "$0 / (exp($1) + 1)", |x| x[0] / (x[1].exp() + 1.0)),
        4 => Printed::with(&[&x], "exp($0)", |x| x[0].exp()).of_unit("1/ms"),
        5 => {
            // Calcium binds at a rate per concentration.
            let number = rounded(random, 0.01, 5.0);
            let binding = match random.below(2) {
                0 => Printed::in_unit(number, "/ms/uM", 1.0),
                _ => Printed::in_unit(number, "/ms/mM", 1e-3),
            };
            Printed::with(&[&ca(), &binding], "$1 * $0", |x| x[0] * x[1])
        }
        _ => {
            let bound = bound(random);
            Printed::with(&[&a, &bound], "$0 * ($1)", |x| x[0] * x[1])
        }
    }
}

impl Printed {
    /// Multiplies the formula with units by one that no number of the bare formula carries.
    fn of_unit(mut self, unit: &str) -> Self {
        self.with_units = format!("{unit} * ({})", self.with_units);
        if !self.asked.is_empty() {
            self.as_asked = format!("{unit} * ({})", self.as_asked);
        }
        self
    }

    /// Puts such a unit in the place of `$u`.
    fn of_inner_unit(mut self, unit: &str) -> Self {
        self.with_units = self.with_units.replace("$u", unit);
        self.bare = self.bare.replace("$u", "");
        self.as_asked = self.as_asked.replace("$u", "");
        self
    }
}

/// A conductance, per area or of the whole.
fn conductance(per_area: bool, random: &mut Random) -> Printed {
    let number = rounded(random, 0.01, 9.0);
    let (unit, factor) = match (per_area, random.below(2)) {
        (true, 0) => ("mS/cm2", 10.0),
        (true, _) => ("S/cm2", 1e4),
        (false, 0) => ("nS", 1e-3),
        (false, _) => ("uS", 1.0),
    };
    Printed::in_unit(number, unit, factor)
}

fn current(per_area: bool, random: &mut Random) -> Printed {
    let m = Printed::name("m", |at| at.m);
    let (g, driving, open) = (conductance(per_area, random), shifted(random), sigmoid(random));
    match random.below(4) {
        0 => Printed::with(&[&g, &m, &driving], "$0 * (m)^3 * $2", |x| x[0] * x[1].powi(3) * x[2]),
        1 => Printed::with(&[&g, &open, &driving], "$0 * ($1) * $2", |x| x[0] * x[1] * x[2]),
        2 => {
            let bound = bound(random);
            Printed::with(&[&g, &bound, &driving], "$0 * ($1) * $2", |x| x[0] * x[1] * x[2])
        }
        _ => {
            let number = rounded(random, 0.1, 9.0);
            let (unit, factor) = match (per_area, random.below(2)) {
                (true, 0) => ("uA/cm2", 10.0),
                (true, _) => ("mA/cm2", 1e4),
                (false, 0) => ("nA", 1.0),
                (false, _) => ("pA", 1e-3),
            };
            let (amplitude, t) = (Printed::in_unit(number, unit, factor), Printed::name("t", |at| at.t));
            let start = time(rounded(random, 1.0, 90.0), random);
            Printed::with(&[&amplitude, &t, &start], "if $1 >= $2 { $0 } else { 0 }", |x| {
                if x[1] >= x[2] { x[0] } else { 0.0 }
            })
        }
    }
}

/// The change of a pure number per time.
fn derivative(random: &mut Random) -> Printed {
    let m = Printed::name("m", |at| at.m);
    let (open, tau, x) = (sigmoid(random), time(rounded(random, 0.5, 500.0), random), exponent(random));
    match random.below(3) {
        0 => Printed::with(&[&m, &open, &tau], "(($1) - $0) / $2", |x| (x[1] - x[0]) / x[2]),
        1 => Printed::with(&[&m, &x], "exp($1) - $0", |x| x[1].exp() - x[0]).of_unit("1/ms"),
        _ => {
            let (there, back) = (rate(rounded(random, 0.01, 5.0), random), rate(rounded(random, 0.01, 5.0), random));
            Printed::with(&[&m, &there, &back, &open], "$1 * ($3) * (1 - $0) - $2 * ($0)", |x| {
                x[1] * x[3] * (1.0 - x[0]) - x[2] * x[0]
            })
        }
    }
}

/// The change of a concentration per time that decays to its rest.
fn decay(random: &mut Random) -> Printed {
    let (ca, rest, tau) = (ca(), concentration(random), time(rounded(random, 1.0, 500.0), random));
    Printed::with(&[&ca, &rest, &tau], "($1 - $0) / $2", |x| (x[1] - x[0]) / x[2])
}

fn parsed(text: &str) -> Expr {
    let names = |name: &str| ["v", "ca", "t", "celsius", "m"].contains(&name);
    Parser::parse_str(|input: ParseStream<'_>| Expr::parse(input, &names), text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Returns the messages about an equation.
fn messages(expr: &Expr, expected: Dimension) -> Vec<String> {
    let mut solver = Solver::new();
    for (name, dimension) in [
        ("v", Dimension::VOLTAGE),
        ("ca", Dimension::CONCENTRATION),
        ("t", Dimension::TIME),
        ("celsius", Dimension::TEMPERATURE),
        ("m", Dimension::PURE),
    ] {
        solver.declare(name, dimension);
    }
    solver.require(expr, Some(expected), "it");
    let mut errors = Errors::new();
    solver.finish(&mut errors);
    errors.into_messages().into_iter().map(|(_, message)| message).collect()
}

/// Checks that an equation, and what code is made of, have the value that the paper means.
fn check_value(printed: &Printed, text: &str, expr: &Expr, random: &mut Random) {
    let point = Point {
        v: random.between(-95.0, 45.0),
        ca: random.between(0.01, 50.0),
        t: random.between(0.0, 100.0),
        celsius: random.between(5.0, 40.0),
        m: random.between(0.0, 1.0),
    };
    let names = |name: &str| match name {
        "v" => point.v,
        "ca" => point.ca,
        "t" => point.t,
        "celsius" => point.celsius,
        "m" => point.m,
        _ => f64::NAN,
    };
    let truth = (printed.value)(&point);
    let in_code = expr.lower().remove_singularities().simplify();
    for value in [expr.evaluate(&names), in_code.evaluate(&names)] {
        // A difference of exponentials near 0 loses digits in the paper's form, too.
        let right =
            (value - truth).abs() <= 1e-6 * truth.abs().max(1e-9) || (value.is_infinite() && truth.is_infinite());
        assert!(right, "{text}: {value}, not {truth} as {}", printed.with_units);
    }
}

#[test]
fn printed_equations_mean_what_papers_mean_or_are_asked_for_a_unit() {
    let mut random = Random(6);
    let (mut right, mut asked) = (0, 0);
    for k in 0..10_000 {
        let (printed, expected) = match k % 7 {
            0 => (inf(&mut random), Dimension::PURE),
            1 => (tau(&mut random), Dimension::TIME),
            2 => (opening_rate(&mut random), Dimension::RATE),
            3 => (current(true, &mut random), Dimension::CURRENT_DENSITY),
            4 => (current(false, &mut random), Dimension::CURRENT),
            5 => (derivative(&mut random), Dimension::RATE),
            _ => (decay(&mut random), Dimension::CONCENTRATION.mul(Dimension::RATE)),
        };
        let Printed { bare, with_units, as_asked, asked: literals, .. } = &printed;
        let expr = parsed(with_units);
        assert_eq!(messages(&expr, expected), [""; 0], "{with_units}");
        check_value(&printed, with_units, &expr, &mut random);

        let expr = parsed(bare);
        let found = messages(&expr, expected);
        if literals.is_empty() {
            assert_eq!(found, [""; 0], "{bare}");
            check_value(&printed, bare, &expr, &mut random);
            right += 1;
            continue;
        }
        let proposed =
            found.iter().any(|message| literals.iter().any(|literal| message.contains(&format!("`{literal}`"))));
        assert!(proposed, "{bare} is {with_units}, and the messages are {found:?}");
        asked += 1;
        // With a unit only where it was asked for, an equation is right or asked for the others.
        let expr = parsed(as_asked);
        if messages(&expr, expected).is_empty() {
            check_value(&printed, as_asked, &expr, &mut random);
        }
    }
    assert!(right > 4000 && asked > 4000, "{right} {asked}");
}

/// Returns the messages about a channel.
fn of_channel(arguments: &str, fields: &str) -> Vec<String> {
    let tokens = |text: &str| proc_macro2::TokenStream::from_str(text).expect("tokens");
    let expansion = neuron_macros_core::channel(tokens(arguments), tokens(&format!("pub struct X {{ {fields} }}")));
    errors(expansion).into_iter().map(|(_, message)| message).collect()
}

#[test]
fn a_bare_number_that_needs_its_unit_is_asked_for_it() {
    let cases = [
        // Hodgkin & Huxley 1952; a conductance in mS/cm², or in S/cm² as in NEURON.
        (
            "ion = K, current = 36 * n^4 * (v - e)",
            "#[gate(alpha = 0.01 * (v + 55) / (1 - exp(-(v + 55) / 10)), beta = 0.125 * exp(-(v + 65) / 80))] n: Gate",
            "`36` has no unit, write `36mS/cm2`, `36S/cm2`",
        ),
        // The same with a bare parameter.
        (
            "ion = K, current = gbar * n^4 * (v - e)",
            "#[param(0.036)] gbar: Param, #[gate(inf = 1 / (1 + exp(-(v + 55) / 10)), tau = 2)] n: Gate",
            "`gbar` has no unit, write `#[param(0.036mS/cm2)]`, `#[param(0.036S/cm2)]`",
        ),
        // Prinz, Billimoria & Marder 2003: calcium in µM.
        (
            "ion = K, reads(Ca), current = 5mS/cm2 * (m)^4 * (v - e)",
            "#[gate(inf = (ca / (ca + 3)) * 1 / (1 + exp((v + 28.3) / -12.6)), tau = 90.3)] m: Gate",
            "`3` has no unit and stands beside a concentration; write `3uM` or `3mM`",
        ),
        // Köhler et al. 1996, as in the Allen Institute's SK: calcium in mM.
        (
            "ion = K, reads(Ca), current = 1mS/cm2 * z * (v - e)",
            "#[gate(inf = 1 / (1 + (0.00043 / ca)^4.8), tau = 1)] z: Gate",
            "`0.00043` has no unit and should be a concentration; write `0.00043uM` or `0.00043mM`",
        ),
        // Destexhe et al. 1994: calcium in mM, a rate in 1/ms.
        (
            "reads(Ca), current = 0.25mS/cm2 * (m)^2 * (v - e)",
            "#[param(-20)] e: Param, #[gate(alpha = 0.002 * (ca / 0.01)^2, beta = 0.002)] m: Gate",
            "`0.01` has no unit",
        ),
        // Mainen & Sejnowski 1996: a rate per µM.
        (
            "ion = K, reads(Ca), current = 3pS/um2 * n * (v - e)",
            "#[gate(alpha = 0.01 * ca, beta = 0.02)] n: Gate",
            "`0.01` has no unit, write `0.01/ms/uM` or `0.01/ms/mM`",
        ),
        // Pinsky & Rinzel 1994: calcium in units of their own.
        (
            "ion = K, reads(Ca), current = 0.8mS/cm2 * q * (v - e)",
            "#[gate(alpha = min(0.00002 * ca, 0.01), beta = 0.001)] q: Gate",
            "has no unit and stands beside a concentration",
        ),
        // Hill et al. 2001: V and s.
        (
            "ion = Ca, current = 5nS * (m)^2 * (v - e)",
            "#[gate(inf = 1 / (1 + exp(-600 * (v + 0.0467))), tau = 0.011 + 0.024 / cosh(-330 * (v + 0.0467)))] m: Gate",
            "if the paper counts in V, write `0.0467V`",
        ),
        // A pulse.
        ("current = if t >= 5 && t < 10 { 0.1 } else { 0 }", "", "`0.1` has no unit, write `0.1uA/cm2`, `0.1mA/cm2`"),
    ];
    for (arguments, fields, message) in cases {
        let found = of_channel(arguments, fields);
        assert!(found.iter().any(|found| found.contains(message)), "{arguments} {fields}: {found:#?}");
    }
}
