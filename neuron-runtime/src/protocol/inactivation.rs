//! The current of a test pulse, against the potential before it.

use super::clamp::Clamped;
use super::half::{Half, half, said};
use super::lists::{check_ascending, check_time, refused};
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use crate::error::Error;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The inactivation curve of a [`Clamped`] compartment, which has not run. By default a prepulse lasts 100 ms and the test 20 ms.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct InactivationProtocol<'a, N, M = Adaptive> {
    clamp: Clamped<'a, N, M>,
    prepulses: Vec<f64>,
    test: f64,
    prepulse_duration: f64,
    duration: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Clamped<'a, N, M> {
    /// Steps from the holding potential to each of the `prepulses` (mV, ascending), then to `test` (mV), and measures the peak of the
    /// test: the curve of inactivation, by two pulses.
    pub fn inactivation(self, prepulses: &[f64], test: f64) -> InactivationProtocol<'a, N, M> {
        let prepulses = prepulses.to_vec();
        InactivationProtocol { clamp: self, prepulses, test, prepulse_duration: 100.0, duration: 20.0 }
    }
}

impl<N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> InactivationProtocol<'_, N, M> {
    /// Lets a prepulse last this long, ms: past what inactivates.
    pub fn prepulse_duration(mut self, duration: f64) -> Self {
        self.prepulse_duration = duration;
        self
    }

    /// Lets the test last this long, ms.
    pub fn duration(mut self, duration: f64) -> Self {
        self.duration = duration;
        self
    }

    /// Runs every prepulse, then looks for the half by further ones.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run, [`Error::Swept`], which names the first prepulse whose run
    /// failed.
    pub fn run(self) -> Result<InactivationCurve, Error> {
        let InactivationProtocol { clamp, prepulses, test, prepulse_duration: before, duration } = self;
        clamp.check()?;
        check_ascending("prepulses", "mV", &prepulses)?;
        check_time("the duration of a prepulse", before)?;
        check_time("the duration of the test", duration)?;
        let end = before + duration;
        let of_test = |v: f64| Ok(clamp.peak(&[(v, 0.0..before), (test, before..end)], before..end)?.peak);
        let axis = Axis::new("prepulse", "mV", &prepulses);
        let peak = Sweep::over([axis.clone()]).run(|[v]| of_test(v)).all()?;
        let largest = peak.iter().fold(0.0, |largest: f64, i| if i.abs() > largest.abs() { *i } else { largest });
        if largest == 0.0 {
            return refused(format!(
                "the test at {test} mV has no peak after any prepulse: test where the current is large"
            ));
        }
        let relative: Vec<f64> = peak.iter().map(|i| i / largest).collect();
        let half = half(&prepulses, &relative, |v| axis.named(v, of_test(v)).map(|i| i / largest))?;
        let unit = clamp.measured().1;
        Ok(InactivationCurve { prepulses, peak, relative, half, unit })
    }
}

/// The current of a test pulse, against the potential before it.
#[derive(Clone, Debug, PartialEq)]
pub struct InactivationCurve {
    /// The potentials of the prepulses (mV), ascending.
    pub prepulses: Vec<f64>,
    /// The peak of the test: nA, outward positive, or µS of a conductance.
    pub peak: Vec<f64>,
    /// The peak over the largest.
    pub relative: Vec<f64>,
    /// Where `relative` is one half, found by further prepulses between two; `None` if it does not cross one half.
    pub half: Option<Half>,
    /// The unit of the peaks: nA, or µS of a conductance.
    pub unit: &'static str,
}

impl Report for InactivationCurve {
    fn table(&self) -> Table {
        Table::new()
            .column("prepulse", "mV", self.prepulses.clone())
            .column("peak of the test", self.unit, self.peak.clone())
            .column("relative", "", self.relative.clone())
            .note(said(self.half, "half-inactivation"))
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let panel = Panel::new("relative peak of the test").x_label("prepulse (mV)");
        let panel = panel.line("", &self.prepulses, &self.relative).points("", &self.prepulses, &self.relative);
        Figure::new("Inactivation").panel(self.half.iter().fold(panel, |panel, half| panel.vertical(half.potential)))
    }
}

impl fmt::Display for InactivationCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
