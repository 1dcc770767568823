//! The grid on which spikes are: its points, and what is watched at them.

use super::relation::Watched;
use crate::model::info::RelationKind;
use crate::number::Scalar;
use crate::solve::{OnGrid, StepError};
use crate::system::on_grid;

/// The grid of spikes.
#[derive(Clone, Debug)]
pub(super) struct SpikeGrid {
    pub(super) begin: f64,
    pub(super) step: f64,
    /// Each threshold: its relation, the index of its V, and its level (mV).
    pub(super) thresholds: Vec<(usize, usize, f64)>,
    /// The relations of timers that run.
    pub(super) running: Vec<usize>,
    /// The thresholds that are passed at a grid point, and its time (ms).
    pub(super) passed: Vec<usize>,
    pub(super) passed_at: f64,
}

impl SpikeGrid {
    /// Returns a grid for this number of relations.
    pub(super) fn new(begin: f64, step: f64, relations: usize) -> Self {
        let room = || Vec::with_capacity(relations);
        let thresholds = Vec::with_capacity(relations);
        SpikeGrid { begin, step, thresholds, running: room(), passed: room(), passed_at: f64::NAN }
    }

    /// Keeps the thresholds, and the timers that run.
    pub(super) fn keep(&mut self, relations: &[Watched], held: &[f64]) {
        let each = || relations.iter().enumerate();
        self.thresholds.clear();
        self.thresholds.extend(each().filter_map(|(index, relation)| relation.v.map(|(v, level)| (index, v, level))));
        self.running.clear();
        self.running.extend(
            each().filter(|(k, relation)| relation.kind == RelationKind::Timer && held[*k] == 1.0).map(|(k, _)| k),
        );
        self.passed_at = f64::NAN;
    }

    /// Notes that a timer runs.
    pub(super) fn run(&mut self, timer: usize) {
        self.running.push(timer);
    }

    /// Returns its step, ms.
    pub(super) fn step(&self) -> f64 {
        self.step
    }

    /// Returns the number of the grid point nearest to `t` (ms).
    fn number(&self, t: f64) -> f64 {
        ((t - self.begin) / self.step).round()
    }

    fn time(&self, number: f64) -> f64 {
        self.begin + number * self.step
    }

    /// Returns the time (ms) of the grid point nearest to `t`.
    pub(super) fn nearest(&self, t: f64) -> f64 {
        self.time(self.number(t))
    }

    /// Returns the time (ms) of the first grid point after `t`.
    pub(super) fn after(&self, t: f64) -> f64 {
        let number = self.number(t);
        let nearest = self.time(number);
        if nearest > t { nearest } else { self.time(number + 1.0) }
    }

    /// Returns the time (ms) of the grid point at which something ends that begins at `t` and takes a time.
    pub(super) fn end<T: Scalar>(&self, t: T, duration: T, what: OnGrid, refused: &mut Option<StepError>) -> T {
        if moves(t + duration) {
            refused.get_or_insert(StepError::OnGrid(what));
        }
        // The steps of a delay do not depend on where it begins, as the rounding of a sum would.
        let number = self.number(t.re());
        T::from_f64(self.time(number + on_grid::steps(t.re() - self.time(number) + duration.re(), self.step)))
    }

    /// Returns the time (ms) at which something arrives that was sent at `t` with a delay.
    pub(super) fn arrival<T: Scalar>(&self, t: T, delay: T, refused: &mut Option<StepError>) -> T {
        let step = self.step;
        if on_grid::is_too_short(delay.re(), step) {
            refused.get_or_insert(StepError::ShortDelay { delay: delay.re(), step });
        }
        self.end(t, delay, OnGrid::Arrival, refused)
    }
}

/// Returns true if a number has a derivative that is not 0.
pub(super) fn moves<T: Scalar>(x: T) -> bool {
    // The value is 0, and stays. The smallest derivative becomes infinite.
    T::HAS_DERIVATIVES && !((x - x.re()) * f64::MAX * f64::MAX * f64::MAX).is_finite()
}
