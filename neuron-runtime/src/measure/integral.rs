//! Integrals over the interpolated solution within a step.

use crate::model::mechanism::Held;
use crate::number::Scalar;
use crate::solve::{Bernstein, Side, Stepper};
use crate::system::{HeldSystem, System};

/// The nodes and weights of three-point Gauss quadrature on [0, 1]. It is exact for polynomials of degree 5, a higher degree
/// than that of any interpolant.
pub(crate) const GAUSS_NODES: [(f64, f64); 3] =
    [(0.112_701_665_379_258_31, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// The largest number of panels in one step.
const MAX_PANELS: f64 = 256.0;

/// Returns ∫ f dt from `begin` to `end` (ms).
pub(crate) fn integral<T: Scalar>(begin: f64, end: f64, mut f: impl FnMut(f64) -> T) -> T {
    let mut sum = T::zero();
    for (point, weight) in GAUSS_NODES {
        sum += f(begin + point * (end - begin)) * weight;
    }
    sum * (end - begin)
}

/// Returns what integrals of f from the time `from` (ms) over the last step and the one before it lack, for relations that changed in between at
/// times with derivatives, see [`Change`](crate::solve::Change). f is a function of the network, the time (ms) and the state.
pub(crate) fn integral_at_changes<T: Scalar>(
    network: &dyn System<T>,
    stepper: &dyn Stepper<T>,
    from: f64,
    mut f: impl FnMut(&dyn System<T>, T, &[T]) -> T,
) -> T {
    let mut sum = T::zero();
    if stepper.previous_time() < from {
        return sum;
    }
    for change in stepper.changes() {
        let mut at = |side: &Side<T>| {
            let middle = change.late * 0.5 + stepper.previous_time();
            f(&HeldSystem::new(network, Held(&side.held)), middle, &side.state)
        };
        sum += change.late * (at(&change.before) - at(&change.after));
    }
    sum
}

/// Visits the nodes and weights (ms) of composite quadrature of f(x(t)) over a part of the last step, from one time (ms) to
/// another. f varies over a range of `width` in x. The number of panels is chosen such that x, which is `interpolant` in a
/// step that begins and ends at the times `step` (ms), varies little in each, however often it turns.
pub(crate) fn for_each_node(
    (begin, end): (f64, f64),
    width: f64,
    interpolant: &Bernstein,
    step: (f64, f64),
    mut visit: impl FnMut(f64, f64),
) {
    let theta = |t: f64| (t - step.0) / (step.1 - step.0);
    let variation = interpolant.part(theta(begin), theta(end)).variation();
    // Twice the number for a uniform change of x, since the change is not uniform.
    let count = (2.0 * variation / width).ceil().clamp(1.0, MAX_PANELS);
    let panel = (end - begin) / count;
    for k in 0..count as usize {
        let begin = begin + k as f64 * panel;
        GAUSS_NODES.iter().for_each(|(point, weight)| visit(begin + point * panel, weight * panel));
    }
}

/// Returns ∫ f(x) dt over a part of the last step, from one time (ms) to another. x is state `index`, and f varies over a range
/// of `width` in x.
pub(crate) fn integral_of_state<T: Scalar>(
    stepper: &dyn Stepper<T>,
    index: usize,
    part: (f64, f64),
    width: f64,
    f: impl Fn(T) -> T,
) -> T {
    let mut sum = T::zero();
    let step = (stepper.previous_time(), stepper.time());
    for_each_node(part, width, &stepper.interpolant(index), step, |t, weight| {
        sum += f(stepper.interpolate(t, index)) * weight;
    });
    sum
}
