//! Phases of one neuron's bursts in the cycle of another.

use crate::number::Scalar;

use super::Bursts;
use crate::run::spikes::mean;

/// One cycle of the reference neuron in which the other neuron began a burst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cycle<T = f64> {
    /// The time (ms) of the first spike of the reference neuron's burst, at which the cycle begins.
    pub start: T,
    /// The time (ms) to the first spike of the reference neuron's next burst, at which the cycle ends.
    pub period: T,
    /// The delay of the first spike of the other neuron's burst over the period, at least 0 and below 1.
    pub onset: T,
    /// The delay of the last spike of that burst over the period; above 1 if the burst reaches into the next cycle.
    /// `None` for the neuron's last burst, which the end of the simulation may have cut off.
    pub offset: Option<T>,
}

/// The phases of one neuron's bursts in the cycles of a reference neuron.
#[derive(Clone, Debug, PartialEq)]
pub struct Phases<T = f64> {
    cycles: Vec<Cycle<T>>,
}

/// Returns the phases of a neuron's bursts in the cycles of a reference neuron.
///
/// A cycle lasts from the first spike of a burst of the reference neuron to that of its next burst. In each cycle, the first
/// burst that begins counts. Cycles in which no burst begins are left out. So is the last burst of the reference neuron, since
/// its period is not known.
///
/// A neuron in its own cycle begins at phase 0 and ends at its duty cycle.
///
/// ```
/// use neuron_runtime::measure::spikes::phases;
/// use neuron_runtime::run::spikes::Spikes;
///
/// let ab = Spikes::new(-10.0, vec![0.0, 100.0, 1000.0, 1100.0, 2000.0, 2100.0]).bursts(200.0);
/// let lp = Spikes::new(-10.0, vec![400.0, 550.0, 1400.0, 1550.0, 2400.0]).bursts(200.0);
/// let phases = phases(&ab, &lp);
/// assert_eq!(phases.mean_onset(), Some(0.4));
/// assert_eq!(phases.cycles()[0].offset, Some(0.55));
/// ```
pub fn phases<T: Scalar>(reference: &Bursts<T>, neuron: &Bursts<T>) -> Phases<T> {
    let bursts = neuron.as_slice();
    let cycles = reference.iter().filter_map(|cycle| {
        let (start, period) = (cycle.first, cycle.period?);
        let next = bursts.partition_point(|burst| burst.first.re() < start.re());
        let burst = bursts.get(next)?;
        let onset = (burst.first - start) / period;
        let offset = burst.period.map(|_| (burst.last - start) / period);
        (onset.re() < 1.0).then_some(Cycle { start, period, onset, offset })
    });
    Phases { cycles: cycles.collect() }
}

impl<T: Scalar> Phases<T> {
    /// Returns the cycles in which the neuron began a burst, in order.
    pub fn cycles(&self) -> &[Cycle<T>] {
        &self.cycles
    }

    /// Returns the number of cycles in which the neuron began a burst.
    pub fn len(&self) -> usize {
        self.cycles.len()
    }

    /// Returns true if there is no such cycle.
    pub fn is_empty(&self) -> bool {
        self.cycles.is_empty()
    }

    /// Drops the first `n` cycles, in which a run settles.
    pub fn without_transient(mut self, n: usize) -> Self {
        self.cycles.drain(..n.min(self.cycles.len()));
        self
    }

    /// Returns the mean phase at which the neuron's bursts begin, from 0 to 1; `None` if there are no cycles.
    ///
    /// Before averaging, phases are moved by whole cycles to within half a cycle of the last one: the mean of 0.99 and 0.01 is
    /// 0, not 0.5.
    pub fn mean_onset(&self) -> Option<T> {
        let onset = mean(self.unwrapped().map(|(onset, _)| onset))?;
        Some(onset - onset.re().floor())
    }

    /// Returns the mean phase at which the neuron's bursts end, averaged as [`mean_onset`](Self::mean_onset) is. It is above 1
    /// if bursts reach into the next cycle; `None` if no burst is known to have ended.
    pub fn mean_offset(&self) -> Option<T> {
        let turns = mean(self.unwrapped().map(|(onset, _)| onset))?.re().floor();
        Some(mean(self.unwrapped().filter_map(|(_, offset)| offset))? - turns)
    }

    /// Returns onsets and offsets, moved by whole cycles such that onsets lie within half a cycle of the last one.
    fn unwrapped(&self) -> impl Iterator<Item = (T, Option<T>)> + '_ {
        // The first cycles may be a transient.
        let center = self.cycles.last().map_or(0.0, |last| last.onset.re());
        self.cycles.iter().map(move |cycle| {
            let turns = (cycle.onset.re() - center).round();
            (cycle.onset - turns, cycle.offset.map(|offset| offset - turns))
        })
    }
}
