//! Where along a piece the cost reaches a bound.

use super::field::{Field, Stop, Value};
use super::motion::{dot, norm};
use super::piece::Piece;

/// The cost at a part of a piece, and its derivative by that part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub(super) part: f64,
    pub(super) cost: f64,
    pub(super) slope: f64,
}

/// Where the cubic through the costs and slopes at both ends (of a part 1 apart) has a maximum between them, and how
/// high.
pub(super) fn summit(from: Level, to: Level) -> Option<(f64, f64)> {
    let width = to.part - from.part;
    let (a, b) = (from.slope * width, to.slope * width);
    if !(a > 0.0 && b < 0.0) {
        return None;
    }
    let rise = to.cost - from.cost;
    let (square, cube) = (3.0 * rise - 2.0 * a - b, a + b - 2.0 * rise);
    // The slope a + 2·square·t + 3·cube·t² falls through 0 once in between.
    let root = (square * square - 3.0 * a * cube).max(0.0).sqrt();
    let t = a / (root - square);
    (0.0..=1.0).contains(&t).then_some((from.part + t * width, from.cost + t * (a + t * (square + t * cube))))
}

/// A cost leaps if it changes by its bound within this part of the distance from the start: methods of tolerances 1e-5 and
/// 1e-8 put a spike's coming or going some 1e-7 of it apart.
const LEAP: f64 = 1e-6;

/// The place of `piece` where the cost is at most `slack` below `bound`, and not above it: between `low`, where it is
/// below, and the part `high`, where it is not. Newton's method, kept between two places that enclose the root.
///
/// `n` is the number of coordinates. Gives the part and the cost there; that of `low`, without a value, if nothing is
/// left between the two. Where the cost leaps, its value is that of a method and not of the model: the place is [`LEAP`]
/// before, or that of `low`.
pub(super) fn locate(
    field: &mut Field<'_>,
    piece: &Piece,
    n: usize,
    low: Level,
    high: Level,
    (bound, slack): (f64, f64),
) -> Result<(f64, Option<Value>), Stop> {
    const MOST: usize = 60;
    let margin = LEAP * norm(&piece.values(0.0)[..n]) / piece.h;
    let goal = bound - 0.5 * slack;
    let newton = |level: Level| level.part + (goal - level.cost) / level.slope;
    let (mut from, mut to, mut found) = (low, high.part, None);
    // From the nearer end; that of a piece that is not evaluated is not a number and never nearer.
    let mut part = newton(if (high.cost - goal).abs() < (goal - low.cost).abs() { high } else { low });
    let mut width = to - from.part;
    for attempt in 0..MOST {
        // Every third time the middle, lest Newton's method creep.
        let halve = attempt % 3 == 2 && to - from.part > 0.5 * std::mem::replace(&mut width, to - from.part);
        if halve || !(part > from.part && part < to) {
            part = 0.5 * (from.part + to);
        }
        if part <= from.part || part >= to || to - from.part < 1e-13 * high.part.abs() {
            break;
        }
        let value = field.value_at(&piece.values(part)[..n])?;
        let level = Level { part, cost: value.cost, slope: dot(&value.gradient, &piece.slopes(part, n)) };
        if level.slope.abs() * margin > bound {
            let before = part - margin;
            if before <= low.part {
                return Ok((low.part, None));
            }
            let value = field.value_at(&piece.values(before)[..n])?;
            return Ok(if value.cost <= bound { (before, Some(value)) } else { (low.part, None) });
        }
        part = newton(level);
        if level.cost > bound {
            to = level.part;
            continue;
        }
        let near = level.cost >= bound - slack;
        (from, found) = (level, Some(value));
        if near {
            break;
        }
    }
    Ok((from.part, found))
}
