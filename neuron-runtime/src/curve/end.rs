//! Why a curve ended.

use crate::error::Error;
use std::fmt;
use std::sync::Arc;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// Why a branch of a curve ended.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub enum End {
    /// The branch has the length that was asked for.
    Length,
    /// The cost reached its bound: the one that was given, or the momentum. Where the cost leaps over its bound, the curve ends
    /// before the leap.
    Cost {
        /// The bound.
        bound: f64,
    },
    /// A parameter reached a bound.
    Bound {
        /// The name of the parameter.
        name: String,
        /// The bound, in the parameter's unit.
        value: f64,
    },
    /// The callback, the flag or the cost itself cancelled the curve.
    Cancelled,
    /// The cost could not be evaluated, or the tolerance could not be met.
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

/// The error that ended a curve. If the curve was read from a file, it is an [`Error::Format`] with the same message.
#[derive(Clone, Debug)]
pub struct Failure(Arc<Error>);

impl Failure {
    pub(super) fn new(error: Error) -> Self {
        Failure(Arc::new(error))
    }

    /// Returns the error.
    pub fn error(&self) -> &Error {
        &self.0
    }
}

impl PartialEq for Failure {
    /// Compares the messages.
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

/// Writes a number with up to six digits.
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
