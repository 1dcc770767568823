//! A curve that was followed.

use super::branch::{Branch, Point};
use super::coordinates::Coordinates;
use super::end::End;
use super::scale::Which;
use super::setup::Setup;
use crate::error::Error;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// A minimally disruptive curve: one or two [branches](Branch) from the start, and everything that is needed to follow
/// them [further](Curve::further).
///
/// Where both are meant, arc lengths are negative on the way backward. `Display` gives a short table: the parameters at
/// the start and at both ends, and why it ended there.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub struct Curve {
    /// Of this form.
    pub(super) version: u32,
    pub(super) setup: Setup,
    pub(super) forward: Option<Branch>,
    pub(super) backward: Option<Branch>,
}

/// How far a curve strays from what holds exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Drift {
    /// Largest |ℋ − H| that a step leaves before the costate is renormalised, relative to |H| (or to H − C(θ₀), where
    /// that is larger).
    pub hamiltonian: f64,
    /// Largest decrease of |θ − θ₀|, in the scaled coordinates.
    pub distance: f64,
}

impl Curve {
    pub(super) const VERSION: u32 = 1;

    /// The branch along the direction, if it was followed.
    pub fn forward(&self) -> Option<&Branch> {
        self.forward.as_ref()
    }

    /// The branch against the direction, if it was followed.
    pub fn backward(&self) -> Option<&Branch> {
        self.backward.as_ref()
    }

    /// The branches that were followed, the forward one first.
    pub fn branches(&self) -> impl Iterator<Item = &Branch> {
        self.forward.iter().chain(&self.backward)
    }

    pub(super) fn branches_mut(&mut self) -> impl Iterator<Item = &mut Branch> {
        self.forward.iter_mut().chain(&mut self.backward)
    }

    /// The names of all parameters.
    pub fn names(&self) -> &[String] {
        self.setup.coordinates.parameter_names()
    }

    /// The coordinates that distances, arc lengths and costates are in.
    pub fn coordinates(&self) -> &Coordinates {
        &self.setup.coordinates
    }

    /// All parameters at the start, in their units.
    pub fn start(&self) -> &[f64] {
        self.setup.coordinates.start()
    }

    /// The direction at the start, of unit length, one number for each coordinate.
    pub fn direction(&self) -> &[f64] {
        &self.setup.direction
    }

    /// The momentum H.
    pub fn momentum(&self) -> f64 {
        self.setup.momentum
    }

    /// All points from the backward end through the start to the forward end, with their arc lengths, which are
    /// negative on the way backward.
    pub fn points(&self) -> Vec<(f64, &Point)> {
        let backward = self.backward.as_ref().map_or(&[][..], Branch::points);
        let forward = self.forward.as_ref().map_or(&[][..], Branch::points);
        // The start belongs to both.
        let shared = usize::from(!backward.is_empty());
        let backward = backward.iter().rev().map(|point| (0.0 - point.arc_length, point));
        backward.chain(forward.iter().skip(shared).map(|point| (point.arc_length, point))).collect()
    }

    /// The arc lengths of both ends, the backward one negative or 0.
    pub fn range(&self) -> (f64, f64) {
        let length = |branch: &Option<Branch>| branch.as_ref().map_or(0.0, Branch::arc_length);
        (0.0 - length(&self.backward), length(&self.forward))
    }

    /// All parameters, in their units, at an arc length (negative on the way backward), by the dense output of the
    /// steps; `None` outside of the [range](Curve::range). The cost is not evaluated for that.
    ///
    /// ```
    /// use neuron_runtime::curve::{MinimallyDisruptive, Scale};
    ///
    /// // A valley along the parabola b = a².
    /// let cost = |p: &[f64]| {
    ///     let off = p[1] - p[0] * p[0];
    ///     Ok((off * off, vec![-4.0 * p[0] * off, 2.0 * off]))
    /// };
    /// let start = MinimallyDisruptive::from(&[0.0, 0.0]).scale(Scale::Plain).direction(&[1.0, 0.0]);
    /// let curve = start.momentum(1e-3).length(2.0).follow(cost)?;
    /// for k in -20..=20 {
    ///     let p = curve.at(0.1 * f64::from(k)).expect("it is so long");
    ///     assert!((p[1] - p[0] * p[0]).abs() < 0.02);
    /// }
    /// assert_eq!(curve.at(2.1), None);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    pub fn at(&self, arc_length: f64) -> Option<Vec<f64>> {
        let branch = if arc_length < 0.0 { &self.backward } else { &self.forward };
        // Points have bounds exactly.
        let mut points = branch.iter().flat_map(Branch::points);
        if let Some(point) = points.find(|point| point.arc_length == arc_length.abs()) {
            return Some(point.parameters.clone());
        }
        match branch {
            Some(branch) => {
                let d = branch.d(arc_length.abs())?;
                let x: Vec<f64> = self.setup.coordinates.origin().iter().zip(&d).map(|(x, d)| x + d).collect();
                Some(self.setup.coordinates.place(&x))
            }
            None => (arc_length == 0.0).then(|| self.start().to_vec()),
        }
    }

    /// One parameter at every [point](Curve::points), in its unit.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is none of that name or place.
    pub fn parameter(&self, which: impl Into<Which>) -> Result<Vec<f64>, Error> {
        let index = self.setup.coordinates.find(&which.into())?;
        Ok(self.points().into_iter().map(|(_, point)| point.parameters[index]).collect())
    }

    /// Evaluations of the cost and its gradient, as if the curve had not been interrupted.
    pub fn evaluations(&self) -> u64 {
        1 + self.branches().map(Branch::evaluations).sum::<u64>()
    }

    /// How far it strays from what holds exactly: ℋ = H, and a distance from the start that never decreases.
    pub fn drift(&self) -> Drift {
        let momentum = self.setup.momentum;
        let scale = momentum.abs().max(momentum - self.setup.start.cost);
        let drifts = self.branches().map(|branch| branch.drift(momentum));
        drifts.fold(Drift::default(), |drift, (hamiltonian, distance)| Drift {
            hamiltonian: drift.hamiltonian.max(hamiltonian / scale),
            distance: drift.distance.max(distance),
        })
    }

    /// The error that ended it on one of its ways, if one did.
    pub fn failure(&self) -> Option<&Error> {
        self.branches().find_map(|branch| match &branch.end {
            End::Failed(failure) => Some(failure.error()),
            _ => None,
        })
    }
}
