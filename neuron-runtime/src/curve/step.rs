//! Steps along a curve, with a controlled error.

use super::branch::{Branch, Point, State, Work};
use super::crossing::first_found;
use super::extent::Extent;
use super::motion::{Motion, dot, norm};
use super::objective::{Objective, Stop, Value};
use super::segment::Segment;
use super::setup::Setup;
use super::stages::Stages;
use crate::error::Error;
use crate::solve::controller::{Controller, Trial, Verdict};
use crate::solve::tableau::TSIT5;

/// The number of failed evaluations in a row that end a curve; each one shortens the step to a fifth.
const FAILURES: u32 = 8;
/// The largest step, as a part of the arc length after which the cost would equal the momentum if it went on rising as it does.
const APPROACH: f64 = 0.9;
/// The shortest step, as a part of the whole arc length. Shorter ones occur where a gradient jumps back and forth.
const SHORTEST: f64 = 1e-12;
/// Where the cost may jump, a step shorter than this part of the whole arc length is accepted whatever its error.
const JUMP: f64 = 1e-6;
/// A constraint that switches within this part of a step has switched at its beginning, up to rounding.
const SOON: f64 = 1e-6;

/// A stepper along one branch of a curve.
pub(super) struct Stepper<'r, 'f, 'a> {
    pub(super) setup: &'r Setup,
    pub(super) extent: &'r mut Extent<'a>,
    pub(super) objective: &'r mut Objective<'f>,
    pub(super) state: State,
    pub(super) motion: Motion,
    stages: Stages,
    control: Controller,
}

/// A step that met the tolerance.
pub(super) struct Step {
    pub(super) segment: Segment,
    pub(super) end: State,
    /// True if the step depends on the arc length that was asked for.
    pub(super) depends_on_length: bool,
}

impl<'r, 'f, 'a> Stepper<'r, 'f, 'a> {
    /// Begins at the restart of `branch`. Returns `None` if its step-size control is not one of this setup.
    pub(super) fn new(
        branch: &Branch,
        setup: &'r Setup,
        extent: &'r mut Extent<'a>,
        objective: &'r mut Objective<'f>,
    ) -> Option<Self> {
        let (state, dim) = (branch.restart.clone(), 2 * branch.restart.d.len());
        let mut control = setup.controller(state.d.len());
        if !control.remember(&state.control) {
            return None;
        }
        objective.evaluations = control.statistics.evaluations;
        let motion = state.motion();
        Some(Stepper { setup, extent, objective, state, motion, stages: Stages::new(&TSIT5, dim), control })
    }

    pub(super) fn work(&self) -> Work {
        let statistics = self.control.statistics;
        Work { steps: statistics.steps, rejected: statistics.rejected, evaluations: self.objective.evaluations }
    }

    /// Returns the arc length after which the cost would equal the momentum, if it went on rising as it does.
    pub(super) fn length_to_momentum(&self) -> f64 {
        let slope = dot(&self.state.value.gradient, &self.motion.u);
        if slope > 0.0 { (self.setup.momentum - self.state.value.cost) / slope } else { f64::INFINITY }
    }

    /// Returns the derivatives of d and λ with respect to the arc length.
    pub(super) fn slopes(&self) -> Vec<f64> {
        self.motion.slopes(&self.state.value.gradient).collect()
    }

    /// Makes a step. The present state stays until the end of the step is [accepted](Self::accept).
    pub(super) fn step(&mut self) -> Result<Step, Stop> {
        let (n, length, from) = (self.state.d.len(), self.extent.length, self.state.arc_length);
        let begin = self.state.variables();
        self.stages.set_first(self.slopes());
        let (mut failures, mut switched, mut depends_on_length) = (0, false, false);
        let (segment, end) = loop {
            let (attempt, last) = self.attempt();
            depends_on_length |= last;
            let jumps = self.setup.jumps && attempt.h < JUMP * length;
            if !last && !self.setup.jumps && attempt.h < SHORTEST * length {
                return Err(self.stuck(attempt.h));
            }
            let outcome = self.evaluate_stages(&begin, attempt.h);
            let error = match &outcome {
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
                Err(_) => f64::NAN,
                Ok(_) if jumps => 0.0,
                Ok(value) => self.error(attempt.h, value),
            };
            failures = if matches!(outcome, Err(Stop::Failed(_))) { failures + 1 } else { 0 };
            match (self.control.judge(attempt, from, error), outcome) {
                (Verdict::Accept, Ok(value)) => {
                    let segment = Segment::new(from, attempt.h, &begin, self.stages.dense(attempt.h));
                    match self.switch(&segment) {
                        Some(fraction) if fraction < SOON && !switched => {
                            (self.state.constrained, switched) = (!self.state.constrained, true);
                            self.motion = self.state.motion();
                            self.stages.set_first(self.slopes());
                            continue;
                        }
                        Some(fraction) if fraction >= SOON => {
                            let segment = segment.clone().until(fraction);
                            let end = segment.values(1.0);
                            let value = self.objective.value_at(&end[..n])?;
                            if value.cost < self.setup.momentum {
                                let end = self.end(from + segment.h, &end, !self.state.constrained, value);
                                break (segment, end);
                            }
                        }
                        _ => {}
                    }
                    let arc_length = if last { length } else { from + attempt.h };
                    break (segment, self.end(arc_length, self.stages.end(), self.state.constrained, value));
                }
                (Verdict::TooShort, Err(Stop::Failed(error))) => return Err(Stop::Failed(error)),
                (_, Err(Stop::Failed(error))) if failures >= FAILURES => return Err(Stop::Failed(error)),
                (Verdict::TooShort, _) => return Err(self.stuck(attempt.h)),
                (Verdict::Accept | Verdict::Reject, _) => {}
            }
        };
        self.control.statistics.steps += 1;
        Ok(Step { segment, end, depends_on_length })
    }

