//! Plausible ranges of each kind of quantity. Dimensions cannot tell mS from nS, but values that no neuron has can.

use crate::errors::Errors;
use crate::expr::{Condition, Expr, Function, Kind, Number};
use crate::unit::{self, Dimension, Quantity, Rational, rounded};
use proc_macro2::Span;

/// The kind of item that a value belongs to. For some kinds of quantity the plausible range depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A cell, a channel, a pool.
    Membrane,
    /// The kinetics of a gate.
    Gate,
    /// A synapse.
    Synapse,
}

/// The plausible range of a kind of quantity, in internal units.
struct Range {
    dimension: Dimension,
    place: Option<Place>,
    /// The kind of quantity, as in "no plausible …".
    what: &'static str,
    least: f64,
    most: f64,
    /// The range in the field's units.
    words: &'static str,
    /// Where most values lie; a proposed unit gives a value in here if one does.
    usual: (f64, f64),
    /// True if no value is negative.
    positive: bool,
}

/// The first range that fits counts. They include giant axons, spine heads, nodes of Ranvier and slow inactivation.
const RANGES: &[Range] = &[
    Range {
        dimension: Dimension::VOLTAGE,
        place: None,
        what: "potential",
        least: 0.1,
        most: 500.0,
        words: "0.1mV to 500mV",
        usual: (0.5, 200.0),
        positive: false,
    },
    Range {
        dimension: Dimension::TIME,
        place: Some(Place::Gate),
        what: "time of a gate",
        least: 0.005,
        most: 1e5,
        words: "5us to 100s",
        usual: (0.05, 1e4),
        positive: true,
    },
    Range {
        dimension: Dimension::TIME,
        place: None,
        what: "time",
        least: 0.005,
        most: 1e9,
        words: "5us to 1000000s",
        usual: (0.05, 1e5),
        positive: true,
    },
    Range {
        dimension: Dimension::CURRENT,
        place: None,
        what: "current",
        least: 1e-6,
        most: 500.0,
        words: "1fA to 500nA",
        usual: (1e-3, 100.0),
        positive: false,
    },
    Range {
        dimension: Dimension::CURRENT_DENSITY,
        place: None,
        what: "current per area",
        least: 1e-5,
        most: 2e4,
        words: "1pA/cm2 to 2000uA/cm2",
        usual: (0.1, 1e3),
        positive: false,
    },
    Range {
        dimension: Dimension::CONDUCTANCE,
        place: Some(Place::Synapse),
        what: "conductance of a synapse",
        least: 1e-8,
        most: 10.0,
        words: "0.01pS to 10uS",
        usual: (1e-6, 0.5),
        positive: true,
    },
    Range {
        dimension: Dimension::CONDUCTANCE,
        place: None,
        what: "conductance",
        least: 1e-8,
        most: 100.0,
        words: "0.01pS to 100uS",
        usual: (1e-6, 1.0),
        positive: true,
    },
    Range {
        dimension: Dimension::CONDUCTANCE_DENSITY,
        place: None,
        what: "conductance per area",
        least: 1e-4,
        most: 5e4,
        words: "0.01uS/cm2 to 5000mS/cm2",
        usual: (1e-2, 5e3),
        positive: true,
    },
    Range {
        dimension: Dimension::CAPACITANCE,
        place: None,
        what: "capacitance",
        least: 1e-7,
        most: 200.0,
        words: "0.1fF to 200nF",
        usual: (1e-3, 50.0),
        positive: true,
    },
    Range {
        dimension: Dimension::CAPACITANCE_DENSITY,
        place: None,
        what: "capacitance per area",
        least: 0.5,
        most: 500.0,
        words: "0.05uF/cm2 to 50uF/cm2",
        usual: (2.0, 200.0),
        positive: true,
    },
    Range {
        dimension: Dimension::AREA,
        place: None,
        what: "area of a membrane",
        least: 1e-8,
        most: 1.0,
        words: "0.01um2 to 1mm2",
        usual: (1e-6, 0.5),
        positive: true,
    },
    Range {
        dimension: Dimension::CONCENTRATION,
        place: None,
        what: "concentration",
        least: 1e-6,
        most: 8e5,
        words: "1pM to 800mM",
        usual: (1e-3, 6e5),
        positive: true,
    },
];

/// The ranges of temperatures in °C, and of temperature differences in K.
const CELSIUS: (f64, f64) = (-10.0, 60.0);
const KELVIN: (f64, f64) = (0.01, 400.0);

