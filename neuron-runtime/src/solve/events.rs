//! Events: the instants at which relations in the equations change.
//!
//! Between events every relation is held, so that a step sees smooth equations.
//!
//! - What time and parameters decide changes at instants of closed form. No step crosses one.
//! - What states decide is watched. A step in which a relation changes is replaced by one that ends where it does: the dense
//!   output gives a first estimate of the instant, and the ends of steps made up to it give better ones.
//!
//! At an event the relation is set. It is not evaluated again, since rounding would decide. Other relations may follow at the
//! same instant.
//!
//! The instant of an event is a number with tangents. A step has a length without any, so that the state is moved to the
//! true instant by the equations before the event, and back by those after it (`move_by`).

use super::{Bernstein, LastStep, RestartError, Statistics, StepError, Stepper};
use crate::model::info::{RelationKind, SpikeRelation};
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::system::{HeldSystem, System};

/// A solution in progress by a method that stops at events.
#[derive(Clone, Debug)]
pub struct EventStepper<T, S> {
    stepper: S,
    /// `None` if there are no relations in the equations.
    events: Option<Box<Events<T>>>,
}

impl<T: Scalar, S: Stepper<T>> EventStepper<T, S> {
    pub(super) fn new(network: &dyn System<T>, stepper: S) -> Self {
        let events = Events::new(network);
        EventStepper { stepper, events }
    }

    /// Returns a stepper that stops at events; without relations it is the method's own, so that nothing stands in between.
    pub(super) fn boxed(network: &dyn System<T>, stepper: S) -> Box<dyn Stepper<T>>
    where
        S: 'static,
    {
        match Events::new(network) {
            None => Box::new(stepper),
            events => Box::new(EventStepper { stepper, events }),
        }
    }

    /// Evaluates relations as written before the next step.
    fn evaluate_again(&mut self, due: Due) {
        if let Some(events) = &mut self.events
            && events.due != Due::Start
        {
            events.due = due;
        }
    }
}

impl<T: Scalar, S: Stepper<T>> Stepper<T> for EventStepper<T, S> {
    #[inline]
    fn step(&mut self, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        match &mut self.events {
            None => self.stepper.step(network, limit),
            Some(events) => events.step(&mut self.stepper, network, limit),
        }
    }

    fn repeat(
        &mut self,
        network: &dyn System<T>,
        end: f64,
        implicit: bool,
        located: Option<usize>,
    ) -> Result<f64, StepError> {
        match &mut self.events {
            None => self.stepper.repeat(network, end, implicit, None),
            Some(events) => events.repeat(&mut self.stepper, network, end, implicit, located),
        }
    }

    fn restart(&mut self, t: f64, y: &[T]) -> Result<(), RestartError> {
        self.stepper.restart(t, y)?;
        self.evaluate_again(Due::Restart);
        Ok(())
    }

    fn equations_changed(&mut self) {
        self.stepper.equations_changed();
        self.evaluate_again(Due::Changed);
    }

    fn retract(&mut self) {
        self.stepper.retract();
    }

    fn is_implicit(&self) -> bool {
        self.stepper.is_implicit()
    }

    fn located(&self) -> Option<usize> {
        match self.events.as_ref()?.due {
            Due::Event(located) => located,
            _ => None,
        }
    }

    fn held(&self) -> Held<'_> {
        self.events.as_ref().map_or(Held::NONE, |events| Held(&events.held))
    }

    fn changes(&self) -> &[Change<T>] {
        self.events.as_ref().map_or(&[], |events| &events.changes.0[..events.changes.1])
    }

    fn spikes(&self) -> &[SpikeEvent<T>] {
        self.events.as_ref().map_or(&[], |events| &events.spikes)
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.stepper.watch_derivatives(sizes);
    }

    fn last_step(&self) -> &LastStep<T> {
        self.stepper.last_step()
    }

    fn last_step_mut(&mut self) -> &mut LastStep<T> {
        self.stepper.last_step_mut()
    }

    fn interpolate(&self, t: f64, index: usize) -> T {
        self.stepper.interpolate(t, index)
    }

    fn interpolate_at(&self, t: T, index: usize) -> T {
        self.stepper.interpolate_at(t, index)
    }

    fn slope(&self, t: f64, index: usize) -> f64 {
        self.stepper.slope(t, index)
    }

    fn slope_at(&self, t: T, index: usize) -> T {
        self.stepper.slope_at(t, index)
    }

    fn interpolant(&self, index: usize) -> Bernstein {
        self.stepper.interpolant(index)
    }

    fn statistics(&self) -> Statistics {
        self.stepper.statistics()
    }

    fn memory(&self) -> Vec<f64> {
        let mut memory = self.stepper.memory();
        if let Some(events) = &self.events {
            memory.extend(events.memory());
        }
        memory
    }

    fn remember(&mut self, memory: &[f64]) -> bool {
        let Some(events) = &mut self.events else { return self.stepper.remember(memory) };
        let Some(of_stepper) = memory.len().checked_sub(events.memory_length()) else { return false };
        let (of_stepper, own) = memory.split_at(of_stepper);
        let before = events.memory();
        if !events.remember(own) {
            return false;
        }
        // The derivative that a fresh stepper has computed is that of relations as written. At an event it is forgotten
        // anyway.
        if events.due == Due::Nothing {
            self.stepper.equations_changed();
        }
        if !self.stepper.remember(of_stepper) {
            // A memory that is refused changes nothing.
            events.remember(&before);
            return false;
        }
        true
    }
}

