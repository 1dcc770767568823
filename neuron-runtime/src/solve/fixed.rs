//! The common parts of methods of a fixed step: the grid of times at which steps end, and the interpolant within a
//! step.

use super::{Bernstein, count};
use crate::number::Scalar;
use core::ops::Mul;

/// A grid of times at multiples of the step. They are computed as products, since sums would accumulate rounding errors.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    begin: f64,
    step: f64,
    steps: u64,
    /// The number of steps that reached no time of the grid: those before the last restart, and those that a limit cut short.
    off_grid: u64,
    /// True if the last step reached a time of the grid.
    on_grid: bool,
}

/// A step along the grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct GridStep {
    /// Its end, ms.
    pub(super) end: f64,
    /// Its length, ms.
    pub(super) h: f64,
    /// True if it ends at a time of the grid.
    on_grid: bool,
}

impl Grid {
    pub(super) fn new(step: f64, t: f64) -> Self {
        Grid { begin: t, step, steps: 0, off_grid: 0, on_grid: true }
    }

    /// Counts from the time `t` (ms) on.
    pub(super) fn restart(&mut self, t: f64) {
        (self.begin, self.off_grid) = (t, self.steps);
    }

    /// Halves the length of all further steps a number of times.
    pub(super) fn halve_steps(&mut self, times: u32) {
        self.step *= 0.5f64.powi(times.cast_signed());
    }

    /// Returns the number of steps taken.
    pub(super) fn steps(&self) -> u64 {
        self.steps
    }

    /// Counts a step.
    pub(super) fn accept(&mut self, step: GridStep) {
        self.steps += 1;
        self.on_grid = step.on_grid;
        self.off_grid += u64::from(!step.on_grid);
    }

    /// Takes the last step back.
    pub(super) fn retract(&mut self) {
        self.steps -= 1;
        self.off_grid -= u64::from(!self.on_grid);
    }

    /// Returns the next step from `t` to `limit` (ms) at the latest. A rest of rounding size makes no step of its own.
    pub(super) fn next(&self, t: f64, limit: f64) -> GridStep {
        let rounding = 1e-6 * self.step;
        let done = ((t - self.begin + rounding) / self.step).floor();
        let regular = self.begin + (done + 1.0) * self.step;
        if regular <= limit - rounding && t == self.begin + done * self.step {
            return GridStep { end: regular, h: self.step, on_grid: true };
        }
        self.next_beside(t, limit, regular)
    }

    /// Returns the step that begins beside the grid, or ends at a limit. After a step that a limit cut short, the next one ends
    /// where that would have ended: at the `regular` end.
    #[cold]
    fn next_beside(&self, t: f64, limit: f64, regular: f64) -> GridStep {
        let rounding = 1e-6 * self.step;
        let (end, on_grid) =
            if regular > limit - rounding { (limit, regular <= limit + rounding) } else { (regular, true) };
        // Times have the rounding of their sums. A difference that is larger is one of lengths, and counts.
        let (rest, of_sums) = (end - t, 4.0 * f64::EPSILON * (self.begin.abs() + end.abs()));
        let h = if (rest - self.step).abs() <= of_sums { self.step } else { rest };
        GridStep { end, h, on_grid }
    }

    /// Returns what the next steps depend on, see [`Stepper::memory`](super::Stepper::memory).
    pub(super) fn memory(&self) -> Vec<f64> {
        vec![self.step, self.begin, self.steps as f64, self.off_grid as f64]
    }

    /// Restores the memory of another grid at the time `t` (ms), see [`Stepper::remember`](super::Stepper::remember).
    pub(super) fn remember(&mut self, memory: &[f64], t: f64) -> bool {
        let &[step, begin, steps, off_grid] = memory else { return false };
        let (Some(steps), Some(off_grid)) = (count(steps), count(off_grid)) else { return false };
        // The times of the grid that were reached are those that have passed, up to rounding.
        let passed = (t - begin) / step;
        let possible = steps.checked_sub(off_grid).is_some_and(|reached| {
            let missed = passed - reached as f64;
            (-1e-5..1.0 + 1e-5).contains(&missed)
        });
        if step != self.step || !possible {
            return false;
        }
        (self.begin, self.steps, self.off_grid) = (begin, steps, off_grid);
        true
    }
}

/// The shortest step that may be asked for, ms. No equation of a neuron is as fast, and shorter ones get lost in the rounding of
/// the time.
pub(super) const SHORTEST: f64 = 1e-6;
/// The longest fixed step that may be asked for, ms. A spike is over by then.
const LONGEST: f64 = 5.0;

