//! The lists of numbers that protocols take.

use crate::error::Error;

/// Returns the error of a protocol.
pub(super) fn refused<R>(problem: impl Into<String>) -> Result<R, Error> {
    Err(Error::Protocol { problem: problem.into() })
}

/// Checks that there are values, that they are numbers, and that they ascend.
pub(super) fn check_ascending(what: &str, unit: &str, values: &[f64]) -> Result<(), Error> {
    if values.is_empty() {
        return refused(format!("there are no {what}: give at least one"));
    }
    if let Some(wrong) = values.iter().find(|value| !value.is_finite()) {
        return refused(format!("one of the {what} is {wrong} {unit}; all have to be finite"));
    }
    match values.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(pair) if pair[0] == pair[1] => refused(format!("one of the {what}, {} {unit}, is given twice", pair[0])),
        Some(pair) => {
            refused(format!("the {what} have to ascend, but {} {unit} follows {}: sort them", pair[1], pair[0]))
        }
        None => Ok(()),
    }
}

/// Checks that there are values, that they are positive, and that they ascend.
pub(super) fn check_positive(what: &str, unit: &str, values: &[f64]) -> Result<(), Error> {
    match values.iter().find(|value| **value <= 0.0) {
        Some(wrong) => refused(format!("one of the {what} is {wrong} {unit}; all have to be above 0")),
        None => check_ascending(what, unit, values),
    }
}

/// Checks that a setting in ms is above 0.
pub(super) fn check_time(setting: &'static str, value: f64) -> Result<(), Error> {
    match value > 0.0 && value.is_finite() {
        true => Ok(()),
        false => Err(Error::Setting { setting, value, expected: "it has to be a time above 0 ms" }),
    }
}
