//! Measuring while a run goes on.

use super::What;
use super::integral::{integral, integral_of};
use super::smooth::{Rises, kernel, off, raised, windows};
use super::spike_detector::SpikeDetector;
use crate::error::Error;
use crate::model::access;
use crate::model::handle::Quantity;
use crate::number::Scalar;
use crate::run::simulation::recorder::flow_value;
use crate::run::simulation::{Outcome, TimeLoop};
use crate::solve::Stepper;
use crate::system::System;

/// One measure in one run.
#[derive(Debug)]
pub(crate) struct Meter<T> {
    what: What,
    from: f64,
    duration: f64,
    /// The state it is of; `None` of a current or a conductance.
    index: Option<usize>,
    quantity: Quantity,
    name: String,
    progress: Progress<T>,
    /// A whole state, for currents and conductances.
    state: Vec<T>,
}

/// How far it has come.
#[derive(Debug)]
enum Progress<T> {
    Sum(T),
    /// The sum, and which sample is next.
    Samples(T, usize),
    Spiking(SpikeDetector<T>),
    Rises(Rises<T>),
    /// A sum for every window.
    Windows(Vec<T>),
}

impl<T: Scalar> Meter<T> {
    /// Of a network in a run of this duration (ms), from a time in it on, with spikes at this threshold (mV).
    ///
    /// # Errors
    /// [`Error::Setting`] for what makes no sense.
    pub(crate) fn new(
        network: &dyn System<T>,
        what: &What,
        from: f64,
        duration: f64,
        threshold: f64,
    ) -> Result<Self, Error> {
        let quantity = first(what.quantity());
        let index = match quantity {
            Quantity::State(origin, index) => network.state_index(origin, index),
            _ => None,
        };
        let progress = match what {
            What::SpikeTime { .. } | What::Interval { .. } | What::Period { .. } | What::DutyCycle { .. } => {
                Progress::Spiking(SpikeDetector::new(threshold))
            }
            What::SoftSpikeCount { threshold, width, .. } => Progress::Rises(Rises::new(*threshold, *width)),
            What::Distance { .. } => Progress::Samples(T::zero(), 0),
            What::Envelope { heights, .. } => Progress::Windows(vec![T::zero(); heights.len()]),
            What::Integral { .. } | What::End { .. } | What::Density { .. } => Progress::Sum(T::zero()),
        };
        check(what, from, duration)?;
        let state = if index.is_none() { vec![T::zero(); network.dim()] } else { Vec::new() };
        let name = access::name_of(network.info(), quantity).0;
        Ok(Meter { what: what.clone(), from, duration, index, quantity, name, progress, state })
    }

    /// Looks at the last step.
    pub(crate) fn step(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) {
        let (begin, end) = (stepper.previous_time().max(self.from), stepper.time());
        match (&mut self.progress, self.index) {
            (Progress::Samples(sum, next), Some(index)) => {
                let What::Distance { times, values, .. } = &self.what else { return };
                // The end of a run may be short of the last sample by rounding.
                let reached = if end >= self.duration { f64::INFINITY } else { end };
                while let Some((time, value)) = times.get(*next).zip(values.get(*next)).filter(|(t, _)| **t <= reached)
                {
                    let off = stepper.interpolate(time.min(end), index) - *value;
                    *sum += off * off;
                    *next += 1;
                }
            }
            (Progress::Spiking(detector), Some(index)) => detector.step(stepper, index, (self.from, self.duration)),
            _ if end <= begin => {}
            (Progress::Rises(rises), Some(index)) => rises.step(stepper, index, (begin, end)),
            (Progress::Windows(sums), Some(index)) => {
                let What::Envelope { edges, softness, .. } = &self.what else { return };
                for (k, part) in windows(edges, begin, end) {
                    sums[k] += integral_of(stepper, index, part, *softness, |x| raised(x, *softness));
                }
            }
            (Progress::Sum(sum), Some(index)) => match &self.what {
                What::Integral { .. } => *sum += integral(begin, end, |t| stepper.interpolate(t, index)),
                What::Density { level, width, .. } => {
                    *sum += integral_of(stepper, index, (begin, end), *width, |x| kernel(x - *level, *width));
                }
                _ => {}
            },
            (Progress::Sum(sum), None) if matches!(self.what, What::Integral { .. }) => {
                let (state, quantity) = (&mut self.state, self.quantity);
                *sum += integral(begin, end, |t| {
                    state.iter_mut().enumerate().for_each(|(k, y)| *y = stepper.interpolate(t, k));
                    flow_value(network, quantity, t, state)
                });
            }
            _ => {}
        }
    }

