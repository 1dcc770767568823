//! What happens at an event: relations are set, others follow, spikes jump. The state is moved to the true instant and back.

use super::flight::{Flight, InFlight};
use super::relation::{Approach, Change, SpikeEvent, Watched};
use super::state::{Due, Events, SIMULTANEOUS};
use crate::model::info::RelationKind;
use crate::model::mechanism::Held;
use crate::model::source::SOURCES;
use crate::number::Scalar;
use crate::solve::{OnGrid, StepError, Stepper, Tie};
use crate::system::{HeldSystem, System, is_tied};

/// The number of changes of a relation within `NO_PROGRESS` after which it is said to chatter.
const MOST_EVENTS: u32 = 1000;
/// A time (ms) that is short for a membrane. A relation that is passed ever more often, as that of a ball that comes to rest, takes
/// more and more steps for it.
const NO_PROGRESS: f64 = 1e-2;
/// The time (ms) over which differences give the rate of a margin. Its error is of second order, and rounding weighs as much.
const DIFFERENCE: f64 = 1e-5;

impl<T: Scalar> Events<T> {
    /// Does what is due at the present time: sets the relations that change here, and those that follow.
    pub(super) fn settle(&mut self, stepper: &mut dyn Stepper<T>, network: &dyn System<T>) -> Result<(), StepError> {
        let due = std::mem::replace(&mut self.due, Due::Nothing);
        if due == Due::Nothing && !self.is_stale {
            return Ok(());
        }
        self.change(stepper, network, due).inspect_err(|_| self.due = due)
    }

    #[cold]
    fn change(&mut self, stepper: &mut dyn Stepper<T>, network: &dyn System<T>, due: Due) -> Result<(), StepError> {
        let t = stepper.time();
        self.sampled_until = f64::NAN;
        if due == Due::Event(None) && self.grid.is_some() && !self.is_sampled && !self.is_stale && t < self.next_of_time
        {
            return self.change_on_grid(stepper, network, t);
        }
        self.y.copy_from_slice(stepper.state());
        let is_as_written = matches!(due, Due::Start | Due::Changed);
        if is_as_written {
            self.evaluate_as_written(network, t, due);
        }
        if std::mem::take(&mut self.is_stale) || is_as_written {
            self.find_instants(network, t)?;
        }
        if let (Due::Changed, Some(sources)) = (due, &mut self.sources) {
            sources.find_again(network, T::from_f64(t), Held(&self.held));
        }
        if due == Due::Nothing {
            return Ok(());
        }
        // A host may go back in time, or begin again.
        let is_counted = self.here_since..=self.here_since + NO_PROGRESS;
        if due == Due::Start || !is_counted.contains(&t) {
            self.here.fill(0);
            self.here_since = t;
        }
        self.approach.fill(Approach::UNKNOWN);
        let mut located = if let Due::Event(located) = due { located } else { None };
        // How much later the last event is than the present time: a number whose real part is 0.
        let (mut late, mut any, mut jumped) = (T::zero(), false, false);
        if self.spike_on_grid(network, t, due)? {
            (any, jumped) = (true, true);
        }
        loop {
            let Some((index, upward, is_consequence)) = self.next_change(network, t, located.take()) else {
                self.let_sources_spike(network, t);
                match self.arrive(network, t)? {
                    // What follows from an arrival happens when it does.
                    Some(of_arrival) => (late, any, jumped) = (of_arrival, true, true),
                    None => break,
                }
                continue;
            };
            any = true;
            self.here[index] += 1;
            self.approach[index].changed = true;
            if self.here[index] > MOST_EVENTS {
                return Err(StepError::Chattering { relation: index });
            }
            if T::HAS_DERIVATIVES && !is_consequence {
                late = self.lateness(network, t, index);
                if self.relations[index].kind == RelationKind::Timer {
                    self.refuse_moving(late, OnGrid::Timer);
                }
            }
            jumped |= self.at_instant(network, t, late, |events, t| events.set(network, t, index, upward));
            self.evaluate_missing(network, t);
            self.find_instants(network, t)?;
            if let Some(sources) = self.sources.as_mut().filter(|_| self.relations[index].kind == RelationKind::Time) {
                // A change of parameters is a relation of time.
                sources.find_again(network, late + t, Held(&self.held));
            }
            // The step before may have ended with this spike.
            let is_kept = self.kept == Some(index);
            if is_kept {
                self.kept = None;
            }
            if let Some((v, _)) = self.relations[index].v.filter(|_| upward && !is_kept) {
                self.spikes.push(SpikeEvent { v, time: late + t });
            }
        }
        self.check_refused()?;
        self.end_change(stepper, any, jumped);
        Ok(())
    }

