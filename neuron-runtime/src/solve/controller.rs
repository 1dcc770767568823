//! The step-size controller: it measures the error of a step in units of the tolerance, accepts or rejects the step, and
//! chooses the length of the next.

use super::{Statistics, count, fixed};
use crate::number::{Grad, Scalar, as_grad};
use crate::system::System;

/// Defines the settings of a method with a step-size controller.
macro_rules! adaptive_settings {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            /// Largest error of a step in each state, relative to the state's size plus the scale of its kind: 1 mV, 0.1 µM,
            /// 0.01 for a gate.
            pub tolerance: f64,
            /// Length of the longest step, ms.
            pub longest_step: f64,
        }

        impl $name {
            /// Sets the tolerance: the largest error of a step in each state, relative to the state's size plus 1 mV, 0.1
            /// µM, or 0.01 for a gate.
            pub const fn tolerance(tolerance: f64) -> Self {
                $name { tolerance, longest_step: f64::INFINITY }
            }
        }

        impl Default for $name {
            /// Returns a tolerance of 1e-6.
            fn default() -> Self {
                $name::tolerance(1e-6)
            }
        }
    };
}
pub(super) use adaptive_settings;

/// A proportional–integral controller of the step size (Gustafsson 1991).
#[derive(Clone, Debug)]
pub(crate) struct Controller {
    tolerance: f64,
    longest_step: f64,
    /// Order of the error estimate.
    order: f64,
    previous_error: f64,
    after_rejection: bool,
    /// Length of the next trial step, ms.
    h: f64,
    /// Size of an error in each state that counts as much as 1 mV.
    scales: Vec<f64>,
    /// The number of times that steps were halved.
    halvings: u32,
    /// Typical changes of the parameters, if tangents count in the error.
    parameter_sizes: Option<[f64; 8]>,
    pub(crate) statistics: Statistics,
}

/// The verdict on a trial step.
pub(crate) enum Verdict {
    /// It is accepted.
    Accept,
    /// A shorter one is tried.
    Reject,
    /// It is rejected, and a shorter one would vanish in the rounding of the time.
    TooShort,
}

/// The bounds of a trial step.
#[derive(Clone, Copy)]
pub(crate) struct Trial {
    /// Length, ms.
    pub(crate) h: f64,
    /// End, ms.
    pub(crate) end: f64,
    /// True if a limit made it shorter than the controller proposed.
    pub(crate) cut_short: bool,
}

impl Controller {
    /// Fraction of the step that would just meet the tolerance.
    const SAFETY: f64 = 0.9;
    /// Bounds of the ratio of two steps, as in Hairer, Nørsett & Wanner (1993), II.4.
    const SHRINK: f64 = 0.2;
    const GROW: f64 = 5.0;
    /// A step that would leave less than this part of itself to its limit is stretched to it. The error of a step is well
    /// below the tolerance on average: at 0.9·e^(−0.7/k)·e^(0.4/k) = 1, which is 0.17 for k = 5 and 0.35 for k = 3. A step
    /// stretched by a fifth has an error of at most 0.6. After a rejection there is less room.
    ///
    /// The last two steps are not halved instead, so that only a step that ends at a limit depends on it. A checkpoint
    /// before it then serves a run of any duration.
    const STRETCH: f64 = 0.2;
    const STRETCH_AFTER_REJECTION: f64 = 0.05;
    /// The tightest tolerance of halved steps. Tighter ones ask for steps whose number grows without bounds.
    const ROUNDING: f64 = 1e-15;

    /// Returns a controller for an error estimate of order `order`, at the state `y` with the derivatives `slopes`. `limits`
    /// are the tolerance and the longest step (ms).
    pub(super) fn new<T: Scalar>(
        network: &dyn System<T>,
        limits: (f64, f64),
        order: f64,
        y: &[T],
        slopes: &[T],
    ) -> Self {
        let mut scales = vec![1.0; y.len()];
        network.scales(&mut scales);
        Self::with_scales(scales, limits, order, y, slopes)
    }

    /// Returns a controller for equations that are not a network's. `scales` has the size of an error in each state that
    /// matters. The exponents are 0.7/k and 0.4/k for an error of order k (Hairer & Wanner 1996, IV.2).
    pub(crate) fn with_scales<T: Scalar>(
        scales: Vec<f64>,
        (tolerance, longest_step): (f64, f64),
        order: f64,
        y: &[T],
        slopes: &[T],
    ) -> Self {
        let mut controller = Controller {
            tolerance,
            longest_step,
            order,
            previous_error: 1.0,
            after_rejection: false,
            h: 0.0,
            scales,
            halvings: 0,
            parameter_sizes: None,
            statistics: Statistics { evaluations: 1, ..Statistics::default() },
        };
        controller.h = controller.first_step(y, slopes);
        controller
    }

