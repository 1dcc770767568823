//! Root finding along a segment: where a condition begins to hold, and where the cost reaches a bound.

use super::motion::{dot, norm};
use super::objective::{Objective, Stop, Value};
use super::segment::Segment;

/// The number of equidistant fractions of a step at which a condition is tested before the bisection.
const SAMPLES: usize = 16;

/// Returns the first fraction of a step at which `test` returns a value, and that value. The fraction is bracketed by
/// samples, then bisected `halvings` times.
pub(super) fn first_found<T>(halvings: u32, test: impl Fn(f64) -> Option<T>) -> Option<(f64, T)> {
    let sample = |k: usize| k as f64 / SAMPLES as f64;
    let (k, mut found) = (1..=SAMPLES).find_map(|k| Some((k, test(sample(k))?)))?;
    let (mut low, mut high) = (sample(k - 1), sample(k));
    for _ in 0..halvings {
        let middle = 0.5 * (low + high);
        match test(middle) {
            Some(earlier) => (high, found) = (middle, earlier),
            None => low = middle,
        }
    }
    Some((high, found))
}

/// The cost at a fraction of a step, and its derivative with respect to the fraction.
#[derive(Clone, Copy, Debug)]
pub(super) struct CostAt {
    pub(super) fraction: f64,
    pub(super) cost: f64,
    pub(super) slope: f64,
}

impl CostAt {
    pub(super) fn new(segment: &Segment, fraction: f64, value: &Value) -> Self {
        let slope = dot(&value.gradient, &segment.slopes(fraction, value.gradient.len()));
        CostAt { fraction, cost: value.cost, slope }
    }
}

/// Returns the fraction at which the cubic Hermite interpolant of the cost has a maximum between `from` and `to`, and the
/// cost there.
pub(super) fn cubic_maximum(from: CostAt, to: CostAt) -> Option<(f64, f64)> {
    let width = to.fraction - from.fraction;
    let (a, b) = (from.slope * width, to.slope * width);
    if !(a > 0.0 && b < 0.0) {
        return None;
    }
    let rise = to.cost - from.cost;
    let (square, cube) = (3.0 * rise - 2.0 * a - b, a + b - 2.0 * rise);
    // The slope a + 2·square·t + 3·cube·t² falls through 0 once in between.
    let root = (square * square - 3.0 * a * cube).max(0.0).sqrt();
    let t = a / (root - square);
    (0.0..=1.0).contains(&t).then_some((from.fraction + t * width, from.cost + t * (a + t * (square + t * cube))))
}

/// The cost leaps if it changes by its bound within this part of the distance from the start. Methods with tolerances of 1e-5
/// and 1e-8 place the appearance of a spike some 1e-7 of the distance apart.
const LEAP: f64 = 1e-6;

/// Finds where the cost reaches `bound`, to at most `slack` below it and never above: between `low`, where it is below,
/// and the fraction of `high`, where it is not. Newton's method, kept within a bracket.
///
/// Returns the fraction and the value there. If nothing is left between both ends, it returns the fraction of `low` and no
/// value. Where the cost leaps, it is an artefact of the integration method and not a property of the model; then the
/// result is [`LEAP`] before the leap, or at `low`.
pub(super) fn cost_crossing(
    objective: &mut Objective<'_>,
    segment: &Segment,
    low: CostAt,
    high: CostAt,
    (bound, slack): (f64, f64),
) -> Result<(f64, Option<Value>), Stop> {
    const ITERATIONS: usize = 60;
    let n = objective.origin.len();
    let margin = LEAP * norm(&segment.values(0.0)[..n]) / segment.h;
    let goal = bound - 0.5 * slack;
    let newton = |at: CostAt| at.fraction + (goal - at.cost) / at.slope;
    let (mut from, mut to, mut found) = (low, high.fraction, None);
    // A cost at `high` that was not evaluated is NaN, which never is the nearer one.
    let mut fraction = newton(if (high.cost - goal).abs() < (goal - low.cost).abs() { high } else { low });
    let mut width = to - from.fraction;
    for iteration in 0..ITERATIONS {
        // Newton's method may creep: every third iteration bisects a bracket that has not halved.
        let halve = iteration % 3 == 2 && to - from.fraction > 0.5 * std::mem::replace(&mut width, to - from.fraction);
        if halve || !(fraction > from.fraction && fraction < to) {
            fraction = 0.5 * (from.fraction + to);
        }
        if fraction <= from.fraction || fraction >= to || to - from.fraction < 1e-13 * high.fraction.abs() {
            break;
        }
        let value = objective.value_at(&segment.values(fraction)[..n])?;
        let at = CostAt::new(segment, fraction, &value);
        if at.slope.abs() * margin > bound {
            let before = fraction - margin;
            if before <= low.fraction {
                return Ok((low.fraction, None));
            }
            let value = objective.value_at(&segment.values(before)[..n])?;
            return Ok(if value.cost <= bound { (before, Some(value)) } else { (low.fraction, None) });
        }
        fraction = newton(at);
        if at.cost > bound {
            to = at.fraction;
            continue;
        }
        let near = at.cost >= bound - slack;
        (from, found) = (at, Some(value));
        if near {
            break;
        }
    }
    Ok((from.fraction, found))
}
