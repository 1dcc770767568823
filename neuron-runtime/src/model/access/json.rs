//! Parameters as a JSON object of full names and values.

use crate::error::Error;
use alloc::string::String;
use alloc::vec::Vec;
use serde_json::{Map, Value};
use std::format;

/// Writes the parameters with a finite value; JSON cannot express others.
pub(super) fn write(parameters: Vec<(String, f64)>) -> String {
    let finite = parameters.into_iter().filter(|(_, value)| value.is_finite());
    let map: Map<String, Value> = finite.map(|(name, value)| (name, value.into())).collect();
    // A map of numbers always has a JSON form.
    serde_json::to_string_pretty(&map).unwrap_or_default()
}

pub(super) fn read(text: &str) -> Result<Vec<(String, f64)>, Error> {
    let format = |problem: String| Error::Format { problem };
    let map: Map<String, Value> =
        serde_json::from_str(text).map_err(|e| format(format!("this is not a JSON object of parameters: {e}")))?;
    map.into_iter()
        .map(|(name, value)| match value.as_f64() {
            Some(number) => Ok((name, number)),
            None => Err(format(format!("the value of {name} is not a number: {value}"))),
        })
        .collect()
}