    /// Checks that all that was set, sent or changed may stand.
    pub(super) fn check_refused(&mut self) -> Result<(), StepError> {
        self.refused.take().map_or(Ok(()), Err)
    }

    /// Tells the method what has changed.
    fn end_change(&mut self, stepper: &mut dyn Stepper<T>, any: bool, jumped: bool) {
        self.kept = None;
        self.stops += 1;
        self.next = self.next_instant();
        self.jumped |= jumped;
        if jumped || (any && T::HAS_DERIVATIVES) {
            stepper.jump(&self.y);
        } else if any {
            stepper.equations_changed();
        }
    }

    /// Does what happens by `late` later than `t` (ms), a number whose real part is 0: the state is moved there, and back.
    fn at_instant<R>(&mut self, network: &dyn System<T>, t: f64, late: T, happen: impl FnOnce(&mut Self, T) -> R) -> R {
        if !T::HAS_DERIVATIVES {
            return happen(self, T::from_f64(t));
        }
        let number = self.next_room();
        self.move_by(network, t, late);
        let change = &mut self.changes.0[number];
        change.before.keep(&self.moved, &self.held);
        change.state[0].copy_from_slice(&self.y);
        let result = happen(self, late + t);
        self.changes.0[number].state[1].copy_from_slice(&self.y);
        self.move_by(network, t, -late);
        let change = &mut self.changes.0[number];
        change.late = late;
        change.after.keep(&self.moved, &self.held);
        result
    }

    /// Sends the spike at `t` (ms) of the neuron whose V has the index `v`, or of a source, to all synapses.
    fn send(&mut self, network: &dyn System<T>, v: usize, t: T) {
        let Events { flight: Some(flight), held, grid, refused, .. } = self else { return };
        network.departures(v, t, Held(held), &mut |delay, arrival| {
            let time = match grid {
                Some(grid) => grid.arrival(t, delay, refused),
                None => t + delay,
            };
            flight.send(time, arrival);
        });
    }

    /// Lets all sources spike that are due at `t` (ms), or on a grid nearer to `t` than to the next grid point.
    pub(super) fn let_sources_spike(&mut self, network: &dyn System<T>, t: f64) {
        let end = self.grid.as_ref().map_or(t, |grid| t + 0.5 * grid.step());
        while let Some(sources) = &mut self.sources
            && let Some((source, time)) = sources.take_due(network, end, Held(&self.held))
        {
            self.refuse_moving(time, OnGrid::Source);
            self.spikes.push(SpikeEvent { v: SOURCES + source, time });
            self.send(network, SOURCES + source, time);
        }
    }

    /// Lets the next spike arrive that is due at `t` (ms). Returns how much later than that it arrives: a number whose real part is 0;
    /// `None` if there is none.
    ///
    /// # Errors
    /// If spikes arrive again and again without progress of time.
    pub(super) fn arrive(&mut self, network: &dyn System<T>, t: f64) -> Result<Option<T>, StepError> {
        let Some(InFlight { time, arrival }) = self.flight.as_mut().and_then(|flight| flight.take_due(t)) else {
            return Ok(None);
        };
        let late = time - time.re();
        self.refuse_moving(late, OnGrid::Arrival);
        self.at_instant(network, t, late, |events, t| {
            let Events { flight, held, y, .. } = events;
            if let Some(flight) = flight {
                network.arrive(&arrival, t, Held(held), y, &mut flight.variables);
            }
        });
        if let Some([group, link]) = self.flight.as_mut().and_then(|flight| flight.variables.take_tied()) {
            self.refused.get_or_insert(StepError::Tie(Tie::Synapse { group, link }));
        }
        Ok(Some(late))
    }

