//! Following a curve along one of its ways.

use super::branch::{Branch, Head, Point, Work};
use super::end::{End, Failure};
use super::field::{Field, Stop, Value};
use super::limits::Limit;
use super::locate::{Level, locate, summit};
use super::motion::{Motion, dot, norm};
use super::piece::Piece;
use super::progress::{Progress, Watch};
use super::setup::Setup;
use super::stages::Stages;
use crate::error::Error;
use crate::solve::controller::{Controller, Trial, Verdict};
use crate::solve::tableau::TSIT5;
use std::ops::ControlFlow;

/// What a curve is followed to.
#[derive(Debug)]
pub(super) struct Run<'a> {
    /// The arc length of each way.
    pub(super) length: f64,
    /// The bound of the cost, if it has one of its own.
    pub(super) bound: Option<f64>,
    pub(super) watch: Watch<'a>,
}

/// So often in a row a step is made shorter as the cost cannot be evaluated; each time to a fifth.
const TRIES: u32 = 8;
/// A step leads at most over this part of the way to where the cost, going on as it rises now, is as large as the
/// momentum.
const APPROACH: f64 = 0.9;

pub(super) struct Follower<'r, 'f, 'a> {
    setup: &'r Setup,
    run: &'r mut Run<'a>,
    field: &'r mut Field<'f>,
    stages: Stages,
    control: Controller,
    /// Where it is.
    here: Head,
    motion: Motion,
}

/// In so many places of a step it is looked whether something has happened there.
const LOOKS: usize = 16;
/// Shorter steps than this part of the whole length lead nowhere, as where a gradient jumps to and fro.
const SHORTEST: f64 = 1e-12;
/// Where the cost may jump, a step shorter than this part of the whole length that cannot meet the tolerance crosses a jump.
const JUMP: f64 = 1e-6;
/// A turn after less than this part of a step has come before it.
const SOON: f64 = 1e-6;

/// A step that was made.
struct Step {
    piece: Piece,
    to: Head,
}

/// The end of a curve within a step.
struct Tail {
    part: f64,
    end: End,
    /// Its parameters and the value there; none if nothing of the step is left.
    at: Option<(Vec<f64>, Value)>,
}

impl<'r, 'f, 'a> Follower<'r, 'f, 'a> {
    /// At the point where `branch` can go on. None if its memory makes no sense, as that of a file may not.
    pub(super) fn new(
        branch: &Branch,
        setup: &'r Setup,
        run: &'r mut Run<'a>,
        field: &'r mut Field<'f>,
    ) -> Option<Self> {
        let (here, dim) = (branch.head.clone(), 2 * branch.head.d.len());
        let zeros = vec![0.0; dim];
        let mut control = Controller::with_scales(vec![1.0; dim], setup.limits(), TSIT5.error_order, &zeros, &zeros);
        if !control.remember(&here.control) {
            return None;
        }
        field.evaluations = control.statistics.evaluations;
        let motion = Motion::new(&here.d, &here.costate, here.round);
        Some(Follower { setup, run, field, stages: Stages::new(&TSIT5, dim), control, here, motion })
    }

    /// Whether the cost may rise up to the momentum.
    pub(super) fn has_no_bound(&self) -> bool {
        self.run.bound.is_none()
    }

    /// Follows `branch` to its end.
    pub(super) fn follow(mut self, branch: &mut Branch) {
        branch.rewind();
        branch.end = self.steps(branch);
        branch.work = self.work();
        let _ = self.show(branch);
    }

    fn work(&self) -> Work {
        let statistics = self.control.statistics;
        Work { steps: statistics.steps, rejected: statistics.rejected, evaluations: self.field.evaluations }
    }

    /// The cost at which the curve ends, and how far below is near enough.
    fn bound(&self) -> (f64, f64) {
        let momentum = self.setup.momentum;
        let bound = self.run.bound.map_or(momentum, |bound| bound.min(momentum));
        (bound, 0.01 * self.setup.tolerance * (bound - self.setup.start.cost))
    }

    fn show(&mut self, branch: &Branch) -> ControlFlow<()> {
        let Work { steps, evaluations, .. } = self.work();
        let Point { arc_length, cost, .. } = *branch.last();
        let length = self.run.length;
        self.run.watch.show(Progress { way: branch.way, arc_length, length, cost, steps, evaluations })
    }

