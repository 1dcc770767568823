//! Integrals over the solution between the ends of a step.

use crate::scalar::Scalar;
use crate::solve::Stepper;

/// Gauss' three points and weights on [0, 1]: exact for polynomials of degree 5, more than any method interpolates with.
pub(super) const POINTS: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// At most so many panels in one step.
const PANELS: f64 = 256.0;

/// ∫ f dt from `begin` to `end` (ms).
pub(super) fn integral<T: Scalar>(begin: f64, end: f64, mut f: impl FnMut(f64) -> T) -> T {
    let mut sum = T::zero();
    for (point, weight) in POINTS {
        sum += f(begin + point * (end - begin)) * weight;
    }
    sum * (end - begin)
}

/// ∫ f(x) dt over that part of the last step, for a function of state `index` that changes with x over a range of
/// `width`: on as many panels as that takes.
pub(super) fn integral_of<T: Scalar>(
    stepper: &impl Stepper<T>,
    index: usize,
    (begin, end): (f64, f64),
    width: f64,
    f: impl Fn(T) -> T,
) -> T {
    let middle = 0.5 * (begin + end);
    let [a, b, c] = [begin, middle, end].map(|t| stepper.interpolate(t, index).re());
    // Twice as many as equal parts would need, for they are not.
    let panels = (2.0 * ((b - a).abs() + (c - b).abs()) / width).ceil().clamp(1.0, PANELS);
    let panel = (end - begin) / panels;
    let mut sum = T::zero();
    for k in 0..panels as usize {
        let begin = begin + k as f64 * panel;
        sum += integral(begin, begin + panel, |t| f(stepper.interpolate(t, index)));
    }
    sum
}
