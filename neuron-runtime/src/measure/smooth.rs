//! Surrogates that stay smooth while spikes appear and vanish.

use crate::number::Scalar;
use crate::solve::Stepper;
use crate::solve::crossing::{curvature, turning_times};

/// Returns the logistic function 1/(1 + e⁻ˣ).
pub(crate) fn logistic<T: Scalar>(x: T) -> T {
    ((-x).exp() + 1.0).recip()
}

/// Returns the Gauss kernel with the standard deviation `width`.
pub(crate) fn gauss_kernel<T: Scalar>(x: T, width: f64) -> T {
    let z = x / width;
    (z * z * -0.5).exp() * (1.0 / (width * (2.0 * std::f64::consts::PI).sqrt()))
}

/// Returns exp(x/s), whose mean over a window gives the soft maximum.
pub(crate) fn soft_max_term<T: Scalar>(x: T, softness: f64) -> T {
    (x / softness).exp()
}

/// Returns the deviation of the soft maximum of a window from its height, given the integral (ms) of [`soft_max_term`] over the
/// window and its `width` (ms).
pub(crate) fn envelope_deviation<T: Scalar>(integral: T, width: f64, softness: f64, height: f64) -> T {
    (integral / width).ln() * softness - height
}

/// Iterates over the windows between `edges` (ms) that overlap the time from `begin` to `end` (ms): the index of the window,
/// and the times at both ends of the overlap.
pub(crate) fn window_parts(edges: &[f64], begin: f64, end: f64) -> impl Iterator<Item = (usize, (f64, f64))> + '_ {
    let first = edges.partition_point(|edge| *edge <= begin).saturating_sub(1);
    let parts = edges.windows(2).enumerate().skip(first).take_while(move |(_, edges)| edges[0] < end);
    parts.map(move |(k, edges)| (k, (begin.max(edges[0]), end.min(edges[1])))).filter(|(_, (begin, end))| begin < end)
}

/// Sums all rises of σ((V − threshold)/width).
#[derive(Debug)]
pub(crate) struct SoftSpikeCounter<T> {
    threshold: f64,
    width: f64,
    /// The last value of σ.
    last: Option<T>,
    /// True if it was a rise.
    rose: bool,
    sum: T,
}

impl<T: Scalar> SoftSpikeCounter<T> {
    pub(crate) fn new(threshold: f64, width: f64) -> Self {
        SoftSpikeCounter { threshold, width, last: None, rose: false, sum: T::zero() }
    }

    fn observe(&mut self, v: T) {
        let now = logistic((v - self.threshold) / self.width);
        self.rose = self.last.is_some_and(|last| now > last);
        self.go_on(now);
    }

    /// Goes on from V after a jump, if it has jumped.
    fn observe_jump(&mut self, v: T) {
        let now = logistic((v - self.threshold) / self.width);
        if self.last.is_some_and(|last| now.re() != last.re()) {
            self.observe(v);
        }
    }

    /// Adds the rise from the last value to `now`, if it is one.
    fn go_on(&mut self, now: T) {
        if let Some(last) = self.last.filter(|_| self.rose) {
            self.sum += now - last;
        }
        self.last = Some(now);
    }

    /// Adds the part of the last step from one time (ms) to another. V is state `index`.
    pub(crate) fn observe_step(&mut self, stepper: &dyn Stepper<T>, index: usize, (begin, end): (f64, f64)) {
        if self.last.is_none() {
            self.observe(stepper.interpolate(begin, index));
        }
        // The last step ended where a relation changed but for derivatives: V may turn there.
        if begin <= stepper.previous_time() {
            for change in stepper.changes() {
                self.go_on(logistic((change.state[0][index] - self.threshold) / self.width));
                self.observe_jump(change.state[1][index]);
            }
            self.observe_jump(stepper.previous_state()[index]);
        }
        for turn in turning_times(stepper, index).filter(|turn| (begin..end).contains(turn)) {
            self.observe(stepper.interpolate_at(extremum_time(stepper, turn, index), index));
        }
        self.observe(stepper.interpolate(end, index));
    }

    pub(crate) fn sum(self) -> T {
        self.sum
    }
}

/// Returns the time (ms) of an extremum within the last step together with its derivatives, which the second derivatives of
/// the value there depend on.
fn extremum_time<T: Scalar>(stepper: &dyn Stepper<T>, turn: f64, index: usize) -> T {
    let (time, curvature) = (T::from_f64(turn), curvature(stepper, index, turn));
    if curvature == 0.0 || !curvature.is_finite() {
        return time;
    }
    let slope = stepper.slope_at(time, index);
    // Bisection has found the root to rounding: only its derivatives are added.
    time - (slope - slope.re()) / curvature
}
