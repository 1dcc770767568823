//! The relations of a network while it is solved: the values at which they are held, and their next event.

use super::flight::Flight;
use super::relation::{Approach, Change, SpikeEvent, Watched};
use super::sources::Sources;
use super::spike_grid::SpikeGrid;
use crate::model::info::RelationKind;
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::solve::{StepError, Stepper};
use crate::system::{HeldSystem, System};

/// The number of times within a step at which margins are sampled. A polynomial of degree 5 runs through them.
pub(super) const SAMPLES: usize = 6;
/// Events closer to each other than this (ms) are simultaneous.
pub(super) const SIMULTANEOUS: f64 = 1e-9;

/// What is to be done before the next step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Due {
    /// The solution begins here: everything is evaluated as written, and a spike begins where V is above its threshold.
    Start,
    /// Equations have changed: everything is evaluated as written but the thresholds of spikes and what they have set.
    Changed,
    Nothing,
    /// The solution has reached an event: that of a relation which states decide, or the next instant.
    Event(Option<usize>),
}

/// The relations of a network, and their next event.
#[derive(Clone, Debug)]
pub(super) struct Events<T> {
    pub(super) relations: Vec<Watched>,
    /// True if states decide one of them.
    pub(super) by_states: bool,
    /// True if one of these is no threshold of spikes, so that margins have to be sampled within a step.
    pub(super) is_sampled: bool,
    /// The next instant (ms) at which a relation of time changes.
    pub(super) next_of_time: f64,
    /// The value at which each is held; NaN where it is without use.
    pub(super) held: Vec<f64>,
    /// The next instant (ms) of each relation that time alone decides; infinite for all others.
    pub(super) instants: Vec<T>,
    /// The first of these, ms.
    pub(super) next: f64,
    pub(super) due: Due,
    /// True if the instants are not known yet.
    pub(super) is_stale: bool,
    /// The relation that is located, if it is among the spikes already.
    pub(super) kept: Option<usize>,
    /// The number of changes of each relation since the time `here_since`.
    pub(super) here: Vec<u32>,
    /// The time (ms) at which counting has begun.
    pub(super) here_since: f64,
    /// How each relation has come to the present event.
    pub(super) approach: Vec<Approach>,
    pub(super) margins: Vec<T>,
    pub(super) slopes: Vec<T>,
    /// Real parts of margins: in the direction of time and against it, then rates of change.
    pub(super) real: [Vec<f64>; 2],
    /// The time (ms) up to which margins were sampled, if the last samples are those of the present state.
    pub(super) sampled_until: f64,
    /// The margin of each relation at six times within a step.
    pub(super) samples: Vec<[f64; SAMPLES]>,
    pub(super) y: Vec<T>,
    /// The state from which `lateness` moves.
    pub(super) from: Vec<T>,
    pub(super) moved: Vec<T>,
    pub(super) dy: Vec<T>,
    /// The changes at the beginning of the last step, and the number of those that are valid.
    pub(super) changes: (Vec<Change<T>>, usize),
    /// True if the state jumped at the beginning of the last step.
    pub(super) jumped: bool,
    /// The spikes of the last step: where it began, and where it ended.
    pub(super) spikes: Vec<SpikeEvent<T>>,
    /// Spikes on their way to synapses; `None` if spikes change nothing there.
    pub(super) flight: Option<Flight<T>>,
    pub(super) sources: Option<Sources<T>>,
    /// The number of instants at which something has happened, and the time (ms) from which on they are counted.
    pub(super) stops: u64,
    begun: f64,
    /// The grid of spikes, if they are on one.
    pub(super) grid: Option<SpikeGrid>,
    /// Why the present event cannot stand.
    pub(super) refused: Option<StepError>,
}

/// What spikes have set where a solution ends: which thresholds were passed, which V are held and which thresholds are mute, and
/// until when.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Pending<T> {
    held: Vec<f64>,
    instants: Vec<T>,
    /// The threshold of the spike with which the solution ended, which is known already.
    kept: Option<usize>,
    flight: Option<Flight<T>>,
    sources: Option<Sources<T>>,
}

impl<T> Pending<T> {
    pub(crate) fn none() -> Self {
        Pending { held: Vec::new(), instants: Vec::new(), kept: None, flight: None, sources: None }
    }
}

/// The number of simultaneous changes for which there is room from the beginning.
const ROOM: usize = 4;

