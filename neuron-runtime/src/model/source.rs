//! Sources of spikes: what spikes of its own accord, without a membrane.
//!
//! A source is a cell without compartments. Its spikes follow from its parameters and from random numbers that a counter gives: the
//! seed, the name of the source and the number of the spike. Every method, tolerance and thread sees the same spikes.

use crate::number::Real;

/// The indices from which on sources follow each other, as if each had a V there. No state has such an index.
pub const SOURCES: usize = usize::MAX / 2;

/// The number of values of [`Progress::parts`].
pub const PARTS: usize = 6;

/// What has happened in a source so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress<T> {
    /// The number of its next spike, counted from 0.
    pub count: u64,
    /// The number of random numbers drawn for spikes up to that one.
    pub drawn: u64,
    /// The operational time of that spike: the expected number of spikes before it.
    pub target: f64,
    /// The operational time at `since`.
    pub passed: T,
    /// The time (ms) from which on the rate is what it is.
    pub since: T,
    /// The rate, per ms.
    pub rate: T,
}

impl<T: Real> Progress<T> {
    /// Returns the progress of a source that has not spiked yet.
    pub fn new() -> Self {
        let zero = T::zero();
        Progress { count: 0, drawn: 0, target: 0.0, passed: zero, since: zero, rate: zero }
    }

    /// Returns it as numbers. Both counts stay below 2^53.
    pub fn parts(&self) -> [T; PARTS] {
        let Progress { count, drawn, target, passed, since, rate } = *self;
        [T::from_f64(count as f64), T::from_f64(drawn as f64), T::from_f64(target), passed, since, rate]
    }
}

impl<T: Real> Default for Progress<T> {
    fn default() -> Self {
        Self::new()
    }
}
