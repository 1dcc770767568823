//! Bounds of parameters, as bounds of coordinates.

use super::scale::Axis;
use crate::error::Error;
use std::ops::{Bound, RangeBounds};

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The range of a parameter, in its unit; `None` where it has no end.
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

    /// Checks it against the value that the parameter starts with.
    pub(super) fn check(self, name: &str, start: f64) -> Result<(), Error> {
        let low = self.low.unwrap_or(f64::NEG_INFINITY);
        let high = self.high.unwrap_or(f64::INFINITY);
        if low <= start && start <= high && low < high {
            return Ok(());
        }
        let problem = if low == high {
            format!("has no room between its bounds, {low} and {high}; fix it (`fixed(…)`)")
        } else {
            format!("starts outside of its bounds, {low} to {high}; begin inside of them, or widen them")
        };
        Err(Error::Coordinate { name: name.to_owned(), value: start, problem })
    }

    /// The nearest value inside.
    pub(super) fn clamp(self, theta: f64) -> f64 {
        let theta = self.low.map_or(theta, |low| theta.max(low));
        self.high.map_or(theta, |high| theta.min(high))
    }
}

/// The end of a coordinate: the bound of a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Limit {
    /// The coordinate there.
    pub(super) x: f64,
    /// The parameter.
    pub(super) parameter: usize,
    /// Its value there, in its unit.
    pub(super) value: f64,
}

/// Both ends of a coordinate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Limits {
    pub(super) low: Option<Limit>,
    pub(super) high: Option<Limit>,
}

impl Limits {
    /// Takes up the range of `parameter`, which is `ratio` times the parameter that the coordinate is of.
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
            // Whether larger coordinates lie beyond it.
            let upper = (Some(value) == range.high) == (ratio * axis.slopes(value / ratio).0 > 0.0);
            match if upper { &mut self.high } else { &mut self.low } {
                Some(present) if upper && present.x <= x => {}
                Some(present) if !upper && present.x >= x => {}
                place => *place = Some(limit),
            }
        }
        Ok(())
    }

    /// The nearest coordinate inside.
    pub(super) fn clamp(&self, x: f64) -> f64 {
        let x = self.low.map_or(x, |low| x.max(low.x));
        self.high.map_or(x, |high| x.min(high.x))
    }

    /// The end that `x` is at or beyond, going on at this rate.
    pub(super) fn met(&self, x: f64, rate: f64) -> Option<Limit> {
        let low = self.low.filter(|low| x <= low.x && rate < 0.0);
        low.or_else(|| self.high.filter(|high| x >= high.x && rate > 0.0))
    }

    /// The end that `x` is beyond.
    pub(super) fn passed(&self, x: f64) -> Option<Limit> {
        let low = self.low.filter(|low| x < low.x);
        low.or_else(|| self.high.filter(|high| x > high.x))
    }
}
