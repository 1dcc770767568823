//! The bounds of parameters, as bounds of coordinates.

use super::scale::Axis;
use crate::error::{Error, Short};
use std::ops::{Bound, RangeBounds};

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The range of a parameter, in its unit; `None` where it is unbounded.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Range {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

impl Range {
    pub(super) fn new(range: impl RangeBounds<f64>) -> Self {
        let end = |bound: Bound<&f64>| match bound {
            Bound::Included(x) | Bound::Excluded(x) => Some(*x),
            Bound::Unbounded => None,
        };
        let (low, high) = (end(range.start_bound()), end(range.end_bound()));
        Range { low: low.filter(|low| *low != f64::NEG_INFINITY), high: high.filter(|high| *high != f64::INFINITY) }
    }

    /// Checks the range against the value that the parameter starts with.
    pub(super) fn check(self, name: &str, start: f64) -> Result<(), Error> {
        let low = self.low.unwrap_or(f64::NEG_INFINITY);
        let high = self.high.unwrap_or(f64::INFINITY);
        if low <= start && start <= high && low < high {
            return Ok(());
        }
        let problem = if low == high {
            format!("has no room between its bounds, {} and {}; fix it (`fixed(…)`)", Short(low), Short(high))
        } else {
            format!(
                "starts outside of its bounds, {} to {}; begin inside of them, or widen them",
                Short(low),
                Short(high)
            )
        };
        Err(Error::Coordinate { name: name.to_owned(), value: start, problem })
    }

    /// Returns the nearest value within the range.
    pub(super) fn clamp(self, theta: f64) -> f64 {
        let theta = self.low.map_or(theta, |low| theta.max(low));
        self.high.map_or(theta, |high| theta.min(high))
    }
}

/// The limit of a coordinate, where a parameter reaches its bound.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Limit {
    /// The coordinate at the limit.
    pub(super) x: f64,
    /// The index of the parameter.
    pub(super) parameter: usize,
    /// The value of the parameter at the limit, in its unit.
    pub(super) value: f64,
}

/// Both limits of a coordinate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Limits {
    pub(super) low: Option<Limit>,
    pub(super) high: Option<Limit>,
}

impl Limits {
    /// Narrows the limits to the range of `parameter`, which is `ratio` times the parameter of the coordinate.
    pub(super) fn narrow(
        &mut self,
        axis: Axis,
        ratio: f64,
        parameter: usize,
        range: Range,
    ) -> Result<(), &'static str> {
        for value in [range.low, range.high].into_iter().flatten() {
            let x = axis.coordinate(value / ratio);
            if x.is_nan() {
                return Err(
                    "may change its sign within its bounds, which its logarithm cannot; narrow the bounds, or scale it otherwise (`Scale::Relative`, `Scale::RelativeTo(…)`, `Scale::Plain`)",
                );
            }
            // A bound of 0 is infinitely far away on a logarithmic scale.
            if x.is_infinite() {
                continue;
            }
            let limit = Limit { x, parameter, value };
            let upper = (Some(value) == range.high) == (ratio * axis.derivatives(value / ratio).0 > 0.0);
            let present = if upper { &mut self.high } else { &mut self.low };
            if present.is_none_or(|present| if upper { present.x > x } else { present.x < x }) {
                *present = Some(limit);
            }
        }
        Ok(())
    }

    /// Returns the nearest coordinate within the limits.
    pub(super) fn clamp(&self, x: f64) -> f64 {
        let x = self.low.map_or(x, |low| x.max(low.x));
        self.high.map_or(x, |high| x.min(high.x))
    }

    /// Returns the limit that `x` is at or beyond, if it moves on outward at this rate.
    pub(super) fn reached(&self, x: f64, rate: f64) -> Option<Limit> {
        let low = self.low.filter(|low| x <= low.x && rate < 0.0);
        low.or_else(|| self.high.filter(|high| x >= high.x && rate > 0.0))
    }

    /// Returns the limit that `x` is beyond.
    pub(super) fn exceeded(&self, x: f64) -> Option<Limit> {
        let low = self.low.filter(|low| x < low.x);
        low.or_else(|| self.high.filter(|high| x > high.x))
    }
}
