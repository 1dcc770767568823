//! The rate of firing under constant currents.

use super::lists::{check_ascending, check_time};
use super::rig::Rig;
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use super::threshold::bisect;
use crate::error::Error;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The f–I curve of a [`Rig`], which has not run. By default a current lasts 1000 ms, the steady rate is that of the second half, and
/// the rheobase is found to within 0.001 of the largest current.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct FiProtocol<'a, N, M = Adaptive> {
    rig: Rig<'a, N, M>,
    currents: Vec<f64>,
    duration: f64,
    settle: Option<f64>,
    accuracy: Option<f64>,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Fires at every one of the `currents` (nA), which begin at 0 ms: the f–I curve.
    pub fn f_i(self, currents: &[f64]) -> FiProtocol<'a, N, M> {
        FiProtocol::new(self, currents)
    }
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> FiProtocol<'a, N, M> {
    pub(super) fn new(rig: Rig<'a, N, M>, currents: &[f64]) -> Self {
        FiProtocol { rig, currents: currents.to_vec(), duration: 1000.0, settle: None, accuracy: None }
    }

    /// Lets a current last this long, ms.
    pub fn duration(mut self, duration: f64) -> Self {
        self.duration = duration;
        self
    }

    /// Takes the steady rate from this time (ms) on. It should be past what adapts.
    pub fn settle(mut self, settle: f64) -> Self {
        self.settle = Some(settle);
        self
    }

    /// Finds the rheobase to within this current, nA.
    pub fn accuracy(mut self, accuracy: f64) -> Self {
        self.accuracy = Some(accuracy);
        self
    }

    /// Runs every current, then looks for the rheobase by bisection.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run, [`Error::Swept`], which names the first current whose run failed.
    pub fn run(self) -> Result<FiCurve, Error> {
        self.rig.check_electrode()?;
        let mut currents = self.currents.clone();
        currents.sort_by(f64::total_cmp);
        check_ascending("currents", "nA", &currents)?;
        check_time("the duration of a current", self.duration)?;
        let settle = self.settle.unwrap_or(0.5 * self.duration);
        if !(0.0..self.duration).contains(&settle) {
            let expected = "it has to be at least 0 ms, and before the end of a current";
            return Err(Error::Setting { setting: "the time to settle", value: settle, expected });
        }
        let rates = |current: f64| {
            let run = self.rig.under_current(self.duration, current, [0.0, self.duration])?.run()?;
            let spikes = self.rig.spikes_of(&run);
            let steady = spikes.between(settle, self.duration).frequency().unwrap_or(0.0);
            let onset = spikes.intervals().next().map_or(0.0, |interval| 1000.0 / interval);
            Ok([onset, steady])
        };
        let swept = Sweep::over([Axis::new("current", "nA", &currents)]).run(|[current]| rates(current)).all()?;
        let (onset, steady): (Vec<f64>, Vec<f64>) = swept.iter().map(|[onset, steady]| (*onset, *steady)).unzip();
        let rheobase = match steady.iter().position(|rate| *rate > 0.0) {
            Some(firing) if firing > 0 => {
                let largest = currents.iter().fold(0.0, |largest: f64, current| largest.max(current.abs()));
                let accuracy = self.accuracy.unwrap_or(1e-3 * largest);
                let between = [currents[firing - 1], currents[firing]];
                Some(bisect(between, accuracy, |current| Ok(rates(current)?[1] > 0.0))?)
            }
            _ => None,
        };
        Ok(FiCurve { currents, onset, steady, rheobase })
    }
}

/// Rates of firing under constant currents.
#[derive(Clone, Debug, PartialEq)]
pub struct FiCurve {
    /// The currents (nA), ascending.
    pub currents: Vec<f64>,
    /// The reciprocal of the first interval, 1/s; 0 with fewer than two spikes.
    pub onset: Vec<f64>,
    /// The reciprocal of the mean interval after the time to settle, 1/s; 0 with fewer than two spikes there.
    pub steady: Vec<f64>,
    /// The smallest current (nA) of steady firing: two spikes after the time to settle. `None` if the cell is silent at every current,
    /// or fires at the smallest.
    pub rheobase: Option<f64>,
}

impl Report for FiCurve {
    fn table(&self) -> Table {
        let table = Table::new()
            .column("current", "nA", self.currents.clone())
            .column("first interval", "1/s", self.onset.clone())
            .column("steady", "1/s", self.steady.clone());
        table.note(match self.rheobase {
            Some(rheobase) => format!("rheobase {rheobase:.4} nA"),
            None if self.steady.iter().any(|rate| *rate > 0.0) => "fires at every current".to_owned(),
            None => "silent at every current".to_owned(),
        })
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        let panel = crate::plot::Panel::new("rate (1/s)").x_label("current (nA)");
        let panel = panel.line("first interval", &self.currents, &self.onset);
        crate::plot::Figure::new("f–I curve").panel(panel.line("steady", &self.currents, &self.steady))
    }
}

impl fmt::Display for FiCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
