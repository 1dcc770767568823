//! Exponentials of lines: arguments slope·v + offset with constant coefficients, as most of a published cell's are.
//!
//! Evaluated from a table they need neither be written to memory nor read back before their exponentials are taken, and
//! those that are multiples of another one are known.

use super::EXP_MAX;
use super::padded;
use crate::model::info::MechanismInfo;

/// Lines of one variable, in a table made while compiling, such that only those without an earlier parallel are
/// evaluated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lines {
    /// Slope (per mV) and offset of every line.
    pub all: &'static [(f64, f64)],
    /// Slopes (per mV) of the lines to evaluate, then 0 up to a multiple of eight.
    pub slope: &'static [f64],
    /// Their offsets.
    pub offset: &'static [f64],
    /// How many there are.
    pub own: usize,
    /// What was evaluated in the place of a parallel, and the place where it belongs.
    pub moved: &'static [(usize, usize)],
    /// The others.
    pub parallels: &'static [Parallel],
    /// Between these (mV) no argument reaches [`EXP_MAX`].
    pub unsaturated: (f64, f64),
}

/// A line whose exponential follows from that of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parallel {
    /// Which line.
    pub line: usize,
    /// The earlier one.
    pub to: usize,
    /// Whether their slopes are opposite, so that the earlier exponential divides and does not multiply.
    pub inverse: bool,
    /// What is to be multiplied or divided.
    pub factor: f64,
}

impl Lines {
    /// The longest table.
    pub const MOST: usize = 64;
    /// No lines.
    pub const NONE: Lines = Lines {
        all: &[],
        slope: &[],
        offset: &[],
        own: 0,
        moved: &[],
        parallels: &[],
        unsaturated: (f64::NEG_INFINITY, f64::INFINITY),
    };

    /// Room for the exponentials, in whole registers.
    pub const fn room(&self) -> usize {
        padded(self.all.len())
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Completes the exponentials of all lines from those that were evaluated.
    #[inline(always)]
    pub(super) fn complete(&self, x: &mut [f64]) {
        for &(from, to) in self.moved {
            x[to] = x[from];
        }
        for parallel in self.parallels {
            let other = x[parallel.to];
            x[parallel.line] = if parallel.inverse { parallel.factor / other } else { parallel.factor * other };
        }
    }
}

/// The numbers of [`Lines`].
#[derive(Clone, Copy, Debug)]
pub struct Table<const N: usize> {
    all: [(f64, f64); N],
    slope: [f64; N],
    offset: [f64; N],
    own: usize,
    moved: [(usize, usize); N],
    moves: usize,
    parallels: [Parallel; N],
    shared: usize,
    used: usize,
    unsaturated: (f64, f64),
}

impl<const N: usize> Table<N> {
    /// Parallels further apart than this stay separate: near the ends of the range of numbers a multiple of one
    /// exponential is not the other.
    const APART: f64 = 64.0;

    const EMPTY: Self = Table {
        all: [(0.0, 0.0); N],
        slope: [0.0; N],
        offset: [0.0; N],
        own: 0,
        moved: [(0, 0); N],
        moves: 0,
        parallels: [Parallel { line: 0, to: 0, inverse: false, factor: 1.0 }; N],
        shared: 0,
        used: 0,
        unsaturated: Lines::NONE.unsaturated,
    };

    /// All lines of several mechanisms; none if an argument is not a line, or there are too many.
    pub const fn of(mechanisms: &[&MechanismInfo]) -> Self {
        let mut lines = [(0.0, 0.0); N];
        let (mut used, mut k) = (0, 0);
        while k < mechanisms.len() {
            let own = mechanisms[k].lines;
            if own.len() < mechanisms[k].exps || used + own.len() > N || used + own.len() > Lines::MOST {
                return Self::EMPTY;
            }
            let mut j = 0;
            while j < own.len() {
                lines[used] = own[j];
                (used, j) = (used + 1, j + 1);
            }
            k += 1;
        }
        Self::new(&lines, used)
    }

    const fn new(lines: &[(f64, f64); N], used: usize) -> Self {
        let mut table = Table { all: *lines, used, unsaturated: Self::unsaturated(lines, used), ..Self::EMPTY };
        let mut own = [true; N];
        let mut k = 0;
        while k < used {
            let mut j = 0;
            while j < k && own[k] {
                if let (true, Some(parallel)) = (own[j], Self::parallel(lines, j, k)) {
                    table.parallels[table.shared] = parallel;
                    table.shared += 1;
                    own[k] = false;
                }
                j += 1;
            }
            k += 1;
        }
        table.own = used - table.shared;
        // What has no place of its own among the first is evaluated in the place of a parallel.
        let (mut place, mut last) = (0, table.own);
        while place < table.own {
            let mut line = place;
            if !own[place] {
                while !own[last] {
                    last += 1;
                }
                line = last;
                last += 1;
                table.moved[table.moves] = (place, line);
                table.moves += 1;
            }
            (table.slope[place], table.offset[place]) = lines[line];
            place += 1;
        }
        table
    }

