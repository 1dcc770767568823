//! Spike times of one neuron.

use crate::number::Scalar;

/// The times (ms) at which a neuron's voltage crossed a threshold upwards, in ascending order.
#[derive(Clone, Debug, PartialEq)]
pub struct Spikes<T = f64> {
    threshold: f64,
    times: Vec<T>,
}

impl<T: Scalar> Spikes<T> {
    /// Returns spikes at `times` (ms), found at `threshold` (mV). Times out of order are sorted.
    pub fn new(threshold: f64, mut times: Vec<T>) -> Self {
        times.sort_by(|a, b| a.re().total_cmp(&b.re()));
        Self { threshold, times }
    }

    /// Returns the threshold (mV). Spikes are its upward crossings.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Returns the times (ms), ascending.
    pub fn times(&self) -> &[T] {
        &self.times
    }

    /// Returns the number of spikes.
    pub fn len(&self) -> usize {
        self.times.len()
    }

    /// Returns true if the neuron was silent.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Returns the time (ms) of the first spike.
    pub fn first(&self) -> Option<T> {
        self.times.first().copied()
    }

    /// Returns the time (ms) of the last spike.
    pub fn last(&self) -> Option<T> {
        self.times.last().copied()
    }

    /// Iterates over the times (ms).
    pub fn iter(&self) -> std::iter::Copied<std::slice::Iter<'_, T>> {
        self.times.iter().copied()
    }

    /// Returns the intervals (ms) between successive spikes, one fewer than there are spikes.
    pub fn intervals(&self) -> impl Iterator<Item = T> + Clone + '_ {
        self.times.windows(2).map(|pair| pair[1] - pair[0])
    }

    /// Returns the number of spikes in `t0 ≤ t < t1` (ms) over the length of that span, in 1/s; 0 for an empty span.
    ///
    /// The rate is exact to one spike over the span. [`frequency`](Self::frequency) is finer for regular firing.
    pub fn rate(&self, t0: f64, t1: f64) -> f64 {
        if t1 > t0 { self.within(t0, t1).len() as f64 / (t1 - t0) * 1000.0 } else { 0.0 }
    }

    /// Returns the reciprocal of the mean interval, in 1/s; `None` with fewer than two spikes.
    pub fn frequency(&self) -> Option<T> {
        Some(mean(self.intervals())?.recip() * 1000.0)
    }

    /// Returns the coefficient of variation of the intervals: the population standard deviation (n in the denominator, not
    /// n − 1) over the mean; `None` with fewer than two intervals.
    ///
    /// It is 0 for regular firing, about 1 for a Poisson process, and above 1 for a burster.
    pub fn cv(&self) -> Option<T> {
        if self.len() < 3 {
            return None;
        }
        let center = mean(self.intervals())?;
        let variance = mean(self.intervals().map(|interval| {
            let deviation = interval - center;
            deviation * deviation
        }))?;
        // √x has no derivative at 0. Regular firing is the minimum of the variation, where a derivative of 0 is consistent.
        if variance.re() == 0.0 {
            return Some(T::zero());
        }
        Some(variance.sqrt() / center)
    }

    /// Returns the spikes in `t0 ≤ t < t1` (ms).
    pub fn between(&self, t0: f64, t1: f64) -> Self {
        Self { threshold: self.threshold, times: self.within(t0, t1).to_vec() }
    }

    /// Returns the same spikes without derivatives.
    pub fn re(&self) -> Spikes {
        Spikes { threshold: self.threshold, times: self.iter().map(T::re).collect() }
    }

    fn within(&self, t0: f64, t1: f64) -> &[T] {
        let begin = self.times.partition_point(|t| t.re() < t0);
        let end = self.times.partition_point(|t| t.re() < t1);
        self.times.get(begin..end).unwrap_or_default()
    }
}

impl<T> AsRef<[T]> for Spikes<T> {
    fn as_ref(&self) -> &[T] {
        &self.times
    }
}

impl<'a, T: Scalar> IntoIterator for &'a Spikes<T> {
    type Item = T;
    type IntoIter = std::iter::Copied<std::slice::Iter<'a, T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for Spikes<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.times.into_iter()
    }
}

/// Returns the mean of the values; `None` if there are none.
pub(crate) fn mean<T: Scalar>(values: impl Iterator<Item = T>) -> Option<T> {
    let (sum, count) = values.fold((T::zero(), 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}