    /// What was measured in a run that ended in this state.
    pub(crate) fn finish(self, network: &dyn System<T>, end: &[T]) -> Result<T, Error> {
        let time = self.duration - self.from;
        match (self.progress, &self.what) {
            (Progress::Sum(sum), What::Integral { mean, .. }) => Ok(if *mean { sum / time } else { sum }),
            (Progress::Sum(sum), What::Density { .. }) => Ok(sum / time),
            (_, What::End { .. }) => Ok(match self.index {
                Some(index) => end[index],
                None => flow_value(network, self.quantity, self.duration, end),
            }),
            (Progress::Samples(sum, count), _) => Ok(sum / count.max(1) as f64),
            (Progress::Rises(rises), _) => Ok(rises.sum()),
            (Progress::Windows(sums), What::Envelope { edges, heights, softness, .. }) => {
                let mut mean = T::zero();
                for ((sum, edges), height) in sums.into_iter().zip(edges.windows(2)).zip(heights) {
                    let off = off(sum, edges[1] - edges[0], *softness, *height);
                    mean += off * off;
                }
                Ok(mean / heights.len() as f64)
            }
            (Progress::Spiking(detector), what) => detector.finish(what, neuron(&self.name)),
            _ => Ok(T::from_f64(f64::NAN)),
        }
    }
}

/// Carries a run out and measures these, each from its time (ms) on; traces are not recorded.
pub(super) fn measure<T: Scalar>(
    mut time_loop: TimeLoop<'_, '_, T>,
    measures: &[(&What, f64)],
) -> Result<Vec<T>, Error> {
    time_loop.settings.record = Some(Vec::new());
    let (network, duration, threshold) = (time_loop.network, time_loop.settings.duration, time_loop.settings.threshold);
    let meters: Result<Vec<Meter<T>>, Error> =
        measures.iter().map(|(what, from)| Meter::new(network, what, *from, duration, threshold)).collect();
    let mut meters = meters?;
    let Outcome { end, result, .. } =
        time_loop.run(&mut |stepper| meters.iter_mut().for_each(|meter| meter.step(network, stepper)));
    result?;
    meters.into_iter().map(|meter| meter.finish(network, &end)).collect()
}

/// The neuron of a membrane potential's name; nothing for a cell alone.
pub(crate) fn neuron(name: &str) -> &str {
    if name == "v" { "" } else { name.strip_suffix(".v").unwrap_or(name) }
}

/// A whole array stands for its first neuron.
pub(crate) fn first(quantity: Quantity) -> Quantity {
    if quantity.origin().element.is_none() { quantity.of(0) } else { quantity }
}

/// That a measure makes sense in a run of this duration (ms).
fn check(what: &What, from: f64, duration: f64) -> Result<(), Error> {
    let refuse = |setting, value, expected| Err(Error::Setting { setting, value, expected });
    if !(0.0..duration).contains(&from) {
        return refuse("the time from which on is measured", from, "it has to lie within the run");
    }
    let rising = |times: &[f64]| {
        times
            .windows(2)
            .find(|pair| !matches!(pair[0].partial_cmp(&pair[1]), Some(std::cmp::Ordering::Less)))
            .map(|pair| pair[1])
    };
    let outside = |times: &[f64]| times.iter().copied().find(|time| !(from..=duration).contains(time));
    match what {
        What::SoftSpikeCount { width, .. } | What::Density { width, .. } if !(*width > 0.0 && width.is_finite()) => {
            refuse("the width", *width, "it has to be a positive number")
        }
        What::Envelope { softness, .. } if !(*softness > 0.0 && softness.is_finite()) => {
            refuse("the softness", *softness, "it has to be a positive number")
        }
        What::Envelope { edges, heights, .. } if edges.len() != heights.len() + 1 || heights.is_empty() => {
            refuse("the number of heights", heights.len() as f64, "it has to be one less than that of edges, and not 0")
        }
        What::Distance { times, values, .. } if times.len() != values.len() || times.is_empty() => {
            refuse("the number of values", values.len() as f64, "it has to be that of times, and not 0")
        }
        What::Envelope { edges: times, .. } | What::Distance { times, .. } => {
            if let Some(time) = rising(times) {
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