/// A relation that changed at the beginning of a step, at a number type with derivatives.
///
/// It truly changed by the time `late` later, a number whose real part is 0. An integral of q over steps of lengths without
/// tangents lacks late·(q(before) − q(after)), where both states are those in the middle of that time: by the equations
/// before the change and by those after it. This is exact up to second order.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// How much later the relation changed.
    pub late: T,
    /// The states at which it changed: before and after what jumps there.
    pub state: [Vec<T>; 2],
    /// The state in the middle of that time by the equations before the change, and the values of the relations there.
    pub before: Side<T>,
    /// The same by the equations after it.
    pub after: Side<T>,
}

/// One side of a [`Change`].
#[derive(Clone, Debug)]
pub struct Side<T> {
    /// The state.
    pub state: Vec<T>,
    /// The values at which relations are held.
    pub held: Vec<f64>,
}

/// A spike at the threshold of a compartment, found as an event.
#[derive(Clone, Copy, Debug)]
pub struct SpikeEvent<T> {
    /// The index of V in the state.
    pub v: usize,
    /// The time, ms.
    pub time: T,
}

/// What is to be done before the next step.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Due {
    /// The solution begins here: everything is evaluated as written, and a spike begins where V is above its threshold.
    Start,
    /// The solution goes on from another state: everything is evaluated as written.
    Restart,
    /// Equations have changed: everything is evaluated as written but the thresholds of spikes and what they have set.
    Changed,
    Nothing,
    /// The solution has reached an event: that of a relation which states decide, or the next instant.
    Event(Option<usize>),
}

/// A relation.
#[derive(Clone, Copy, Debug)]
struct Watched {
    kind: RelationKind,
    floor: bool,
    or_equal: bool,
    smooth: bool,
    is_used: bool,
    /// If this is a threshold of spikes: the index of V in the state, and the threshold (mV).
    v: Option<(usize, f64)>,
}

/// The relations of a network, and their next event.
#[derive(Clone, Debug)]
struct Events<T> {
    relations: Vec<Watched>,
    /// True if states decide one of them.
    by_states: bool,
    /// True if one of these is no threshold of spikes, so that margins have to be sampled within a step.
    is_sampled: bool,
    /// The value at which each is held; NaN where it is without use.
    held: Vec<f64>,
    /// The next instant (ms) of each relation that time alone decides; infinite for all others.
    instants: Vec<T>,
    due: Due,
    /// True if the instants are not known yet.
    is_stale: bool,
    /// True if what is located is among the spikes already.
    is_kept: bool,
    /// The number of events since the time has last moved, and that time (ms).
    here: (u32, f64),
    margins: Vec<T>,
    slopes: Vec<T>,
    /// Real parts of margins: in the direction of time and against it, then rates of change.
    real: [Vec<f64>; 2],
    /// The margin of each relation at six times within a step.
    samples: Vec<[f64; SAMPLES]>,
    y: Vec<T>,
    /// The state from which `lateness` moves.
    from: Vec<T>,
    moved: Vec<T>,
    dy: Vec<T>,
    /// The changes at the beginning of the last step, and the number of those that are valid.
    changes: (Vec<Change<T>>, usize),
    /// The spikes of the last step: where it began, and where it ended.
    spikes: Vec<SpikeEvent<T>>,
}

/// The number of times within a step at which margins are sampled. A polynomial of degree 5 runs through them.
const SAMPLES: usize = 6;
/// Events closer to each other than this (ms) are simultaneous.
const SIMULTANEOUS: f64 = 1e-9;
/// The number of events without progress of time after which a relation is said to chatter.
const MOST_EVENTS: u32 = 1000;
/// The time (ms) over which differences give the rate of a margin. Its error is of second order, and rounding weighs as much.
const DIFFERENCE: f64 = 1e-5;
/// A margin that turns at a distance from its level below this part of its variation in a step grazes it: a small change makes
/// or removes an event, so that nothing after it has derivatives.
const GRAZING: f64 = 1e-4;
/// The number of simultaneous changes for which there is room from the beginning.
const ROOM: usize = 4;
/// The largest number of steps that are made to find an event.
const TRIALS: usize = 6;