    /// Sets a relation to its next value at `t` (ms), and does what follows from that. Returns true if the state jumps.
    pub(super) fn set(&mut self, network: &dyn System<T>, t: T, index: usize, upward: bool) -> bool {
        let held = &mut self.held[index];
        *held = match self.relations[index].floor {
            false => f64::from(u8::from(upward)),
            true if upward => *held + 1.0,
            true => *held - 1.0,
        };
        let jumped = network.jump(t, Held(&self.held), &mut self.y);
        if !upward || self.relations[index].kind != RelationKind::Spike {
            return jumped;
        }
        let Some(spike) = network.apply_spike(index, t, &mut self.y, Held(&self.held)) else { return jumped };
        if self.y.iter().any(is_tied) {
            self.refused.get_or_insert(StepError::Tie(Tie::Spike { relation: index }));
        }
        for (timer, duration) in spike.timers(index) {
            let mut end = t + duration;
            if let Some(grid) = &mut self.grid {
                end = grid.end(t, duration, OnGrid::Timer, &mut self.refused);
                grid.run(timer);
            }
            (self.held[timer], self.instants[timer]) = (1.0, end);
        }
        self.send(network, spike.v, t);
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
            } else if is_spike {
                0.0
            } else {
                relation.as_written(margin)
            };
        }
    }

    /// Evaluates as written what had no value, and has one since an event: that of a period which was 0.
    fn evaluate_missing(&mut self, network: &dyn System<T>, t: f64) {
        let is_missing = |(relation, held): (&Watched, &f64)| relation.is_used && held.is_nan();
        if !self.relations.iter().zip(&self.held).any(is_missing) {
            return;
        }
        network.margins(T::from_f64(t), &self.y, Held(&self.held), &mut self.margins);
        for (index, margin) in self.margins.iter().enumerate() {
            if is_missing((&self.relations[index], &self.held[index])) {
                self.held[index] = self.relations[index].as_written(margin.re());
            }
        }
    }

    /// Finds the next instant of each relation that time alone decides, and the thresholds of spikes: a change at an event may
    /// have moved both.
    ///
    /// # Errors
    /// If a margin moves at a rate that is infinite or NaN, as that of `mod(t, period)` does with a period of 0, and the equations
    /// at `t` (ms) have a use for the relation.
    fn find_instants(&mut self, network: &dyn System<T>, t: f64) -> Result<(), StepError> {
        let held = Held(&self.held);
        // States decide no instant. Where V is 0 mV, a threshold is what its margin lacks, without rounding.
        self.moved.fill(T::zero());
        network.margins(T::zero(), &self.moved, held, &mut self.margins);
        network.margin_slopes(&self.y, held, &mut self.slopes);
        self.keep_thresholds();
        let mut without = None;
        for (index, relation) in self.relations.iter().enumerate() {
            let (held, slope) = (self.held[index], self.slopes[index]);
            // A running timer keeps the instant that its spike has set.
            if relation.kind == RelationKind::Timer && held == 1.0 {
                continue;
            }
            let by_time = relation.is_used && relation.kind == RelationKind::Time;
            without = without.or((by_time && !slope.re().is_finite()).then_some(index));
            let changes = by_time
                && slope.re().is_finite()
                && slope.re() != 0.0
                && relation.directions(held).any(|upward| upward == (slope.re() > 0.0));
            self.instants[index] = if changes {
                (-self.margins[index] + relation.bound(held, slope.re() > 0.0)) / slope
            } else {
                T::from_f64(f64::INFINITY)
            };
        }
        self.next = self.next_instant();
        let of_time =
            self.relations.iter().zip(&self.instants).filter(|(relation, _)| relation.kind == RelationKind::Time);
        self.next_of_time = of_time.fold(f64::INFINITY, |next, (_, instant)| next.min(instant.re()));
        match without.filter(|index| self.has_use(network, t, *index)) {
            Some(relation) => Err(StepError::NoInstant { relation }),
            None => Ok(()),
        }
    }

    /// Returns the time (ms) of the next event that is known.
    fn next_instant(&self) -> f64 {
        let arrival = self.flight.as_ref().map_or(f64::INFINITY, Flight::next);
        // On a grid no step ends with the spike of a source.
        let sources = self.sources.as_ref().filter(|_| self.grid.is_none());
        let first = sources.map_or(arrival, |sources| sources.next().min(arrival));
        self.instants.iter().fold(first, |next, instant| next.min(instant.re()))
    }

    /// Keeps the thresholds of spikes, from margins where V is 0 mV. One that is mute has no margin, and is found when it is
    /// heard again.
    fn keep_thresholds(&mut self) {
        for index in 0..self.relations.len() {
            if let Some((v, _)) = self.relations[index].v
                && !self.is_impossible(index)
            {
                self.relations[index].v = Some((v, -self.margins[index].re()));
            }
        }
        if let Some(grid) = &mut self.grid {
            grid.keep(&self.relations, &self.held);
        }
    }

    /// Returns true if the slopes at `t` (ms) depend on a relation without an instant: if they have no value, or are others where
    /// a relation without value that hangs on it is held the other way. `period > 0ms && mod(t, period) < width` does not.
    #[cold]
    fn has_use(&mut self, network: &dyn System<T>, t: f64, index: usize) -> bool {
        self.held[index] = f64::NAN;
        // A factor may be 0 in the present state.
        self.moved.iter_mut().zip(&self.y).for_each(|(moved, y)| *moved = *y * 1.001 + 1e-3);
        let Events { held, moved, dy, from, margins, relations, .. } = self;
        network.margins(T::from_f64(t), moved, Held(held), margins);
        HeldSystem::new(network, Held(held)).rhs(T::from_f64(t), moved, dy);
        if dy.iter().any(|slope| !slope.is_finite()) {
            return true;
        }
        for (index, margin) in margins.iter().enumerate() {
            let before = held[index];
            if !(relations[index].is_used && margin.re().is_nan() && before.is_finite()) {
                continue;
            }
            held[index] = 1.0 - before;
            HeldSystem::new(network, Held(held)).rhs(T::from_f64(t), moved, from);
            held[index] = before;
            if dy.iter().zip(&*from).any(|(a, b)| a.re() != b.re()) {
                return true;
            }
        }
        false
    }

    /// Returns the relation that changes now, the direction of its change, and whether the change is a consequence of one
    /// before it; the one that was `located`, if there is one.
    fn next_change(&mut self, network: &dyn System<T>, t: f64, located: Option<usize>) -> Option<(usize, bool, bool)> {
        self.evaluate_rates(network, t);
        let [margins, rates] = &self.real;
        for (approach, now) in self.approach.iter_mut().zip(margins.iter().zip(rates)) {
            if approach.margin.is_nan() {
                (approach.margin, approach.rate) = (*now.0, *now.1);
            }
        }
        if let Some(index) = located {
            let upward = self.relations[index].directions(self.held[index]).fold(None, |best, upward| {
                let distance = |upward| (margins[index] - self.relations[index].bound(self.held[index], upward)).abs();
                if best.is_none_or(|best| distance(upward) < distance(best)) { Some(upward) } else { best }
            })?;
            return Some((index, upward, false));
        }
        let on_grid = self.grid.is_some();
        let is_watched = |relation: &Watched| relation.is_used && !(on_grid && relation.kind == RelationKind::Spike);
        for (index, relation) in self.relations.iter().enumerate().filter(|(_, relation)| is_watched(relation)) {
            let (held, margin, rate) = (self.held[index], margins[index], rates[index]);
            for upward in relation.directions(held) {
                let bound = relation.bound(held, upward);
                let sign = if upward { 1.0 } else { -1.0 };
                let (excess, rate) = (sign * (margin - bound), sign * rate);
                let Approach { margin: first, rate: approach, changed } = self.approach[index];
                let slack = approach.abs() * SIMULTANEOUS;
                // The rate with which it has come here, unless it has jumped.
                let approach = if (margin - first).abs() <= slack { sign * approach } else { 0.0 };
                let near = rate.abs().max(approach.abs()) * SIMULTANEOUS;
                // A margin that stands on its level counts as written, if it was to pass the level or has jumped onto it.
                let as_written = if relation.floor { upward } else { upward == relation.or_equal };
                // The margin of a threshold that is mute stands there, too.
                let stands_beyond = rate == 0.0
                    && relation.kind != RelationKind::Spike
                    && ((approach > 0.0 && excess >= -near) || (excess == 0.0 && as_written));
                // One that stands where it stood stays, whatever rounding has left of it.
                let stays = rate == 0.0 && approach == 0.0 && margin == first && !changed;
                let jumped = !stays && (excess > near || stands_beyond);
                let (is_due, is_consequence) = match relation.kind {
                    RelationKind::Timer => (held == 1.0 && self.instants[index].re() <= t, false),
                    RelationKind::Time => {
                        // The instant is that of the direction in which time moves the margin: a `floor` may go either way.
                        let instant = self.instants[index].re() <= t && upward == (self.slopes[index].re() > 0.0);
                        (instant || jumped, !instant)
                    }
                    RelationKind::State | RelationKind::Spike => (jumped || (excess >= -near && rate > 0.0), jumped),
                };
                if is_due {
                    return Some((index, upward, is_consequence));
                }
            }
        }
        None
    }

    /// Evaluates the real parts of all margins at `t` (ms) and the state `self.y`, and their rates of change (per ms).
    pub(super) fn evaluate_rates(&mut self, network: &dyn System<T>, t: f64) {
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
        for ((later, earlier), margin) in later.iter_mut().zip(&mut *earlier).zip(&self.margins) {
            (*later, *earlier) = (margin.re(), (*later - *earlier) / (sides[0] - sides[1]));
        }
        // The rate of what time alone decides is known. Its margin may have too few digits for a difference.
        for ((relation, slope), rate) in self.relations.iter().zip(&self.slopes).zip(earlier) {
            if relation.kind == RelationKind::Time {
                *rate = slope.re();
            }
        }
    }

    /// Returns how much later than `t` (ms) relation `index` changes: a number whose real part is 0.
    pub(super) fn lateness(&mut self, network: &dyn System<T>, t: f64, index: usize) -> T {
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
}
