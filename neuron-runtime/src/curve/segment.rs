//! The dense output of a step: a curve between two points.

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The dense output of a step: begin + Σₖ cₖ·fᵏ⁺¹ at the fraction f of the step, from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Segment {
    /// The arc length at the beginning of the step.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub(super) arc_length: f64,
    /// The length of the whole step, even if the curve ends within it.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub(super) h: f64,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) begin: Vec<f64>,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) linear: Vec<f64>,
    /// The coefficients of f², then f³, then f⁴; empty on a straight line.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) higher: Vec<f64>,
}

impl Segment {
    pub(super) fn new(arc_length: f64, h: f64, begin: &[f64], [linear, square, cube, fourth]: [Vec<f64>; 4]) -> Self {
        Segment { arc_length, h, begin: begin.to_vec(), linear, higher: [square, cube, fourth].concat() }
    }

    /// Returns a straight line with these derivatives with respect to the arc length.
    pub(super) fn straight(arc_length: f64, h: f64, begin: &[f64], slopes: &[f64]) -> Self {
        let linear = slopes.iter().map(|slope| slope * h).collect();
        Segment { arc_length, h, begin: begin.to_vec(), linear, higher: Vec::new() }
    }

    fn coefficients(&self, index: usize) -> [f64; 4] {
        let n = self.begin.len();
        let higher = |power: usize| self.higher.get(power * n + index).copied().unwrap_or(0.0);
        [self.linear[index], higher(0), higher(1), higher(2)]
    }

    /// Returns the fraction of the step at which the curve has this arc length.
    pub(super) fn fraction(&self, arc_length: f64) -> f64 {
        (arc_length - self.arc_length) / self.h
    }

    /// Returns state `index` at a fraction of the step.
    pub(super) fn value(&self, fraction: f64, index: usize) -> f64 {
        let [a, b, c, d] = self.coefficients(index);
        self.begin[index] + fraction * (a + fraction * (b + fraction * (c + fraction * d)))
    }

    /// Returns all states at a fraction of the step.
    pub(super) fn values(&self, fraction: f64) -> Vec<f64> {
        (0..self.begin.len()).map(|index| self.value(fraction, index)).collect()
    }

    /// Returns the derivatives of the first `n` states with respect to the fraction.
    pub(super) fn slopes(&self, fraction: f64, n: usize) -> Vec<f64> {
        let slope = |index| {
            let [a, b, c, d] = self.coefficients(index);
            a + fraction * (2.0 * b + fraction * (3.0 * c + fraction * 4.0 * d))
        };
        (0..n).map(slope).collect()
    }

    /// Returns the segment of the first `n` states alone.
    pub(super) fn first(&self, n: usize) -> Self {
        let all = self.begin.len();
        let higher = self.higher.chunks(all).flat_map(|power| &power[..n]).copied().collect();
        Segment { begin: self.begin[..n].to_vec(), linear: self.linear[..n].to_vec(), higher, ..*self }
    }

    /// Returns the beginning of the segment, up to a fraction of the step.
    pub(super) fn until(mut self, fraction: f64) -> Self {
        self.h *= fraction;
        self.linear.iter_mut().for_each(|x| *x *= fraction);
        let n = self.begin.len();
        for (power, coefficients) in (2..).zip(self.higher.chunks_mut(n)) {
            coefficients.iter_mut().for_each(|x| *x *= fraction.powi(power));
        }
        self
    }

    /// Returns true if every list has the length that `n` states need.
    #[cfg(feature = "json")]
    pub(super) fn is_consistent(&self, n: usize) -> bool {
        self.begin.len() == n && self.linear.len() == n && (self.higher.is_empty() || self.higher.len() == 3 * n)
    }
}
