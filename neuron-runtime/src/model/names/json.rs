//! Parameters as a JSON object of full names and values.

use crate::error::Error;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
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
    let mut json = serde_json::Deserializer::from_str(text);
    let values = json.deserialize_map(Values).and_then(|values| json.end().map(|()| values));
    values
        .map_err(|e| format(format!("this is not a JSON object of parameters: {e}")))?
        .into_iter()
        .map(|(name, value)| match value.as_f64() {
            Some(number) => Ok((name, number)),
            None => Err(format(format!("the value of {name} is not a number: {value}"))),
        })
        .collect()
}

/// Reads an object in which every name stands once. [`Map`] would keep the last of several values.
struct Values;

impl<'de> Visitor<'de> for Values {
    /// In the order of names, so that `E.NaV.g` comes before `E[3].NaV.g`.
    type Value = BTreeMap<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of names and numbers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut values = BTreeMap::new();
        while let Some((name, value)) = object.next_entry::<String, Value>()? {
            if values.contains_key(&name) {
                return Err(de::Error::custom(format!("{name} stands in it twice; leave one out")));
            }
            values.insert(name, value);
        }
        Ok(values)
    }
}