    fn steps(&mut self, branch: &mut Branch) -> End {
        let mut settled = true;
        loop {
            if let Some(end) = self.is_at_end() {
                return end;
            }
            if self.show(branch).is_break() || self.run.watch.is_cancelled() {
                return End::Cancelled;
            }
            let made = self.finish().and_then(|end| match end {
                Some((piece, tail)) => Ok((piece, ControlFlow::Break(tail))),
                None => {
                    let Step { piece, to } = self.step(&mut settled)?;
                    let tail = self.examine(&piece, Some(&to.value))?;
                    Ok((piece, tail.map_or(ControlFlow::Continue(to), ControlFlow::Break)))
                }
            });
            match made {
                Err(Stop::Cancelled) => return End::Cancelled,
                Err(Stop::Failed(error)) => return End::Failed(Failure::new(error)),
                // Only the stages of a step may lead there, and they are shortened.
                Err(Stop::Beyond) => return End::Cost { bound: self.setup.momentum },
                Ok((piece, ControlFlow::Break(tail))) => {
                    let Tail { part, end, at } = tail;
                    if let Some((parameters, value)) = at {
                        branch.points.push(self.tail(&piece, part, parameters, &value));
                        branch.pieces.push(piece.first(self.here.d.len()));
                    }
                    return end;
                }
                Ok((piece, ControlFlow::Continue(to))) => {
                    branch.points.push(self.reach(to));
                    branch.pieces.push(piece.first(self.here.d.len()));
                    if settled {
                        branch.settled = branch.points.len();
                        branch.head = self.here.clone();
                    }
                }
            }
        }
    }

    /// Why the curve ends here, if it does.
    fn is_at_end(&self) -> Option<End> {
        let (bound, slack) = self.bound();
        let met = |k: usize| {
            let x = self.field.origin[k] + self.here.d[k];
            self.setup.coordinates.met(k, x, self.motion.u[k])
        };
        if let Some(limit) = (0..self.here.d.len()).find_map(met) {
            return Some(self.met(limit));
        }
        if self.here.value.cost >= bound - slack {
            return Some(End::Cost { bound });
        }
        (self.here.arc_length >= self.run.length).then_some(End::Length)
    }

    fn met(&self, limit: Limit) -> End {
        End::Bound { name: self.setup.coordinates.name(limit.parameter).to_owned(), value: limit.value }
    }

    /// The arc length after which the cost would be as large as the momentum, if it went on rising as it does.
    fn ahead(&self) -> f64 {
        let slope = dot(&self.here.value.gradient, &self.motion.u);
        if slope > 0.0 { (self.setup.momentum - self.here.value.cost) / slope } else { f64::INFINITY }
    }

    /// The rest of the way up to the momentum, where the refractive index and with it the step vanish: a straight line,
    /// once that is no longer than the tolerance.
    fn finish(&mut self) -> Result<Option<(Piece, Tail)>, Stop> {
        let ahead = 2.0 * self.ahead();
        let near = 0.5 * ahead <= self.setup.tolerance * norm(&self.here.d);
        let free = self.bound().0 >= self.setup.momentum && self.here.arc_length + ahead <= self.run.length;
        if !near || !free {
            return Ok(None);
        }
        let begin = [&self.here.d[..], &self.here.costate].concat();
        let slopes: Vec<f64> = self.slopes().collect();
        let piece = Piece::straight(self.here.arc_length, ahead, &begin, &slopes);
        match self.field.value_at(&piece.values(1.0)[..self.here.d.len()]) {
            Err(Stop::Cancelled) => Err(Stop::Cancelled),
            // Beside a jump the cost rises no further as steeply as it does here.
            Ok(end) if end.cost < self.setup.momentum => Ok(None),
            _ => Ok(self.examine(&piece, None)?.map(|tail| (piece, tail))),
        }
    }

    /// The derivatives of d and λ.
    fn slopes(&self) -> impl Iterator<Item = f64> {
        self.motion.u.iter().copied().chain(self.motion.costate_slope(&self.here.value.gradient))
    }

    /// The next step to try, and whether it ends where the curve has to.
    fn attempt(&self) -> (Trial, bool) {
        let most = APPROACH * self.ahead();
        let begin = self.here.arc_length;
        let rest = self.control.trial(begin, self.run.length);
        if rest.to_limit && rest.h <= most {
            return (rest, true);
        }
        let free = self.control.next_step();
        let h = free.min(most);
        (Trial { h, end: begin + h, to_limit: most < free }, false)
    }

