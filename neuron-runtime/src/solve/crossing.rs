//! Where a state rises through a threshold within a step, and where it only just does or does not, so that a small change
//! makes or removes a rise.
//!
//! The dense output of a step is a polynomial ([`Bernstein`]). Between its turns it is monotone, so that every part in which
//! it comes from below the threshold to it or above has one rise, and no rise is missed. Each step begins with the state at
//! which the one before ended: a state at the threshold at the end of a step rises in that step, and not in the next.
//! Touching the threshold from below counts as a rise, up to rounding.

use super::bernstein::MonotonePart;
use super::{Bernstein, LastStep, Stepper};
use crate::number::Scalar;

/// A rise through the threshold.
pub(crate) struct Rise<T> {
    /// The time, ms.
    pub(crate) time: T,
    /// True if the state is about to turn round there, so that the time has no meaningful derivative.
    pub(crate) grazes: bool,
}

/// An extremum at the threshold.
pub(crate) struct Extremum {
    /// The time, ms.
    pub(crate) time: f64,
    /// True if it is the peak of a rise that a small change removes, false if a small change makes a rise.
    pub(crate) is_peak: bool,
}

/// What happens to a state at the threshold.
pub(crate) enum Event<T> {
    Rise(Rise<T>),
    Extremum(Extremum),
}

/// The distance of an extremum from the threshold (for V, in mV) below which a state grazes it. A small change makes or
/// removes a rise there, so that no derivative is meaningful.
const GRAZING: f64 = 0.01;

/// Returns the dense output of state `index` in the last step if it may rise through `threshold`; `None` if its control points
/// show that it does not.
#[inline]
pub(crate) fn may_rise<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, threshold: f64) -> Option<Bernstein> {
    let polynomial = stepper.interpolant(index);
    (!polynomial.is_below(threshold) && !polynomial.is_above(threshold)).then_some(polynomial)
}

/// Visits the rises through `threshold` of state `index`, whose dense output in the last step is `polynomial`, in the order of
/// time.
pub(crate) fn each_rise<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
    polynomial: &Bernstein,
    mut visit: impl FnMut(Rise<T>),
) {
    for part in polynomial.monotone_parts().filter(|part| part.from.1 < threshold && part.to.1 >= threshold) {
        visit(locate(stepper, index, threshold, polynomial, part));
    }
}

/// Returns true if state `index` rises through `threshold` in a step whose dense output is a straight line.
#[inline]
pub(crate) fn rises_straight<T: Scalar>(step: &LastStep<T>, index: usize, threshold: f64) -> bool {
    step.previous[index].re() < threshold && step.y[index].re() >= threshold
}

/// Finds the rises of one state together with its extrema at the threshold.
#[derive(Clone, Debug, Default)]
pub(crate) struct EventDetector {
    /// True if the state rose at the end of the last step; `None` before the first one.
    rising: Option<bool>,
}

impl EventDetector {
    /// Visits what happens to state `index` at `threshold` in the last step, in the order of time.
    pub(crate) fn observe_step<T: Scalar>(
        &mut self,
        stepper: &dyn Stepper<T>,
        index: usize,
        threshold: f64,
        mut visit: impl FnMut(Event<T>),
    ) {
        let polynomial = stepper.interpolant(index);
        let rose = self.rising;
        self.rising = polynomial.rises_at_end().or(rose);
        if polynomial.is_below(threshold - GRAZING) || polynomial.is_above(threshold + GRAZING) {
            return;
        }
        let at_threshold = |theta: f64, value: f64, rose: bool, visit: &mut dyn FnMut(Event<T>)| {
            if (value - threshold).abs() < GRAZING {
                let time = time_at(stepper, theta);
                visit(Event::Extremum(Extremum { time, is_peak: rose && value >= threshold }));
            }
        };
        // Straight lines, and other dense outputs where rounding says so, turn between two steps.
        if let (Some(rose), Some(rises)) = (rose, polynomial.rises_at_begin())
            && rose != rises
        {
            at_threshold(0.0, polynomial.points()[0], rose, &mut visit);
        }
        for part in polynomial.monotone_parts() {
            let (before, (to, after)) = (part.from.1, part.to);
            if before < threshold && after >= threshold {
                visit(Event::Rise(locate(stepper, index, threshold, &polynomial, part)));
            }
            if to < 1.0 {
                at_threshold(to, after, after > before, &mut visit);
            }
        }
    }
}

/// Returns true if state `index` rises and is at the threshold at the time `t` (ms) in the last step. If a run or a measure
/// begins or ends there, a small change makes or removes a rise.
pub(crate) fn is_rising_at_threshold<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
    t: f64,
) -> bool {
    (stepper.interpolate(t, index).re() - threshold).abs() < GRAZING && stepper.slope(t, index) > 0.0
}

/// Returns the times (ms) at which state `index` turns from rising to falling or back within the last step, in their order.
pub(crate) fn turning_times<T: Scalar>(stepper: &dyn Stepper<T>, index: usize) -> impl Iterator<Item = f64> {
    stepper.interpolant(index).turns().into_iter().map(|theta| time_at(stepper, theta))
}

/// Returns the second time derivative (per ms²) of state `index` at the time `t` (ms) in the last step.
pub(crate) fn curvature<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, t: f64) -> f64 {
    let step = stepper.last_step();
    stepper.interpolant(index).derivative().derivative().at(step.theta(t)) / (step.h() * step.h())
}

/// Returns the time (ms) after the part θ of the last step.
fn time_at<T: Scalar>(stepper: &dyn Stepper<T>, theta: f64) -> f64 {
    let (begin, end) = (stepper.previous_time(), stepper.time());
    if theta < 1.0 { begin + theta * (end - begin) } else { end }
}

/// Returns the rise of state `index` in a part of the last step, in which its dense output is `polynomial`.
///
/// Bisection finds the root to rounding. Each of the Newton steps in the number type that follow makes one more order of
/// derivatives exact.
fn locate<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
    polynomial: &Bernstein,
    part: MonotonePart,
) -> Rise<T> {
    let bracket = (part.from.0, part.to.0);
    let (begin, end) = (time_at(stepper, bracket.0), time_at(stepper, bracket.1));
    let high = time_at(stepper, polynomial.crossing(threshold, bracket, true));
    let slope = stepper.slope(high, index);
    let mut grazes = slope <= 0.0 || slope * slope < -2.0 * curvature(stepper, index, high) * GRAZING;
    let mut time = T::from_f64(high);
    if slope > 0.0 {
        for _ in 0..3 {
            time -= (stepper.interpolate_at(time, index) - threshold) / slope;
        }
        // Rounding may lead just out of the step. Where the slope is all rounding, the quotient is anything.
        let (found, within) = (time.re(), time.re().clamp(begin, end));
        if (found - within).abs() > 1e-6 * stepper.last_step().h() {
            (time, grazes) = (T::from_f64(high), true);
        } else if found != within {
            time += within - found;
        }
    }
    Rise { time, grazes }
}