impl<T: Scalar> Events<T> {
    fn new(network: &dyn System<T>) -> Option<Box<Self>> {
        let mut relations = Vec::new();
        network.relations(&mut |relation| {
            let info = relation.info;
            relations.push(Watched {
                kind: info.kind,
                floor: info.floor,
                or_equal: info.or_equal,
                smooth: info.smooth,
                is_used: relation.is_used,
                v: None,
            });
        });
        if relations.is_empty() {
            return None;
        }
        let (count, dim) = (relations.len(), network.dim());
        let zeros = |length: usize| vec![T::zero(); length];
        let (mut thresholds, mut y) = (0, zeros(dim));
        for (index, relation) in relations.iter_mut().enumerate() {
            if relation.kind == RelationKind::Spike {
                thresholds += 1;
                relation.v = network.apply_spike(index, T::zero(), &mut y, Held::NONE).map(|spike| (spike.v, f64::NAN));
            }
        }
        Some(Box::new(Events {
            by_states: relations.iter().any(|relation| relation.is_used && relation.by_states()),
            is_sampled: relations.iter().any(|relation| relation.is_used && relation.kind == RelationKind::State),
            relations,
            held: vec![f64::NAN; count],
            instants: zeros(count),
            due: Due::Start,
            is_stale: true,
            is_kept: false,
            here: (0, f64::NEG_INFINITY),
            margins: zeros(count),
            slopes: zeros(count),
            real: [vec![0.0; count], vec![0.0; count]],
            samples: vec![[0.0; SAMPLES]; count],
            y: zeros(dim),
            from: zeros(dim),
            moved: zeros(dim),
            dy: zeros(dim),
            changes: (vec![Change::room(dim, count); if T::HAS_DERIVATIVES { ROOM } else { 0 }], 0),
            spikes: Vec::with_capacity(thresholds),
        }))
    }

