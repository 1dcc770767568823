//! The conductance that a step activates, against its potential.

use super::clamp::Clamped;
use super::half::{Half, half, said};
use super::lists::{check_ascending, check_time, refused};
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use crate::error::Error;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The activation curve of a [`Clamped`] compartment, which has not run. By default a step lasts 20 ms.
///
/// It needs the conductance of a channel, [`of_conductance`](Clamped::of_conductance), or of a current the
/// [`reversal`](ActivationProtocol::reversal) potential E, for g(V) = I/(V − E) at the peak.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct ActivationProtocol<'a, N, M = Adaptive> {
    clamp: Clamped<'a, N, M>,
    commands: Vec<f64>,
    duration: f64,
    reversal: Option<f64>,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Clamped<'a, N, M> {
    /// Steps from the holding potential to each of the `commands` (mV, ascending), and measures the conductance at the peak: the
    /// activation curve.
    pub fn activation(self, commands: &[f64]) -> ActivationProtocol<'a, N, M> {
        ActivationProtocol { clamp: self, commands: commands.to_vec(), duration: 20.0, reversal: None }
    }
}

/// The distance (mV) of a command from the reversal potential below which the current says nothing about the conductance.
const AT_REVERSAL: f64 = 1e-3;

impl<N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> ActivationProtocol<'_, N, M> {
    /// Lets a step last this long, ms.
    pub fn duration(mut self, duration: f64) -> Self {
        self.duration = duration;
        self
    }

    /// Takes this as the reversal potential of the current, mV.
    pub fn reversal(mut self, reversal: f64) -> Self {
        self.reversal = Some(reversal);
        self
    }

    /// Runs every step, then looks for the half by further steps.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run: a current without its reversal potential, a step to it.
    /// [`Error::Swept`], which names the first step whose run failed.
    pub fn run(self) -> Result<ActivationCurve, Error> {
        let ActivationProtocol { clamp, commands, duration, reversal } = self;
        clamp.check()?;
        check_ascending("commands", "mV", &commands)?;
        check_time("the duration of a step", duration)?;
        // The driving force, by which a current is divided.
        let e = match (clamp.is_of_conductance(), reversal) {
            (true, None) => None,
            (true, Some(_)) => {
                return refused(
                    "a conductance has no reversal potential here: leave `reversal(…)` out, or measure the current",
                );
            }
            (false, Some(e)) if e.is_finite() => Some(e),
            (false, Some(e)) => return refused(format!("the reversal potential is {e} mV; it has to be finite")),
            (false, None) => {
                return refused(
                    "a conductance is the current over V − E, and E is missing: give it by `reversal(…)`, in mV, or measure the conductance of a channel, `of_conductance(…)`",
                );
            }
        };
        if let Some((v, e)) = commands.iter().find_map(|v| Some((*v, e?)).filter(|(v, e)| (v - e).abs() < AT_REVERSAL))
        {
            return refused(format!(
                "at the command {v} mV, which is the reversal potential {e} mV, no current flows: leave the command out"
            ));
        }
        let conductance = |v: f64| {
            let peak = clamp.peak(&[(v, 0.0..duration)], 0.0..duration)?.peak;
            Ok(e.map_or(peak, |e| peak / (v - e)))
        };
        let axis = Axis::new("command", "mV", &commands);
        let found = Sweep::over([axis.clone()]).run(|[v]| conductance(v)).all()?;
        let largest = found.iter().fold(0.0, |largest: f64, g| if g.abs() > largest.abs() { *g } else { largest });
        if largest == 0.0 {
            return refused("there is no conductance at any command: step to where the channel opens");
        }
        let relative: Vec<f64> = found.iter().map(|g| g / largest).collect();
        let half = half(&commands, &relative, |v| axis.named(v, conductance(v)).map(|g| g / largest))?;
        Ok(ActivationCurve { commands, conductance: found, relative, half })
    }
}

/// The conductance that a step activates, against its potential.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivationCurve {
    /// The potentials of the steps (mV), ascending.
    pub commands: Vec<f64>,
    /// The conductance at the peak, µS.
    pub conductance: Vec<f64>,
    /// The conductance over the largest.
    pub relative: Vec<f64>,
    /// Where `relative` is one half, found by further steps between two commands; `None` if it does not cross one half.
    pub half: Option<Half>,
}

impl Report for ActivationCurve {
    fn table(&self) -> Table {
        Table::new()
            .column("command", "mV", self.commands.clone())
            .column("conductance", "µS", self.conductance.clone())
            .column("relative", "", self.relative.clone())
            .note(said(self.half, "half-activation"))
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let panel = Panel::new("relative conductance").x_label("command (mV)");
        let panel = panel.line("", &self.commands, &self.relative).points("", &self.commands, &self.relative);
        Figure::new("Activation").panel(self.half.iter().fold(panel, |panel, half| panel.vertical(half.potential)))
    }
}

impl fmt::Display for ActivationCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