    /// The V (mV) between which no line comes within 1 of [`EXP_MAX`].
    const fn unsaturated(lines: &[(f64, f64); N], used: usize) -> (f64, f64) {
        let (mut low, mut high) = Lines::NONE.unsaturated;
        let mut k = 0;
        while k < used {
            let (slope, offset) = lines[k];
            let v = (EXP_MAX - 1.0 - offset) / slope;
            if slope > 0.0 {
                high = high.min(v);
            } else if slope < 0.0 {
                low = low.max(v);
            } else if offset > EXP_MAX - 1.0 {
                (low, high) = (0.0, 0.0);
            }
            k += 1;
        }
        (low, high)
    }

    /// How line `k` follows from line `j`, if it does.
    const fn parallel(lines: &[(f64, f64); N], j: usize, k: usize) -> Option<Parallel> {
        let inverse = lines[k].0 == -lines[j].0;
        let apart = if inverse { lines[k].1 + lines[j].1 } else { lines[k].1 - lines[j].1 };
        if (inverse || lines[k].0 == lines[j].0) && apart.abs() < Self::APART {
            Some(Parallel { line: k, to: j, inverse, factor: exp(apart) })
        } else {
            None
        }
    }

    /// The table as slices.
    pub const fn lines(&'static self) -> Lines {
        let registers = padded(self.own);
        Lines {
            all: self.all.split_at(self.used).0,
            slope: self.slope.split_at(registers).0,
            offset: self.offset.split_at(registers).0,
            own: self.own,
            moved: self.moved.split_at(self.moves).0,
            parallels: self.parallels.split_at(self.shared).0,
            unsaturated: self.unsaturated,
        }
    }
}

/// eˣ for |x| ≤ 64 while compiling: its Taylor series at x − n ln 2.
const fn exp(x: f64) -> f64 {
    /// ln 2 in two parts, of which the first has few enough bits for exact multiples.
    const LN_2: [f64; 2] = [0.693_147_180_559_663, 2.823_529_056_303_157_7e-13];
    let n = (x / core::f64::consts::LN_2 + 1023.5) as u64;
    let multiple = n as f64 - 1023.0;
    let r = x - multiple * LN_2[0] - multiple * LN_2[1];
    let (mut sum, mut k) = (1.0, 20);
    while k > 0 {
        sum = 1.0 + sum * r / k as f64;
        k -= 1;
    }
    sum * f64::from_bits(n << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_exponentials_are_right() {
        for k in -640..=640 {
            let x = f64::from(k) * 0.1;
            let relative = exp(x) / libm::exp(x) - 1.0;
            assert!(relative.abs() < 1e-15, "{x}: {relative:e}");
        }
    }

    #[test]
    fn parallel_and_opposite_lines_are_found() {
        const LINES: [(f64, f64); 8] =
            [(0.1, 2.7), (0.25, 0.0), (-0.1, -6.29), (0.1, 1.0), (0.25, 65.0), (0.5, 1.0), (0.0, 0.0), (0.0, 0.0)];
        static TABLE: Table<8> = Table::new(&LINES, 6);
        let lines = TABLE.lines();
        assert_eq!((lines.own, lines.all), (4, &LINES[..6]));
        assert_eq!(lines.slope, [0.1, 0.25, 0.25, 0.5, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(lines.offset, [2.7, 0.0, 65.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(lines.moved, [(2, 4), (3, 5)]);
        assert_eq!(lines.unsaturated, (-(344.0 + 6.29) / 0.1, (344.0 - 1.0) / 0.5));
        for v in [-80.0, 0.0, 33.0] {
            let mut x = [0.0; 8];
            for (k, x) in x.iter_mut().enumerate().take(lines.own) {
                *x = libm::exp(lines.slope[k] * v + lines.offset[k]);
            }
            lines.complete(&mut x);
            for (x, (slope, offset)) in x.iter().zip(LINES).take(6) {
                assert!((x / libm::exp(slope * v + offset) - 1.0).abs() < 2e-15);
            }
        }
    }
}