impl<T: Scalar> Events<T> {
    pub(super) fn new(network: &dyn System<T>, t: f64) -> Option<Box<Self>> {
        let mut relations = Vec::new();
        network.relations(&mut |relation| relations.push(Watched::new(relation)));
        if relations.is_empty() && !network.has_arrivals() && network.sources() == 0 {
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
            next_of_time: f64::NEG_INFINITY,
            relations,
            held: vec![f64::NAN; count],
            instants: zeros(count),
            next: f64::INFINITY,
            due: Due::Start,
            is_stale: true,
            kept: None,
            here: vec![0; count],
            here_since: f64::NEG_INFINITY,
            approach: vec![Approach::UNKNOWN; count],
            margins: zeros(count),
            slopes: zeros(count),
            real: [vec![0.0; count], vec![0.0; count]],
            sampled_until: f64::NAN,
            samples: vec![[0.0; SAMPLES]; count],
            y: zeros(dim),
            from: zeros(dim),
            moved: zeros(dim),
            dy: zeros(dim),
            changes: (vec![Change::room(dim, count); if T::HAS_DERIVATIVES { ROOM } else { 0 }], 0),
            jumped: false,
            spikes: Vec::with_capacity(thresholds),
            grid: None,
            refused: None,
            stops: 0,
            begun: t,
            sources: Sources::new(network, t),
            flight: network.has_arrivals().then(|| Flight::new(network.variables(T::from_f64(t)))),
        }))
    }

    /// Makes room for this number of spikes in flight. Returns false if there is no such memory.
    pub(super) fn reserve(&mut self, spikes: usize) -> bool {
        let Some(flight) = &mut self.flight else { return true };
        flight.reserve(spikes) && self.spikes.try_reserve(spikes).is_ok()
    }

    /// Makes one step, see [`Stepper::step`].
    pub(super) fn step(
        &mut self,
        stepper: &mut dyn Stepper<T>,
        network: &dyn System<T>,
        limit: f64,
    ) -> Result<(), StepError> {
        if limit <= stepper.time() {
            return Ok(());
        }
        self.begin();
        let mut reach = f64::INFINITY;
        let limit = self.limit_on_grid(stepper.time(), limit);
        loop {
            self.settle(stepper, network)?;
            let next = self.next;
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
                    return self.find_on_grid(stepper, network);
                }
                Some((index, time)) => {
                    if self.end_at_first(stepper, network, (index, time))? {
                        return self.find_on_grid(stepper, network);
                    }
                }
            }
        }
    }

    /// Replaces the last step by one that ends with a change, or with one before it that is found then. Returns false, with the
    /// last step undone, if that is at the beginning of the step.
    fn end_at_first(
        &mut self,
        stepper: &mut dyn Stepper<T>,
        network: &dyn System<T>,
        (mut index, mut time): (usize, f64),
    ) -> Result<bool, StepError> {
        let spikes = self.spikes.len();
        while self.end_at_change(stepper, network, index, time)? {
            let earlier = self.earlier_change(stepper, network);
            let Some(first) = earlier.inspect_err(|_| stepper.retract())? else { return Ok(true) };
            (index, time) = first;
            self.spikes.truncate(spikes);
        }
        Ok(false)
    }

    /// Makes the step that ends at `end` (ms), see [`Stepper::repeat`].
    pub(super) fn repeat(
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
            let (begin, next) = (stepper.time(), self.next);
            let error = stepper.repeat(&HeldSystem::new(network, Held(&self.held)), end, implicit, None)?;
            if let Some(index) = located {
                self.due = Due::Event(Some(index));
                self.keep_spike(stepper, network, index);
                return self.find_on_grid(stepper, network).map(|()| error);
            }
            let change = self.first_change(stepper, network);
            match change.inspect_err(|_| stepper.retract())? {
                None => {
                    if end >= next {
                        self.due = Due::Event(None);
                    }
                    self.find_on_grid(stepper, network)?;
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

    /// Returns true if many neurons stop the steps up to `t` (ms) often.
    pub(super) fn is_crowded(&self, t: f64) -> bool {
        const NEURONS: usize = 100;
        const PER_MS: f64 = 20.0;
        let thresholds = self.relations.iter().filter(|relation| relation.kind == RelationKind::Spike).count();
        let neurons = thresholds + self.sources.as_ref().map_or(0, Sources::count);
        self.grid.is_none() && neurons > NEURONS && self.stops as f64 > PER_MS * (t - self.begun).max(1.0)
    }

    /// Forgets what happened at the beginning of the last step.
    fn begin(&mut self) {
        self.changes.1 = 0;
        self.jumped = false;
        self.spikes.clear();
    }

    /// Returns what another solution can take up.
    pub(super) fn pending(&self) -> Pending<T> {
        if self.due == Due::Start {
            return Pending::none();
        }
        let located = if let Due::Event(located) = self.due { located } else { None };
        let kept = located.filter(|index| self.relations[*index].kind == RelationKind::Spike);
        let (flight, sources) = (self.flight.clone(), self.sources.clone());
        Pending { held: self.held.clone(), instants: self.instants.clone(), kept, flight, sources }
    }

    /// Begins with what was pending elsewhere. All that spikes have not set is evaluated as written. Relations that the run has
    /// beside those of the network follow these, and are left out. Returns true if there are spikes.
    pub(super) fn take_up(&mut self, pending: &Pending<T>) -> bool {
        for (index, (held, instant)) in pending.held.iter().zip(&pending.instants).enumerate() {
            let Some(relation) = self.relations.get(index) else { break };
            if matches!(relation.kind, RelationKind::Spike | RelationKind::Timer) {
                (self.held[index], self.instants[index]) = (*held, *instant);
                self.due = Due::Changed;
            }
        }
        self.kept = pending.kept;
        if let (Some(own), Some(flight)) = (&mut self.flight, &pending.flight) {
            own.clone_from(flight);
            self.due = Due::Changed;
        }
        if let (Some(own), Some(sources)) = (&mut self.sources, &pending.sources) {
            own.clone_from(sources);
            self.due = Due::Changed;
        }
        self.due == Due::Changed
    }

    /// Returns what the next steps depend on: what is due, the values that are held, the next instants.
    pub(super) fn memory(&self) -> Vec<f64> {
        let due = match self.due {
            Due::Start => -4.0,
            Due::Changed => -3.0,
            Due::Nothing => -2.0,
            Due::Event(None) => -1.0,
            Due::Event(Some(index)) => index as f64,
        };
        let mut memory = vec![due, self.stops as f64, self.begun];
        memory.extend(&self.held);
        memory.extend(self.instants.iter().map(|instant| instant.re()));
        memory.extend(self.sources.iter().flat_map(Sources::memory));
        memory.extend(self.flight.iter().flat_map(Flight::memory));
        memory
    }

    /// Restores the memory of others. Returns false, and changes nothing, if it makes no sense.
    pub(super) fn remember(&mut self, memory: &[f64]) -> bool {
        let count = self.held.len();
        let Some((&[due, stops, begun], rest)) = memory.split_first_chunk() else { return false };
        let Some((held, rest)) = rest.split_at_checked(count) else { return false };
        let Some((instants, in_flight)) = rest.split_at_checked(count) else { return false };
        if !(stops >= 0.0 && stops.fract() == 0.0 && begun.is_finite()) {
            return false;
        }
        let sound = |(held, relation): (&f64, &Watched)| match (relation.is_used, relation.floor) {
            (false, _) => held.is_nan(),
            // A relation without an instant has no value.
            (true, floor) if held.is_nan() => floor || relation.kind == RelationKind::Time,
            (true, true) => held.fract() == 0.0,
            (true, false) => *held == 0.0 || *held == 1.0,
        };
        let due = match due {
            -4.0 => Due::Start,
            -3.0 => Due::Changed,
            -2.0 => Due::Nothing,
            -1.0 => Due::Event(None),
            index if index >= 0.0 && index.fract() == 0.0 && index < held.len() as f64 => {
                Due::Event(Some(index as usize))
            }
            _ => return false,
        };
        if due != Due::Start && !held.iter().zip(&self.relations).all(sound) {
            return false;
        }
        let of_sources = self.sources.as_ref().map_or(0, Sources::memory_length);
        let Some((of_sources, in_flight)) = in_flight.split_at_checked(of_sources) else { return false };
        let (mut sources, mut flight) = (self.sources.clone(), self.flight.clone());
        let is_known = sources.as_mut().is_none_or(|sources| sources.remember(of_sources))
            && flight.as_mut().map_or(in_flight.is_empty(), |flight| flight.remember(in_flight));
        if !is_known {
            return false;
        }
        (self.sources, self.flight) = (sources, flight);
        self.held.copy_from_slice(held);
        // Those that spikes have set stay; the others are found again.
        self.instants.iter_mut().zip(instants).for_each(|(own, instant)| *own = T::from_f64(*instant));
        self.kept = if let Due::Event(located) = due { located } else { None };
        (self.stops, self.begun) = (stops as u64, begun);
        (self.due, self.is_stale) = (due, true);
        true
    }
}
