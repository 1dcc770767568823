//! How a parameter becomes a coordinate.

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// How a parameter becomes a coordinate. Distances, arc lengths and directions of a curve are in these coordinates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub enum Scale {
    /// Its logarithm, ln|θ|: a distance of 1 is a factor of e. It keeps its sign, and cannot be 0.
    #[default]
    Log,
    /// Relative to its value at the start, θ/|θ₀|: a distance of 1 is a change by all of that. It cannot start at 0.
    Relative,
    /// Relative to a given size, in the parameter's unit.
    RelativeTo(f64),
    /// The number itself, in its declared unit.
    Plain,
}

/// One of the parameters: its name, or its place among them, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By its place.
    Index(usize),
    /// By its name.
    Name(String),
}

impl From<usize> for Which {
    fn from(index: usize) -> Self {
        Which::Index(index)
    }
}

impl From<&str> for Which {
    fn from(name: &str) -> Self {
        Which::Name(name.to_owned())
    }
}

impl From<String> for Which {
    fn from(name: String) -> Self {
        Which::Name(name)
    }
}

/// A scale with its numbers: θ of x, and back.
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
        /// What a distance of 1 is, in the unit of θ.
        size: f64,
    },
}

impl Axis {
    /// The axis of a parameter that starts at `start`, or what keeps it from having one.
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

    /// θ at x.
    pub(super) fn parameter(self, x: f64) -> f64 {
        match self {
            Axis::Log { sign } => sign * x.exp(),
            Axis::Linear { size } => size * x,
        }
    }

    /// x at θ; NaN or infinite where a logarithm has none.
    pub(super) fn coordinate(self, theta: f64) -> f64 {
        match self {
            Axis::Log { sign } => (sign * theta).ln(),
            Axis::Linear { size } => theta / size,
        }
    }

    /// dθ/dx and d²θ/dx² at θ.
    pub(super) fn slopes(self, theta: f64) -> (f64, f64) {
        match self {
            Axis::Log { .. } => (theta, theta),
            Axis::Linear { size } => (size, 0.0),
        }
    }
}
