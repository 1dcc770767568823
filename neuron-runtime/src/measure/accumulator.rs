//! Accumulation of measures while a run goes on.

use super::integral::{integral, integral_at_changes, integral_of_state};
use super::smooth::{SoftSpikeCounter, envelope_deviation, gauss_kernel, soft_max_term, window_parts};
use super::spike_detector::SpikeDetector;
use super::{Kind, MeasureSpec, SpikeMeasure};
use crate::error::Error;
use crate::model::names;
use crate::number::Scalar;
use crate::run::probe::Probe;
use crate::run::simulation::{Outcome, TimeLoop};
use crate::solve::Stepper;
use crate::system::{HeldSystem, System};

/// Accumulates one measure in one run.
#[derive(Debug)]
pub(crate) struct Accumulator<T> {
    from: f64,
    duration: f64,
    partial: Partial<T>,
}

/// A partial result, with what it is made from. An `index` is that of the measured state.
#[derive(Debug)]
enum Partial<T> {
    Integral {
        probe: Probe,
        mean: bool,
        sum: T,
        /// Room for the state from which a current or a conductance is computed.
        state: Vec<T>,
    },
    /// The value at the end, by the relations of the last step, as a sample there is.
    End(Probe, Option<T>),
    Density {
        index: usize,
        level: f64,
        width: f64,
        sum: T,
    },
    Samples {
        index: usize,
        times: Vec<f64>,
        values: Vec<f64>,
        sum: T,
        /// The index of the next sample.
        next: usize,
    },
    Spikes {
        index: usize,
        measure: SpikeMeasure,
        detector: SpikeDetector<T>,
        /// The name of the neuron, for errors.
        neuron: String,
    },
    SoftCount {
        index: usize,
        counter: SoftSpikeCounter<T>,
    },
    Windows {
        index: usize,
        edges: Vec<f64>,
        heights: Vec<f64>,
        softness: f64,
        /// One for each window.
        sums: Vec<T>,
    },
}

impl<T: Scalar> Accumulator<T> {
    /// Begins a measure from a time to the end of a run (both ms), with spikes at this threshold (mV).
    ///
    /// # Errors
    /// [`Error::Setting`] for an invalid measure, and [`Error::UnknownName`] for a quantity that does not exist.
    pub(crate) fn new(
        network: &dyn System<T>,
        spec: &MeasureSpec,
        [from, duration]: [f64; 2],
        threshold: f64,
    ) -> Result<Self, Error> {
        let MeasureSpec { kind, quantity, .. } = spec;
        check(kind, from, duration)?;
        let probe = Probe::new(network, *quantity)?;
        let unknown = || Error::UnknownName { name: names::name_of(network.info(), *quantity).0, known: Vec::new() };
        // What moves from event to event is no part of the solution.
        if let Probe::Variable(_) = probe {
            return Err(unknown());
        }
        let state = || match probe {
            Probe::State(index) => Ok(index),
            // Such measures are made of handles of states.
            _ => Err(unknown()),
        };
        let partial = match kind.clone() {
            Kind::Integral { mean } => {
                let room = if matches!(probe, Probe::State(_)) { 0 } else { network.dim() };
                Partial::Integral { probe, mean, sum: T::zero(), state: vec![T::zero(); room] }
            }
            Kind::End => Partial::End(probe, None),
            Kind::Density { level, width } => Partial::Density { index: state()?, level, width, sum: T::zero() },
            Kind::Distance { times, values } => {
                Partial::Samples { index: state()?, times, values, sum: T::zero(), next: 0 }
            }
            Kind::Spikes(measure) => {
                let one = quantity.of(quantity.origin().element.unwrap_or(0));
                let neuron = neuron_of_voltage(&names::name_of(network.info(), one).0).to_owned();
                let index = state()?;
                let detector = SpikeDetector::new(threshold, names::declares_spikes(network, index));
                Partial::Spikes { index, measure, detector, neuron }
            }
            Kind::SoftSpikeCount { threshold, width } => {
                Partial::SoftCount { index: state()?, counter: SoftSpikeCounter::new(threshold, width) }
            }
            Kind::Envelope { edges, heights, softness } => {
                let sums = vec![T::zero(); heights.len()];
                Partial::Windows { index: state()?, edges, heights, softness, sums }
            }
        };
        Ok(Accumulator { from, duration, partial })
    }

