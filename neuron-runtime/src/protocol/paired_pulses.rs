//! The responses of a neuron to two spikes of a source, against the time between them.

use super::clamp::Clamped;
use super::extremum::{BESIDE, Direction, peak};
use super::lists::{check_positive, check_time, refused};
use super::rig::Rig;
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use crate::error::Error;
use crate::model::handle::Spikes;
use crate::model::network::Network;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// Paired pulses of a [`Rig`] or of a [`Clamped`] neuron, which have not run. By default the first spike is after 200 ms, or what a clamp
/// takes to settle, and a response is looked for in the 100 ms after its spike.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct PairedPulsesProtocol<'a, N, M = Adaptive> {
    electrode: Electrode<'a, N, M>,
    source: Spikes<N>,
    intervals: Vec<f64>,
    settle: f64,
    window: f64,
}

/// What the electrode does.
#[derive(Clone, Debug)]
enum Electrode<'a, N, M> {
    /// It measures V.
    Free(Rig<'a, N, M>),
    /// It holds V, and measures a current.
    Holding(Clamped<'a, N, M>),
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Lets a listed source spike twice, with each of the `intervals` (ms, ascending) between, and measures the two responses of V.
    /// `source` is the handle of its spikes, `Net::Input.spikes`.
    pub fn paired_pulses(self, source: Spikes<N>, intervals: &[f64]) -> PairedPulsesProtocol<'a, N, M> {
        let electrode = Electrode::Free(self);
        PairedPulsesProtocol { electrode, source, intervals: intervals.to_vec(), settle: 200.0, window: 100.0 }
    }
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Clamped<'a, N, M> {
    /// Lets a listed source spike twice, with each of the `intervals` (ms, ascending) between, and measures the two responses of the
    /// current, that of the clamp or the one of [`of`](Clamped::of).
    pub fn paired_pulses(self, source: Spikes<N>, intervals: &[f64]) -> PairedPulsesProtocol<'a, N, M> {
        let settle = self.settling();
        let electrode = Electrode::Holding(self);
        PairedPulsesProtocol { electrode, source, intervals: intervals.to_vec(), settle, window: 100.0 }
    }
}

impl<N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> PairedPulsesProtocol<'_, N, M> {
    /// Lets the first spike be at this time, ms: past what settles from the network's start.
    pub fn settle(mut self, settle: f64) -> Self {
        self.settle = settle;
        self
    }

    /// Looks for a response within this time after its spike, ms: past the delay of the axon and the rise of the response.
    pub fn window(mut self, window: f64) -> Self {
        self.window = window;
        self
    }

    /// Runs every interval.
    ///
    /// # Errors
    /// [`Error::Protocol`] and [`Error::Setting`] for what cannot be run: a source without an effect, a response that is a spike.
    /// [`Error::Swept`], which names the first interval whose run failed.
    pub fn run(self) -> Result<PairedPulses, Error> {
        let rig = match &self.electrode {
            Electrode::Free(rig) => rig,
            Electrode::Holding(clamp) => {
                clamp.check()?;
                if clamp.subtracts() {
                    return refused(
                        "paired pulses have no steps from which a leak could follow: leave the leak subtraction out",
                    );
                }
                clamp.rig()
            }
        };
        rig.check_electrode()?;
        check_positive("intervals", "ms", &self.intervals)?;
        check_time("the time to settle", self.settle)?;
        check_time("the window", self.window)?;
        let once = self.settle;
        let first = self.response(&[once], &[], once)?;
        if first == 0.0 {
            return refused(
                "the source has no effect on what the electrode measures: is it connected to this neuron, and the window longer than the delay?",
            );
        }
        let second = |[interval]: [f64; 1]| self.response(&[once, once + interval], &[once], once + interval);
        let second = Sweep::over([Axis::new("interval", "ms", &self.intervals)]).run(second).all()?;
        let ratio = second.iter().map(|second| second / first).collect();
        let unit = match &self.electrode {
            Electrode::Free(_) => "mV",
            Electrode::Holding(clamp) => clamp.measured().1,
        };
        Ok(PairedPulses { intervals: self.intervals, first, second, ratio, unit })
    }

    /// Returns the largest difference, within the window after `begin` (ms), that the spikes `with` make to the spikes `without`.
    fn response(&self, with: &[f64], without: &[f64], begin: f64) -> Result<f64, Error> {
        let found = peak([begin, begin + self.window], Direction::Either, |times| {
            let [with, without] = [self.measure(with, times)?, self.measure(without, times)?];
            Ok(with.iter().zip(&without).map(|(with, without)| with - without).collect())
        })?;
        Ok(found.departure)
    }

    /// Returns what the electrode measures at these times (ms), under spikes of the source.
    fn measure(&self, spikes: &[f64], times: &[f64]) -> Result<Vec<f64>, Error> {
        let end = times.last().map_or(self.settle, |last| last + BESIDE);
        match &self.electrode {
            Electrode::Free(rig) => {
                let run = rig.simulate(end).play(self.source, spikes).record(&[rig.v]).record_at(times).run()?;
                if let Some(time) = rig.spikes_of(&run).between(self.settle, end).first() {
                    return refused(spiked(time));
                }
                Ok(run.trace(rig.v)?.to_vec())
            }
            Electrode::Holding(clamp) => {
                let simulation = clamp.held_at(clamp.hold(), end, &[])?;
                clamp.measure(simulation.play(self.source, spikes).record_at(times))
            }
        }
    }
}

/// Says why the height of a response that is a spike is none of the synapse.
fn spiked(time: f64) -> String {
    format!(
        "the neuron of the electrode spikes at {time:.3} ms, so that its V tells nothing about the synapse: make the synapse weaker, or hold V by `clamp(…)`"
    )
}

/// The responses of a neuron to two spikes of a source, against the time between them.
#[derive(Clone, Debug, PartialEq)]
pub struct PairedPulses {
    /// The times between the spikes (ms), ascending.
    pub intervals: Vec<f64>,
    /// The amplitude of the response to one spike: the largest change that it makes, with its sign. mV, or nA under clamp.
    pub first: f64,
    /// The amplitude of the response to the second spike: the largest change that it makes to the response to the first alone.
    pub second: Vec<f64>,
    /// The second amplitude over the first.
    pub ratio: Vec<f64>,
    /// The unit of the amplitudes: mV of V, nA under clamp, or µS of a conductance.
    pub unit: &'static str,
}

impl Report for PairedPulses {
    fn table(&self) -> Table {
        Table::new()
            .column("interval", "ms", self.intervals.clone())
            .column("second response", self.unit, self.second.clone())
            .column("ratio", "", self.ratio.clone())
            .note(format!("first response {:.4e} {}", self.first, self.unit))
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        use crate::plot::{Figure, Panel};
        let panel = Panel::new("second response over first").x_label("interval (ms)");
        Figure::new("Paired pulses").panel(panel.line("", &self.intervals, &self.ratio).points(
            "",
            &self.intervals,
            &self.ratio,
        ))
    }
}

impl fmt::Display for PairedPulses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
