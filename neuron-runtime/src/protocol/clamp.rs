//! A network with one compartment under voltage clamp.

use super::extremum::{BESIDE, Direction, peak};
use super::lists::{check_time, refused};
use super::rig::Rig;
use crate::error::Error;
use crate::model::access::Access;
use crate::model::handle::{Conductance, Current, Quantity, Recordable};
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::run::input::Steps;
use crate::run::simulation::Simulation;
use crate::solve::{Adaptive, Method};
use crate::system::System;
use std::ops::Range;

/// A [`Rig`] whose electrode holds V at a potential. The protocols of a voltage clamp are its methods.
///
/// Every run begins in the steady state that the gates of the compartment have at the holding potential, and everything else at the
/// network's start. Then V is held for 200 ms, or what [`settle`](Clamped::settle) says, for all that does not follow V alone:
/// concentrations, other compartments, other neurons.
///
/// By default the protocols measure the ionic current of the clamp (nA, outward positive): all currents of the compartment, without
/// what charges its membrane. Amplitude and time of a peak are exact to the tolerance of the method.
#[derive(Debug)]
#[must_use = "a clamp does nothing until a protocol is run"]
pub struct Clamped<'a, N, M = Adaptive> {
    rig: Rig<'a, N, M>,
    hold: f64,
    settle: f64,
    /// What is measured in the place of the current of the clamp.
    of: Option<Quantity>,
    direction: Direction,
    leak: Option<LeakSubtraction>,
}

// A derive would ask this of the network, which is only borrowed.
impl<N, M: Clone> Clone for Clamped<'_, N, M> {
    fn clone(&self) -> Self {
        Clamped {
            rig: self.rig.clone(),
            hold: self.hold,
            settle: self.settle,
            of: self.of,
            direction: self.direction,
            leak: self.leak,
        }
    }
}

impl<N, M: Copy> Copy for Clamped<'_, N, M> {}

/// The runs by which a leak is measured and subtracted.
#[derive(Clone, Copy, Debug)]
struct LeakSubtraction {
    /// The N of P/N.
    number: f64,
    /// The potential (mV) from which they step, if it is another one.
    hold: Option<f64>,
}

/// A command: a potential (mV) within a range of time (ms), counted from the end of the time to settle.
pub(super) type Pulse = (f64, Range<f64>);

/// What was measured at the times that were asked for, and when V was held.
struct Trace {
    held: f64,
    values: Vec<f64>,
}

/// A peak within a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    /// Its time (ms) since the beginning of the window.
    pub(super) time: f64,
    /// Its value.
    pub(super) peak: f64,
    /// The value at the end of the window.
    pub(super) end: f64,
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Rig<'a, N, M> {
    /// Holds V of the electrode at `hold` (mV): a rig of voltage clamp, with its own protocols.
    pub fn clamp(self, hold: f64) -> Clamped<'a, N, M> {
        Clamped::new(self, hold)
    }
}

impl<'a, N: Network<f64, Tag = N> + Sync, M: Method<f64> + Copy + Sync> Clamped<'a, N, M> {
    pub(super) fn new(rig: Rig<'a, N, M>, hold: f64) -> Self {
        Clamped { rig, hold, settle: 200.0, of: None, direction: Direction::Either, leak: None }
    }

    /// Holds V for this time (ms) before a command begins.
    pub fn settle(self, settle: f64) -> Self {
        Clamped { settle, ..self }
    }

    /// Measures this current of a channel or a synapse, as if all others were blocked.
    pub fn of(self, current: Current<N>) -> Self {
        Clamped { of: Some(current.quantity()), ..self }
    }

    /// Measures this conductance (µS) of a channel or a synapse.
    pub fn of_conductance(self, conductance: Conductance<N>) -> Self {
        Clamped { of: Some(conductance.quantity()), ..self }
    }

    /// Takes the most inward current as the peak. Without this or [`outward`](Clamped::outward), the peak is what is farthest from the
    /// value at the holding potential.
    pub fn inward(self) -> Self {
        Clamped { direction: Direction::Inward, ..self }
    }

    /// Takes the most outward current as the peak.
    pub fn outward(self) -> Self {
        Clamped { direction: Direction::Outward, ..self }
    }

    /// Subtracts the leak by P/N: to what a command measures, `number` runs are added whose steps are −1/`number` of its own. They begin
    /// at the holding potential, or where [`subtract_from`](Clamped::subtract_from) says. All currents count from that at holding then,
    /// so that of a linear current 0 remains.
    pub fn leak_subtraction(self, number: usize) -> Self {
        let hold = self.leak.and_then(|leak| leak.hold);
        Clamped { leak: Some(LeakSubtraction { number: number as f64, hold }), ..self }
    }

    /// Lets the runs of [`leak_subtraction`](Clamped::leak_subtraction) step from this potential (mV), at which channels are closed.
    /// Without a number before, N is 4.
    pub fn subtract_from(self, hold: f64) -> Self {
        let number = self.leak.map_or(4.0, |leak| leak.number);
        Clamped { leak: Some(LeakSubtraction { number, hold: Some(hold) }), ..self }
    }

    /// Returns true if a conductance is measured.
    pub(super) fn is_of_conductance(&self) -> bool {
        matches!(self.of, Some(Quantity::Conductance(..)))
    }

    /// Returns what is measured, with its unit.
    pub(super) fn measured(&self) -> (String, &'static str) {
        match self.of {
            Some(quantity) => names::name_of(&N::NETWORK, quantity),
            None => ("current".to_owned(), "nA"),
        }
    }

