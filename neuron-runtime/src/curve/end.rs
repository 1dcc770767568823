//! Why a curve ended.

use crate::error::Error;
use std::fmt;
use std::sync::Arc;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// Why a curve ended on one of its ways.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub enum End {
    /// It is as long as was asked for.
    Length,
    /// The cost has reached its bound: the one that was given, or the momentum. Or it leaps over it, and the curve ends before.
    Cost {
        /// The bound.
        bound: f64,
    },
    /// A parameter has reached a bound.
    Bound {
        /// The parameter.
        name: String,
        /// The bound, in the parameter's unit.
        value: f64,
    },
    /// It was cancelled, by the callback, the flag or the cost itself.
    Cancelled,
    /// The cost could not be evaluated further on, or the tolerance not be met.
    Failed(Failure),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Length => f.write_str("length reached"),
            End::Cost { bound } => write!(f, "cost reached {}", short(*bound)),
            End::Bound { name, value } => write!(f, "{name} reached {}", short(*value)),
            End::Cancelled => f.write_str("cancelled"),
            End::Failed(failure) => write!(f, "failed: {failure}"),
        }
    }
}

/// The error that ended a curve. One read from a file has the words of the error alone, as [`Error::Format`].
#[derive(Clone, Debug)]
pub struct Failure(Arc<Error>);

impl Failure {
    pub(super) fn new(error: Error) -> Self {
        Failure(Arc::new(error))
    }

    /// The error itself.
    pub fn error(&self) -> &Error {
        &self.0
    }
}

impl PartialEq for Failure {
    /// By its words.
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(feature = "json")]
impl Serialize for Failure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "json")]
impl<'de> Deserialize<'de> for Failure {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let problem = String::deserialize(deserializer)?;
        Ok(Failure::new(Error::Format { problem }))
    }
}

/// A number of six digits.
pub(super) fn short(x: f64) -> String {
    if x != 0.0 && !(1e-3..1e7).contains(&x.abs()) {
        return format!("{x:.4e}");
    }
    let before = if x == 0.0 { 1 } else { x.abs().log10().floor() as i32 + 1 };
    let text = format!("{x:.*}", (6 - before).clamp(0, 8) as usize);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
