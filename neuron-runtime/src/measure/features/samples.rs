//! V as it was sampled, by the rules of eFEL: what a sample says is at its time, slopes are central differences.

use super::course::{Course, Excursion, Point};
use std::ops::Range;

/// What rounding may do to the time (ms) of a sample.
const ROUNDING: f64 = 1e-9;

/// The number of samples after a minimum that must not be below it.
const AFTER_MINIMUM: usize = 2;

/// Samples of V.
#[derive(Clone, Debug)]
pub(super) struct Samples {
    time: Vec<f64>,
    v: Vec<f64>,
    slope: Vec<f64>,
}

impl Samples {
    /// Returns at least two samples at times that ascend.
    pub(super) fn new(time: Vec<f64>, v: Vec<f64>) -> Self {
        let last = time.len() - 1;
        let slope = |k: usize| {
            let (before, after) = (k.saturating_sub(1), (k + 1).min(last));
            (v[after] - v[before]) / (time[after] - time[before])
        };
        let slope = (0..time.len()).map(slope).collect();
        Samples { time, v, slope }
    }

    pub(super) fn times(&self) -> &[f64] {
        &self.time
    }

    fn point(&self, index: usize) -> Point {
        Point { time: self.time[index], v: self.v[index] }
    }

    /// Returns the indices of the samples in a time; with the one at its end, if it is `closed`.
    fn indices(&self, from: f64, to: f64, closed: bool) -> Range<usize> {
        let end = if closed { to + ROUNDING } else { to - ROUNDING };
        let begin = self.time.partition_point(|time| *time < from - ROUNDING);
        begin..self.time.partition_point(|time| *time <= end).max(begin)
    }

    fn best(&self, indices: Range<usize>, of: &[f64], is_better: impl Fn(f64, f64) -> bool) -> Option<usize> {
        indices.reduce(|best, index| if is_better(of[index], of[best]) { index } else { best })
    }

    /// Returns the time between a sample and the one before it at which the straight line is at a level.
    fn between(&self, index: usize, level: f64) -> f64 {
        let (before, after) = (self.point(index - 1), self.point(index));
        before.time + (after.time - before.time) * (level - before.v) / (after.v - before.v)
    }
}

impl Course for Samples {
    fn span(&self) -> [f64; 2] {
        [self.time[0], self.time[self.time.len() - 1]]
    }

    fn value(&self, time: f64) -> f64 {
        let next = self.time.partition_point(|sample| *sample < time - ROUNDING).min(self.time.len() - 1);
        if next == 0 || (self.time[next] - time).abs() <= ROUNDING {
            return self.v[next];
        }
        let (before, after) = (self.point(next - 1), self.point(next));
        before.v + (after.v - before.v) * (time - before.time) / (after.time - before.time)
    }

    fn excursions(&self, level: f64) -> Vec<Excursion> {
        let (mut found, mut open) = (Vec::new(), None);
        for (index, pair) in self.v.windows(2).enumerate() {
            if pair[0] < level && pair[1] >= level {
                open = Some(index + 1);
            } else if pair[0] >= level
                && pair[1] < level
                && let Some(begin) = open.take()
                && let Some(peak) = self.best(begin..index + 1, &self.v, |a, b| a > b)
            {
                found.push(Excursion { rise: self.between(begin, level), peak: self.point(peak) });
            }
        }
        found
    }

    fn lowest(&self, from: f64, to: f64) -> Option<Point> {
        let lowest = self.best(self.indices(from, to, true), &self.v, |a, b| a < b)?;
        Some(self.point(lowest))
    }

    fn highest(&self, from: f64, to: f64) -> Option<Point> {
        let highest = self.best(self.indices(from, to, true), &self.v, |a, b| a > b)?;
        Some(self.point(highest))
    }

    fn first_minimum(&self, from: f64, to: f64) -> Option<Point> {
        let mut indices = self.indices(from, to, true);
        let mut lowest = indices.next()?;
        for index in indices {
            if self.v[index] < self.v[lowest] {
                lowest = index;
            } else if index - lowest >= AFTER_MINIMUM {
                break;
            }
        }
        Some(self.point(lowest))
    }

    fn steepest(&self, from: f64, to: f64, rise: bool) -> Option<(f64, f64)> {
        let steeper = |a: f64, b: f64| if rise { a > b } else { a < b };
        let index = self.best(self.indices(from, to, false), &self.slope, steeper)?;
        Some((self.time[index], self.slope[index]))
    }

    fn last_slope_rise(&self, level: f64, from: f64, until: f64) -> f64 {
        let indices = self.indices(from, until, true);
        let below = indices.clone().rev().find(|index| self.slope[*index] < level);
        self.time[below.map_or(indices.start, |below| below + 1).min(self.time.len() - 1)]
    }

    fn first_slope_rise(&self, level: f64, from: f64, to: f64) -> Option<f64> {
        let index = self.indices(from, to, true).find(|index| self.slope[*index] >= level)?;
        Some(self.time[index])
    }

    fn crossing(&self, level: f64, from: f64, to: f64, upwards: bool) -> Option<f64> {
        let passes = |a: f64, b: f64| if upwards { a <= level && b > level } else { a >= level && b < level };
        let index = self.indices(from, to, true).skip(1).find(|index| passes(self.v[index - 1], self.v[*index]))?;
        Some(self.between(index, level))
    }

    fn time_at(&self, level: f64, from: f64, to: f64, _: bool) -> Option<f64> {
        let distance = |index: &usize| (self.v[*index] - level).abs();
        let nearest = self.indices(from, to, true).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(self.time[nearest])
    }

    fn mean(&self, from: f64, to: f64, closed: bool) -> Option<f64> {
        crate::run::spikes::mean(self.v[self.indices(from, to, closed)].iter().copied())
    }

    fn points(&self, from: f64, to: f64) -> Vec<Point> {
        self.indices(from, to, false).map(|index| self.point(index)).collect()
    }
}