    /// Returns the next step to try, and whether it ends where the curve has to.
    fn attempt(&self) -> (Trial, bool) {
        let most = APPROACH * self.length_to_momentum();
        let begin = self.state.arc_length;
        let rest = self.control.trial(begin, self.extent.length);
        if rest.end >= self.extent.length && rest.h <= most {
            return (rest, true);
        }
        let free = self.control.next_step();
        let h = free.min(most);
        (Trial { h, end: begin + h, cut_short: most < free }, false)
    }

    /// Computes the stages of a step `h`. Returns the value at its end.
    fn evaluate_stages(&mut self, begin: &[f64], h: f64) -> Result<Value, Stop> {
        let (n, momentum) = (self.state.d.len(), self.setup.momentum);
        let mut value = self.state.value.clone();
        self.stages.attempt(begin, h, |y, slopes| {
            if self.extent.watch.is_cancelled() {
                return Err(Stop::Cancelled);
            }
            let (d, costate) = y.split_at(n);
            value = self.objective.value_at(d)?;
            if value.cost >= momentum {
                return Err(Stop::AboveMomentum);
            }
            let motion = Motion::new(d, costate, self.state.constrained);
            slopes.iter_mut().zip(motion.slopes(&value.gradient)).for_each(|(slope, x)| *slope = x);
            Ok(())
        })?;
        Ok(value)
    }

    fn stuck(&self, step: f64) -> Stop {
        Stop::Failed(Error::CurveStuck { arc_length: self.state.arc_length, step })
    }

    /// Returns the error of a step in units of the tolerance. The error of d is relative to the distance from the start, that
    /// of λ to the momentum that is left; so no unit of a parameter or of the cost matters.
    fn error(&self, h: f64, end: &Value) -> f64 {
        let n = self.state.d.len();
        let distance = norm(&self.stages.end()[..n]);
        let left = (self.setup.momentum - end.cost).min(self.setup.momentum - self.state.value.cost);
        // Where the constraint is active λ may be much longer than that, but only its part along the curve matters.
        let mut scaled = vec![0.0; 2 * n];
        scaled.iter_mut().zip(&self.stages.end()[..n]).for_each(|(scaled, d)| *scaled = d / distance);
        let size = |k: usize| if k < n { distance } else { left };
        let errors: Vec<f64> = (0..2 * n).map(|k| self.stages.error(k, h) / size(k)).collect();
        self.control.error(&scaled, &scaled, &errors).0
    }

    /// Returns the fraction of a step at which the constraint becomes active or inactive: where λ·d changes its sign. The
    /// derivatives have a kink there, so that a step across it would lose the order of the method.
    fn switch(&self, segment: &Segment) -> Option<f64> {
        let (n, constrained) = (self.state.d.len(), self.state.constrained);
        let switched = first_found(54, |fraction| {
            let state = segment.values(fraction);
            let outward = dot(&state[..n], &state[n..]);
            (if constrained { outward > 0.0 } else { outward < 0.0 }).then_some(())
        });
        switched.map(|(fraction, ())| fraction)
    }

    /// Returns the end of a step. The memory of the step-size control is added when it is accepted.
    fn end(&self, arc_length: f64, variables: &[f64], constrained: bool, value: Value) -> State {
        let (d, costate) = variables.split_at(self.state.d.len());
        State { arc_length, d: d.to_vec(), costate: costate.to_vec(), constrained, value, control: Vec::new() }
    }

    /// Goes to the end of a step. Returns the point there.
    pub(super) fn accept(&mut self, end: State) -> Point {
        let parameters = self.objective.parameters(&end.d);
        let point = self.point(end.arc_length, &end.variables(), parameters, end.value.cost);
        self.control.statistics.evaluations = self.objective.evaluations;
        self.state = State { costate: point.costate.clone(), control: self.control.memory(), ..end };
        // Computed from the state alone: rounding must not depend on whether the curve is interrupted here.
        self.motion = self.state.motion();
        point
    }

    /// Returns a point of the curve, its costate renormalised.
    pub(super) fn point(&self, arc_length: f64, variables: &[f64], parameters: Vec<f64>, cost: f64) -> Point {
        let (d, costate) = variables.split_at(self.state.d.len());
        let motion = Motion::new(d, costate, self.state.constrained);
        let (hamiltonian, distance) = (cost + motion.momentum, norm(d));
        let costate = motion.renormalised(d, self.setup.momentum - cost);
        Point { arc_length, parameters, cost, hamiltonian, distance, costate }
    }
}
