//! V as a solver has found it: the polynomials of its dense output.

use super::course::{Course, Excursion, Point};
use crate::solve::Bernstein;

/// The rise (mV) that ends the search for a minimum. Errors of a solution where V hardly moves are smaller.
const RISE: f64 = 0.01;

/// The number of intervals into which a fit divides a solution.
const FIT: u32 = 400;

/// V in the order of the steps of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Solution {
    pieces: Vec<Piece>,
}

/// V within a step.
#[derive(Clone, Copy, Debug)]
struct Piece {
    begin: f64,
    end: f64,
    /// V as a function of the part of the step that has passed.
    v: Bernstein,
}

impl Piece {
    fn length(&self) -> f64 {
        self.end - self.begin
    }

    /// Returns the time after a part of the step.
    fn time(&self, theta: f64) -> f64 {
        if theta < 1.0 { self.begin + theta * self.length() } else { self.end }
    }

    /// Returns the point after a part of the step.
    fn point(&self, theta: f64) -> Point {
        Point { time: self.time(theta), v: self.v.at(theta) }
    }

    /// Returns the points at the beginning, at turns, and at the end.
    fn corners(&self) -> impl Iterator<Item = Point> {
        let parts = self.v.monotone_parts().map(|part| Point { time: self.time(part.to.0), v: part.to.1 });
        std::iter::once(self.point(0.0)).chain(parts)
    }

    /// Returns the slope.
    fn slope(&self) -> Piece {
        let slope = self.v.derivative();
        let mut points = [0.0; 5];
        for (point, of) in points.iter_mut().zip(slope.points()) {
            *point = of / self.length();
        }
        let v = match slope.points().len() {
            1 => Bernstein::new([points[0]]),
            2 => Bernstein::new([points[0], points[1]]),
            3 => Bernstein::new([points[0], points[1], points[2]]),
            4 => Bernstein::new([points[0], points[1], points[2], points[3]]),
            _ => Bernstein::new(points),
        };
        Piece { v, ..*self }
    }
}

impl Solution {
    /// Adds the course of V in a step.
    pub(super) fn push(&mut self, begin: f64, end: f64, v: Bernstein) {
        if end > begin {
            self.pieces.push(Piece { begin, end, v });
        }
    }

    /// Returns the times at which steps begin and end.
    pub(super) fn knots(&self) -> impl Iterator<Item = f64> {
        self.pieces.first().map(|piece| piece.begin).into_iter().chain(self.pieces.iter().map(|piece| piece.end))
    }

    /// Returns the pieces within a time, cut to it.
    fn within(&self, from: f64, to: f64) -> impl DoubleEndedIterator<Item = Piece> {
        let first = self.pieces.partition_point(|piece| piece.end <= from);
        let last = self.pieces.partition_point(|piece| piece.begin < to);
        let cut = move |piece: &Piece| {
            let (begin, end) = (piece.begin.max(from), piece.end.min(to));
            if (begin, end) == (piece.begin, piece.end) {
                return *piece;
            }
            let theta = |time: f64| (time - piece.begin) / piece.length();
            Piece { begin, end, v: piece.v.part(theta(begin), theta(end)) }
        };
        self.pieces.get(first..last).unwrap_or_default().iter().map(cut)
    }

    fn best(&self, from: f64, to: f64, is_better: impl Fn(f64, f64) -> bool) -> Option<Point> {
        let corners = self.within(from, to).flat_map(|piece| piece.corners().collect::<Vec<_>>());
        corners.reduce(|best, point| if is_better(point.v, best.v) { point } else { best })
    }
}

