//! Events where spikes are on a grid: they are found at the ends of grid steps, and arrive at grid points.
//!
//! A spike is V at its threshold or above it at the end of a grid step. It resets V there, and what it sends arrives at the grid point
//! nearest to the end of the delay, in the order of simultaneous arrivals. Nothing is located, so that the cost does not depend on
//! the number of spikes. Relations of time and of other states stay exact. The rules are those of [`on_grid`], which a host's steps
//! follow, too.

use super::relation::SpikeEvent;
use super::spike_grid::moves;
use super::state::{Due, Events};
use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::solve::{OnGrid, StepError, Stepper};
use crate::system::{System, on_grid};

impl<T: Scalar> Events<T> {
    /// Returns the end of the next step at the latest, which is no later than `limit` (ms).
    pub(super) fn limit_on_grid(&self, t: f64, limit: f64) -> f64 {
        self.grid.as_ref().map_or(limit, |grid| grid.after(t).min(limit))
    }

    /// Finds the spikes at the end of the last step, if it ends at a grid point. They happen before the next step.
    ///
    /// # Errors
    /// If a parameter with respect to which numbers have derivatives decides when one is.
    pub(super) fn find_on_grid(&mut self, stepper: &dyn Stepper<T>, network: &dyn System<T>) -> Result<(), StepError> {
        let t = stepper.time();
        if self.grid.as_ref().is_none_or(|grid| grid.nearest(t) != t) {
            return Ok(());
        }
        self.find_passed(stepper.state(), t);
        self.check_passed(network, stepper.state(), t)?;
        let Events { grid, relations, spikes, due, sources, flight, instants, .. } = self;
        let Some(grid) = grid else { return Ok(()) };
        for index in &grid.passed {
            let v = relations[*index].v.map(|(v, _)| v);
            spikes.extend(v.map(|v| SpikeEvent { v, time: T::from_f64(t) }));
        }
        let by_source = sources.as_ref().is_some_and(|sources| sources.next() <= t + 0.5 * grid.step);
        let by_arrival = flight.as_ref().is_some_and(|flight| flight.next() <= t);
        let by_timer = grid.running.iter().any(|timer| instants[*timer].re() <= t);
        if (!grid.passed.is_empty() || by_source || by_arrival || by_timer) && *due == Due::Nothing {
            *due = Due::Event(None);
        }
        Ok(())
    }

    /// Checks that the thresholds that are passed at the grid point `t` (ms) would be so whatever the parameters with respect to
    /// which numbers have derivatives.
    fn check_passed(&mut self, network: &dyn System<T>, y: &[T], t: f64) -> Result<(), StepError> {
        let Some(grid) = self.grid.as_ref().filter(|grid| T::HAS_DERIVATIVES && !grid.passed.is_empty()) else {
            return Ok(());
        };
        network.margins(T::from_f64(t), y, Held(&self.held), &mut self.margins);
        match grid.passed.iter().find(|index| moves(self.margins[**index])) {
            Some(relation) => Err(StepError::OnGrid(OnGrid::Threshold { relation: *relation })),
            None => Ok(()),
        }
    }

    /// Refuses what happens on the grid, if there is one, at a time which a parameter moves.
    pub(super) fn refuse_moving(&mut self, time: T, what: OnGrid) {
        if self.grid.is_some() && moves(time) {
            self.refused.get_or_insert(StepError::OnGrid(what));
        }
    }

    /// Finds the thresholds that are passed at the grid point `t` (ms), and forgets that others were.
    fn find_passed(&mut self, y: &[T], t: f64) {
        let Some(mut grid) = self.grid.take() else { return };
        if grid.passed_at != t {
            grid.passed.clear();
            grid.passed_at = t;
            for (index, v, level) in &grid.thresholds {
                let is_mute = self.is_impossible_at(*index, t);
                if on_grid::passes(&mut self.held[*index], y[*v].re() >= *level, is_mute) {
                    grid.passed.push(*index);
                }
            }
        }
        self.grid = Some(grid);
    }

    /// Does what spikes at the grid point `t` (ms) do. Returns true if there are any.
    ///
    /// # Errors
    /// If a parameter with respect to which numbers have derivatives decides when one is.
    pub(super) fn spike_on_grid(&mut self, network: &dyn System<T>, t: f64, due: Due) -> Result<bool, StepError> {
        if self.grid.as_ref().is_none_or(|grid| grid.nearest(t) != t) {
            return Ok(false);
        }
        let y = std::mem::take(&mut self.y);
        self.find_passed(&y, t);
        // One that begins with the solution does so whatever the parameters.
        let checked = if due == Due::Start { Ok(()) } else { self.check_passed(network, &y, t) };
        self.y = y;
        checked?;
        let passed = self.grid.as_mut().map(|grid| std::mem::take(&mut grid.passed)).unwrap_or_default();
        for index in &passed {
            if let (Due::Start, Some((v, _))) = (due, self.relations[*index].v) {
                self.spikes.push(SpikeEvent { v, time: T::from_f64(t) });
            }
            self.set(network, T::from_f64(t), *index, true);
        }
        let any = !passed.is_empty();
        if let Some(grid) = &mut self.grid {
            grid.passed = passed;
            grid.passed.clear();
        }
        Ok(any)
    }

    /// Does what is due at `t` (ms) where nothing but spikes is watched, without a look at the equations: timers end, neurons spike,
    /// spikes arrive.
    ///
    /// # Errors
    /// If something has no place on the grid.
    pub(super) fn change_on_grid(
        &mut self,
        stepper: &mut dyn Stepper<T>,
        network: &dyn System<T>,
        t: f64,
    ) -> Result<(), StepError> {
        // The state is changed where it is, since that of a large network takes long to copy.
        std::mem::swap(&mut self.y, &mut stepper.last_step_mut().y);
        let changed = self.happen_on_grid(network, t);
        std::mem::swap(&mut self.y, &mut stepper.last_step_mut().y);
        let [any, jumped] = changed?;
        // Steps end at grid points, whatever else is to come.
        self.next = self.next_of_time;
        self.jumped |= jumped;
        if any {
            stepper.equations_changed();
        }
        Ok(())
    }

    /// Returns true if anything has changed, and true if the state has.
    fn happen_on_grid(&mut self, network: &dyn System<T>, t: f64) -> Result<[bool; 2], StepError> {
        let mut any = false;
        let Events { grid, instants, held, relations, is_stale, refused, .. } = self;
        if let Some(grid) = grid {
            grid.running.retain(|timer| {
                let ends = instants[*timer].re() <= t;
                if ends {
                    if moves(instants[*timer]) {
                        refused.get_or_insert(StepError::OnGrid(OnGrid::Timer));
                    }
                    (held[*timer], instants[*timer]) = (0.0, T::from_f64(f64::INFINITY));
                    // A threshold that was mute where the solution began is not known yet.
                    let own = relations[..*timer].iter().rev().find_map(|relation| relation.v);
                    *is_stale |= own.is_some_and(|(_, level)| level.is_nan());
                }
                any |= ends;
                !ends
            });
        }
        let mut jumped = self.spike_on_grid(network, t, Due::Nothing)?;
        self.let_sources_spike(network, t);
        while self.arrive(network, t)?.is_some() {
            jumped = true;
        }
        jumped |= any && network.jump(T::from_f64(t), Held(&self.held), &mut self.y);
        self.check_refused()?;
        Ok([any || jumped, jumped])
    }
}
