//! Bursts, their periods and duty cycles.

use std::fmt;

use crate::number::{Scalar, without_derivatives};

use crate::run::spikes::{Spikes, mean};

/// The distance (ms) of an interval from the gap that ends a burst below which a small change makes or removes a burst. It is a
/// tenth of the 0.01 ms to which spike times agree with the reference solutions.
const UNDECIDED: f64 = 1e-3;

/// Returns the first spike after an interval that is, to [`UNDECIDED`], the gap that ends a burst.
pub(crate) fn undecided_spike<T: Scalar>(times: &[T], gap: f64) -> Option<T> {
    let pair = times.windows(2).find(|pair| (pair[1].re() - pair[0].re() - gap).abs() < UNDECIDED)?;
    Some(pair[1])
}

impl<T: Scalar> Spikes<T> {
    /// Returns the bursts: sequences of at least two spikes with intervals below `gap` (ms).
    pub fn bursts(&self, gap: f64) -> Bursts<T> {
        Bursts::new(self.times(), gap)
    }
}

/// A sequence of at least two spikes with intervals below the gap that ends a burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst<T = f64> {
    /// Time of the first spike (ms).
    pub first: T,
    /// Time of the last spike (ms).
    pub last: T,
    /// The number of spikes, at least two.
    pub spikes: usize,
    /// Time from this burst's first spike to that of the next (ms); `None` if no later burst was seen.
    ///
    /// Only a burst with a period is known to be whole: the end of a simulation may have cut off the last one.
    pub period: Option<T>,
}

impl<T: Scalar> Burst<T> {
    /// Returns the time from the first spike to the last (ms).
    pub fn duration(&self) -> T {
        self.last - self.first
    }

    /// Returns the duration over the period, between 0 and 1; `None` if there is no period.
    pub fn duty_cycle(&self) -> Option<T> {
        self.period.map(|period| self.duration() / period)
    }
}

/// The bursts of one neuron, in order.
///
/// The end of the simulation may have cut off the last burst. It therefore has neither period nor duty cycle, and counts in no
/// mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Bursts<T = f64> {
    gap: f64,
    bursts: Vec<Burst<T>>,
}

impl<T: Scalar> Bursts<T> {
    /// Returns the bursts among ascending spike times (ms).
    pub(super) fn new(times: &[T], gap: f64) -> Self {
        // If a small change makes or removes a burst, nothing computed from the bursts has a derivative.
        let lost = T::HAS_DERIVATIVES && undecided_spike(times, gap).is_some();
        let strip = |time: T| if lost { without_derivatives(time) } else { time };
        let mut bursts: Vec<Burst<T>> = Vec::new();
        for run in times.chunk_by(|a, b| b.re() - a.re() < gap) {
            if let [first, .., last] = *run {
                let (first, last) = (strip(first), strip(last));
                if let Some(previous) = bursts.last_mut() {
                    previous.period = Some(first - previous.first);
                }
                bursts.push(Burst { first, last, spikes: run.len(), period: None });
            }
        }
        Self { gap, bursts }
    }

    /// Returns the gap (ms) that ends a burst.
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// Returns the bursts, the last one included.
    pub fn as_slice(&self) -> &[Burst<T>] {
        &self.bursts
    }

    /// Returns the number of bursts, the last one included.
    pub fn len(&self) -> usize {
        self.bursts.len()
    }

    /// Returns true if there are no bursts.
    pub fn is_empty(&self) -> bool {
        self.bursts.is_empty()
    }

    /// Iterates over the bursts.
    pub fn iter(&self) -> std::slice::Iter<'_, Burst<T>> {
        self.bursts.iter()
    }

    /// Drops the first `n` bursts, in which a run settles.
    pub fn without_transient(mut self, n: usize) -> Self {
        self.bursts.drain(..n.min(self.bursts.len()));
        self
    }

    /// Drops the last burst, which the end of the simulation may have cut off.
    ///
    /// All other bursts keep their periods, so that no mean changes. A second call changes nothing.
    pub fn drop_last(mut self) -> Self {
        if self.bursts.last().is_some_and(|last| last.period.is_none()) {
            self.bursts.pop();
        }
        self
    }

    /// Returns the periods (ms) of the bursts that have one.
    pub fn periods(&self) -> impl Iterator<Item = T> + Clone + '_ {
        self.bursts.iter().filter_map(|burst| burst.period)
    }

    /// Returns the duty cycles of the bursts that have a period.
    pub fn duty_cycles(&self) -> impl Iterator<Item = T> + Clone + '_ {
        self.bursts.iter().filter_map(Burst::duty_cycle)
    }

    /// Returns the mean period (ms); `None` if no burst has one.
    pub fn mean_period(&self) -> Option<T> {
        mean(self.periods())
    }

    /// Returns the mean duty cycle, between 0 and 1; `None` if no burst has a period.
    pub fn mean_duty_cycle(&self) -> Option<T> {
        mean(self.duty_cycles())
    }

    /// Returns the mean number of spikes of the bursts that have a period; `None` if there are none.
    pub fn mean_spikes_per_burst(&self) -> Option<f64> {
        let whole = self.bursts.iter().filter(|burst| burst.period.is_some());
        mean(whole.map(|burst| burst.spikes as f64))
    }

    /// Returns the means in one value, which prints as a sentence.
    pub fn summary(&self) -> BurstSummary {
        BurstSummary {
            bursts: self.periods().count(),
            period: self.mean_period().map(T::re),
            duty_cycle: self.mean_duty_cycle().map(T::re),
            spikes_per_burst: self.mean_spikes_per_burst(),
            cut_off: self.bursts.last().filter(|last| last.period.is_none()).map(|last| last.spikes),
        }
    }
}

impl<'a, T: Scalar> IntoIterator for &'a Bursts<T> {
    type Item = &'a Burst<T>;
    type IntoIter = std::slice::Iter<'a, Burst<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The means over the bursts of a neuron. Prints as
/// `5 bursts, period 1795.2 ms, duty cycle 0.320, 32.0 spikes per burst`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BurstSummary {
    /// The number of bursts with a period, over which the means are taken.
    pub bursts: usize,
    /// Mean time from first spike to first spike (ms).
    pub period: Option<f64>,
    /// Mean of the duration over the period, between 0 and 1.
    pub duty_cycle: Option<f64>,
    /// Mean number of spikes.
    pub spikes_per_burst: Option<f64>,
    /// The number of spikes of the last burst, if the end of the run may have cut it off.
    pub cut_off: Option<usize>,
}

impl fmt::Display for BurstSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.period, self.duty_cycle, self.spikes_per_burst) {
            (Some(period), Some(duty), Some(spikes)) => {
                let plural = if self.bursts == 1 { "" } else { "s" };
                write!(
                    f,
                    "{} burst{plural}, period {period:.1} ms, duty cycle {duty:.3}, {spikes:.1} spikes per burst",
                    self.bursts
                )
            }
            _ => match self.cut_off {
                Some(spikes) => write!(f, "1 burst of {spikes} spikes, no period"),
                None => f.write_str("no bursts"),
            },
        }
    }
}
