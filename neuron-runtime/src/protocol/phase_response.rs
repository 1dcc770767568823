//! How a kick shifts the phase of a rhythm.

use super::rig::Rig;
use super::sweep::{Axis, Sweep};
use super::table::{Report, Table};
use crate::error::Error;
use crate::model::names;
use crate::model::network::Network;
use crate::number::Grad;
use crate::run::result::{NeuronRun, Run};
use crate::run::simulation::Simulate;
use crate::solve::{Adaptive, Method};
use std::fmt;

/// The phase response curve of a [`Rig`] whose neuron spikes regularly, which has not run. By default the rhythm settles for 1000 ms,
/// there are 40 phases, and a shift is read five cycles after the kick.
///
/// The derivatives of spike times are those of the run. Take a tight tolerance, such as `method(Tsit5::tolerance(1e-9))`.
#[derive(Clone, Debug)]
#[must_use = "a protocol does nothing until `run()`"]
pub struct PhaseProtocol<'a, N, M = Adaptive> {
    rig: Rig<'a, N, M>,
    settle: f64,
    phases: usize,
    cycles: usize,
    kick: Option<f64>,
}

/// The number of kicks in one run: the tangents of a number.
const TANGENTS: usize = 8;

/// A rhythm that has settled.
struct Rhythm {
    /// The time (ms) half a period after a spike, from which runs go on.
    anchor: f64,
    period: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Kicks a regular rhythm: the phase response curve.
    pub fn phase_response(self) -> PhaseProtocol<'a, N, M>
    where
        N::With<Grad>: Network<Grad, Tag = N> + Sync,
        M: Method<Grad>,
    {
        PhaseProtocol::new(self)
    }
}

impl<'a, N, M> PhaseProtocol<'a, N, M>
where
    N: Network<f64, Tag = N> + Sync,
    N::With<Grad>: Network<Grad, Tag = N> + Sync,
    M: Method<f64> + Method<Grad> + Copy + Sync,
{
    pub(super) fn new(rig: Rig<'a, N, M>) -> Self {
        PhaseProtocol { rig, settle: 1000.0, phases: 40, cycles: 5, kick: None }
    }

    /// Lets the rhythm settle this long, ms.
    pub fn settle(mut self, settle: f64) -> Self {
        self.settle = settle;
        self
    }

    /// Kicks at this many phases, equally far apart from 0 on.
    pub fn phases(mut self, phases: usize) -> Self {
        self.phases = phases;
        self
    }

    /// Reads the shift this many cycles after the kick: as many as the rhythm needs to forget all but its phase.
    pub fn cycles(mut self, cycles: usize) -> Self {
        self.cycles = cycles;
        self
    }

    /// Measures the response to a kick of V by `kick` (mV) as well.
    pub fn kick(mut self, kick: f64) -> Self {
        self.kick = Some(kick);
        self
    }

    /// Settles the rhythm, and kicks it at every phase.
    ///
    /// # Errors
    /// [`Error::Protocol`] if there is no regular rhythm; [`Error::Swept`], which names the first phase whose run failed.
    pub fn run(self) -> Result<PhaseResponse, Error>
    where
        N::Neurons<NeuronRun>: Sync,
        <N::With<Grad> as Network<Grad>>::Neurons<NeuronRun<Grad>>: Sync,
    {
        self.rig.check_electrode()?;
        let rhythm = self.rhythm()?;
        let phases: Vec<f64> = (0..self.phases).map(|k| k as f64 / self.phases as f64).collect();
        let network = self.rig.network.with::<Grad>();
        let settled = network.simulate(rhythm.anchor).method(self.rig.method).record_nothing().run()?;
        let blocks: Vec<&[f64]> = phases.chunks(TANGENTS).collect();
        let firsts: Vec<f64> = blocks.iter().map(|block| block[0]).collect();
        let of_block = |first: f64| {
            let block = firsts.partition_point(|other| *other < first);
            self.infinitesimal(&network, &settled, &rhythm, blocks[block])
        };
        let infinitesimal =
            Sweep::over([Axis::new("phase", "", &firsts)]).run(|[first]| of_block(first)).all()?.concat();
        let direct = match self.kick {
            Some(kick) => {
                let settled = self.rig.simulate(rhythm.anchor).run()?;
                let undisturbed = self.direct(&settled, &rhythm, 0.0, 0.0)?;
                let axis = Axis::new("phase", "", &phases);
                let shifts = Sweep::over([axis]).run(|[phase]| self.direct(&settled, &rhythm, phase, kick)).all()?;
                Some(shifts.iter().map(|shift| wrapped(shift - undisturbed) / kick).collect())
            }
            None => None,
        };
        Ok(PhaseResponse { period: rhythm.period, phases, infinitesimal, kick: self.kick, direct })
    }

    /// Finds the rhythm after the time to settle.
    fn rhythm(&self) -> Result<Rhythm, Error> {
        /// The number of intervals that have to agree, and how well relative to their mean.
        const INTERVALS: usize = 3;
        const REGULAR: f64 = 1e-4;
        let refuse = |problem: String| Err(Error::Protocol { problem });
        if self.phases == 0 || self.cycles == 0 || self.kick == Some(0.0) {
            return refuse("a phase response needs a phase, a cycle and a kick other than 0".to_owned());
        }
        let run = self.rig.simulate(self.settle).run()?;
        let spikes = self.rig.spikes_of(&run);
        let intervals: Vec<f64> = spikes.intervals().collect();
        let (Some(last), Some(tail)) = (spikes.last(), intervals.len().checked_sub(INTERVALS)) else {
            return refuse(format!(
                "there is no rhythm: {} spikes in {} ms; inject a current, or let it settle for longer",
                spikes.len(),
                self.settle
            ));
        };
        let tail = &intervals[tail..];
        let period = tail.iter().sum::<f64>() / INTERVALS as f64;
        if let Some(other) = tail.iter().find(|interval| (*interval - period).abs() > REGULAR * period) {
            return refuse(format!(
                "the rhythm is not regular: an interval of {other:.4} ms beside a mean of {period:.4} ms; let it settle for longer, or take a tighter tolerance"
            ));
        }
        Ok(Rhythm { anchor: last + 0.5 * period, period })
    }

    /// Returns the phase shift by mV at up to eight phases, from the tangents of one spike time.
    fn infinitesimal(
        &self,
        network: &N::With<Grad>,
        settled: &Run<N::With<Grad>, Grad>,
        rhythm: &Rhythm,
        phases: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let simulation = network.simulate(rhythm.end(self.cycles)).method(self.rig.method).spikes(self.rig.threshold);
        let kicked =
            phases.iter().enumerate().fold(simulation.record_nothing().continued(settled), |kicked, (k, phase)| {
                kicked.add_at(rhythm.time(*phase), self.rig.v, Grad::variable(0.0, k))
            });
        let run = kicked.run()?;
        let place = names::neuron_place(network, self.rig.v.origin());
        let neurons = run.each_neuron();
        let spikes = place.and_then(|place| neurons.get(place)).map(|neuron| neuron.spikes.times());
        let Some(late) = spikes.and_then(|times| times.get(self.cycles)) else {
            return Err(rhythm.lost());
        };
        Ok(late.tangents()[..phases.len()].iter().map(|late| -late / rhythm.period).collect())
    }

    /// Returns the time of the spike after the cycles, in periods and towards earlier ones, after a kick of V by `kick` (mV).
    fn direct(&self, settled: &Run<N>, rhythm: &Rhythm, phase: f64, kick: f64) -> Result<f64, Error> {
        let run = self.rig.simulate(rhythm.end(self.cycles)).continued(settled);
        let run = run.add_at(rhythm.time(phase), self.rig.v, kick).run()?;
        let expected = rhythm.anchor + (self.cycles as f64 + 0.5) * rhythm.period;
        let distance = |time: &f64| (time - expected).abs();
        let spikes = self.rig.spikes_of(&run);
        let nearest = spikes.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.map(|time| (expected - time) / rhythm.period).ok_or_else(|| rhythm.lost())
    }
}