    /// Returns the holding potential, mV.
    pub(super) fn hold(&self) -> f64 {
        self.hold
    }

    /// Returns the time to settle, ms.
    pub(super) fn settling(&self) -> f64 {
        self.settle
    }

    /// Returns true if a leak is subtracted.
    pub(super) fn subtracts(&self) -> bool {
        self.leak.is_some()
    }

    pub(super) fn rig(&self) -> &Rig<'a, N, M> {
        &self.rig
    }

    /// Checks the settings.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.rig.check_electrode()?;
        check_time("the time to settle", self.settle)?;
        if self.of.is_some_and(|of| of.origin().element.is_none()) {
            let name = self.measured().0;
            return refused(format!("{name} is measured in one place; take that of one element, `.at(3)`"));
        }
        if let Some(hold) =
            [Some(self.hold), self.leak.and_then(|leak| leak.hold)].into_iter().flatten().find(|v| !v.is_finite())
        {
            return refused(format!("a holding potential is {hold} mV; it has to be finite"));
        }
        match self.leak {
            Some(leak) if leak.number < 1.0 => {
                refused("P/N leak subtraction needs at least one run, such as `.leak_subtraction(4)`")
            }
            _ => Ok(()),
        }
    }

    /// Returns the peak under these pulses within a window of time (ms). Every potential is one command of a clamp.
    pub(super) fn peak(&self, pulses: &[Pulse], window: Range<f64>) -> Result<Measured, Error> {
        let mut held = 0.0;
        let found = peak([window.start, window.end], self.direction, |times| {
            let trace = self.under(pulses, times)?;
            held = trace.held;
            Ok(trace.values.iter().map(|value| value - held).collect())
        })?;
        let time = (found.time - window.start).max(0.0);
        Ok(Measured { time, peak: held + found.departure, end: held + found.last })
    }

    /// Measures under these pulses at ascending times (ms), with the leak subtracted if that was asked for.
    fn under(&self, pulses: &[Pulse], times: &[f64]) -> Result<Trace, Error> {
        let mut whole = self.once(self.hold, pulses, times)?;
        let Some(leak) = self.leak else { return Ok(whole) };
        let from = leak.hold.unwrap_or(self.hold);
        let part = |(v, range): &Pulse| (from - (v - self.hold) / leak.number, range.clone());
        // The runs are equal to each other: one is N of them.
        let small = self.once(from, &pulses.iter().map(part).collect::<Vec<_>>(), times)?;
        for (value, of_leak) in whole.values.iter_mut().zip(&small.values) {
            *value += leak.number * (of_leak - small.held) - whole.held;
        }
        Ok(Trace { held: 0.0, ..whole })
    }

    fn once(&self, hold: f64, pulses: &[Pulse], times: &[f64]) -> Result<Trace, Error> {
        let (begin, Some(last)) = (self.settle, times.last()) else {
            return Ok(Trace { held: 0.0, values: Vec::new() });
        };
        let sampled: Vec<f64> = [begin - BESIDE].into_iter().chain(times.iter().map(|time| begin + time)).collect();
        let simulation = self.held_at(hold, begin + last, pulses)?;
        let mut values = self.measure(simulation.record_at(&sampled))?;
        Ok(Trace { held: values.remove(0), values })
    }

    /// Returns a run of `duration` (ms) under these pulses, from the start at the potential `hold`.
    pub(super) fn held_at(
        &self,
        hold: f64,
        duration: f64,
        pulses: &[Pulse],
    ) -> Result<Simulation<'a, N, f64, M>, Error> {
        let shifted = |range: &Range<f64>| self.settle + range.start..self.settle + range.end;
        let command = pulses.iter().fold(Steps::hold(hold), |steps, (v, range)| steps.to(*v, shifted(range)));
        let start = self.start(hold)?;
        Ok(self.rig.simulate(duration).start_at(&start).voltage_clamp(self.rig.v, command))
    }

    /// Carries a run under the clamp out, and returns what is measured in it.
    pub(super) fn measure(&self, simulation: Simulation<'a, N, f64, M>) -> Result<Vec<f64>, Error> {
        let measured = match self.of {
            Some(Quantity::Current(origin, index)) => {
                let current = Current::new(origin, index);
                simulation.record(&[current]).run()?.trace(current)?.to_vec()
            }
            Some(Quantity::Conductance(origin, index)) => {
                let conductance = Conductance::new(origin, index);
                simulation.record(&[conductance]).run()?.trace(conductance)?.to_vec()
            }
            // A run that records nothing has no currents of inputs.
            _ => simulation.record(&[self.rig.v]).run()?.clamp_current_ionic()?.to_vec(),
        };
        Ok(measured)
    }

    /// Returns the network's start with V of the electrode at a potential, and its gates in their steady state there.
    fn start(&self, hold: f64) -> Result<Vec<f64>, Error> {
        let mut network = self.rig.network.with::<f64>();
        let (name, _) = names::name_of(&N::NETWORK, self.rig.v.quantity());
        // V and the V to begin with have one name.
        let Some(v_start) = network.find_parameter(&name) else {
            return refused(format!("{name} is no V of a compartment: an electrode is in one, as in `.rig(Axon::v)`"));
        };
        network.set(v_start, hold);
        let mut start = vec![0.0; network.dim()];
        network.start(&mut start);
        Ok(start)
    }
}
