//! The recovery from a pulse, against the time since.

use super::clamp::Clamped;
use super::lists::{check_positive, check_time, refused};
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use super::threshold::bisect;
use crate::error::Error;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The recovery of a [`Clamped`] compartment, which has not run. By default each pulse lasts 20 ms.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct RecoveryProtocol<'a, N, M = Adaptive> {
    clamp: Clamped<'a, N, M>,
    pulse: f64,
    gaps: Vec<f64>,
    duration: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Clamped<'a, N, M> {
    /// Steps twice from the holding potential to `pulse` (mV), with each of the `gaps` (ms, ascending) between, and measures both peaks:
    /// the recovery from inactivation.
    pub fn recovery(self, pulse: f64, gaps: &[f64]) -> RecoveryProtocol<'a, N, M> {
        RecoveryProtocol { clamp: self, pulse, gaps: gaps.to_vec(), duration: 20.0 }
    }
}

impl<N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> RecoveryProtocol<'_, N, M> {
    /// Lets each pulse last this long, ms: past what inactivates.
    pub fn duration(mut self, duration: f64) -> Self {
        self.duration = duration;
        self
    }

    /// Runs every gap, then looks for the time constant by further ones.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run, [`Error::Swept`], which names the first gap whose run failed.
    pub fn run(self) -> Result<Recovery, Error> {
        /// The accuracy of the time constant, ms.
        const ACCURACY: f64 = 1e-7;
        let RecoveryProtocol { clamp, pulse, gaps, duration } = self;
        clamp.check()?;
        check_positive("gaps", "ms", &gaps)?;
        check_time("the duration of a pulse", duration)?;
        let first = clamp.peak(&[(pulse, 0.0..duration)], 0.0..duration)?.peak;
        if first == 0.0 {
            return refused(format!("a pulse to {pulse} mV has no peak: step to where the current is large"));
        }
        let second = |gap: f64| {
            let test = duration + gap..2.0 * duration + gap;
            Ok(clamp.peak(&[(pulse, 0.0..duration), (pulse, test.clone())], test)?.peak)
        };
        let axis = Axis::new("gap", "ms", &gaps);
        let second_peaks = Sweep::over([axis.clone()]).run(|[gap]| second(gap)).all()?;
        let ratio: Vec<f64> = second_peaks.iter().map(|second| second / first).collect();
        let rest = (1.0 - ratio[0]) / std::f64::consts::E;
        let time_constant = match ratio.iter().position(|ratio| 1.0 - ratio <= rest) {
            Some(k) if k > 0 => {
                let is_past = |gap: f64| Ok(1.0 - axis.named(gap, second(gap))? / first <= rest);
                Some(bisect([gaps[k - 1], gaps[k]], ACCURACY, is_past)? - gaps[0])
            }
            _ => None,
        };
        Ok(Recovery { gaps, first, second: second_peaks, ratio, time_constant, unit: clamp.measured().1 })
    }
}

/// The recovery from a pulse, against the time since.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// The times between the pulses (ms), ascending.
    pub gaps: Vec<f64>,
    /// The peak of the first pulse: nA, outward positive, or µS of a conductance.
    pub first: f64,
    /// The peak of the second pulse.
    pub second: Vec<f64>,
    /// The second peak over the first.
    pub ratio: Vec<f64>,
    /// The time (ms) after the shortest gap in which what is missing, 1 − `ratio`, falls to 1/e of what it is there. It is found by
    /// further gaps between two, and is the time constant if the recovery is exponential. `None` if the longest gap is too short, or
    /// nothing is missing.
    pub time_constant: Option<f64>,
    /// The unit of the peaks: nA, or µS of a conductance.
    pub unit: &'static str,
}

impl Report for Recovery {
    fn table(&self) -> Table {
        let table = Table::new()
            .column("gap", "ms", self.gaps.clone())
            .column("second peak", self.unit, self.second.clone())
            .column("ratio", "", self.ratio.clone())
            .note(format!("first peak {:.4} {}", self.first, self.unit));
        table.note(match self.time_constant {
            Some(time) => format!("time constant {time:.4} ms"),
            None if self.ratio.first().is_none_or(|ratio| *ratio >= 1.0) => {
                "nothing is missing after the shortest gap".to_owned()
            }
            None => "no time constant: after the longest gap more than 1/e is missing".to_owned(),
        })
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let panel = Panel::new("second peak over first").x_label("gap (ms)");
        Figure::new("Recovery").panel(panel.line("", &self.gaps, &self.ratio).points("", &self.gaps, &self.ratio))
    }
}

impl fmt::Display for Recovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