impl Rhythm {
    /// Returns the time of a phase in the period from the anchor on, ms.
    fn time(&self, phase: f64) -> f64 {
        self.anchor + self.period * (phase + 0.5).fract()
    }

    /// Returns the time (ms) half a period after the spike at which a shift is read.
    fn end(&self, cycles: usize) -> f64 {
        self.anchor + (cycles as f64 + 1.0) * self.period
    }

    fn lost(&self) -> Error {
        let problem = format!("the kick ends the rhythm of {:.4} ms: take a smaller one", self.period);
        Error::Protocol { problem }
    }
}

/// Returns a shift as one between −1/2 and 1/2 of a period.
fn wrapped(shift: f64) -> f64 {
    shift - shift.round()
}

/// The response of the phase of a rhythm to kicks of V.
#[derive(Clone, Debug, PartialEq)]
pub struct PhaseResponse {
    /// The period of the rhythm, ms.
    pub period: f64,
    /// The phases of the kicks, in periods after a spike.
    pub phases: Vec<f64>,
    /// The infinitesimal response: how much earlier, in periods, the later spikes come by mV of a small kick, 1/mV.
    pub infinitesimal: Vec<f64>,
    /// The kick (mV) whose response was measured as well.
    pub kick: Option<f64>,
    /// The response to that kick, over its size, 1/mV.
    pub direct: Option<Vec<f64>>,
}

impl Report for PhaseResponse {
    fn table(&self) -> Table {
        let table = Table::new().column("phase", "", self.phases.clone()).column(
            "infinitesimal",
            "1/mV",
            self.infinitesimal.clone(),
        );
        let table = match (&self.direct, self.kick) {
            (Some(direct), Some(kick)) => table.column(format!("by {kick} mV"), "1/mV", direct.clone()),
            _ => table,
        };
        table.note(format!("period {:.4} ms", self.period))
    }

    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure {
        let panel = crate::plot::Panel::new("advance of the phase (1/mV)").x_label("phase (periods after a spike)");
        let mut panel = panel.line("infinitesimal", &self.phases, &self.infinitesimal);
        if let (Some(direct), Some(kick)) = (&self.direct, self.kick) {
            panel = panel.points(format!("by {kick} mV"), &self.phases, direct);
        }
        crate::plot::Figure::new("Phase response").panel(panel)
    }
}

impl fmt::Display for PhaseResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