/// Faraday's constant in C/mol, as papers round it.
const FARADAY: std::ops::RangeInclusive<f64> = 96_400.0..=96_600.0;

/// Returns the message about Faraday's constant without its unit. It gives potentials in volts, and potentials count in
/// mV.
fn faraday(value: f64, text: &str) -> Option<String> {
    FARADAY.contains(&value.abs()).then(|| {
        format!(
            "`{text}` is Faraday's constant without its unit, and gives volts where potentials count in mV; write \
             `{text}C/mol`, and `8.314J/K/mol` for the gas constant, and nothing else has to be converted; if it is \
             meant, write `unchecked({text})`"
        )
    })
}

fn range(dimension: Dimension, place: Place) -> Option<&'static Range> {
    RANGES.iter().find(|range| range.dimension == dimension && range.place.is_none_or(|required| required == place))
}

/// Returns the shortest time constant of a gate, ms.
pub fn fastest_gate() -> f64 {
    range(Dimension::TIME, Place::Gate).map_or(0.0, |range| range.least)
}

/// Checks a value of a declaration.
pub fn check_quantity(quantity: &Quantity, place: Place, errors: &mut Errors) {
    if quantity.unchecked || quantity.value == 0.0 {
        return;
    }
    let Quantity { value, dimension, absolute_temperature, span, .. } = *quantity;
    let (own, _, unit) = quantity.in_own_unit();
    let (number, unit) = match unit.as_str() {
        "" if dimension.is_pure() => {
            if let Some(message) = faraday(value, &value.to_string()) {
                errors.push(span, message);
            }
            return;
        }
        "" => (value, dimension.internal_unit()),
        _ => (own, unit),
    };
    let negative = value < 0.0 && range(dimension, place).is_some_and(|range| range.positive);
    let message = if negative {
        let what = dimension.words();
        Some(format!("{what} is not negative; if it is meant, write `unchecked({number}{unit})`"))
    } else {
        implausible(value, dimension, absolute_temperature, place, true, &format!("{number}"), &unit)
    };
    if let Some(message) = message {
        errors.push(span, message);
    }
}

/// Checks the width of a distribution, which may be small.
pub fn check_width(quantity: &Quantity, place: Place, errors: &mut Errors) {
    let Quantity { value, dimension, span, .. } = *quantity;
    let (own, _, unit) = quantity.in_own_unit();
    let (number, unit) = if unit.is_empty() { (value, dimension.internal_unit()) } else { (own, unit) };
    let message = implausible(value, dimension, false, place, false, &number.to_string(), &unit);
    if let Some(message) = message.filter(|_| !quantity.unchecked) {
        errors.push(span, message);
    }
}

/// Checks the numbers of an equation.
pub fn check_equation(expr: &Expr, place: Place, errors: &mut Errors) {
    check_numbers(expr, place, true, errors);
}

/// Checks that a number of an equation without units is not Faraday's constant.
pub fn check_constant(number: &Number, span: Span, errors: &mut Errors) {
    if let Some(message) = faraday(number.value, &number.text).filter(|_| !number.unchecked) {
        errors.push(span, message);
    }
}

/// Checks a number of an equation without units, which counts in mV or ms. It is refused if it is so small that the paper must
/// count in V or s. `number` has the unit in which it counts. A slope per mV is judged by its reciprocal, a potential.
pub fn check_counted(number: &Number, span: Span, place: Place, compared: bool, errors: &mut Errors) {
    let skipped = number.unchecked || compared || number.value == 0.0;
    let Some(dimension) = number.dimension.filter(|_| !skipped) else { return };
    let slope = dimension == Dimension::VOLTAGE.pow(Rational::integer(-1));
    let (size, of, counts, meant) = match dimension {
        _ if slope => (1.0 / number.value.abs(), Dimension::VOLTAGE, "per mV", "/V"),
        Dimension::VOLTAGE => (number.value.abs(), dimension, "in mV", "V"),
        Dimension::TIME => (number.value.abs(), dimension, "in ms", "s"),
        _ => return,
    };
    let Some(Range { least, most, what, words, .. }) = range(of, place) else { return };
    if size >= least * (1.0 - 1e-9) {
        return;
    }
    let text = &number.text;
    let other = if (*least..=*most).contains(&(size * 1e3)) {
        format!("; if the paper counts in {}, write `{text}{meant}`", meant.trim_start_matches('/'))
    } else {
        String::new()
    };
    let message = format!(
        "`{text}` has no unit and counts {counts}, which is no plausible {what} ({words}){other}; if it is meant, write \
         `unchecked({text})`"
    );
    errors.push(span, message);
}