    /// Controls steps of a method whose error estimate is of order `order`.
    pub(super) fn set_order(&mut self, order: f64) {
        self.tolerance *= Self::halved(self.halvings, order - self.order);
        self.order = order;
    }

    /// Returns the factor by which the tolerance is tighter if steps are halved, for an error estimate of order `order`.
    fn halved(times: u32, order: f64) -> f64 {
        0.5f64.powi(times.cast_signed()).powf(order)
    }

    /// Returns the length (ms) of a step over which no state moves by more than a hundredth of its scale (Hairer, Nørsett &
    /// Wanner 1993, II.4).
    pub(super) fn first_step<T: Scalar>(&self, y: &[T], slopes: &[T]) -> f64 {
        let fastest = (0..y.len()).fold(1e-3f64, |fastest, i| {
            let rate = slopes[i].re().abs() / (self.scales[i] + y[i].re().abs());
            if rate.is_finite() { fastest.max(rate) } else { fastest }
        });
        (0.01 / fastest).min(self.longest_step)
    }

    /// Returns the length of the next step (ms), if no limit cuts it short.
    pub(crate) fn next_step(&self) -> f64 {
        self.h
    }

    /// Forgets the steps so far, and sets the length of the next one, ms.
    pub(super) fn begin(&mut self, h: f64) {
        (self.h, self.previous_error, self.after_rejection) = (h, 1.0, false);
    }

    /// Returns the length of the next step (ms), and whether a trial of it was rejected.
    pub(super) fn proposal(&self) -> (f64, bool) {
        (self.h, self.after_rejection)
    }

    /// Returns to an earlier [`proposal`](Self::proposal).
    pub(super) fn propose(&mut self, proposal: (f64, bool)) {
        (self.h, self.after_rejection) = proposal;
    }

    /// Returns the next trial step, from `begin` to `limit` (ms) at the latest.
    pub(crate) fn trial(&self, begin: f64, limit: f64) -> Trial {
        let rest = limit - begin;
        let stretch = if self.after_rejection { Self::STRETCH_AFTER_REJECTION } else { Self::STRETCH };
        if rest <= self.h * (1.0 + stretch) && rest <= self.longest_step {
            return Trial { h: rest, end: limit, cut_short: rest < self.h };
        }
        let mut end = begin + self.h;
        if end <= begin {
            end = shortest_step(begin);
        }
        // The difference of both ends, not `self.h`, so that the ends are enough to repeat the step to the last bit.
        Trial { h: end - begin, end, cut_short: false }
    }

    /// Counts tangents into the error, each multiplied by the entry of `sizes`, see
    /// [`Stepper::watch_derivatives`](super::Stepper::watch_derivatives).
    pub(super) fn watch_derivatives(&mut self, sizes: [f64; 8]) {
        self.parameter_sizes = Some(sizes);
    }

    /// Makes all further steps shorter, see [`Stepper::halve_steps`](super::Stepper::halve_steps).
    pub(super) fn halve_steps(&mut self, times: u32) -> bool {
        let part = 0.5f64.powi(times.cast_signed());
        let tolerance = self.tolerance * Self::halved(times, self.order);
        if tolerance < Self::ROUNDING {
            return false;
        }
        self.halvings += times;
        self.tolerance = tolerance;
        self.longest_step *= part;
        self.h *= part;
        true
    }

    /// Returns the size of an error in each state that counts as much as 1 mV.
    pub(super) fn scales(&self) -> &[f64] {
        &self.scales
    }

    /// Returns the largest error of a step from `before` to `after` in units of the tolerance, and the index of its state.
    /// The error is NaN if one of them is.
    #[inline]
    pub(crate) fn error<T: Scalar>(&self, before: &[T], after: &[T], errors: &[T]) -> (f64, usize) {
        let (mut worst, mut at) = (0.0f64, 0);
        for (i, ((before, after), error)) in before.iter().zip(after).zip(errors).enumerate() {
            let size = before.re().abs().max(after.re().abs());
            let mut part = error.re().abs() / (self.tolerance * (self.scales[i] + size));
            if let Some(sizes) = &self.parameter_sizes
                && let (Some(before), Some(after), Some(error)) = (as_grad(before), as_grad(after), as_grad(error))
            {
                let of_derivatives = self.derivative_error(self.scales[i], before, after, error, sizes);
                if of_derivatives > part || of_derivatives.is_nan() {
                    part = of_derivatives;
                }
            }
            if part > worst || part.is_nan() {
                (worst, at) = (part, i);
            }
            if part.is_nan() {
                break;
            }
        }
        (worst, at)
    }

