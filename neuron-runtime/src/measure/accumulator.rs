//! Accumulation of measures while a run goes on.

use super::integral::{integral, integral_of_state};
use super::smooth::{SoftSpikeCounter, envelope_deviation, gauss_kernel, soft_max_term, window_parts};
use super::spike_detector::SpikeDetector;
use super::{Kind, MeasureSpec};
use crate::error::Error;
use crate::model::handle::Quantity;
use crate::model::names;
use crate::number::Scalar;
use crate::run::simulation::recorder::flow_value;
use crate::run::simulation::{Outcome, TimeLoop};
use crate::solve::Stepper;
use crate::system::System;

/// Accumulates one measure in one run.
#[derive(Debug)]
pub(crate) struct Accumulator<T> {
    kind: Kind,
    from: f64,
    duration: f64,
    /// The index of the measured state; `None` for a current or a conductance.
    index: Option<usize>,
    quantity: Quantity,
    name: String,
    partial: Partial<T>,
    /// The state from which a current or a conductance is computed.
    state: Vec<T>,
}

/// The partial result.
#[derive(Debug)]
enum Partial<T> {
    Sum(T),
    /// The sum, and the index of the next sample.
    Samples(T, usize),
    Spiking(SpikeDetector<T>),
    SoftCount(SoftSpikeCounter<T>),
    /// A sum for every window.
    Windows(Vec<T>),
}

impl<T: Scalar> Accumulator<T> {
    /// Begins a measure in a run of this duration (ms), with spikes at this threshold (mV).
    ///
    /// # Errors
    /// [`Error::Setting`] for an invalid measure.
    pub(crate) fn new(
        network: &dyn System<T>,
        spec: &MeasureSpec,
        duration: f64,
        threshold: f64,
    ) -> Result<Self, Error> {
        let (MeasureSpec { kind, from, .. }, (quantity, index)) = (spec, spec.locate(network));
        let partial = match kind {
            Kind::SpikeTime { .. } | Kind::Interval { .. } | Kind::Period { .. } | Kind::DutyCycle { .. } => {
                Partial::Spiking(SpikeDetector::new(threshold))
            }
            Kind::SoftSpikeCount { threshold, width, .. } => {
                Partial::SoftCount(SoftSpikeCounter::new(*threshold, *width))
            }
            Kind::Distance { .. } => Partial::Samples(T::zero(), 0),
            Kind::Envelope { heights, .. } => Partial::Windows(vec![T::zero(); heights.len()]),
            Kind::Integral { .. } | Kind::End | Kind::Density { .. } => Partial::Sum(T::zero()),
        };
        check(kind, *from, duration)?;
        let state = if index.is_none() { vec![T::zero(); network.dim()] } else { Vec::new() };
        let name = names::name_of(network.info(), quantity).0;
        Ok(Accumulator { kind: kind.clone(), from: *from, duration, index, quantity, name, partial, state })
    }

    /// Adds the last step.
    pub(crate) fn observe_step(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) {
        let (begin, end) = (stepper.previous_time().max(self.from), stepper.time());
        match (&mut self.partial, self.index) {
            (Partial::Samples(sum, next), Some(index)) => {
                let Kind::Distance { times, values, .. } = &self.kind else { return };
                // Rounding may end the run just before the last sample.
                let reached = if end >= self.duration { f64::INFINITY } else { end };
                while let Some((time, value)) = times.get(*next).zip(values.get(*next)).filter(|(t, _)| **t <= reached)
                {
                    let deviation = stepper.interpolate(time.min(end), index) - *value;
                    *sum += deviation * deviation;
                    *next += 1;
                }
            }
            (Partial::Spiking(detector), Some(index)) => {
                detector.observe_step(stepper, index, (self.from, self.duration))
            }
            _ if end <= begin => {}
            (Partial::SoftCount(counter), Some(index)) => counter.observe_step(stepper, index, (begin, end)),
            (Partial::Windows(sums), Some(index)) => {
                let Kind::Envelope { edges, softness, .. } = &self.kind else { return };
                for (k, part) in window_parts(edges, begin, end) {
                    sums[k] += integral_of_state(stepper, index, part, *softness, |x| soft_max_term(x, *softness));
                }
            }
            (Partial::Sum(sum), Some(index)) => match &self.kind {
                Kind::Integral { .. } => *sum += integral(begin, end, |t| stepper.interpolate(t, index)),
                Kind::Density { level, width, .. } => {
                    *sum +=
                        integral_of_state(stepper, index, (begin, end), *width, |x| gauss_kernel(x - *level, *width));
                }
                _ => {}
            },
            (Partial::Sum(sum), None) if matches!(self.kind, Kind::Integral { .. }) => {
                let (state, quantity) = (&mut self.state, self.quantity);
                *sum += integral(begin, end, |t| {
                    state.iter_mut().enumerate().for_each(|(k, y)| *y = stepper.interpolate(t, k));
                    flow_value(network, quantity, t, state)
                });
            }
            _ => {}
        }
    }

