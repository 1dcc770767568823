//! Functions of time that are linear, or constant, between stated instants.
//!
//! The index of the present piece is a relation, as `floor` is: it is held between events, so that no step crosses the
//! beginning of a piece and nothing has to be searched for. Within a piece its margin is linear in the time,
//!
//! ```text
//! k + (t − t_k)/(t_{k+1} − t_k)
//! ```
//!
//! so that the next instant has a closed form.

use crate::model::info::{RelationInfo, RelationKind};
use crate::model::mechanism::Held;
use crate::number::{Constant, Scalar};
use crate::run::checksum::checksum_of_numbers;
use std::sync::Arc;

/// The index of the present piece, as a relation.
pub(super) const NEXT_SAMPLE: RelationInfo = RelationInfo {
    text: "the next sample",
    kind: RelationKind::Time,
    floor: true,
    or_equal: true,
    smooth: false,
    of_states: false,
    of_current: true,
};

/// The instants (ms) at which pieces begin.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Instants {
    /// At multiples of an interval (ms).
    Every(f64),
    /// At listed times, in ascending order.
    At(Arc<[f64]>),
}

/// The course of a function within its pieces.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Course {
    /// Its value stays.
    Held,
    /// It goes in a straight line to the next value.
    Linear,
    /// It has these slopes, per ms.
    Slopes(Arc<[f64]>),
}

/// A piecewise linear function of time. After its last instant it stays at its last value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pieces<V> {
    /// The time by which all instants are delayed, ms.
    pub(super) delay: f64,
    pub(super) instants: Instants,
    /// The value at each instant. There is at least one.
    pub(super) values: Arc<[V]>,
    pub(super) course: Course,
}

/// The index of the piece before the first instant.
const BEFORE: f64 = -1.0;

impl<V: Copy> Pieces<V> {
    /// Returns the instant (ms) at which a piece begins.
    fn instant(&self, piece: usize) -> f64 {
        let time = match &self.instants {
            Instants::Every(interval) => piece as f64 * interval,
            Instants::At(times) => times[piece],
        };
        self.delay + time
    }

    /// Returns all instants at which a piece begins, ms.
    pub(super) fn each_instant(&self) -> impl Iterator<Item = f64> {
        (0..self.values.len()).map(|piece| self.instant(piece))
    }

    /// Returns the index of the piece in which `t` (ms) lies.
    fn find(&self, t: f64) -> f64 {
        let count = self.values.len();
        let begun = match &self.instants {
            Instants::Every(interval) => {
                // The quotient may be rounded to the wrong side of an instant.
                let mut begun = (((t - self.delay) / interval).floor() + 1.0).clamp(0.0, count as f64) as usize;
                while begun < count && self.instant(begun) <= t {
                    begun += 1;
                }
                while begun > 0 && self.instant(begun - 1) > t {
                    begun -= 1;
                }
                begun
            }
            Instants::At(times) => times.partition_point(|time| self.delay + time <= t),
        };
        begun as f64 - 1.0
    }

    /// Returns the index of the present piece: the value at which it is held, or as it is at `t` (ms).
    fn index(&self, t: f64, held: Held<'_>) -> f64 {
        match held.0.first() {
            Some(index) if !index.is_nan() => *index,
            _ => self.find(t),
        }
    }

    /// Returns true if this is the piece after the last instant.
    fn is_last(&self, index: f64) -> bool {
        index >= (self.values.len() - 1) as f64
    }

    /// Returns the margin of the index of the piece.
    pub(super) fn margin<T: Scalar>(&self, t: T, held: Held<'_>) -> T {
        let index = self.index(t.re(), held);
        if index <= BEFORE {
            // A run begins at 0 ms: the margin is not below −½.
            let first = self.instant(0);
            return (t - first) / (2.0 * first.abs().max(1.0));
        }
        if self.is_last(index) {
            return T::from_f64(index + 0.5);
        }
        let begin = self.instant(index as usize);
        (t - begin) / (self.instant(index as usize + 1) - begin) + index
    }

    /// Returns the time derivative (per ms) of the margin.
    pub(super) fn margin_slope(&self, held: Held<'_>) -> f64 {
        let index = self.index(0.0, held);
        if index <= BEFORE {
            return 0.5 / self.instant(0).abs().max(1.0);
        }
        if self.is_last(index) {
            return 0.0;
        }
        (self.instant(index as usize + 1) - self.instant(index as usize)).recip()
    }

    /// Returns the value and the slope (per ms) at `t` (ms). Before the first instant it is constant: the first value if
    /// `begins_held`, otherwise 0.
    pub(super) fn at<T: Scalar>(&self, t: T, held: Held<'_>, begins_held: bool) -> [T; 2]
    where
        V: Constant<T>,
    {
        let index = self.index(t.re(), held);
        if index <= BEFORE {
            return [if begins_held { self.values[0].constant() } else { T::zero() }, T::zero()];
        }
        let last = self.is_last(index);
        let piece = if last { self.values.len() - 1 } else { index as usize };
        let value = self.values[piece].constant();
        let slope = match &self.course {
            Course::Held => return [value, T::zero()],
            Course::Linear if last => return [value, T::zero()],
            Course::Linear => {
                (self.values[piece + 1].constant() - value) / (self.instant(piece + 1) - self.instant(piece))
            }
            Course::Slopes(slopes) => T::from_f64(slopes[piece]),
        };
        [value + slope * (t - self.instant(piece)), slope]
    }
}

impl Pieces<f64> {
    /// Returns the highest value from 0 to `end` (ms), of a function that begins at its first value.
    pub(super) fn highest(&self, end: f64) -> f64 {
        let at = |time: f64, piece: f64| -> f64 { self.at(time, Held(&[piece]), true)[0] };
        let (first, last) = (self.find(0.0), self.find(end));
        // Pieces are straight, so that it is at an end of one.
        let mut highest = at(0.0, first).max(at(end, last));
        let mut piece = first;
        while piece < last {
            let time = self.instant((piece + 1.0) as usize);
            highest = highest.max(at(time, piece)).max(at(time, piece + 1.0));
            piece += 1.0;
        }
        highest
    }

    /// Visits numbers by which two functions are told apart.
    pub(super) fn numbers(&self, visit: &mut dyn FnMut(&str, f64)) {
        let (kind, slopes): (f64, &[f64]) = match &self.course {
            Course::Held => (0.0, &[]),
            Course::Linear => (1.0, &[]),
            Course::Slopes(slopes) => (2.0, slopes),
        };
        let times: &[f64] = match &self.instants {
            Instants::Every(interval) => &[*interval],
            Instants::At(times) => times,
        };
        visit("start", self.instant(0));
        visit("samples", self.values.len() as f64);
        let all = [kind].into_iter().chain(times.iter().chain(self.values.iter()).chain(slopes).copied());
        // A number has no room for all bits.
        let sum = checksum_of_numbers(all);
        visit("checksum", (sum >> 32) as f64);
        visit("checksum", (sum & 0xffff_ffff) as f64);
    }
}