    /// Returns the largest error of the tangents of a state in units of the tolerance, each relative to the tangent's size
    /// plus the scale of the state.
    #[inline]
    fn derivative_error(&self, scale: f64, before: &Grad, after: &Grad, error: &Grad, sizes: &[f64; 8]) -> f64 {
        let mut parts = [0.0; 8];
        for (k, part) in parts.iter_mut().enumerate() {
            let size = before.tangents()[k].abs().max(after.tangents()[k].abs());
            *part = error.tangents()[k].abs() * sizes[k] / (self.tolerance * (scale + size * sizes[k]));
        }
        parts.iter().fold(0.0, |worst, part| if *part <= worst { worst } else { *part })
    }

    /// Accepts or rejects a trial step from the time `t` by its error in units of the tolerance, and chooses the length of
    /// the next. NaN is rejected.
    pub(crate) fn judge(&mut self, Trial { h, cut_short, .. }: Trial, t: f64, error: f64) -> Verdict {
        if error <= 1.0 {
            let error = error.max(1e-10);
            let grow = Self::SAFETY * error.powf(-0.7 / self.order) * self.previous_error.powf(0.4 / self.order);
            // After a rejection the step does not grow at once.
            let most = if self.after_rejection { 1.0 } else { Self::GROW };
            let next = h * grow.clamp(Self::SHRINK, most);
            if cut_short {
                // The small error of a step that a limit cut short is no reason to make a later one short.
                self.h = self.h.max(next).min(self.longest_step);
            } else {
                (self.previous_error, self.after_rejection) = (error.max(1e-4), false);
                self.h = next.min(self.longest_step);
            }
            return Verdict::Accept;
        }
        self.after_rejection = true;
        self.statistics.rejected += 1;
        let factor = if error.is_finite() {
            (Self::SAFETY * error.powf(-1.0 / self.order)).clamp(Self::SHRINK, 0.9)
        } else {
            Self::SHRINK
        };
        if h * factor <= 1e-14 * t.abs().max(1.0) {
            return Verdict::TooShort;
        }
        self.h = h * factor;
        Verdict::Reject
    }

    /// Returns what the next steps depend on, see [`Stepper::memory`](super::Stepper::memory).
    pub(crate) fn memory(&self) -> Vec<f64> {
        let Statistics { steps, rejected, evaluations, uncoupled, .. } = self.statistics;
        let [steps, rejections, evaluations] = [steps, rejected, evaluations].map(|count| count as f64);
        let [after_rejection, uncoupled] = [self.after_rejection, uncoupled].map(|is| f64::from(u8::from(is)));
        vec![
            self.tolerance,
            self.longest_step,
            self.h,
            self.previous_error,
            after_rejection,
            steps,
            rejections,
            evaluations,
            uncoupled,
        ]
    }

    /// Restores the memory of another controller. Returns false if that has other settings or makes no sense.
    pub(crate) fn remember(&mut self, memory: &[f64]) -> bool {
        let &[tolerance, longest_step, h, previous_error, after_rejection, steps, rejected, evaluations, uncoupled] =
            memory
        else {
            return false;
        };
        let counts = (count(steps), count(rejected), count(evaluations));
        let (Some(steps), Some(rejected), Some(evaluations)) = counts else { return false };
        // A step of 0 or NaN would never end.
        let sound = h > 0.0
            && previous_error > 0.0
            && previous_error <= 1.0
            && [after_rejection, uncoupled].iter().all(|is| *is == 0.0 || *is == 1.0);
        if !sound || tolerance != self.tolerance || longest_step != self.longest_step {
            return false;
        }
        (self.h, self.previous_error, self.after_rejection) = (h, previous_error, after_rejection == 1.0);
        self.statistics = Statistics { steps, rejected, evaluations, uncoupled: uncoupled == 1.0, ..self.statistics };
        true
    }
}

/// Returns the end of the shortest step from the time `t`. One that is lost in the rounding of the time, as after a restart at
/// a much later time, would never end.
#[cold]
#[inline(never)]
fn shortest_step(t: f64) -> f64 {
    t.next_up()
}

/// Checks a tolerance and a longest step, see [`Method::check`](super::Method::check).
pub(super) fn check(tolerance: f64, longest_step: f64) -> Result<(), (&'static str, f64, &'static str)> {
    // Rounding hides smaller errors. With larger ones, a step may do anything.
    if !(1e-14..=0.1).contains(&tolerance) {
        return Err(("the tolerance", tolerance, "it has to be between 1e-14 and 0.1, usually 1e-9 to 1e-4"));
    }
    if longest_step.is_nan() || longest_step < fixed::SHORTEST {
        return Err(("the longest step", longest_step, "it has to be at least 1e-6 ms"));
    }
    Ok(())
}
