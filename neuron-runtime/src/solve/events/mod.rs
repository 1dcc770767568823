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
//!
//! - `relation`: a relation, and what its change leaves.
//! - `state`: the values of all relations while a network is solved, and the steps between events.
//! - `locate`: where in a step a relation changes that states decide.
//! - `settle`: what happens at an event.
//! - `flight`: spikes on their way to synapses.
//! - `sources`: sources of spikes.
//! - `grid`: spikes that are found at grid points alone.

mod flight;
mod grid;
mod locate;
mod relation;
mod settle;
mod sources;
mod spike_grid;
mod state;

use super::{Bernstein, LastStep, RestartError, Statistics, StepError, Stepper};
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::system::{System, Variables};
pub(super) use relation::Watched;
pub use relation::{Change, Side, SpikeEvent};
use spike_grid::SpikeGrid;
pub use state::Pending;
use state::{Due, Events};

/// A solution in progress by a method that stops at events.
#[derive(Clone, Debug)]
pub struct EventStepper<T, S> {
    stepper: S,
    /// `None` if there are no relations in the equations.
    events: Option<Box<Events<T>>>,
}

impl<T: Scalar, S: Stepper<T>> EventStepper<T, S> {
    pub(super) fn new(network: &dyn System<T>, stepper: S) -> Self {
        let events = Events::new(network, stepper.time());
        EventStepper { stepper, events }
    }

    /// Returns a stepper that stops at events; without relations it is the method's own, so that nothing stands in between.
    pub(super) fn boxed(network: &dyn System<T>, stepper: S) -> Box<dyn Stepper<T>>
    where
        S: 'static,
    {
        match Events::new(network, stepper.time()) {
            None => Box::new(stepper),
            events => Box::new(EventStepper { stepper, events }),
        }
    }

    /// Says that relations are evaluated as written before the next step. The start of a solution does so anyway.
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
        self.evaluate_again(Due::Start);
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

    fn jumped(&self) -> bool {
        self.events.as_ref().is_some_and(|events| events.jumped)
    }

    fn spikes(&self) -> &[SpikeEvent<T>] {
        self.events.as_ref().map_or(&[], |events| &events.spikes)
    }

    fn variables(&self) -> Option<&Variables<T>> {
        Some(&self.events.as_ref()?.flight.as_ref()?.variables)
    }

    fn has_events(&self) -> bool {
        self.events.is_some()
    }

    fn pending(&self) -> Pending<T> {
        self.events.as_ref().map_or_else(Pending::none, |events| events.pending())
    }

    fn take_up(&mut self, pending: &Pending<T>) {
        if let Some(events) = &mut self.events
            && events.take_up(pending)
        {
            // The derivative that a fresh stepper has computed knows of no hold.
            self.stepper.equations_changed();
        }
    }

    fn play(&mut self, network: &dyn System<T>, lists: &[(usize, Vec<f64>)]) {
        let t = self.stepper.time();
        if let Some(sources) = self.events.as_mut().and_then(|events| events.sources.as_mut()) {
            sources.play(network, lists, t);
        }
    }

    fn put_spikes_on_grid(&mut self, begin: f64, step: f64) {
        if let Some(events) = &mut self.events {
            events.grid = Some(SpikeGrid::new(begin, step, events.relations.len()));
        }
    }

    fn reserve_flight(&mut self, spikes: usize) -> bool {
        self.events.as_mut().is_none_or(|events| events.reserve(spikes))
    }

    fn listed_spikes(&self) -> &[Vec<f64>] {
        let sources = self.events.as_ref().and_then(|events| events.sources.as_ref());
        sources.map_or(&[], |sources| sources.lists())
    }

    fn spike_grid(&self) -> Option<[f64; 2]> {
        let grid = self.events.as_ref()?.grid.as_ref()?;
        Some([grid.begin, grid.step])
    }

    fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.stepper.watch_derivatives(sizes);
    }

    fn halve_steps(&mut self, times: u32) -> bool {
        self.stepper.halve_steps(times)
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
        let statistics = self.stepper.statistics();
        let Some(events) = &self.events else { return statistics };
        let crowded = events.is_crowded(self.stepper.time());
        Statistics { stops: events.stops, crowded, ..statistics }
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
        let of_stepper = self.stepper.memory().len();
        let Some((of_stepper, own)) = memory.split_at_checked(of_stepper) else { return false };
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
