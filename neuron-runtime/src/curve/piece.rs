//! A curve between two points.

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// The dense output of a step: begin + Σₖ coefficients[k]·θᵏ⁺¹ for θ from 0 to 1.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Piece {
    /// Arc length at its beginning.
    pub(super) from: f64,
    /// Its arc length, also where the curve ends within.
    pub(super) h: f64,
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) begin: Vec<f64>,
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) linear: Vec<f64>,
    /// The coefficients of θ², then θ³, then θ⁴; empty on a straight line.
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) bent: Vec<f64>,
}

impl Piece {
    pub(super) fn new(from: f64, h: f64, begin: &[f64], [linear, square, cube, fourth]: [Vec<f64>; 4]) -> Self {
        Piece { from, h, begin: begin.to_vec(), linear, bent: [square, cube, fourth].concat() }
    }

    /// A straight line along `u`.
    pub(super) fn straight(from: f64, h: f64, begin: &[f64], u: &[f64]) -> Self {
        let linear = u.iter().map(|u| u * h).collect();
        Piece { from, h, begin: begin.to_vec(), linear, bent: Vec::new() }
    }

    fn coefficients(&self, index: usize) -> [f64; 4] {
        let n = self.begin.len();
        let bent = |power: usize| self.bent.get(power * n + index).copied().unwrap_or(0.0);
        [self.linear[index], bent(0), bent(1), bent(2)]
    }

    /// The part of it before the arc length `s`.
    pub(super) fn part(&self, s: f64) -> f64 {
        (s - self.from) / self.h
    }

    /// State `index` after the part θ.
    pub(super) fn value(&self, theta: f64, index: usize) -> f64 {
        let [a, b, c, d] = self.coefficients(index);
        self.begin[index] + theta * (a + theta * (b + theta * (c + theta * d)))
    }

    /// All states after the part θ.
    pub(super) fn values(&self, theta: f64) -> Vec<f64> {
        (0..self.begin.len()).map(|index| self.value(theta, index)).collect()
    }

    /// The derivatives of the first `n` states by θ.
    pub(super) fn slopes(&self, theta: f64, n: usize) -> Vec<f64> {
        let slope = |index| {
            let [a, b, c, d] = self.coefficients(index);
            a + theta * (2.0 * b + theta * (3.0 * c + theta * 4.0 * d))
        };
        (0..n).map(slope).collect()
    }

    /// Only its first `n` states.
    pub(super) fn first(&self, n: usize) -> Self {
        let all = self.begin.len();
        let bent = self.bent.chunks(all).flat_map(|power| &power[..n]).copied().collect();
        Piece { begin: self.begin[..n].to_vec(), linear: self.linear[..n].to_vec(), bent, ..*self }
    }

    /// Only its beginning, up to the part θ.
    pub(super) fn until(mut self, theta: f64) -> Self {
        self.h *= theta;
        self.linear.iter_mut().for_each(|x| *x *= theta);
        let n = self.begin.len();
        for (power, coefficients) in (2..).zip(self.bent.chunks_mut(n)) {
            coefficients.iter_mut().for_each(|x| *x *= theta.powi(power));
        }
        self
    }

    /// Whether its lists are of `n` states.
    #[cfg(feature = "json")]
    pub(super) fn is_of(&self, n: usize) -> bool {
        self.begin.len() == n && self.linear.len() == n && (self.bent.is_empty() || self.bent.len() == 3 * n)
    }
}
