//! The weakest pulse that makes a spike, against its duration.

use super::lists::{check_positive, check_time, refused};
use super::rig::Rig;
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use super::threshold::bisect;
use crate::error::Error;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The strength–duration curve of a [`Rig`], which has not run. By default a pulse begins after 100 ms, a spike counts until 50 ms after
/// its end, a threshold is found to a millionth of itself, and the rheobase is the threshold of a pulse of 1000 ms.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct StrengthDurationProtocol<'a, N, M = Adaptive> {
    rig: Rig<'a, N, M>,
    durations: Vec<f64>,
    settle: f64,
    window: f64,
    long: f64,
    accuracy: f64,
    largest: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Searches the weakest pulse of each of the `durations` (ms, ascending) that makes a spike: the strength–duration curve.
    pub fn strength_duration(self, durations: &[f64]) -> StrengthDurationProtocol<'a, N, M> {
        StrengthDurationProtocol {
            rig: self,
            durations: durations.to_vec(),
            settle: 100.0,
            window: 50.0,
            long: 1000.0,
            accuracy: 1e-6,
            largest: 1e6,
        }
    }
}

impl<N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> StrengthDurationProtocol<'_, N, M> {
    /// Lets the pulse begin at this time, ms: past what settles from the network's start.
    pub fn settle(mut self, settle: f64) -> Self {
        self.settle = settle;
        self
    }

    /// Counts a spike until this time after the end of a pulse, ms.
    pub fn window(mut self, window: f64) -> Self {
        self.window = window;
        self
    }

    /// Takes the threshold of a pulse of this duration (ms) as the rheobase.
    pub fn long(mut self, long: f64) -> Self {
        self.long = long;
        self
    }

    /// Finds a threshold, and the chronaxie, to within this part of itself.
    pub fn accuracy(mut self, accuracy: f64) -> Self {
        self.accuracy = accuracy;
        self
    }

    /// Searches up to this amplitude, nA.
    pub fn largest(mut self, largest: f64) -> Self {
        self.largest = largest;
        self
    }

    /// Searches every threshold: first by doubling an amplitude until it makes a spike, then by bisection.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run: a neuron that spikes without a pulse, or under no pulse.
    /// [`Error::Swept`], which names the first duration for which a search failed.
    pub fn run(self) -> Result<StrengthDuration, Error> {
        self.rig.check_electrode()?;
        check_positive("durations", "ms", &self.durations)?;
        check_time("the time to settle", self.settle)?;
        check_time("the window", self.window)?;
        check_time("the duration of the long pulse", self.long)?;
        let settings = [
            ("the accuracy", self.accuracy, "it has to be a part above 0"),
            ("the largest amplitude", self.largest, "it has to be a current above 0 nA"),
        ];
        if let Some((setting, value, expected)) =
            settings.into_iter().find(|(_, value, _)| !(*value > 0.0 && value.is_finite()))
        {
            return Err(Error::Setting { setting, value, expected });
        }
        let longest = self.durations.iter().fold(self.long, |longest: f64, duration| longest.max(*duration));
        if self.spikes(longest, 0.0)? {
            return refused(
                "the neuron spikes without a pulse: there is no threshold; let it come to rest first by `settle(…)`, or inhibit it",
            );
        }
        let mut durations = self.durations.clone();
        durations.push(self.long);
        // The long pulse is the last, so that all are searched side by side.
        let mut thresholds =
            Sweep::over([Axis::new("duration", "ms", &durations)]).run(|[duration]| self.threshold(duration)).all()?;
        let rheobase = thresholds.remove(self.durations.len());
        let chronaxie = bisect([0.0, self.long], self.accuracy, |duration| self.spikes(duration, 2.0 * rheobase))?;
        Ok(StrengthDuration { durations: self.durations, thresholds, rheobase, chronaxie })
    }

    /// Returns true if a pulse makes a spike.
    fn spikes(&self, duration: f64, amplitude: f64) -> Result<bool, Error> {
        let (begin, end) = (self.settle, self.settle + duration);
        let run = self.rig.under_current(end + self.window, amplitude, [begin, end])?.run()?;
        Ok(!self.rig.spikes_of(&run).between(begin, end + self.window).is_empty())
    }

    /// Returns the smallest amplitude (nA) of a pulse that makes a spike.
    fn threshold(&self, duration: f64) -> Result<f64, Error> {
        /// Where the search begins, nA.
        const FIRST: f64 = 1e-3;
        /// Below it there is no current, nA.
        const NONE: f64 = 1e-15;
        let of = |amplitude: f64| Axis::new("amplitude", "nA", &[]).named(amplitude, self.spikes(duration, amplitude));
        let mut above = FIRST.min(self.largest);
        if of(above)? {
            while of(0.5 * above)? {
                above *= 0.5;
                if above < NONE {
                    return refused(
                        "the neuron spikes under any pulse, and not without one: it is at its threshold; let it settle",
                    );
                }
            }
        } else {
            loop {
                if above >= self.largest {
                    return refused(format!(
                        "no pulse up to {above} nA makes a spike: search further by `largest(…)`, or take another threshold by `spikes(…)`"
                    ));
                }
                above = (2.0 * above).min(self.largest);
                if of(above)? {
                    break;
                }
            }
        }
        let below = 0.5 * above;
        bisect([below, above], self.accuracy * above, of)
    }
}

/// The weakest pulse that makes a spike, against its duration.
#[derive(Clone, Debug, PartialEq)]
pub struct StrengthDuration {
    /// The durations of the pulses (ms), ascending.
    pub durations: Vec<f64>,
    /// The amplitude of the weakest pulse that makes a spike, nA.
    pub thresholds: Vec<f64>,
    /// The threshold of the long pulse, nA.
    pub rheobase: f64,
    /// The duration (ms) of the shortest pulse of twice the rheobase that makes a spike.
    pub chronaxie: f64,
}

impl Report for StrengthDuration {
    fn table(&self) -> Table {
        Table::new()
            .column("duration", "ms", self.durations.clone())
            .column("threshold", "nA", self.thresholds.clone())
            .note(format!("rheobase {:.4} nA, chronaxie {:.4} ms", self.rheobase, self.chronaxie))
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let panel = Panel::new("threshold (nA)").x_label("duration (ms)").vertical(self.chronaxie);
        let panel = panel.line("", &self.durations, &self.thresholds).points("", &self.durations, &self.thresholds);
        Figure::new("Strength and duration").panel(panel)
    }
}

impl fmt::Display for StrengthDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
