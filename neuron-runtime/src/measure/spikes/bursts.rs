//! Bursts: runs of spikes, their periods and duty cycles.

use std::fmt;

use crate::number::{Scalar, has_derivatives, without_derivatives};

use crate::run::spikes::{Spikes, mean};

/// Nearer than this (ms) to the gap that ends a burst, an interval may end one or not: a tenth of the 0.01 ms to which the
/// spike times of the references are met.
const UNDECIDED: f64 = 1e-3;

/// The first spike after a gap that is about to end a burst, or no longer to.
pub(crate) fn undecided_spike<T: Scalar>(times: &[T], gap: f64) -> Option<T> {
    let pair = times.windows(2).find(|pair| (pair[1].re() - pair[0].re() - gap).abs() < UNDECIDED)?;
    Some(pair[1])
}

impl<T: Scalar> Spikes<T> {
    /// The bursts: runs of at least two spikes with gaps below `gap` (ms).
    pub fn bursts(&self, gap: f64) -> Bursts<T> {
        Bursts::new(self.times(), gap)
    }
}

/// A run of at least two spikes with gaps below the stated one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst<T = f64> {
    /// Time of the first spike (ms).
    pub first: T,
    /// Time of the last spike (ms).
    pub last: T,
    /// The number of spikes, at least two.
    pub spikes: usize,
    /// Time from this burst's first spike to that of the next (ms); `None` where no further burst was seen.
    ///
    /// Only a burst with a period is known to be whole: the end of a simulation may have cut off the last one.
    pub period: Option<T>,
}

impl<T: Scalar> Burst<T> {
    /// Time from the first spike to the last (ms).
    pub fn duration(&self) -> T {
        self.last - self.first
    }

    /// The duration over the period, between 0 and 1; `None` where there is no period.
    pub fn duty_cycle(&self) -> Option<T> {
        self.period.map(|period| self.duration() / period)
    }
}

/// The bursts of one neuron, in order.
///
/// The last burst has neither period nor duty cycle, and since the end of the simulation may have cut it off, it
/// counts in no mean: means are over the bursts that another one follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Bursts<T = f64> {
    gap: f64,
    bursts: Vec<Burst<T>>,
}

impl<T: Scalar> Bursts<T> {
    /// The bursts among ascending spike times (ms): runs of at least two with gaps below `gap` (ms).
    pub(super) fn new(times: &[T], gap: f64) -> Self {
        // Where a gap is about to end a burst, or no longer to, nothing that follows from the bursts has a derivative.
        let lost = has_derivatives::<T>() && undecided_spike(times, gap).is_some();
        let of = |time: T| if lost { without_derivatives(time) } else { time };
        let mut bursts: Vec<Burst<T>> = Vec::new();
        for run in times.chunk_by(|a, b| b.re() - a.re() < gap) {
            if let [first, .., last] = *run {
                let (first, last) = (of(first), of(last));
                if let Some(previous) = bursts.last_mut() {
                    previous.period = Some(first - previous.first);
                }
                bursts.push(Burst { first, last, spikes: run.len(), period: None });
            }
        }
        Self { gap, bursts }
    }

    /// The gap (ms) that ends a burst.
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// The bursts, the last and possibly cut off one included.
    pub fn as_slice(&self) -> &[Burst<T>] {
        &self.bursts
    }

    /// The number of bursts, the last and possibly cut off one included.
    pub fn len(&self) -> usize {
        self.bursts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bursts.is_empty()
    }

    /// The bursts, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Burst<T>> {
        self.bursts.iter()
    }

    /// The bursts after the first `n`, in which a run settles.
    pub fn without_transient(mut self, n: usize) -> Self {
        self.bursts.drain(..n.min(self.bursts.len()));
        self
    }

    /// The bursts before the last, which the end of the simulation may have cut off.
    ///
    /// They keep their periods, the last of them included, so that no mean changes: a second call changes nothing.
    pub fn drop_last(mut self) -> Self {
        if self.bursts.last().is_some_and(|last| last.period.is_none()) {
            self.bursts.pop();
        }
        self
    }

    /// The periods (ms), one for each burst that another one follows.
    pub fn periods(&self) -> impl Iterator<Item = T> + Clone + '_ {
        self.bursts.iter().filter_map(|burst| burst.period)
    }

    /// The duty cycles, one for each burst that another one follows.
    pub fn duty_cycles(&self) -> impl Iterator<Item = T> + Clone + '_ {
        self.bursts.iter().filter_map(Burst::duty_cycle)
    }

    /// The mean period (ms); `None` with fewer than two bursts.
    pub fn mean_period(&self) -> Option<T> {
        mean(self.periods())
    }

    /// The mean duty cycle, between 0 and 1; `None` with fewer than two bursts.
    pub fn mean_duty_cycle(&self) -> Option<T> {
        mean(self.duty_cycles())
    }

    /// The mean number of spikes of the bursts that another one follows; `None` with fewer than two bursts.
    pub fn mean_spikes_per_burst(&self) -> Option<f64> {
        let whole = self.bursts.iter().filter(|burst| burst.period.is_some());
        mean(whole.map(|burst| burst.spikes as f64))
    }

    /// The means in one value, which prints as a sentence.
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

/// What the bursts of a neuron are like, as in
/// `5 bursts, period 1795.2 ms, duty cycle 0.320, 32.0 spikes per burst`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct BurstSummary {
    /// The number of bursts that another one follows, over which the means are taken.
    pub bursts: usize,
    /// Mean time from first spike to first spike (ms).
    pub period: Option<f64>,
    /// Mean of the duration over the period, between 0 and 1.
    pub duty_cycle: Option<f64>,
    /// Mean number of spikes.
    pub spikes_per_burst: Option<f64>,
    /// The number of spikes of the last burst, which counts in no mean because the run may have cut it off.
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
