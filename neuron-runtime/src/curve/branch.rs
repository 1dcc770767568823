//! A branch of a curve, and the state from which it continues.

use super::end::End;
use super::motion::{Motion, norm};
use super::objective::Value;
use super::orientation::Orientation;
use super::segment::Segment;
use super::setup::Setup;
use crate::solve::Statistics;
use crate::solve::controller::Controller;
use crate::solve::tableau::TSIT5;

#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};

/// A point of a curve, at the end of a step.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
#[non_exhaustive]
pub struct Point {
    /// The arc length from the start, in the scaled coordinates.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub arc_length: f64,
    /// All parameters, in their units.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub parameters: Vec<f64>,
    /// The cost.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub cost: f64,
    /// The Hamiltonian ℋ before the costate was renormalised; exactly it is the momentum H.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub hamiltonian: f64,
    /// The distance |θ − θ₀| from the start, in the scaled coordinates.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub distance: f64,
    /// The costate λ: one number for each coordinate, in units of the cost because coordinates have none.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub costate: Vec<f64>,
}

/// One branch of a curve, from the start to its end.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub struct Branch {
    pub(super) orientation: Orientation,
    pub(super) points: Vec<Point>,
    /// The dense output between each point and the next.
    pub(super) segments: Vec<Segment>,
    pub(super) end: End,
    pub(super) work: Work,
    /// The number of points up to the restart.
    pub(super) restart_points: usize,
    /// The last state that does not depend on where the curve ends; a continued branch begins there.
    pub(super) restart: State,
}

/// The work done on a branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Work {
    pub(super) steps: u64,
    pub(super) rejected: u64,
    pub(super) evaluations: u64,
}

/// Everything that the following steps depend on.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct State {
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::number"))]
    pub(super) arc_length: f64,
    /// The displacement d = θ − θ₀, in coordinates.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) d: Vec<f64>,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) costate: Vec<f64>,
    /// True if the constraint d·u ≥ 0 is active.
    pub(super) constrained: bool,
    pub(super) value: Value,
    /// The memory of the step-size control.
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(super) control: Vec<f64>,
}

impl State {
    pub(super) fn motion(&self) -> Motion {
        Motion::new(&self.d, &self.costate, self.constrained)
    }

    /// Returns d and λ in one list.
    pub(super) fn variables(&self) -> Vec<f64> {
        [&self.d[..], &self.costate].concat()
    }
}

impl Branch {
    /// Returns a branch that consists of the start alone.
    pub(super) fn new(setup: &Setup, orientation: Orientation) -> Self {
        let n = setup.direction.len();
        let momentum = setup.momentum - setup.start.cost;
        let costate: Vec<f64> = setup.direction.iter().map(|u| orientation.sign() * u * momentum).collect();
        let rates: Vec<f64> =
            setup.direction.iter().copied().chain(setup.start.gradient.iter().map(|x| x / momentum)).collect();
        let mut control =
            Controller::with_scales(vec![1.0; 2 * n], setup.limits(), TSIT5.error_order, &vec![0.0; 2 * n], &rates);
        // The start is evaluated once for both branches, and counts for neither.
        control.statistics = Statistics::default();
        let point = Point {
            arc_length: 0.0,
            parameters: setup.coordinates.start().to_vec(),
            cost: setup.start.cost,
            hamiltonian: setup.start.cost + norm(&costate),
            distance: 0.0,
            costate: costate.clone(),
        };
        Branch {
            orientation,
            points: vec![point],
            segments: Vec::new(),
            end: End::Cancelled,
            work: Work::default(),
            restart_points: 1,
            restart: State {
                arc_length: 0.0,
                d: vec![0.0; n],
                costate,
                constrained: false,
                value: setup.start.clone(),
                control: control.memory(),
            },
        }
    }

    /// Adds a point, and the segment that leads to it.
    pub(super) fn push(&mut self, segment: Segment, point: Point) {
        self.segments.push(segment);
        self.points.push(point);
    }

    /// Removes the points after the restart.
    pub(super) fn rewind(&mut self) {
        self.points.truncate(self.restart_points);
        self.segments.truncate(self.restart_points - 1);
    }

    /// Returns the orientation of this branch.
    pub fn orientation(&self) -> Orientation {
        self.orientation
    }

    /// Returns the start and the end of each step.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Returns the last point.
    pub fn last(&self) -> &Point {
        // There is the start at least.
        &self.points[self.points.len() - 1]
    }

    /// Returns the arc length at the last point.
    pub fn arc_length(&self) -> f64 {
        self.last().arc_length
    }

    /// Returns why this branch ended.
    pub fn end(&self) -> &End {
        &self.end
    }

    /// Returns the number of steps made.
    pub fn steps(&self) -> u64 {
        self.work.steps
    }

    /// Returns the number of steps that were rejected and repeated with a shorter length.
    pub fn rejected(&self) -> u64 {
        self.work.rejected
    }

    /// Returns the number of evaluations of the cost and its gradient, without the one at the start. A continued branch has
    /// the number that it would have without the interruption.
    pub fn evaluations(&self) -> u64 {
        self.work.evaluations
    }

    /// Returns the displacement d at this arc length, by the dense output of the steps.
    pub(super) fn displacement(&self, arc_length: f64) -> Option<Vec<f64>> {
        if !(0.0..=self.arc_length()).contains(&arc_length) {
            return None;
        }
        let index = self.segments.partition_point(|segment| segment.arc_length <= arc_length);
        match index.checked_sub(1).map(|index| &self.segments[index]) {
            Some(segment) => Some(segment.values(segment.fraction(arc_length))),
            None => Some(vec![0.0; self.restart.d.len()]),
        }
    }

    /// Returns the largest |ℋ − H| and the largest decrease of the distance from the start.
    pub(super) fn drift(&self, momentum: f64) -> (f64, f64) {
        let off = self.points.iter().map(|point| (point.hamiltonian - momentum).abs()).fold(0.0, f64::max);
        let (mut farthest, mut decrease) = (0.0f64, 0.0f64);
        for point in &self.points {
            decrease = decrease.max(farthest - point.distance);
            farthest = farthest.max(point.distance);
        }
        (off, decrease)
    }

    /// Returns true if the lengths of all lists agree, and the step-size control is one of this setup.
    #[cfg(feature = "json")]
    pub(super) fn is_consistent(&self, setup: &Setup) -> bool {
        let coordinates = &setup.coordinates;
        let (n, all) = (coordinates.len(), coordinates.start().len());
        let restart = [&self.restart.d, &self.restart.costate, &self.restart.value.gradient];
        self.segments.len() + 1 == self.points.len()
            && (1..=self.points.len()).contains(&self.restart_points)
            && self.points.iter().all(|point| point.parameters.len() == all && point.costate.len() == n)
            && self.segments.iter().all(|segment| segment.is_consistent(n))
            && restart.iter().all(|list| list.len() == n)
            && setup.controller(n).remember(&self.restart.control)
    }
}