    /// Adds the last step.
    pub(crate) fn observe_step(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) {
        let (begin, end) = (stepper.previous_time().max(self.from), stepper.time());
        match &mut self.partial {
            Partial::Samples { index, times, values, sum, next } => {
                // Rounding may end the run just before the last sample.
                let reached = if end >= self.duration { f64::INFINITY } else { end };
                while let Some((time, value)) = times.get(*next).zip(values.get(*next)).filter(|(t, _)| **t <= reached)
                {
                    let deviation = stepper.interpolate(time.min(end), *index) - *value;
                    *sum += deviation * deviation;
                    *next += 1;
                }
            }
            Partial::Spikes { index, detector, .. } => {
                detector.observe_step(stepper, *index, (self.from, self.duration));
            }
            _ if end <= begin => {}
            Partial::SoftCount { index, counter } => counter.observe_step(stepper, *index, (begin, end)),
            Partial::Windows { index, edges, softness, sums, .. } => {
                let softness = *softness;
                if let Some(window) = edges.windows(2).position(|edge| edge[0] <= begin && begin < edge[1]) {
                    sums[window] +=
                        integral_at_changes(network, stepper, self.from, |_, _, y| soft_max_term(y[*index], softness));
                }
                for (k, part) in window_parts(edges, begin, end) {
                    sums[k] += integral_of_state(stepper, *index, part, softness, |x| soft_max_term(x, softness));
                }
            }
            Partial::Density { index, level, width, sum } => {
                let (level, width) = (*level, *width);
                *sum +=
                    integral_at_changes(network, stepper, self.from, |_, _, y| gauss_kernel(y[*index] - level, width));
                *sum += integral_of_state(stepper, *index, (begin, end), width, |x| gauss_kernel(x - level, width));
            }
            Partial::Integral { probe: Probe::State(index), sum, .. } => {
                *sum += integral_at_changes(network, stepper, self.from, |_, _, y| y[*index]);
                *sum += integral(begin, end, |t| stepper.interpolate(t, *index));
            }
            Partial::Integral { probe, sum, state, .. } => {
                *sum += integral_at_changes(network, stepper, self.from, |network, t, y| probe.value(network, t, y));
                *sum += integral(begin, end, |t| {
                    state.iter_mut().enumerate().for_each(|(k, y)| *y = stepper.interpolate(t, k));
                    probe.value(network, T::from_f64(t), state)
                });
            }
            Partial::End(probe, value) if end >= self.duration => {
                *value = Some(probe.value(network, T::from_f64(end), stepper.state()));
            }
            Partial::End(..) => {}
        }
    }

    /// Returns the measure of a run that ended in the state `end`.
    ///
    /// # Errors
    /// Those of spikes that are missing or have no derivative.
    pub(crate) fn finish(self, network: &dyn System<T>, end: &[T]) -> Result<T, Error> {
        let time = self.duration - self.from;
        Ok(match self.partial {
            Partial::Integral { mean, sum, .. } => {
                if mean {
                    sum / time
                } else {
                    sum
                }
            }
            Partial::End(probe, value) => {
                value.unwrap_or_else(|| probe.value(network, T::from_f64(self.duration), end))
            }
            Partial::Density { sum, .. } => sum / time,
            Partial::Samples { times, sum, .. } => sum / times.len() as f64,
            Partial::Spikes { measure, detector, neuron, .. } => detector.finish(measure, &neuron)?,
            Partial::SoftCount { counter, .. } => counter.sum(),
            Partial::Windows { edges, heights, softness, sums, .. } => {
                let mut mean = T::zero();
                for ((sum, edges), height) in sums.into_iter().zip(edges.windows(2)).zip(&heights) {
                    let deviation = envelope_deviation(sum, edges[1] - edges[0], softness, *height);
                    mean += deviation * deviation;
                }
                mean / heights.len() as f64
            }
        })
    }
}

/// Carries a run out and returns its measures. Traces are not recorded.
pub(crate) fn measure<T: Scalar>(time_loop: TimeLoop<'_, '_, T>, measures: &[&MeasureSpec]) -> Result<Vec<T>, Error> {
    let network = time_loop.network;
    let mut accumulators = measures.iter().map(|spec| begin(&time_loop, spec)).collect::<Result<Vec<_>, _>>()?;
    let end = run(time_loop, &mut accumulators)?;
    accumulators.into_iter().map(|accumulator| accumulator.finish(network, &end)).collect()
}

/// Carries a run out and returns its one measure.
pub(crate) fn measure_one<T: Scalar>(time_loop: TimeLoop<'_, '_, T>, measure: &MeasureSpec) -> Result<T, Error> {
    let network = time_loop.network;
    let mut accumulator = begin(&time_loop, measure)?;
    let end = run(time_loop, std::slice::from_mut(&mut accumulator))?;
    accumulator.finish(network, &end)
}

fn begin<T: Scalar>(time_loop: &TimeLoop<'_, '_, T>, spec: &MeasureSpec) -> Result<Accumulator<T>, Error> {
    let (duration, threshold) = (time_loop.settings.duration, time_loop.settings.threshold);
    let (mut from, begin) = (spec.from, time_loop.settings.begin.time);
    // A run that ends before it begins is refused as a run.
    if from == 0.0 && begin < duration {
        from = begin;
    } else if from < begin && from > 0.0 {
        let (setting, expected) =
            ("the time from which on is measured", "it cannot lie before the run that is continued ends");
        return Err(Error::Setting { setting, value: from, expected });
    }
    Accumulator::new(time_loop.network, spec, [from, duration], threshold)
}

/// Carries a run out without traces. Returns the state at its end.
fn run<T: Scalar>(mut time_loop: TimeLoop<'_, '_, T>, accumulators: &mut [Accumulator<T>]) -> Result<Vec<T>, Error> {
    time_loop.settings.record = Some(Vec::new());
    let network = time_loop.network;
    let Outcome { end, result, .. } = time_loop.run(&mut |stepper| {
        let network = HeldSystem::new(network, stepper.held());
        accumulators.iter_mut().for_each(|accumulator| accumulator.observe_step(&network, stepper));
    });
    result.map(|()| end)
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
