//! What reverse mode needs to know of a measure: the cotangents of the states that it sees.

use super::events::{self, Events};
use super::integral::POINTS;
use super::meter::first;
use super::{Measure, Objective, What};
use crate::access;
use crate::adjoint::{Kick, StepAdjoint};
use crate::error::Error;
use crate::handle::Quantity;
use crate::network::Network;
use crate::scalar::Tangent;
use crate::solve::Stepper;

impl<N> Measure<N> {
    /// The index of the state that it is of; nothing of a current or a conductance.
    pub(crate) fn state<M: Network<f64>>(&self, network: &M) -> Option<usize> {
        match first(self.what.quantity()) {
            Quantity::State(origin, index) => network.state_index(origin, index),
            _ => None,
        }
    }
}

/// The cotangents that a measure puts on the states of a run.
pub(crate) struct Demand<'a> {
    what: &'a What,
    from: f64,
    duration: f64,
    index: usize,
    neuron: String,
    /// The spikes, if it is made of them.
    events: Option<Events<f64>>,
    /// Times (ms) of the spikes, and the derivatives of the measure by them.
    spikes: Vec<(f64, f64)>,
}

impl<'a> Demand<'a> {
    /// Of an objective; nothing if its measure has no reverse mode.
    pub(crate) fn new<N: Network<f64>>(objective: &'a Objective<N::Tag>, network: &N) -> Result<Option<Self>, Error> {
        let Measure { what, from, .. } = &objective.measure;
        let Some(index) = objective.measure.state(network) else { return Ok(None) };
        let events = match what {
            What::SpikeTime { .. } | What::Interval { .. } | What::Period { .. } | What::DutyCycle { .. } => {
                Some(Events::new(objective.threshold))
            }
            What::Integral { .. } | What::End { .. } | What::Distance { .. } => None,
            What::SoftSpikeCount { .. } | What::Density { .. } | What::Envelope { .. } => return Ok(None),
        };
        let name = access::name_of(&N::INFO, first(what.quantity())).0;
        let neuron = super::meter::neuron(&name).to_owned();
        let (from, duration) = (*from, objective.duration);
        Ok(Some(Demand { what, from, duration, index, neuron, events, spikes: Vec::new() }))
    }

    /// Looks at a step of the run forwards.
    pub(crate) fn look(&mut self, stepper: &impl Stepper<f64>) {
        if let Some(events) = &mut self.events {
            events.step(stepper, self.index, self.from);
        }
    }

    /// The run forwards is over: how the measure depends on the spikes.
    ///
    /// # Errors
    /// Spikes that are not there, or have no derivative.
    pub(crate) fn settle(&mut self) -> Result<(), Error> {
        let Some(events) = self.events.take() else { return Ok(()) };
        let times = events.differentiable(self.what, &self.neuron)?;
        for k in 0..times.len() {
            let marked = times.iter().enumerate().map(|(j, time)| Tangent::<1>::variable(*time, usize::from(j != k)));
            let value = events::value(self.what, marked.collect(), &self.neuron)?;
            if value.tangents()[0] != 0.0 {
                self.spikes.push((times[k], value.tangents()[0]));
            }
        }
        Ok(())
    }

    /// The cotangent of its state at the end.
    pub(crate) fn at_end(&self) -> f64 {
        if matches!(self.what, What::End { .. }) { 1.0 } else { 0.0 }
    }

    /// The cotangents within the step from `t0` to `t1` (ms), whose stages `step` has.
    pub(crate) fn kicks(&self, t0: f64, t1: f64, step: &StepAdjoint, to: &mut Vec<Kick>) {
        let (index, h) = (self.index, t1 - t0);
        match self.what {
            What::Integral { mean, .. } => {
                let (begin, end) = (t0.max(self.from), t1);
                let scale = if *mean { 1.0 / (self.duration - self.from) } else { 1.0 };
                if begin < end {
                    to.extend(POINTS.map(|(point, weight)| {
                        let theta = (begin + point * (end - begin) - t0) / h;
                        Kick { theta, index, weight: weight * (end - begin) * scale }
                    }));
                }
            }
            What::Distance { times, values, .. } => {
                // The end of a run may be short of the last sample by rounding.
                let last = t1 >= self.duration;
                let first = times.partition_point(|time| *time <= t0 && (t0 > 0.0 || *time < 0.0));
                for (time, value) in times.iter().zip(values).skip(first) {
                    if *time > t1 && !last {
                        break;
                    }
                    let theta = (time.min(t1) - t0) / h;
                    let off = step.interpolate(theta, index) - value;
                    to.push(Kick { theta, index, weight: 2.0 * off / times.len() as f64 });
                }
            }
            _ => {
                for (time, by) in self.spikes.iter().filter(|(time, _)| *time > t0 && *time <= t1) {
                    let theta = (time - t0) / h;
                    to.push(Kick { theta, index, weight: -by / step.slope(theta, index) });
                }
            }
        }
    }
}