    /// Makes one step, see [`Stepper::step`].
    fn step(&mut self, stepper: &mut dyn Stepper<T>, network: &dyn System<T>, limit: f64) -> Result<(), StepError> {
        if limit <= stepper.time() {
            return Ok(());
        }
        self.begin();
        let mut reach = f64::INFINITY;
        loop {
            self.settle(stepper, network)?;
            let next = self.next();
            if let Err(failure) = stepper.step(&HeldSystem::new(network, Held(&self.held)), limit.min(next).min(reach))
            {
                reach = self.shorten_reach(stepper, network, reach).ok_or(failure)?;
                continue;
            }
            let change = self.first_change(stepper, network);
            match change.inspect_err(|_| stepper.retract())? {
                None => {
                    if stepper.time() >= next {
                        self.due = Due::Event(None);
                    }
                    return Ok(());
                }
                Some((index, time)) => {
                    if self.end_at_change(stepper, network, index, time)? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Makes the step that ends at `end` (ms), see [`Stepper::repeat`].
    fn repeat(
        &mut self,
        stepper: &mut dyn Stepper<T>,
        network: &dyn System<T>,
        end: f64,
        implicit: bool,
        located: Option<usize>,
    ) -> Result<f64, StepError> {
        self.begin();
        loop {
            self.settle(stepper, network)?;
            let (begin, next) = (stepper.time(), self.next());
            let error = stepper.repeat(&HeldSystem::new(network, Held(&self.held)), end, implicit, None)?;
            if let Some(index) = located {
                self.due = Due::Event(located);
                self.keep_spike(stepper, network, index);
                return Ok(error);
            }
            let change = self.first_change(stepper, network);
            match change.inspect_err(|_| stepper.retract())? {
                None => {
                    if end >= next {
                        self.due = Due::Event(None);
                    }
                    // No step may cross an instant.
                    return Ok(if end > next { f64::INFINITY } else { error });
                }
                Some((index, time)) if time <= begin => {
                    stepper.retract();
                    self.due = Due::Event(Some(index));
                }
                // An event that the recorded steps do not have.
                Some(_) => return Ok(f64::INFINITY),
            }
        }
    }

    /// Forgets what happened at the beginning of the last step.
    fn begin(&mut self) {
        self.changes.1 = 0;
        self.spikes.clear();
    }

    /// Returns the next instant, ms.
    fn next(&self) -> f64 {
        self.instants.iter().fold(f64::INFINITY, |next, instant| next.min(instant.re()))
    }

    /// Returns a time (ms) before which the next change is due that states decide, after a step to `reach` (ms) has failed; it
    /// may be that equations have no value beyond that change, as `sqrt(x)` has none where `if x > 0` does not hold. A change
    /// that is due at once is what happens next. Returns `None` if no change is due before `reach`.
    #[cold]
    fn shorten_reach(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, reach: f64) -> Option<f64> {
        let t = stepper.time();
        self.y.copy_from_slice(stepper.state());
        self.evaluate_rates(network, t);
        let [margins, rates] = &self.real;
        let mut first: Option<(f64, usize)> = None;
        for (index, relation) in self.relations.iter().enumerate() {
            for upward in relation.directions(self.held[index]).filter(|_| relation.is_used && relation.by_states()) {
                let sign = if upward { 1.0 } else { -1.0 };
                let (rest, rate) =
                    (sign * (relation.bound(self.held[index], upward) - margins[index]), sign * rates[index]);
                let wait = rest / rate;
                if rate > 0.0 && wait >= 0.0 && first.is_none_or(|(before, _)| wait < before) {
                    first = Some((wait, index));
                }
            }
        }
        let (wait, index) = first?;
        if wait <= SIMULTANEOUS {
            (self.due, self.is_kept) = (Due::Event(Some(index)), false);
            return Some(f64::INFINITY);
        }
        // A step up to just before the change, as far as its present rate tells.
        let shorter = t + wait * (1.0 - 1e-3);
        (shorter > t && shorter < reach).then_some(shorter)
    }

    /// Replaces the last step by one that ends where relation `index` changes, first estimated at `time` (ms). Returns false,
    /// with the last step undone, if it changes at the beginning of the step.
    #[cold]
    fn end_at_change(
        &mut self,
        stepper: &mut dyn Stepper<T>,
        network: &dyn System<T>,
        index: usize,
        mut time: f64,
    ) -> Result<bool, StepError> {
        let (begin, end, implicit) = (stepper.previous_time(), stepper.time(), stepper.is_implicit());
        (self.due, self.is_kept) = (Due::Event(Some(index)), false);
        for _ in 0..TRIALS {
            stepper.retract();
            if time <= begin {
                return Ok(false);
            }
            stepper.repeat(&HeldSystem::new(network, Held(&self.held)), time, implicit, None)?;
            self.y.copy_from_slice(stepper.state());
            self.evaluate_rates(network, time);
            let [margins, rates] = &self.real;
            let level = self.level(index, margins[index]);
            let better = time - (margins[index] - level) / rates[index];
            if !(better > begin && better < end) || (better - time).abs() <= 4.0 * f64::EPSILON * time.abs() {
                break;
            }
            time = better;
        }
        self.keep_spike(stepper, network, index);
        Ok(true)
    }

    /// Keeps the spike with which the last step ended, if relation `index` is a threshold.
    fn keep_spike(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, index: usize) {
        self.is_kept = true;
        if let Some((v, _)) = self.relations[index].v.filter(|_| self.held[index] == 0.0) {
            let (t, mut late) = (stepper.time(), T::zero());
            if T::HAS_DERIVATIVES {
                self.y.copy_from_slice(stepper.state());
                self.evaluate_rates(network, t);
                late = self.lateness(network, t, index);
            }
            self.spikes.push(SpikeEvent { v, time: late + t });
        }
    }

    /// Returns the value of a margin nearest to `margin` at which the relation changes.
    fn level(&self, index: usize, margin: f64) -> f64 {
        let held = self.held[index];
        match self.relations[index].floor {
            false => 0.0,
            true if margin - held < 0.5 => held,
            true => held + 1.0,
        }
    }

    /// Finds the first relation that changes within the last step, and the time (ms) of the change by the dense output.
    ///
    /// # Errors
    /// If numbers have derivatives and a relation only just changes, or only just does not.
    fn first_change(
        &mut self,
        stepper: &dyn Stepper<T>,
        network: &dyn System<T>,
    ) -> Result<Option<(usize, f64)>, StepError> {
        if !self.by_states {
            return Ok(None);
        }
        let (begin, end) = (stepper.previous_time(), stepper.time());
        for sample in 0..if self.is_sampled { SAMPLES } else { 0 } {
            let theta = sample as f64 / (SAMPLES - 1) as f64;
            self.sample(stepper, network, begin + theta * (end - begin), Some(sample));
        }
        let mut first: Option<(usize, f64)> = None;
        for index in 0..self.relations.len() {
            let (relation, held) = (self.relations[index], self.held[index]);
            if !relation.is_used || !relation.by_states() {
                continue;
            }
            if relation.kind == RelationKind::Spike && self.is_impossible(index) {
                continue;
            }
            for upward in relation.directions(held) {
                let level = relation.bound(held, upward);
                // Positive where the relation has to change.
                let polynomial = match relation.v {
                    Some((v, threshold)) => stepper.interpolant(v).excess(threshold, upward),
                    None => Bernstein::through(self.samples[index]).excess(level, upward),
                };
                let grazing = GRAZING * polynomial.variation();
                if polynomial.is_below(if T::HAS_DERIVATIVES { -grazing } else { 0.0 }) {
                    continue;
                }
                if T::HAS_DERIVATIVES
                    && !relation.smooth
                    && polynomial.turns().into_iter().any(|theta| polynomial.at(theta).abs() < grazing)
                {
                    return Err(StepError::Grazing { relation: index });
                }
                if let Some(bracket) = first_rise(&polynomial)
                    && let Some(time) = self.locate(stepper, network, (index, level, upward), bracket)
                    && first.is_none_or(|(_, before)| time < before)
                {
                    first = Some((index, time));
                }
            }
        }
        Ok(first)
    }

    /// Returns true if no spike is possible at a threshold: V is held, or the threshold is mute.
    fn is_impossible(&self, threshold: usize) -> bool {
        [SpikeRelation::Holding, SpikeRelation::Mute].iter().any(|timer| self.held[threshold + *timer as usize] == 1.0)
    }

    /// Returns the time (ms) at which the margin of a relation comes to a level from below, or from above, in a bracket (in θ)
    /// of the last step; `None` if it does not.
    #[cold]
    fn locate(
        &mut self,
        stepper: &dyn Stepper<T>,
        network: &dyn System<T>,
        (index, level, upward): (usize, f64, bool),
        (from, to): (f64, f64),
    ) -> Option<f64> {
        let (begin, end) = (stepper.previous_time(), stepper.time());
        let time = |theta: f64| if theta < 1.0 { begin + theta * (end - begin) } else { end };
        let (mut low, mut high) = (time(from), time(to));
        let mut excess = |t: f64| {
            self.sample(stepper, network, t, None);
            let margin = self.margins[index].re();
            if upward { margin - level } else { level - margin }
        };
        let (mut at_low, mut at_high) = (excess(low), excess(high));
        // The polynomial may say so while the equations do not.
        if at_high <= 0.0 {
            return None;
        }
        if at_low > 0.0 {
            return Some(low);
        }
        // Illinois: a secant that keeps its bracket, and halves the value of an end that stays.
        for _ in 0..60 {
            let middle = high - at_high * (high - low) / (at_high - at_low);
            let middle = if middle > low && middle < high { middle } else { 0.5 * (low + high) };
            if middle <= low || middle >= high {
                break;
            }
            let value = excess(middle);
            if value >= 0.0 {
                (high, at_high, at_low) = (middle, value, 0.5 * at_low);
            } else {
                (low, at_low, at_high) = (middle, value, 0.5 * at_high);
            }
            if high - low <= 1e-13 * (end - begin) {
                break;
            }
        }
        Some(high)
    }

    /// Evaluates all margins at a time (ms) within the last step. They become the samples of that index, if there is one.
    fn sample(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>, t: f64, sample: Option<usize>) {
        if t <= stepper.previous_time() {
            self.y.copy_from_slice(stepper.previous_state());
        } else if t >= stepper.time() {
            self.y.copy_from_slice(stepper.state());
        } else {
            self.y.iter_mut().enumerate().for_each(|(index, y)| *y = stepper.interpolate(t, index));
        }
        network.margins(T::from_f64(t), &self.y, Held(&self.held), &mut self.margins);
        if let Some(sample) = sample {
            self.samples.iter_mut().zip(&self.margins).for_each(|(samples, margin)| samples[sample] = margin.re());
        }
    }

    /// Does what is due at the present time: sets the relations that change here, and those that follow.
    fn settle(&mut self, stepper: &mut dyn Stepper<T>, network: &dyn System<T>) -> Result<(), StepError> {
        let due = std::mem::replace(&mut self.due, Due::Nothing);
        if due == Due::Nothing && !self.is_stale {
            return Ok(());
        }
        self.change(stepper, network, due).inspect_err(|_| self.due = due)
    }

    #[cold]
    fn change(&mut self, stepper: &mut dyn Stepper<T>, network: &dyn System<T>, due: Due) -> Result<(), StepError> {
        let t = stepper.time();
        self.y.copy_from_slice(stepper.state());
        let is_as_written = matches!(due, Due::Start | Due::Restart | Due::Changed);
        if is_as_written {
            self.evaluate_as_written(network, t, due);
        }
        if std::mem::take(&mut self.is_stale) || is_as_written {
            self.find_thresholds(network, t);
            self.find_instants(network);
        }
        if due == Due::Nothing {
            return Ok(());
        }
        if t > self.here.1 + SIMULTANEOUS {
            self.here = (0, t);
        }
        let mut located = if let Due::Event(located) = due { located } else { None };
        // How much later the last event is than the present time: a number whose real part is 0.
        let (mut late, mut any, mut jumped) = (T::zero(), false, false);
        while let Some((index, upward, is_consequence)) = self.next_change(network, t, located.take()) {
            any = true;
            self.here.0 += 1;
            if self.here.0 > MOST_EVENTS {
                return Err(StepError::Chattering { relation: index });
            }
            if T::HAS_DERIVATIVES {
                if !is_consequence {
                    late = self.lateness(network, t, index);
                }
                let number = self.next_room();
                self.move_by(network, t, late);
                let change = &mut self.changes.0[number];
                change.before.keep(&self.moved, &self.held);
                change.state[0].copy_from_slice(&self.y);
                jumped |= self.set(network, late + t, index, upward);
                self.changes.0[number].state[1].copy_from_slice(&self.y);
                self.move_by(network, t, -late);
                let change = &mut self.changes.0[number];
                change.late = late;
                change.after.keep(&self.moved, &self.held);
            } else {
                jumped |= self.set(network, T::from_f64(t), index, upward);
            }
            self.find_instants(network);
            // The step before may have ended with this spike.
            let is_kept = std::mem::take(&mut self.is_kept);
            if let Some((v, _)) = self.relations[index].v.filter(|_| upward && !is_kept) {
                self.spikes.push(SpikeEvent { v, time: late + t });
            }
        }
        if jumped || (any && T::HAS_DERIVATIVES) {
            stepper.jump(&self.y);
        } else if any {
            stepper.equations_changed();
        }
        Ok(())
    }

    /// Sets a relation to its next value at `t` (ms), and does what follows from that. Returns true if the state jumps.
    fn set(&mut self, network: &dyn System<T>, t: T, index: usize, upward: bool) -> bool {
        let held = &mut self.held[index];
        *held = match self.relations[index].floor {
            false => f64::from(u8::from(upward)),
            true if upward => *held + 1.0,
            true => *held - 1.0,
        };
        if !upward || self.relations[index].kind != RelationKind::Spike {
            return false;
        }
        let Some(spike) = network.apply_spike(index, t, &mut self.y, Held(&self.held)) else { return false };
        for (relation, duration) in [(SpikeRelation::Holding, spike.hold), (SpikeRelation::Mute, spike.refractory)] {
            if let Some(duration) = duration.filter(|duration| duration.re() > 0.0) {
                let timer = index + relation as usize;
                (self.held[timer], self.instants[timer]) = (1.0, t + duration);
            }
        }
        true
    }

    /// Holds each relation at the value of the equation as written.
    fn evaluate_as_written(&mut self, network: &dyn System<T>, t: f64, due: Due) {
        network.margins(T::from_f64(t), &self.y, Held::NONE, &mut self.margins);
        for ((held, relation), margin) in self.held.iter_mut().zip(&self.relations).zip(&self.margins) {
            let margin = margin.re();
            let is_spike = matches!(relation.kind, RelationKind::Spike | RelationKind::Timer);
            if is_spike && due == Due::Changed {
                continue;
            }
            *held = if !relation.is_used {
                f64::NAN
            } else if relation.kind == RelationKind::Timer || (is_spike && due == Due::Start) {
                0.0
            } else if relation.floor {
                margin.floor()
            } else {
                f64::from(u8::from(if relation.or_equal { margin >= 0.0 } else { margin > 0.0 }))
            };
        }
    }

    /// Finds the thresholds of spikes.
    fn find_thresholds(&mut self, network: &dyn System<T>, t: f64) {
        network.margins(T::from_f64(t), &self.y, Held::NONE, &mut self.margins);
        for (relation, margin) in self.relations.iter_mut().zip(&self.margins) {
            if let Some((v, threshold)) = &mut relation.v {
                *threshold = self.y[*v].re() - margin.re();
            }
        }
    }

    /// Finds the next instant of each relation that time alone decides.
    fn find_instants(&mut self, network: &dyn System<T>) {
        let held = Held(&self.held);
        network.margins(T::zero(), &self.y, held, &mut self.margins);
        network.margin_slopes(&self.y, held, &mut self.slopes);
        for (index, relation) in self.relations.iter().enumerate() {
            let (held, slope) = (self.held[index], self.slopes[index]);
            // What a spike has set stays until then.
            if relation.kind == RelationKind::Timer && held == 1.0 {
                continue;
            }
            let changes = relation.is_used
                && relation.kind == RelationKind::Time
                && slope.re() != 0.0
                && relation.directions(held).any(|upward| upward == (slope.re() > 0.0));
            self.instants[index] = if changes {
                (-self.margins[index] + relation.bound(held, slope.re() > 0.0)) / slope
            } else {
                T::from_f64(f64::INFINITY)
            };
        }
    }

    /// Returns the relation that changes now, the direction of its change, and whether the change is a consequence of one
    /// before it; the one that was `located`, if there is one.
    fn next_change(&mut self, network: &dyn System<T>, t: f64, located: Option<usize>) -> Option<(usize, bool, bool)> {
        self.evaluate_rates(network, t);
        let [margins, rates] = &self.real;
        if let Some(index) = located {
            let upward = self.relations[index].directions(self.held[index]).fold(None, |best, upward| {
                let distance = |upward| (margins[index] - self.relations[index].bound(self.held[index], upward)).abs();
                if best.is_none_or(|best| distance(upward) < distance(best)) { Some(upward) } else { best }
            })?;
            return Some((index, upward, false));
        }
        for (index, relation) in self.relations.iter().enumerate().filter(|(_, relation)| relation.is_used) {
            let (held, margin, rate) = (self.held[index], margins[index], rates[index]);
            for upward in relation.directions(held) {
                let bound = relation.bound(held, upward);
                let (excess, rate) = if upward { (margin - bound, rate) } else { (bound - margin, -rate) };
                let near = rate.abs() * SIMULTANEOUS;
                let (is_due, is_consequence) = match relation.kind {
                    RelationKind::Timer => (held == 1.0 && self.instants[index].re() <= t, false),
                    RelationKind::Time => {
                        let instant = self.instants[index].re() <= t;
                        (instant || excess > near, !instant)
                    }
                    RelationKind::State | RelationKind::Spike => {
                        (excess > near || (excess >= -near && rate > 0.0), excess > near)
                    }
                };
                if is_due {
                    return Some((index, upward, is_consequence));
                }
            }
        }
        None
    }

    /// Evaluates the real parts of all margins at `t` (ms) and the state `self.y`, and their rates of change (per ms).
    fn evaluate_rates(&mut self, network: &dyn System<T>, t: f64) {
        let held = Held(&self.held);
        HeldSystem::new(network, held).rhs(T::from_f64(t), &self.y, &mut self.dy);
        let mut sides = [DIFFERENCE, -DIFFERENCE];
        for (side, real) in sides.iter_mut().zip(&mut self.real) {
            for ((moved, y), dy) in self.moved.iter_mut().zip(&self.y).zip(&self.dy) {
                *moved = *y + *dy * *side;
            }
            network.margins(T::from_f64(t + *side), &self.moved, held, &mut self.margins);
            // The length is what rounding has left of it.
            *side = (t + *side) - t;
            real.iter_mut().zip(&self.margins).for_each(|(real, margin)| *real = margin.re());
        }
        network.margins(T::from_f64(t), &self.y, held, &mut self.margins);
        let [later, earlier] = &mut self.real;
        for ((later, earlier), margin) in later.iter_mut().zip(earlier).zip(&self.margins) {
            (*later, *earlier) = (margin.re(), (*later - *earlier) / (sides[0] - sides[1]));
        }
    }

    /// Returns how much later than `t` (ms) relation `index` changes: a number whose real part is 0.
    fn lateness(&mut self, network: &dyn System<T>, t: f64, index: usize) -> T {
        if !self.relations[index].by_states() {
            let instant = self.instants[index];
            return instant - instant.re();
        }
        let rate = self.real[1][index];
        let mut late = T::zero();
        self.from.copy_from_slice(&self.y);
        // Each round makes one more order of derivatives exact.
        for _ in 0..3 {
            self.y.copy_from_slice(&self.from);
            self.move_by(network, t, late);
            network.margins(late + t, &self.y, Held(&self.held), &mut self.margins);
            let margin = self.margins[index];
            late -= (margin - margin.re()) / rate;
        }
        self.y.copy_from_slice(&self.from);
        late
    }

    /// Returns the index of room for one more change.
    fn next_room(&mut self) -> usize {
        let (changes, used) = &mut self.changes;
        *used += 1;
        if changes.len() < *used {
            changes.push(Change::room(self.y.len(), self.held.len()));
        }
        *used - 1
    }

    /// Moves the state `self.y` from `t` (ms) by a time whose real part is 0. The midpoint rule is exact up to second order
    /// in it, and real parts stay. The state in the middle is left in `self.moved`.
    fn move_by(&mut self, network: &dyn System<T>, t: f64, by: T) {
        let held = HeldSystem::new(network, Held(&self.held));
        held.rhs(T::from_f64(t), &self.y, &mut self.dy);
        for ((moved, y), dy) in self.moved.iter_mut().zip(&self.y).zip(&self.dy) {
            *moved = *y + *dy * (by * 0.5);
        }
        held.rhs(by * 0.5 + t, &self.moved, &mut self.dy);
        self.y.iter_mut().zip(&self.dy).for_each(|(y, dy)| *y += *dy * by);
    }

    /// Returns the number of values in [`memory`](Events::memory).
    fn memory_length(&self) -> usize {
        1 + 2 * self.held.len()
    }

    /// Returns what the next steps depend on: what is due, the values that are held, the next instants.
    fn memory(&self) -> Vec<f64> {
        let due = match self.due {
            Due::Start => -5.0,
            Due::Restart => -4.0,
            Due::Changed => -3.0,
            Due::Nothing => -2.0,
            Due::Event(None) => -1.0,
            Due::Event(Some(index)) => index as f64,
        };
        let mut memory = vec![due];
        memory.extend(&self.held);
        memory.extend(self.instants.iter().map(|instant| instant.re()));
        memory
    }

    /// Restores the memory of others. Returns false if it makes no sense.
    fn remember(&mut self, memory: &[f64]) -> bool {
        let Some((&due, rest)) = memory.split_first() else { return false };
        let Some((held, instants)) = rest.split_at_checked(self.held.len()) else { return false };
        let sound = |(held, relation): (&f64, &Watched)| match (relation.is_used, relation.floor) {
            (false, _) => held.is_nan(),
            (true, true) => held.fract() == 0.0,
            (true, false) => *held == 0.0 || *held == 1.0,
        };
        let due = match due {
            -5.0 => Due::Start,
            -4.0 => Due::Restart,
            -3.0 => Due::Changed,
            -2.0 => Due::Nothing,
            -1.0 => Due::Event(None),
            index if index >= 0.0 && index.fract() == 0.0 && index < held.len() as f64 => {
                Due::Event(Some(index as usize))
            }
            _ => return false,
        };
        if instants.len() != self.instants.len()
            || (!matches!(due, Due::Start | Due::Restart) && !held.iter().zip(&self.relations).all(sound))
        {
            return false;
        }
        self.held.copy_from_slice(held);
        // Those that spikes have set stay; the others are found again.
        self.instants.iter_mut().zip(instants).for_each(|(own, instant)| *own = T::from_f64(*instant));
        (self.due, self.is_stale, self.is_kept) = (due, true, matches!(due, Due::Event(Some(_))));
        true
    }
}

impl<T: Scalar> Change<T> {
    fn room(dim: usize, relations: usize) -> Self {
        let side = Side { state: vec![T::zero(); dim], held: vec![0.0; relations] };
        Change { late: T::zero(), state: [side.state.clone(), side.state.clone()], before: side.clone(), after: side }
    }
}

impl<T: Copy> Side<T> {
    fn keep(&mut self, state: &[T], held: &[f64]) {
        self.state.copy_from_slice(state);
        self.held.copy_from_slice(held);
    }
}

impl Watched {
    /// Returns true if states decide the relation.
    fn by_states(self) -> bool {
        matches!(self.kind, RelationKind::State | RelationKind::Spike)
    }

    /// Returns the directions in which the margin can leave the range of the value at which the relation is held.
    fn directions(self, held: f64) -> impl Iterator<Item = bool> {
        [true, false].into_iter().filter(move |upward| self.floor || *upward == (held == 0.0))
    }

    /// Returns the margin at which the relation changes.
    fn bound(self, held: f64, upward: bool) -> f64 {
        match (self.floor, upward) {
            (false, _) => 0.0,
            (true, true) => held + 1.0,
            (true, false) => held,
        }
    }
}

/// Returns a bracket (both in θ) of the first rise of a polynomial above 0.
fn first_rise(polynomial: &Bernstein) -> Option<(f64, f64)> {
    let part = polynomial.monotone_parts().find(|part| part.to.1 > 0.0 && part.to.1 > part.from.1)?;
    if part.from.1 > 0.0 {
        return Some((part.from.0, part.from.0));
    }
    Some((part.from.0, part.to.0))
}