/// Checks the length of a step, see [`Method::check`](super::Method::check).
pub(super) fn check(name: &'static str, step: f64) -> Result<(), (&'static str, f64, &'static str)> {
    if (SHORTEST..=LONGEST).contains(&step) {
        return Ok(());
    }
    Err((name, step, "it has to be between 1e-6 and 5 ms, usually 0.005 to 0.1 ms"))
}

/// Hermite's cubic interpolant within a step of length `h`, of values and slopes at both ends.
#[derive(Clone, Copy)]
pub(super) struct CubicHermite<T> {
    pub(super) from: T,
    pub(super) to: T,
    pub(super) slope_from: T,
    pub(super) slope_to: T,
    pub(super) h: f64,
}

impl<T: Scalar> CubicHermite<T> {
    /// Returns the value at θ; `rest` is 1 − θ.
    pub(super) fn at<X: Copy>(self, theta: X, rest: X) -> T
    where
        T: Mul<X, Output = T>,
    {
        let rise = self.to - self.from;
        let (a, b) = (self.slope_from * self.h - rise, rise - self.slope_to * self.h);
        self.from * rest + self.to * theta + (a * rest + b * theta) * theta * rest
    }

    /// Returns the time derivative at θ.
    pub(super) fn slope_at(self, theta: T) -> T {
        let rise = self.to - self.from;
        let (a, b) = (self.slope_from * self.h - rise, rise - self.slope_to * self.h);
        let rest = -theta + 1.0;
        (rise + (rest - theta) * (a * rest + b * theta) + theta * rest * (b - a)) / self.h
    }

    /// Returns the real part as a polynomial of θ.
    pub(super) fn bernstein(self) -> Bernstein {
        let (from, to) = (self.from.re(), self.to.re());
        let third = self.h / 3.0;
        Bernstein::new([from, from + third * self.slope_from.re(), to - third * self.slope_to.re(), to])
    }

    /// Returns the real part of the time derivative at θ.
    pub(super) fn slope(self, theta: f64) -> f64 {
        let CubicHermite { from, to, slope_from, slope_to, h } = self;
        let real =
            CubicHermite { from: from.re(), to: to.re(), slope_from: slope_from.re(), slope_to: slope_to.re(), h };
        real.slope_at(theta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_cut_short_is_made_up_for() {
        let grid = Grid::new(0.1, 0.0);
        let (mut t, mut total) = (0.0, 0.0);
        for (limit, end) in
            [(0.05, 0.05), (1.0, 0.1), (1.0, 0.2), (0.200_000_000_1, 0.200_000_000_1), (1.0, 0.3), (0.4, 0.4)]
        {
            let step = grid.next(t, limit);
            assert!((step.end - end).abs() < 1e-12, "{step:?}");
            total += step.h;
            t = step.end;
            assert!((total - t).abs() < 1e-9, "{total}");
        }
    }

    #[test]
    fn a_step_is_as_long_as_the_time_between_its_ends() {
        let grid = Grid::new(0.1, 0.0);
        for beside in [4e-8, 1e-10, 1e-12] {
            for (t, limit) in [(1.0, 1.1 + beside), (1.0, 1.1 - beside), (1.0 - beside, 5.0), (1.0 + beside, 5.0)] {
                let step = grid.next(t, limit);
                assert_eq!(step.h, step.end - t, "{t} {limit}");
            }
        }
        // What is left of the sums of a grid is none.
        assert_eq!(grid.next(0.1, 5.0).h, 0.1);
        assert_eq!(grid.next(1000.0 * 0.1, 500.0).h, 0.1);
    }

    /// The interpolant of a cubic is the cubic.
    #[test]
    fn cubics_are_interpolated() {
        let (f, slope) = (|t: f64| 1.0 + t * (2.0 + t * (-3.0 + t * 0.5)), |t: f64| 2.0 + t * (-6.0 + t * 1.5));
        let cubic = CubicHermite { from: f(1.0), to: f(3.0), slope_from: slope(1.0), slope_to: slope(3.0), h: 2.0 };
        for theta in [0.0, 0.3, 0.7, 1.0] {
            assert!((cubic.at(theta, 1.0 - theta) - f(1.0 + 2.0 * theta)).abs() < 1e-13);
            assert!((cubic.slope(theta) - slope(1.0 + 2.0 * theta)).abs() < 1e-13);
            assert!((cubic.bernstein().at(theta) - f(1.0 + 2.0 * theta)).abs() < 1e-13);
        }
    }
}