fn check_numbers(expr: &Expr, place: Place, least: bool, errors: &mut Errors) {
    match &expr.kind {
        Kind::Number(number) => {
            if let Some(message) = of_number(number, place, least) {
                errors.push(expr.span, message);
            }
        }
        // A number in a comparison has no lower limit.
        Kind::If { cond, then, otherwise } => {
            check_condition(cond, place, errors);
            check_numbers(then, place, least, errors);
            check_numbers(otherwise, place, least, errors);
        }
        Kind::Name(_) => {}
        Kind::Neg(a) => check_numbers(a, place, least, errors),
        Kind::Add(a, b) | Kind::Sub(a, b) | Kind::Mul(a, b) | Kind::Div(a, b) | Kind::Pow(a, b) => {
            check_numbers(a, place, least, errors);
            check_numbers(b, place, least, errors);
        }
        Kind::Call(Function::Heaviside, arguments) => {
            arguments.iter().for_each(|a| check_numbers(a, place, false, errors));
        }
        Kind::Call(_, arguments) => arguments.iter().for_each(|a| check_numbers(a, place, least, errors)),
    }
}

fn check_condition(cond: &Condition, place: Place, errors: &mut Errors) {
    match cond {
        Condition::Compare { left, right, .. } => {
            check_numbers(left, place, false, errors);
            check_numbers(right, place, false, errors);
        }
        Condition::And(a, b) | Condition::Or(a, b) => {
            check_condition(a, place, errors);
            check_condition(b, place, errors);
        }
        Condition::Not(a) => check_condition(a, place, errors),
    }
}

fn of_number(number: &Number, place: Place, least: bool) -> Option<String> {
    let (dimension, unit) = (number.dimension?, number.unit.as_deref()?);
    if number.unchecked || number.value == 0.0 {
        return None;
    }
    let digits = number.text.strip_suffix(unit)?;
    implausible(number.value, dimension, number.absolute_temperature, place, least, digits, unit)
}

/// Returns the message about a value, written as `digits` in `unit`, if it is out of range.
fn implausible(
    value: f64,
    dimension: Dimension,
    absolute_temperature: bool,
    place: Place,
    least: bool,
    digits: &str,
    unit: &str,
) -> Option<String> {
    let size = value.abs();
    let written = format!("{digits}{unit}");
    if dimension == Dimension::TEMPERATURE {
        let (low, high) = if absolute_temperature { CELSIUS } else { KELVIN };
        if (low..=high).contains(&value) || (!absolute_temperature && !least && size < high) {
            return None;
        }
        let celsius = rounded((value - 273.15) * 1e3).round() / 1e3;
        let meant = absolute_temperature && (CELSIUS.0..=CELSIUS.1).contains(&celsius);
        let meant = meant.then(|| format!("{celsius}degC"));
        return Some(sentence(&written, "temperature", &format!("{low}{unit} to {high}{unit}"), meant));
    }
    let range = range(dimension, place)?;
    if size <= range.most * (1.0 + 1e-9) && (!least || size >= range.least * (1.0 - 1e-9)) {
        return None;
    }
    let mut others = unit::other_prefixes(unit);
    others.sort_by_key(|(_, shift)| shift.abs());
    let within = |low: f64, high: f64| {
        let fits = |shift: i32| (low..=high).contains(&(size * unit::power_of_ten(shift)));
        others.iter().find(|(_, shift)| *shift != 0 && fits(*shift)).map(|(text, _)| text)
    };
    let guess = within(range.usual.0, range.usual.1).or_else(|| within(range.least, range.most));
    Some(sentence(&written, range.what, range.words, guess.map(|unit| format!("{digits}{unit}"))))
}

fn sentence(written: &str, what: &str, words: &str, meant: Option<String>) -> String {
    let way_out = format!("it is meant, write `unchecked({written})`");
    match meant {
        Some(meant) => format!("`{written}` is no plausible {what} ({words}); did you mean `{meant}`? If {way_out}"),
        None => format!("`{written}` is no plausible {what} ({words}); if {way_out}"),
    }
}