impl Course for Solution {
    fn span(&self) -> [f64; 2] {
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => [first.begin, last.end],
            _ => [0.0; 2],
        }
    }

    fn value(&self, time: f64) -> f64 {
        let piece = self.pieces.partition_point(|piece| piece.end < time).min(self.pieces.len().saturating_sub(1));
        self.pieces.get(piece).map_or(f64::NAN, |piece| piece.v.at((time - piece.begin) / piece.length()))
    }

    fn excursions(&self, level: f64) -> Vec<Excursion> {
        let (mut found, mut open, mut before) = (Vec::new(), None, f64::INFINITY);
        for piece in &self.pieces {
            for part in piece.v.monotone_parts() {
                let ((theta, from), (to_theta, to)) = (part.from, part.to);
                let mut turn = |passes_from: f64, passes_to: f64, time: &dyn Fn(bool) -> f64| {
                    if passes_from < level && passes_to >= level {
                        open = Some(time(true));
                    } else if passes_from >= level
                        && passes_to < level
                        && let Some(rise) = open.take()
                        && let Some(peak) = self.highest(rise, time(false))
                    {
                        found.push(Excursion { rise, peak });
                    }
                };
                // V may jump between steps.
                turn(before, from, &|_| piece.time(theta));
                turn(from, to, &|below| piece.time(piece.v.crossing(level, (theta, to_theta), below)));
                before = to;
            }
        }
        found
    }

    fn lowest(&self, from: f64, to: f64) -> Option<Point> {
        self.best(from, to, |a, b| a < b)
    }

    fn highest(&self, from: f64, to: f64) -> Option<Point> {
        self.best(from, to, |a, b| a > b)
    }

    fn first_minimum(&self, from: f64, to: f64) -> Option<Point> {
        let mut lowest: Option<Point> = None;
        for point in self.within(from, to).flat_map(|piece| piece.corners().collect::<Vec<_>>()) {
            match lowest {
                Some(low) if point.v > low.v + RISE => break,
                Some(low) if point.v >= low.v => {}
                _ => lowest = Some(point),
            }
        }
        lowest
    }

    fn steepest(&self, from: f64, to: f64, rise: bool) -> Option<(f64, f64)> {
        let slopes = self.within(from, to).flat_map(|piece| piece.slope().corners().collect::<Vec<_>>());
        let steeper = |a: Point, b: Point| if if rise { b.v > a.v } else { b.v < a.v } { b } else { a };
        slopes.reduce(steeper).map(|point| (point.time, point.v))
    }

    fn last_slope_rise(&self, level: f64, from: f64, until: f64) -> f64 {
        for piece in self.within(from, until).rev() {
            let slope = piece.slope();
            let parts: Vec<_> = slope.v.monotone_parts().collect();
            for part in parts.into_iter().rev() {
                // Where the slope jumps, nothing is crossed.
                if part.to.1 < level {
                    return slope.time(part.to.0);
                }
                if part.from.1 < level {
                    return slope.time(slope.v.crossing(level, (part.from.0, part.to.0), true));
                }
            }
        }
        from
    }

    fn first_slope_rise(&self, level: f64, from: f64, to: f64) -> Option<f64> {
        for piece in self.within(from, to) {
            let slope = piece.slope();
            for part in slope.v.monotone_parts() {
                if part.from.1 >= level {
                    return Some(slope.time(part.from.0));
                }
                if part.to.1 >= level {
                    return Some(slope.time(slope.v.crossing(level, (part.from.0, part.to.0), true)));
                }
            }
        }
        None
    }

    fn crossing(&self, level: f64, from: f64, to: f64, upwards: bool) -> Option<f64> {
        let passes = |a: f64, b: f64| if upwards { a < level && b >= level } else { a > level && b <= level };
        let mut before = None;
        for piece in self.within(from, to) {
            if before.is_some_and(|before| passes(before, piece.v.at(0.0))) {
                return Some(piece.begin);
            }
            if let Some(part) = piece.v.monotone_parts().find(|part| passes(part.from.1, part.to.1)) {
                return Some(piece.time(piece.v.crossing(level, (part.from.0, part.to.0), upwards)));
            }
            before = Some(piece.v.at(1.0));
        }
        None
    }

    fn mean(&self, from: f64, to: f64, _: bool) -> Option<f64> {
        // The integral of a polynomial in Bernstein form is the mean of its control points.
        let integral = |piece: Piece| {
            let points = piece.v.points();
            (piece.length() * points.iter().sum::<f64>() / points.len() as f64, piece.length())
        };
        let (sum, length) = self.within(from, to).map(integral).fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
        (length > 0.0).then(|| sum / length)
    }

    fn points(&self, from: f64, to: f64) -> Vec<Point> {
        if self.within(from, to).next().is_none() {
            return Vec::new();
        }
        let time = |k: u32| from + (to - from) * f64::from(k) / f64::from(FIT);
        (0..=FIT).map(time).map(|time| Point { time, v: self.value(time) }).collect()
    }
}
