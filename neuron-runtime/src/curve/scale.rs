//! The scale of a parameter: how it becomes a coordinate.

use crate::error::Error;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The scale of a parameter: how it becomes a coordinate. Distances, arc lengths and directions of a curve are in coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub enum Scale {
    /// The logarithm of the parameter, ln|θ|: a distance of 1 is a factor of e. The parameter keeps its sign and cannot be 0.
    #[default]
    Log,
    /// The parameter relative to its value at the start, θ/|θ₀|: a distance of 1 is a change by |θ₀|. It cannot start at 0.
    Relative,
    /// The parameter relative to a given size, in the parameter's unit.
    RelativeTo(f64),
    /// The parameter itself, in its declared unit.
    Plain,
}

/// The name of a parameter, or its index among all parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterId {
    /// The index, counted from 0.
    Index(usize),
    /// The name.
    Name(String),
}

impl ParameterId {
    /// Returns the index of the parameter among these.
    pub(super) fn position(&self, names: &[String]) -> Result<usize, Error> {
        let position = match self {
            ParameterId::Index(index) => Some(*index).filter(|index| *index < names.len()),
            ParameterId::Name(name) => names.iter().position(|known| known == name),
        };
        position.ok_or_else(|| {
            let name = match self {
                ParameterId::Index(index) => index.to_string(),
                ParameterId::Name(name) => name.clone(),
            };
            Error::unknown(name, names.to_vec())
        })
    }
}

impl From<usize> for ParameterId {
    fn from(index: usize) -> Self {
        ParameterId::Index(index)
    }
}

impl From<&str> for ParameterId {
    fn from(name: &str) -> Self {
        ParameterId::Name(name.to_owned())
    }
}

impl From<String> for ParameterId {
    fn from(name: String) -> Self {
        ParameterId::Name(name)
    }
}

/// A scale with its constants, as a function θ(x) of the coordinate x.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) enum Axis {
    /// θ = sign·exp(x).
    Log {
        /// The sign of θ.
        sign: f64,
    },
    /// θ = size·x.
    Linear {
        /// The change of θ over a distance of 1, in the unit of θ.
        size: f64,
    },
}

impl Axis {
    /// Returns the axis of a parameter that starts at `start`, or the reason why it has none.
    pub(super) fn new(scale: Scale, start: f64) -> Result<Self, &'static str> {
        match scale {
            Scale::Log if start == 0.0 => Err(
                "has no logarithm; scale it relative to a size that matters (`Scale::RelativeTo(…)`), plainly (`Scale::Plain`), or fix it (`fixed(…)`)",
            ),
            Scale::Relative if start == 0.0 => Err(
                "cannot be scaled relative to itself; scale it relative to a size that matters (`Scale::RelativeTo(…)`), plainly (`Scale::Plain`), or fix it (`fixed(…)`)",
            ),
            Scale::RelativeTo(size) if !(size > 0.0 && size.is_finite()) => {
                Err("is scaled relative to a size that is no positive number; `Scale::RelativeTo(…)` needs one")
            }
            Scale::Log => Ok(Axis::Log { sign: start.signum() }),
            Scale::Relative => Ok(Axis::Linear { size: start.abs() }),
            Scale::RelativeTo(size) => Ok(Axis::Linear { size }),
            Scale::Plain => Ok(Axis::Linear { size: 1.0 }),
        }
    }

    /// Returns θ at x.
    pub(super) fn parameter(self, x: f64) -> f64 {
        match self {
            Axis::Log { sign } => sign * x.exp(),
            Axis::Linear { size } => size * x,
        }
    }

    /// Returns x at θ: NaN or infinite where the logarithm does not exist.
    pub(super) fn coordinate(self, theta: f64) -> f64 {
        match self {
            Axis::Log { sign } => (sign * theta).ln(),
            Axis::Linear { size } => theta / size,
        }
    }

    /// Returns dθ/dx and d²θ/dx² at θ.
    pub(super) fn derivatives(self, theta: f64) -> (f64, f64) {
        match self {
            Axis::Log { .. } => (theta, theta),
            Axis::Linear { size } => (size, 0.0),
        }
    }
}
