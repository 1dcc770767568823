//! Step-size control from the estimated error.

/// A proportional–integral controller (Gustafsson 1991) for a method whose error estimate has order `order`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Controller {
    /// Exponent of the present error.
    proportional: f64,
    /// Exponent of the last one.
    integral: f64,
    last: f64,
    rejected: bool,
}

/// What becomes of a step.
pub(super) enum Verdict {
    /// It stands, and the next is longer by this factor.
    Accept(f64),
    /// It is repeated, shorter by this factor.
    Reject(f64),
}

impl Controller {
    /// Aims at this fraction of the step that would just meet the tolerance.
    const SAFETY: f64 = 0.9;
    /// Bounds of one change, as in Hairer, Nørsett & Wanner (1993), II.4.
    const SHRINK: f64 = 0.2;
    const GROW: f64 = 5.0;

    /// Exponents 0.7/k and 0.4/k for an error of order k (Hairer & Wanner 1996, IV.2).
    pub(super) fn new(order: f64) -> Self {
        Controller { proportional: 0.7 / order, integral: 0.4 / order, last: 1.0, rejected: false }
    }

    /// What it remembers of the steps before: the last error, and whether a step was just rejected (1) or not (0).
    pub(super) fn memory(&self) -> [f64; 2] {
        [self.last, f64::from(u8::from(self.rejected))]
    }

    /// Takes up the memory of another one.
    pub(super) fn remember(&mut self, [last, rejected]: [f64; 2]) {
        self.last = last;
        self.rejected = rejected != 0.0;
    }

    /// Judges a step by its error in units of the tolerance; NaN is a rejection.
    pub(super) fn judge(&mut self, error: f64) -> Verdict {
        if error <= 1.0 {
            let error = error.max(1e-10);
            let grow = Self::SAFETY * error.powf(-self.proportional) * self.last.powf(self.integral);
            // Right after a rejection the step does not grow again.
            let most = if core::mem::take(&mut self.rejected) { 1.0 } else { Self::GROW };
            self.last = error.max(1e-4);
            return Verdict::Accept(grow.clamp(Self::SHRINK, most));
        }
        self.rejected = true;
        if error.is_finite() {
            Verdict::Reject((Self::SAFETY * error.powf(-self.proportional / 0.7)).clamp(Self::SHRINK, 0.9))
        } else {
            Verdict::Reject(Self::SHRINK)
        }
    }
}
