//! Spikes as roots: where V rises through the threshold within a step, and where it grazes the threshold, so that a small
//! change makes or removes a spike.

use crate::number::Scalar;
use crate::solve::{LastStep, Stepper};

/// An upward crossing of the threshold.
pub(crate) struct Crossing<T> {
    /// The time, ms.
    pub(crate) time: T,
    /// True if V is about to turn round there, so that the time has no meaningful derivative.
    pub(crate) grazes: bool,
}

/// Returns the crossing at which state `index` rises through `threshold` in the last step, if there is one.
#[inline]
pub(crate) fn find_crossing<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, threshold: f64) -> Option<Crossing<T>> {
    bracket(stepper, index, threshold).map(|bracket| locate(stepper, index, threshold, bracket))
}

/// Returns two times (ms) in the last step between which state `index` rises through `threshold`, if it does.
#[inline]
fn bracket<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, threshold: f64) -> Option<(f64, f64)> {
    let LastStep { previous_t: begin, t: end, previous, y } = stepper.last_step();
    let (begin, end, before, after) = (*begin, *end, previous[index].re(), y[index].re());
    if before < threshold && after >= threshold {
        return Some((begin, end));
    }
    if (before < threshold) != (after < threshold) {
        return None;
    }
    // Both ends are on one side: an extremum in between may be on the other.
    let turn = stepper.turn(index)?;
    let extremum = stepper.interpolate(turn, index).re();
    match before < threshold {
        true => (extremum >= threshold).then_some((begin, turn)),
        false => (extremum < threshold).then_some((turn, end)),
    }
}

/// Returns the crossing of state `index` between the two times (ms) of `bracket` in the last step.
///
/// Bisection finds the root to rounding. Each of the Newton steps in the number type that follow makes one more order of
/// derivatives exact.
fn locate<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, threshold: f64, bracket: (f64, f64)) -> Crossing<T> {
    let (mut low, mut high) = bracket;
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if stepper.interpolate(middle, index).re() < threshold {
            low = middle;
        } else {
            high = middle;
        }
    }
    let slope = stepper.slope(high, index);
    let grazes = grazes(stepper, index, high, slope);
    let mut time = T::from_f64(high);
    if slope > 0.0 {
        for _ in 0..3 {
            time -= (stepper.interpolate_at(time, index) - threshold) / slope;
        }
    }
    Crossing { time, grazes }
}

/// The distance (mV) of an extremum of V from the threshold below which V grazes it. A small change makes or removes a spike
/// there, so that no derivative is meaningful.
const GRAZING: f64 = 0.01;

/// Returns true if the state, rising at this slope (mV/ms) at the time `t` (ms) in the last step, is about to turn round.
fn grazes<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, t: f64, slope: f64) -> bool {
    slope <= 0.0 || slope * slope < -2.0 * curvature(stepper, index, t, 1e-3) * GRAZING
}

/// Returns the second time derivative (per ms²) of state `index` at `t` (ms) in the last step, from its slopes at the fraction
/// `near` of the step before and after.
pub(crate) fn curvature<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, t: f64, near: f64) -> f64 {
    let (begin, end) = (stepper.previous_time(), stepper.time());
    let near = near * (end - begin);
    let (before, after) = ((t - near).max(begin), (t + near).min(end));
    (stepper.slope(after, index) - stepper.slope(before, index)) / (after - before)
}

/// An extremum of V at the threshold.
#[derive(Clone, Copy)]
pub(crate) struct Extremum {
    /// The time, ms.
    pub(crate) time: f64,
    /// True if it is the peak of a spike that a small change removes, false if a small change makes a spike.
    pub(crate) is_spike_peak: bool,
}

/// Finds extrema of one V at the threshold.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExtremumDetector {
    /// True if V rose at the end of the last step; `None` before the first step.
    rising: Option<bool>,
}

impl ExtremumDetector {
    /// Returns the extremum of state `index` in the last step, if it is at the threshold.
    pub(crate) fn at_threshold<T: Scalar>(
        &mut self,
        stepper: &dyn Stepper<T>,
        index: usize,
        threshold: f64,
    ) -> Option<Extremum> {
        let (before, after) = (stepper.previous_state()[index].re(), stepper.state()[index].re());
        let within = stepper.turn(index).map(|t| (t, stepper.interpolate(t, index).re()));
        let rose = self.rising.unwrap_or_else(|| stepper.slope(stepper.previous_time(), index) > 0.0);
        // A method that finds no extrema within its steps has them between steps.
        let turned = within.or_else(|| (rose != (after > before)).then(|| (stepper.previous_time(), before)));
        self.rising = Some(if within.is_some() { !rose } else { after > before });
        let (time, v) = turned.filter(|(_, v)| (v - threshold).abs() < GRAZING)?;
        Some(Extremum { time, is_spike_peak: rose && v >= threshold })
    }
}

/// Returns true if state `index` rises and is at the threshold at the time `t` (ms) in the last step. If a run or a measure
/// begins or ends there, a small change makes or removes a spike.
pub(crate) fn is_rising_at_threshold<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
    t: f64,
) -> bool {
    (stepper.interpolate(t, index).re() - threshold).abs() < GRAZING && stepper.slope(t, index) > 0.0
}
