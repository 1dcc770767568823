//! Integrals over the solution between the ends of a step.

use crate::number::Scalar;
use crate::solve::Stepper;

/// Gauss' three points and weights on [0, 1]: exact for polynomials of degree 5, more than any method interpolates with.
pub(crate) const GAUSS_NODES: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// At most so many panels in one step.
const PANELS: f64 = 256.0;

/// ∫ f dt from `begin` to `end` (ms).
pub(crate) fn integral<T: Scalar>(begin: f64, end: f64, mut f: impl FnMut(f64) -> T) -> T {
    let mut sum = T::zero();
    for (point, weight) in GAUSS_NODES {
        sum += f(begin + point * (end - begin)) * weight;
    }
    sum * (end - begin)
}

/// Shows the points and weights (ms) of the integral of a function of x between `begin` and `end` (ms), which changes with x
/// over a range of `width`: on as many panels as that takes, for an x that goes through `x` of the time.
pub(crate) fn for_each_node(
    (begin, end): (f64, f64),
    width: f64,
    x: impl Fn(f64) -> f64,
    mut visit: impl FnMut(f64, f64),
) {
    let [a, b, c] = [begin, 0.5 * (begin + end), end].map(x);
    // Twice as many as equal parts would need, for they are not.
    let count = (2.0 * ((b - a).abs() + (c - b).abs()) / width).ceil().clamp(1.0, PANELS);
    let panel = (end - begin) / count;
    for k in 0..count as usize {
        let begin = begin + k as f64 * panel;
        GAUSS_NODES.iter().for_each(|(point, weight)| visit(begin + point * panel, weight * panel));
    }
}

/// ∫ f(x) dt over that part of the last step, for a function of state `index` that changes with x over a range of
/// `width`.
pub(crate) fn integral_of_state<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    part: (f64, f64),
    width: f64,
    f: impl Fn(T) -> T,
) -> T {
    let mut sum = T::zero();
    let x = |t: f64| stepper.interpolate(t, index).re();
    for_each_node(part, width, x, |t, weight| sum += f(stepper.interpolate(t, index)) * weight);
    sum
}
