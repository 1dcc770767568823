//! Where a curve ends: at the present state, or within a step.

use super::branch::Point;
use super::crossing::{CostAt, cost_crossing, cubic_maximum, first_found};
use super::end::End;
use super::limits::Limit;
use super::motion::norm;
use super::objective::{Stop, Value};
use super::segment::Segment;
use super::step::Stepper;

/// The end of a curve within a step.
pub(super) struct Ending {
    pub(super) end: End,
    /// The last point; `None` if the curve ends at the beginning of the step.
    pub(super) point: Option<Point>,
}

impl Stepper<'_, '_, '_> {
    /// Returns the cost at which the curve ends, and the distance below it that is near enough.
    fn cost_bound(&self) -> (f64, f64) {
        let momentum = self.setup.momentum;
        let bound = self.extent.cost_bound.map_or(momentum, |bound| bound.min(momentum));
        (bound, 0.01 * self.setup.tolerance * (bound - self.setup.start.cost))
    }

    /// Returns why the curve ends at the present state, if it does.
    pub(super) fn ending_here(&self) -> Option<End> {
        let (bound, slack) = self.cost_bound();
        let reached = |k: usize| {
            let x = self.objective.origin[k] + self.state.d[k];
            self.setup.coordinates.reached(k, x, self.motion.u[k])
        };
        if let Some(limit) = (0..self.state.d.len()).find_map(reached) {
            return Some(self.at_limit(limit));
        }
        if self.state.value.cost >= bound - slack {
            return Some(End::Cost { bound });
        }
        (self.state.arc_length >= self.extent.length).then_some(End::Length)
    }

    fn at_limit(&self, limit: Limit) -> End {
        End::Bound { name: self.setup.coordinates.name(limit.parameter).to_owned(), value: limit.value }
    }

    /// Returns the rest of a curve that ends at the momentum, where the refractive index H − C and with it the step vanish: a
    /// straight line, as soon as the rest is no longer than the tolerance.
    pub(super) fn line_to_momentum(&mut self) -> Result<Option<(Segment, Ending)>, Stop> {
        let length = 2.0 * self.length_to_momentum();
        let near = 0.5 * length <= self.setup.tolerance * norm(&self.state.d);
        let free = self.cost_bound().0 >= self.setup.momentum && self.state.arc_length + length <= self.extent.length;
        if !near || !free {
            return Ok(None);
        }
        let line = Segment::straight(self.state.arc_length, length, &self.state.variables(), &self.slopes());
        match self.objective.value_at(&line.values(1.0)[..self.state.d.len()]) {
            Err(Stop::Cancelled) => Err(Stop::Cancelled),
            // Beyond a jump the cost does not rise as steeply as it does here.
            Ok(end) if end.cost < self.setup.momentum => Ok(None),
            _ => Ok(self.ending_within(&line, None)?.map(|ending| (line, ending))),
        }
    }

    /// Returns the end of the curve within a step, if it ends there. `end` is the value at the end of the step, if it is known.
    pub(super) fn ending_within(&mut self, segment: &Segment, end: Option<&Value>) -> Result<Option<Ending>, Stop> {
        let n = self.state.d.len();
        let (bound, slack) = self.cost_bound();
        let mut last = end.map(|value| CostAt::new(segment, 1.0, value));
        let mut ending = None;
        if let Some((fraction, limit)) = self.limit_exceeded(segment) {
            let mut parameters = self.objective.parameters(&segment.values(fraction)[..n]);
            parameters[limit.parameter] = limit.value;
            let value = self.objective.value(&parameters)?;
            last = Some(CostAt::new(segment, fraction, &value));
            let point = Some(self.point_within(segment, fraction, parameters, &value));
            ending = Some(Ending { end: self.at_limit(limit), point });
        }
        let from = CostAt::new(segment, 0.0, &self.state.value);
        let above = match last {
            None => Some(CostAt { fraction: 1.0, cost: f64::NAN, slope: f64::NAN }),
            Some(last) if last.cost > bound => Some(last),
            // The cost may have been above the bound and come back.
            Some(last) => match cubic_maximum(from, last).filter(|(_, cost)| *cost > bound) {
                Some((fraction, _)) => {
                    let value = self.objective.value_at(&segment.values(fraction)[..n])?;
                    Some(CostAt::new(segment, fraction, &value)).filter(|at| at.cost > bound)
                }
                None => None,
            },
        };
        let Some(above) = above else { return Ok(ending) };
        let (fraction, value) = cost_crossing(self.objective, segment, from, above, (bound, slack))?;
        let point = value.map(|value| {
            let parameters = self.objective.parameters(&segment.values(fraction)[..n]);
            self.point_within(segment, fraction, parameters, &value)
        });
        Ok(Some(Ending { end: End::Cost { bound }, point }))
    }

    /// Returns the first fraction of a step at which a parameter leaves its bounds, and the bound.
    fn limit_exceeded(&self, segment: &Segment) -> Option<(f64, Limit)> {
        first_found(64, |fraction| {
            (0..self.state.d.len()).find_map(|k| {
                let x = self.objective.origin[k] + segment.value(fraction, k);
                self.setup.coordinates.exceeded(k, x)
            })
        })
    }

    fn point_within(&self, segment: &Segment, fraction: f64, parameters: Vec<f64>, value: &Value) -> Point {
        let arc_length = segment.arc_length + fraction * segment.h;
        self.point(arc_length, &segment.values(fraction), parameters, value.cost)
    }
}