    /// Makes a step. `settled` becomes false if it depends on the length of the curve.
    fn step(&mut self, settled: &mut bool) -> Result<Step, Stop> {
        let (n, momentum) = (self.here.d.len(), self.setup.momentum);
        let begin = [&self.here.d[..], &self.here.costate].concat();
        let slopes: Vec<f64> = self.slopes().collect();
        self.stages.begin(slopes.into_iter());
        let (mut failures, mut turned) = (0, false);
        loop {
            let (attempt, last) = self.attempt();
            *settled &= !last;
            let shortest = if self.setup.jumps { JUMP } else { SHORTEST } * self.run.length;
            // Over a jump of the cost it goes on, in its direction.
            let jumps = self.setup.jumps && attempt.h < shortest;
            if !last && attempt.h < shortest && !jumps {
                let (arc_length, step) = (self.here.arc_length, attempt.h);
                return Err(Stop::Failed(Error::CurveStuck { arc_length, step }));
            }
            let mut reached = None;
            let (field, watch, round) = (&mut *self.field, &self.run.watch, self.here.round);
            let outcome = self.stages.attempt(&begin, attempt.h, |y, slopes| {
                if watch.is_cancelled() {
                    return Err(Stop::Cancelled);
                }
                let (d, costate) = y.split_at(n);
                let value = field.value_at(d)?;
                if value.cost >= momentum {
                    return Err(Stop::Beyond);
                }
                let motion = Motion::new(d, costate, round);
                slopes[..n].copy_from_slice(&motion.u);
                for (slope, x) in slopes[n..].iter_mut().zip(motion.costate_slope(&value.gradient)) {
                    *slope = x;
                }
                reached = Some(value);
                Ok(())
            });
            let (error, failure) = match (outcome, &reached) {
                (Err(Stop::Cancelled), _) => return Err(Stop::Cancelled),
                (Err(Stop::Failed(error)), _) => (f64::NAN, Some(error)),
                (Ok(()), Some(_)) if jumps => (0.0, None),
                (Ok(()), Some(value)) => (self.error(attempt.h, value), None),
                _ => (f64::NAN, None),
            };
            failures = if failure.is_some() { failures + 1 } else { 0 };
            match (self.control.judge(attempt, self.here.arc_length, error), failure) {
                (Verdict::Accept, _) => {
                    let Some(value) = reached else { continue };
                    let from = self.here.arc_length;
                    let piece = Piece::new(from, attempt.h, &begin, self.stages.dense(attempt.h));
                    match self.turned(&piece) {
                        // It should have turned before this step, up to rounding.
                        Some(part) if part < SOON && !turned => {
                            (self.here.round, turned) = (!self.here.round, true);
                            self.motion = Motion::new(&self.here.d, &self.here.costate, self.here.round);
                            let slopes: Vec<f64> = self.slopes().collect();
                            self.stages.begin(slopes.into_iter());
                            continue;
                        }
                        Some(part) if part >= SOON => {
                            let piece = piece.clone().until(part);
                            let state = piece.values(1.0);
                            let value = self.field.value_at(&state[..n])?;
                            if value.cost < momentum {
                                let (d, costate) = state.split_at(n);
                                let to = self.head(from + piece.h, d, costate, !self.here.round, value);
                                return Ok(Step { piece, to });
                            }
                        }
                        _ => {}
                    }
                    let end = self.stages.end().to_vec();
                    let (d, costate) = end.split_at(n);
                    let arc_length = if last { self.run.length } else { from + attempt.h };
                    let to = self.head(arc_length, d, costate, self.here.round, value);
                    return Ok(Step { piece, to });
                }
                (_, Some(error)) if failures >= TRIES => return Err(Stop::Failed(error)),
                (Verdict::TooShort, Some(error)) => return Err(Stop::Failed(error)),
                (Verdict::TooShort, None) => {
                    let (arc_length, step) = (self.here.arc_length, attempt.h);
                    return Err(Stop::Failed(Error::CurveStuck { arc_length, step }));
                }
                (Verdict::Reject, _) => {}
            }
        }
    }

    /// The end of a step. Its memory is that of the control once it has been reached.
    fn head(&mut self, arc_length: f64, d: &[f64], costate: &[f64], round: bool, value: Value) -> Head {
        self.control.statistics.steps += 1;
        Head { arc_length, d: d.to_vec(), costate: costate.to_vec(), round, value, control: Vec::new() }
    }

    /// The part of a step at which μ₁ becomes active, or inactive: where λ·d changes its sign. A step is one or the
    /// other as a whole, for its derivatives have a kink there, and none of the method's order is left across a kink.
    fn turned(&self, piece: &Piece) -> Option<f64> {
        let (n, round) = (self.here.d.len(), self.here.round);
        let wrong = |part: f64| {
            let state = piece.values(part);
            let out = dot(&state[..n], &state[n..]);
            if round { out > 0.0 } else { out < 0.0 }
        };
        let look = |look: usize| look as f64 / LOOKS as f64;
        let first = (1..=LOOKS).find(|k| wrong(look(*k)))?;
        let (mut low, mut high) = (look(first - 1), look(first));
        for _ in 0..54 {
            let middle = 0.5 * (low + high);
            if wrong(middle) { high = middle } else { low = middle }
        }
        Some(high)
    }