    /// Returns the measure of a run that ended in the state `end`.
    ///
    /// # Errors
    /// Those of spikes that are missing or have no derivative.
    pub(crate) fn finish(self, network: &dyn System<T>, end: &[T]) -> Result<T, Error> {
        let time = self.duration - self.from;
        match (self.partial, &self.kind) {
            (Partial::Sum(sum), Kind::Integral { mean, .. }) => Ok(if *mean { sum / time } else { sum }),
            (Partial::Sum(sum), Kind::Density { .. }) => Ok(sum / time),
            (_, Kind::End) => Ok(match self.index {
                Some(index) => end[index],
                None => flow_value(network, self.quantity, self.duration, end),
            }),
            (Partial::Samples(sum, count), _) => Ok(sum / count.max(1) as f64),
            (Partial::SoftCount(counter), _) => Ok(counter.sum()),
            (Partial::Windows(sums), Kind::Envelope { edges, heights, softness, .. }) => {
                let mut mean = T::zero();
                for ((sum, edges), height) in sums.into_iter().zip(edges.windows(2)).zip(heights) {
                    let deviation = envelope_deviation(sum, edges[1] - edges[0], *softness, *height);
                    mean += deviation * deviation;
                }
                Ok(mean / heights.len() as f64)
            }
            (Partial::Spiking(detector), kind) => detector.finish(kind, neuron_of_voltage(&self.name)),
            _ => Ok(T::from_f64(f64::NAN)),
        }
    }
}

/// Carries a run out and returns its measures. Traces are not recorded.
pub(crate) fn measure<T: Scalar>(
    mut time_loop: TimeLoop<'_, '_, T>,
    measures: &[&MeasureSpec],
) -> Result<Vec<T>, Error> {
    time_loop.settings.record = Some(Vec::new());
    let (network, duration, threshold) = (time_loop.network, time_loop.settings.duration, time_loop.settings.threshold);
    let begin = |spec: &&MeasureSpec| Accumulator::new(network, spec, duration, threshold);
    let mut accumulators = measures.iter().map(begin).collect::<Result<Vec<_>, _>>()?;
    let Outcome { end, result, .. } = time_loop
        .run(&mut |stepper| accumulators.iter_mut().for_each(|accumulator| accumulator.observe_step(network, stepper)));
    result?;
    accumulators.into_iter().map(|accumulator| accumulator.finish(network, &end)).collect()
}

/// Returns the name of the neuron in the full name of its V; empty for a cell alone.
pub(crate) fn neuron_of_voltage(name: &str) -> &str {
    if name == "v" { "" } else { name.strip_suffix(".v").unwrap_or(name) }
}

/// Checks a measure from the time `from` on in a run of this duration (ms).
fn check(kind: &Kind, from: f64, duration: f64) -> Result<(), Error> {
    let refuse = |setting, value, expected| Err(Error::Setting { setting, value, expected });
    if !(0.0..duration).contains(&from) {
        return refuse("the time from which on is measured", from, "it has to lie within the run");
    }
    // A comparison with NaN is false.
    let disordered =
        |times: &[f64]| times.windows(2).find(|pair| !PartialOrd::lt(&pair[0], &pair[1])).map(|pair| pair[1]);
    let outside = |times: &[f64]| times.iter().copied().find(|time| !(from..=duration).contains(time));
    match kind {
        Kind::SoftSpikeCount { width, .. } | Kind::Density { width, .. } if !(*width > 0.0 && width.is_finite()) => {
            refuse("the width", *width, "it has to be a positive number")
        }
        Kind::Envelope { softness, .. } if !(*softness > 0.0 && softness.is_finite()) => {
            refuse("the softness", *softness, "it has to be a positive number")
        }
        Kind::Envelope { edges, heights, .. } if edges.len() != heights.len() + 1 || heights.is_empty() => {
            refuse("the number of heights", heights.len() as f64, "it has to be one less than that of edges, and not 0")
        }
        Kind::Distance { times, values, .. } if times.len() != values.len() || times.is_empty() => {
            refuse("the number of values", values.len() as f64, "it has to be that of times, and not 0")
        }
        Kind::Envelope { edges: times, .. } | Kind::Distance { times, .. } => {
            if let Some(time) = disordered(times) {
                return refuse("a time", time, "it has to be later than the one before it");
            }
            match outside(times) {
                Some(time) => refuse("a time", time, "it has to lie within what is measured of the run"),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
