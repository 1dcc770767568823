//! Spikes as roots: where V rises through the threshold within a step.

use crate::scalar::{Scalar, has_derivatives, without_derivatives};
use crate::solve::Stepper;

/// Two times (ms) in the last step between which state `index` rises through `threshold`, if it does.
#[inline]
pub(crate) fn rise<T: Scalar>(stepper: &impl Stepper<T>, index: usize, threshold: f64) -> Option<(f64, f64)> {
    let (from, to) = (stepper.previous_time(), stepper.time());
    let (before, after) = (stepper.previous_state()[index].re(), stepper.state()[index].re());
    if before < threshold && after >= threshold {
        return Some((from, to));
    }
    // Both ends on one side: a peak or a trough in between may reach the other.
    if (before < threshold) != (after < threshold) {
        return None;
    }
    let turn = stepper.turn(index)?;
    let there = stepper.interpolate(turn, index).re();
    match before < threshold {
        true => (there >= threshold).then_some((from, turn)),
        false => (there < threshold).then_some((turn, to)),
    }
}

/// The time (ms) between `low` and `high` in the last step at which state `index` rises through `threshold`: bisection to
/// rounding, then Newton steps in the number type, each of which makes one more order of derivatives exact.
pub(crate) fn crossing<T: Scalar>(
    stepper: &impl Stepper<T>,
    index: usize,
    threshold: f64,
    mut low: f64,
    mut high: f64,
) -> T {
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
    let mut time = T::from_f64(high);
    if has_derivatives::<T>() && grazes(stepper, index, high, slope) {
        return without_derivatives(time);
    }
    if slope > 0.0 {
        for _ in 0..3 {
            time -= (stepper.interpolate_at(time, index) - threshold) / slope;
        }
    }
    time
}

/// A voltage (mV) that turns round so near to the threshold may as well not have reached it, or have passed it: no
/// derivative means anything there.
pub(crate) const GRAZING: f64 = 0.01;

/// Whether the state, rising at this slope (mV/ms) at the time `t` (ms) in the last step, is about to turn round.
fn grazes<T: Scalar>(stepper: &impl Stepper<T>, index: usize, t: f64, slope: f64) -> bool {
    let (from, to) = (stepper.previous_time(), stepper.time());
    let near = 1e-3 * (to - from);
    let (before, after) = ((t - near).max(from), (t + near).min(to));
    let curvature = (stepper.slope(after, index) - stepper.slope(before, index)) / (after - before);
    slope <= 0.0 || slope * slope < -2.0 * curvature * GRAZING
}
