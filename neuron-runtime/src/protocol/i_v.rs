//! Currents against the potential of a step.

use super::clamp::Clamped;
use super::lists::{check_ascending, check_time};
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use crate::error::Error;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The I–V curve of a [`Clamped`] compartment, which has not run. By default a step lasts 20 ms.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct IvProtocol<'a, N, M = Adaptive> {
    clamp: Clamped<'a, N, M>,
    commands: Vec<f64>,
    duration: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Clamped<'a, N, M> {
    /// Steps from the holding potential to each of the `commands` (mV, ascending), and measures the peak and the end: the I–V curve.
    pub fn i_v(self, commands: &[f64]) -> IvProtocol<'a, N, M> {
        IvProtocol { clamp: self, commands: commands.to_vec(), duration: 20.0 }
    }
}

impl<N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> IvProtocol<'_, N, M> {
    /// Lets a step last this long, ms.
    pub fn duration(mut self, duration: f64) -> Self {
        self.duration = duration;
        self
    }

    /// Runs every step.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run, [`Error::Swept`], which names the first step whose run failed.
    pub fn run(self) -> Result<IvCurve, Error> {
        let IvProtocol { clamp, commands, duration } = self;
        clamp.check()?;
        check_ascending("commands", "mV", &commands)?;
        check_time("the duration of a step", duration)?;
        let one = |[v]: [f64; 1]| clamp.peak(&[(v, 0.0..duration)], 0.0..duration);
        let measured = Sweep::over([Axis::new("command", "mV", &commands)]).run(one).all()?;
        let (quantity, unit) = clamp.measured();
        Ok(IvCurve {
            commands,
            peak: measured.iter().map(|step| step.peak).collect(),
            time_to_peak: measured.iter().map(|step| step.time).collect(),
            steady: measured.iter().map(|step| step.end).collect(),
            quantity,
            unit,
        })
    }
}

/// Currents against the potential of a step, outward positive.
#[derive(Clone, Debug, PartialEq)]
pub struct IvCurve {
    /// The potentials of the steps (mV), ascending.
    pub commands: Vec<f64>,
    /// The current at its peak, nA.
    pub peak: Vec<f64>,
    /// The time from the beginning of the step to the peak, ms.
    pub time_to_peak: Vec<f64>,
    /// The current at the end of the step, nA.
    pub steady: Vec<f64>,
    /// What was measured: `current` of the clamp, or the full name of a current or a conductance.
    pub quantity: String,
    /// Its unit: nA, or µS of a conductance.
    pub unit: &'static str,
}

impl Report for IvCurve {
    fn table(&self) -> Table {
        Table::new()
            .column("command", "mV", self.commands.clone())
            .column("peak", self.unit, self.peak.clone())
            .column("time to peak", "ms", self.time_to_peak.clone())
            .column("steady", self.unit, self.steady.clone())
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let panel = Panel::new(format!("{} ({})", self.quantity, self.unit)).x_label("command (mV)");
        let panel = panel.line("peak", &self.commands, &self.peak).points("peak", &self.commands, &self.peak);
        Figure::new("I–V curve").panel(panel.line("steady", &self.commands, &self.steady))
    }
}

impl fmt::Display for IvCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
