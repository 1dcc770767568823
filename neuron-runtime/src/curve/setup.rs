//! The problem of a curve.

use super::coordinates::Coordinates;
use super::objective::Value;
use crate::solve::controller::Controller;
use crate::solve::tableau::TSIT5;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The problem of a curve. It does not change while the curve is followed.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Setup {
    pub(super) coordinates: Coordinates,
    /// The units of all parameters, for tables.
    pub(super) units: Vec<String>,
    /// The cost and its gradient at the start.
    pub(super) start: Value,
    pub(super) momentum: f64,
    /// The direction at the start, of unit length.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) direction: Vec<f64>,
    pub(super) tolerance: f64,
    pub(super) longest_step: Option<f64>,
    /// True if the cost may jump.
    pub(super) jumps: bool,
}

impl Setup {
    /// Returns the tolerance and the longest step.
    pub(super) fn limits(&self) -> (f64, f64) {
        (self.tolerance, self.longest_step.unwrap_or(f64::INFINITY))
    }

    /// Returns a step-size control of a branch with `n` coordinates, which has yet to remember another one.
    pub(super) fn controller(&self, n: usize) -> Controller {
        let zeros = vec![0.0; 2 * n];
        Controller::with_scales(vec![1.0; 2 * n], self.limits(), TSIT5.error_order, &zeros, &zeros)
    }
}