    /// The error of a step in units of the tolerance: that of the place relative to the distance from the start, that
    /// of the costate relative to the momentum that is left, so that no unit of a parameter or of the cost matters.
    fn error(&self, h: f64, end: &Value) -> f64 {
        let n = self.here.d.len();
        let distance = norm(&self.stages.end()[..n]);
        let left = (self.setup.momentum - end.cost).min(self.setup.momentum - self.here.value.cost);
        // Round the start the costate may be much longer than that, but only its part along the curve matters.
        let mut scaled = vec![0.0; 2 * n];
        scaled.iter_mut().zip(&self.stages.end()[..n]).for_each(|(scaled, d)| *scaled = d / distance);
        let size = |k: usize| if k < n { distance } else { left };
        let errors: Vec<f64> = (0..2 * n).map(|k| self.stages.error(k, h) / size(k)).collect();
        self.control.error(&scaled, &scaled, &errors).0
    }

    /// Goes to the end of a step: the point there.
    fn reach(&mut self, to: Head) -> Point {
        let motion = Motion::new(&to.d, &to.costate, self.here.round);
        let cost = to.value.cost;
        let costate = motion.renormalised(&to.d, self.setup.momentum - cost);
        self.control.statistics.evaluations = self.field.evaluations;
        self.here = Head { costate: costate.clone(), control: self.control.memory(), ..to };
        // What rounding leaves of the difference must not depend on whether the curve is interrupted here.
        self.motion = Motion::new(&self.here.d, &self.here.costate, self.here.round);
        Point {
            arc_length: self.here.arc_length,
            parameters: self.field.parameters(&self.here.d),
            cost,
            hamiltonian: cost + motion.momentum,
            distance: norm(&self.here.d),
            costate,
        }
    }

    /// The point at which the curve ends within a step.
    fn tail(&self, piece: &Piece, part: f64, parameters: Vec<f64>, value: &Value) -> Point {
        let state = piece.values(part);
        let (d, costate) = state.split_at(self.here.d.len());
        let motion = Motion::new(d, costate, self.here.round);
        Point {
            arc_length: piece.from + part * piece.h,
            parameters,
            cost: value.cost,
            hamiltonian: value.cost + motion.momentum,
            distance: norm(d),
            costate: motion.renormalised(d, self.setup.momentum - value.cost),
        }
    }

    /// Where the curve ends within a step, if it does. `end` is the value at its end, if that is known.
    fn examine(&mut self, piece: &Piece, end: Option<&Value>) -> Result<Option<Tail>, Stop> {
        let n = self.here.d.len();
        let (bound, slack) = self.bound();
        let level = |part: f64, value: &Value| Level {
            part,
            cost: value.cost,
            slope: dot(&value.gradient, &piece.slopes(part, n)),
        };
        let from = level(0.0, &self.here.value);
        let crossed = self.crossed(piece);
        let mut tail = None;
        if let Some((part, limit)) = crossed {
            let mut parameters = self.field.parameters(&piece.values(part)[..n]);
            parameters[limit.parameter] = limit.value;
            let value = self.field.value(&parameters)?;
            tail = Some(Tail { part, end: self.met(limit), at: Some((parameters, value)) });
        }
        let last = match &tail {
            Some(Tail { part, at: Some((_, value)), .. }) => Some(level(*part, value)),
            _ => end.map(|value| level(1.0, value)),
        };
        let high = match last {
            Some(last) if last.cost > bound => Some(last),
            Some(last) => match summit(from, last).filter(|(_, cost)| *cost > bound) {
                // It may have been above the bound and come back.
                Some((part, _)) => {
                    let value = self.field.value_at(&piece.values(part)[..n])?;
                    Some(level(part, &value)).filter(|level| level.cost > bound)
                }
                None => None,
            },
            None => Some(Level { part: 1.0, cost: f64::NAN, slope: f64::NAN }),
        };
        let Some(high) = high else { return Ok(tail) };
        let (part, value) = locate(self.field, piece, n, from, high, (bound, slack))?;
        let at = value.map(|value| (self.field.parameters(&piece.values(part)[..n]), value));
        Ok(Some(Tail { part, end: End::Cost { bound }, at }))
    }

    /// The first place of a step at which a parameter leaves its bounds.
    fn crossed(&self, piece: &Piece) -> Option<(f64, Limit)> {
        let passed = |part: f64| {
            (0..self.here.d.len()).find_map(|k| {
                let x = self.field.origin[k] + piece.value(part, k);
                self.setup.coordinates.passed(k, x)
            })
        };
        let look = |look: usize| look as f64 / LOOKS as f64;
        let beyond = (1..=LOOKS).find(|k| passed(look(*k)).is_some())?;
        let (mut low, mut high) = (look(beyond - 1), look(beyond));
        let mut limit = passed(high)?;
        for _ in 0..64 {
            let middle = 0.5 * (low + high);
            match passed(middle) {
                Some(first) => (high, limit) = (middle, first),
                None => low = middle,
            }
        }
        Some((high, limit))
    }
}
