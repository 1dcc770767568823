//! Spikes as roots: where V rises through the threshold within a step.

use crate::scalar::Scalar;
use crate::solve::Stepper;

/// Two times (ms) in the last step between which state `index` rises through `threshold`, if it does.
#[inline]
pub(super) fn rise<T: Scalar>(stepper: &impl Stepper<T>, index: usize, threshold: f64) -> Option<(f64, f64)> {
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
pub(super) fn crossing<T: Scalar>(
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
    if slope > 0.0 {
        for _ in 0..3 {
            time -= (stepper.interpolate_at(time, index) - threshold) / slope;
        }
    }
    time
}
