//! A curve that was followed.

use super::branch::{Branch, Point};
use super::coordinates::Coordinates;
use super::end::End;
use super::scale::ParameterId;
use super::setup::Setup;
use crate::error::Error;
use crate::run::model_id::ModelId;

/// A minimally disruptive curve: one or two [branches](Branch) from the start, and everything that is needed to
/// [continue](Curve::continued) them.
///
/// Arc lengths of the whole curve are negative on its backward branch. `Display` writes a short table: the parameters at the
/// start and at both ends, and why the curve ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The model that the cost is of.
    pub(super) model: ModelId,
    pub(super) setup: Setup,
    pub(super) forward: Option<Branch>,
    pub(super) backward: Option<Branch>,
}

/// The deviation of a curve from its exact properties.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Drift {
    /// The largest |ℋ − H| after a step, before the costate is renormalised. It is relative to |H| or H − C(θ₀), whichever is
    /// larger.
    pub hamiltonian: f64,
    /// The largest decrease of |θ − θ₀|, in the scaled coordinates.
    pub distance: f64,
}

impl Curve {
    /// Returns the branch along the direction at the start, if it was followed.
    pub fn forward(&self) -> Option<&Branch> {
        self.forward.as_ref()
    }

    /// Returns the branch against the direction at the start, if it was followed.
    pub fn backward(&self) -> Option<&Branch> {
        self.backward.as_ref()
    }

    /// Returns the branches that were followed, the forward one first.
    pub fn branches(&self) -> impl Iterator<Item = &Branch> {
        self.forward.iter().chain(&self.backward)
    }

    pub(super) fn branches_mut(&mut self) -> impl Iterator<Item = &mut Branch> {
        self.forward.iter_mut().chain(&mut self.backward)
    }

    /// Returns the names of all parameters.
    pub fn names(&self) -> &[String] {
        self.setup.coordinates.parameter_names()
    }

    /// Returns the coordinates of distances, arc lengths and costates.
    pub fn coordinates(&self) -> &Coordinates {
        &self.setup.coordinates
    }

    /// Returns all parameters at the start, in their units.
    pub fn start(&self) -> &[f64] {
        self.setup.coordinates.start()
    }

    /// Returns the direction at the start: one number for each coordinate, of unit length.
    pub fn direction(&self) -> &[f64] {
        &self.setup.direction
    }

    /// Returns the momentum H, in units of the cost.
    pub fn momentum(&self) -> f64 {
        self.setup.momentum
    }

    /// Returns all points with their arc lengths, from the backward end through the start to the forward end.
    pub fn points(&self) -> Vec<(f64, &Point)> {
        let backward = self.backward.as_ref().map_or(&[][..], Branch::points);
        let forward = self.forward.as_ref().map_or(&[][..], Branch::points);
        // The start belongs to both.
        let shared = usize::from(!backward.is_empty());
        let backward = backward.iter().rev().map(|point| (0.0 - point.arc_length, point));
        backward.chain(forward.iter().skip(shared).map(|point| (point.arc_length, point))).collect()
    }

    /// Returns the arc lengths of both ends; that of the backward end is negative or 0.
    pub fn range(&self) -> (f64, f64) {
        let length = |branch: &Option<Branch>| branch.as_ref().map_or(0.0, Branch::arc_length);
        (0.0 - length(&self.backward), length(&self.forward))
    }

    /// Returns all parameters, in their units, at an arc length, by the dense output of the steps and without an evaluation of
    /// the cost; `None` outside of the [range](Curve::range).
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
    ///     let p = curve.at(0.1 * f64::from(k)).expect("it is within the range");
    ///     assert!((p[1] - p[0] * p[0]).abs() < 0.02);
    /// }
    /// assert_eq!(curve.at(2.1), None);
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    pub fn at(&self, arc_length: f64) -> Option<Vec<f64>> {
        let branch = if arc_length < 0.0 { &self.backward } else { &self.forward };
        // A point at a bound has it exactly, which the dense output may not.
        let mut points = branch.iter().flat_map(Branch::points);
        if let Some(point) = points.find(|point| point.arc_length == arc_length.abs()) {
            return Some(point.parameters.clone());
        }
        match branch {
            Some(branch) => {
                let (coordinates, d) = (&self.setup.coordinates, branch.displacement(arc_length.abs())?);
                Some(coordinates.displaced(&coordinates.origin(), &d))
            }
            None => (arc_length == 0.0).then(|| self.start().to_vec()),
        }
    }

    /// Returns one parameter at every [point](Curve::points), in its unit.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if no parameter has this name or index.
    pub fn parameter(&self, parameter: impl Into<ParameterId>) -> Result<Vec<f64>, Error> {
        let index = parameter.into().position(self.names())?;
        Ok(self.points().into_iter().map(|(_, point)| point.parameters[index]).collect())
    }

    /// Returns the number of evaluations of the cost and its gradient. A continued curve has the number that it would have
    /// without the interruption.
    pub fn evaluations(&self) -> u64 {
        1 + self.branches().map(Branch::evaluations).sum::<u64>()
    }

    /// Returns the deviation from two exact properties: ℋ = H, and a distance from the start that never decreases.
    pub fn drift(&self) -> Drift {
        let momentum = self.setup.momentum;
        let scale = momentum.abs().max(momentum - self.setup.start.cost);
        let drifts = self.branches().map(|branch| branch.drift(momentum));
        drifts.fold(Drift::default(), |drift, (hamiltonian, distance)| Drift {
            hamiltonian: drift.hamiltonian.max(hamiltonian / scale),
            distance: drift.distance.max(distance),
        })
    }

    /// Returns the error that ended a branch, if one did.
    pub fn failure(&self) -> Option<&Error> {
        self.branches().find_map(|branch| match &branch.end {
            End::Failed(failure) => Some(failure.error()),
            _ => None,
        })
    }
}
