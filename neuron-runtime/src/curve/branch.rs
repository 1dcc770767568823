//! One of the two ways of a curve.

#[cfg(feature = "json")]
use super::coordinates::Coordinates;
use super::end::End;
use super::field::Value;
use super::motion::norm;
use super::piece::Piece;
use super::progress::Way;
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
    /// Arc length from the start, in the scaled coordinates.
    pub arc_length: f64,
    /// All parameters, in their units.
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub parameters: Vec<f64>,
    /// The cost.
    pub cost: f64,
    /// ℋ, which should be the momentum H, before the costate was renormalised.
    pub hamiltonian: f64,
    /// The distance |θ − θ₀| from the start, in the scaled coordinates.
    pub distance: f64,
    /// The costate λ, one number for each coordinate; in units of the cost, as coordinates have none.
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub costate: Vec<f64>,
}

/// A curve on one of its ways, from the start to its end.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub struct Branch {
    pub(super) way: Way,
    pub(super) points: Vec<Point>,
    /// Between each point and the next.
    pub(super) pieces: Vec<Piece>,
    pub(super) end: End,
    pub(super) work: Work,
    /// So many points are there wherever the curve ends.
    pub(super) settled: usize,
    /// The state at the last of these, from which it can go on.
    pub(super) head: Head,
}

/// Work done on a branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Work {
    pub(super) steps: u64,
    pub(super) rejected: u64,
    pub(super) evaluations: u64,
}

/// Everything that the steps to come depend on.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(super) struct Head {
    pub(super) arc_length: f64,
    /// The distance from the start, in coordinates.
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) d: Vec<f64>,
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) costate: Vec<f64>,
    /// Whether it goes round the start, with μ₁ active.
    pub(super) round: bool,
    pub(super) value: Value,
    /// Of the step-size control.
    #[cfg_attr(feature = "json", serde(with = "crate::run::checkpoint::file::exact"))]
    pub(super) control: Vec<f64>,
}

impl Branch {
    /// The start of a curve.
    pub(super) fn new(setup: &Setup, way: Way) -> Self {
        let n = setup.direction.len();
        let momentum = setup.momentum - setup.start.cost;
        let costate: Vec<f64> = setup.direction.iter().map(|u| way.sign() * u * momentum).collect();
        let rates: Vec<f64> =
            setup.direction.iter().copied().chain(setup.start.gradient.iter().map(|x| x / momentum)).collect();
        let mut control =
            Controller::with_scales(vec![1.0; 2 * n], setup.limits(), TSIT5.error_order, &vec![0.0; 2 * n], &rates);
        // The start is evaluated once for both ways.
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
            way,
            points: vec![point],
            pieces: Vec::new(),
            end: End::Cancelled,
            work: Work::default(),
            settled: 1,
            head: Head {
                arc_length: 0.0,
                d: vec![0.0; n],
                costate,
                round: false,
                value: setup.start.clone(),
                control: control.memory(),
            },
        }
    }

    /// Forgets what depends on where it ended.
    pub(super) fn rewind(&mut self) {
        self.points.truncate(self.settled);
        self.pieces.truncate(self.settled - 1);
    }

    /// Which way it is.
    pub fn way(&self) -> Way {
        self.way
    }

    /// Its points, at the end of each step, the start first.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Its last point.
    pub fn last(&self) -> &Point {
        // There is the start at least.
        &self.points[self.points.len() - 1]
    }

    /// Its arc length.
    pub fn arc_length(&self) -> f64 {
        self.last().arc_length
    }

    /// Why it ended.
    pub fn end(&self) -> &End {
        &self.end
    }

    /// Steps made.
    pub fn steps(&self) -> u64 {
        self.work.steps
    }

    /// Steps that were repeated, shorter.
    pub fn rejected(&self) -> u64 {
        self.work.rejected
    }

    /// Evaluations of the cost and its gradient, without that at the start. Of a branch that went on later: as if it
    /// had not been interrupted.
    pub fn evaluations(&self) -> u64 {
        self.work.evaluations
    }

    /// The distances from the start in the coordinates at this arc length, by the dense output of the steps.
    pub(super) fn d(&self, arc_length: f64) -> Option<Vec<f64>> {
        if !(0.0..=self.arc_length()).contains(&arc_length) {
            return None;
        }
        let index = self.pieces.partition_point(|piece| piece.from <= arc_length);
        match index.checked_sub(1).map(|index| &self.pieces[index]) {
            Some(piece) => Some(piece.values(piece.part(arc_length))),
            None => Some(vec![0.0; self.head.d.len()]),
        }
    }

    /// Largest |ℋ − H|, and the largest decrease of the distance from the start.
    pub(super) fn drift(&self, momentum: f64) -> (f64, f64) {
        let off = self.points.iter().map(|point| (point.hamiltonian - momentum).abs()).fold(0.0, f64::max);
        let (mut farthest, mut decrease) = (0.0f64, 0.0f64);
        for point in &self.points {
            decrease = decrease.max(farthest - point.distance);
            farthest = farthest.max(point.distance);
        }
        (off, decrease)
    }

    /// Whether its lists belong together, as those of a file may not.
    #[cfg(feature = "json")]
    pub(super) fn is_whole(&self, coordinates: &Coordinates) -> bool {
        let (n, all) = (coordinates.len(), coordinates.start().len());
        let head = [&self.head.d, &self.head.costate, &self.head.value.gradient];
        self.pieces.len() + 1 == self.points.len()
            && (1..=self.points.len()).contains(&self.settled)
            && self.points.iter().all(|point| point.parameters.len() == all && point.costate.len() == n)
            && self.pieces.iter().all(|piece| piece.is_of(n))
            && head.iter().all(|list| list.len() == n)
    }
}
