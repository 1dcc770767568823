//! Spikes as roots: where V rises through the threshold within a step, and where it only just does or does not.

use crate::number::Scalar;
use crate::solve::{LastStep, Stepper};

/// Two times (ms) in the last step between which state `index` rises through `threshold`, if it does.
#[inline]
pub(crate) fn bracket_crossing<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
) -> Option<(f64, f64)> {
    let Span { previous_t: from, t: to, previous, y } = stepper.span();
    let (from, to, before, after) = (*from, *to, previous[index].re(), y[index].re());
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

/// A rise through the threshold.
pub(crate) struct Crossing<T> {
    /// When, ms.
    pub(crate) time: T,
    /// Whether V is about to turn round there, so that its time has no derivative that means anything.
    pub(crate) grazes: bool,
}

/// The time (ms) between `low` and `high` in the last step at which state `index` rises through `threshold`: bisection to
/// rounding, then Newton steps in the number type, each of which makes one more order of derivatives exact.
pub(crate) fn locate_crossing<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
    mut low: f64,
    mut high: f64,
) -> Crossing<T> {
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

/// A voltage (mV) that turns round so near to the threshold may as well not have reached it, or have passed it: no
/// derivative means anything there.
const GRAZING: f64 = 0.01;

/// Whether the state, rising at this slope (mV/ms) at the time `t` (ms) in the last step, is about to turn round.
fn grazes<T: Scalar>(stepper: &dyn Stepper<T>, index: usize, t: f64, slope: f64) -> bool {
    let (from, to) = (stepper.previous_time(), stepper.time());
    let near = 1e-3 * (to - from);
    let (before, after) = ((t - near).max(from), (t + near).min(to));
    let curvature = (stepper.slope(after, index) - stepper.slope(before, index)) / (after - before);
    slope <= 0.0 || slope * slope < -2.0 * curvature * GRAZING
}

/// A turn of V at the threshold.
#[derive(Clone, Copy)]
pub(crate) struct Extremum {
    /// When, ms.
    pub(crate) time: f64,
    /// Whether it is the peak of a spike that may as well not have been; otherwise there may as well have been one.
    pub(crate) is_spike_peak: bool,
}

/// Watches a V for turns at the threshold, where there nearly was one spike more or one less.
#[derive(Clone, Debug, Default)]
pub(crate) struct ExtremumDetector {
    /// Whether it rose at the end of the last step.
    rising: Option<bool>,
}

impl ExtremumDetector {
    /// How state `index` turns round at the threshold in the last step, if it does.
    pub(crate) fn at_threshold<T: Scalar>(
        &mut self,
        stepper: &dyn Stepper<T>,
        index: usize,
        threshold: f64,
    ) -> Option<Extremum> {
        let (before, after) = (stepper.previous_state()[index].re(), stepper.state()[index].re());
        let within = stepper.turn(index).map(|t| (t, stepper.interpolate(t, index).re()));
        let rose = self.rising.unwrap_or_else(|| stepper.slope(stepper.previous_time(), index) > 0.0);
        // A method that cannot look into its steps turns round between them.
        let turned = within.or_else(|| (rose != (after > before)).then(|| (stepper.previous_time(), before)));
        self.rising = Some(if within.is_some() { !rose } else { after > before });
        let (time, v) = turned.filter(|(_, v)| (v - threshold).abs() < GRAZING)?;
        Some(Extremum { time, is_spike_peak: rose && v >= threshold })
    }
}

/// Whether state `index` rises at the threshold at the time `t` (ms) in the last step: where a run, or what is measured of
/// it, begins or ends there, a spike comes or goes.
pub(crate) fn is_rising_at_threshold<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    threshold: f64,
    t: f64,
) -> bool {
    (stepper.interpolate(t, index).re() - threshold).abs() < GRAZING && stepper.slope(t, index) > 0.0
}
