//! The cotangents that a measure gives to the states of a run.

use super::step::{InterpolantCotangent, StepAdjoint};
use crate::error::Error;
use crate::measure::accumulator::neuron_of_voltage;
use crate::measure::integral::{GAUSS_NODES, for_each_node, integral_of_state};
use crate::measure::smooth::{envelope_deviation, gauss_kernel, logistic, soft_max_term, window_parts};
use crate::measure::spike_detector::{SpikeDetector, value_of_spikes};
use crate::measure::{Kind, Objective, SpikeMeasure};
use crate::model::names;
use crate::model::network::Network;
use crate::number::Tangent;
use crate::run::probe::Probe;
use crate::solve::Stepper;
use crate::solve::crossing::turning_times;

/// The adjoint of a measure of one state.
pub(crate) struct MeasureAdjoint<'a> {
    kind: &'a Kind,
    /// The time (ms) from which on the measure counts.
    from: f64,
    duration: f64,
    /// The index of the state.
    index: usize,
    neuron: String,
    forward: Forward,
}

/// The results of the forward pass that the backward pass needs.
enum Forward {
    Nothing,
    /// The spikes so far; after the forward pass they become `Spikes`.
    Spiking(SpikeDetector<f64>, SpikeMeasure),
    /// The times (ms) of spikes, and the derivatives of the measure with respect to them.
    Spikes(Vec<(f64, f64)>),
    /// The times (ms) of the extrema of V within steps.
    Extrema(Vec<f64>),
    /// For every window the integral; after the forward pass, the derivative of the measure with respect to it.
    Windows(Vec<f64>),
}

/// Returns f′(x).
fn derivative(f: impl Fn(Tangent<1>) -> Tangent<1>, x: f64) -> f64 {
    f(Tangent::variable(x, 0)).tangents()[0]
}

impl<'a> MeasureAdjoint<'a> {
    /// Returns the adjoint of an objective.
    ///
    /// # Errors
    /// [`Error::NotReversible`] if it measures a current or a conductance, [`Error::UnknownName`] if what it measures does not
    /// exist.
    pub(crate) fn new<N: Network<f64>>(objective: &'a Objective<N::Tag>, network: &N) -> Result<Self, Error> {
        let spec = &objective.measure.spec;
        let Probe::State(index) = Probe::new::<f64>(network, spec.quantity)? else {
            return Err(Error::NotReversible { reason: "it measures no state" });
        };
        let forward = match &spec.kind {
            Kind::Spikes(measure) => Forward::Spiking(SpikeDetector::new(objective.threshold, false), *measure),
            Kind::SoftSpikeCount { .. } => Forward::Extrema(Vec::new()),
            Kind::Envelope { heights, .. } => Forward::Windows(vec![0.0; heights.len()]),
            Kind::Integral { .. } | Kind::End | Kind::Distance { .. } | Kind::Density { .. } => Forward::Nothing,
        };
        let one = spec.quantity.of(spec.quantity.origin().element.unwrap_or(0));
        let neuron = neuron_of_voltage(&names::name_of(&N::NETWORK, one).0).to_owned();
        Ok(MeasureAdjoint { kind: &spec.kind, from: spec.from, duration: objective.duration, index, neuron, forward })
    }

    /// Takes account of a step of the forward pass.
    pub(crate) fn observe_step(&mut self, stepper: &dyn Stepper<f64>) {
        match &mut self.forward {
            Forward::Spiking(detector, _) => detector.observe_step(stepper, self.index, (self.from, self.duration)),
            Forward::Extrema(times) => times.extend(turning_times(stepper, self.index)),
            Forward::Windows(sums) => {
                let Kind::Envelope { edges, softness, .. } = self.kind else { return };
                for (k, part) in window_parts(edges, stepper.previous_time(), stepper.time()) {
                    sums[k] += integral_of_state(stepper, self.index, part, *softness, |x| soft_max_term(x, *softness));
                }
            }
            Forward::Nothing | Forward::Spikes(_) => {}
        }
    }

    /// Ends the forward pass: computes the derivatives of the measure with respect to its spikes or windows.
    ///
    /// # Errors
    /// Those of spikes that are missing or have no derivative.
    pub(crate) fn finish_forward(mut self) -> Result<Self, Error> {
        self.forward = match self.forward {
            Forward::Spiking(detector, measure) => {
                let times = detector.differentiable(measure, &self.neuron)?;
                let mut spikes = Vec::new();
                for k in 0..times.len() {
                    let seeded =
                        times.iter().enumerate().map(|(j, time)| Tangent::<1>::variable(*time, usize::from(j != k)));
                    let value = value_of_spikes(measure, seeded.collect(), &self.neuron)?;
                    if value.tangents()[0] != 0.0 {
                        spikes.push((times[k], value.tangents()[0]));
                    }
                }
                Forward::Spikes(spikes)
            }
            Forward::Windows(mut sums) => {
                if let Kind::Envelope { edges, heights, softness, .. } = self.kind {
                    for ((sum, edges), height) in sums.iter_mut().zip(edges.windows(2)).zip(heights) {
                        let squared = |sum| {
                            let deviation = envelope_deviation(sum, edges[1] - edges[0], *softness, *height);
                            deviation * deviation
                        };
                        *sum = derivative(squared, *sum) / heights.len() as f64;
                    }
                }
                Forward::Windows(sums)
            }
            forward => forward,
        };
        Ok(self)
    }

    /// Writes the cotangent of the state at the end of the run.
    pub(crate) fn end_cotangent(&self, cotangent: &mut [f64]) {
        if matches!(self.kind, Kind::End) {
            cotangent[self.index] = 1.0;
        }
    }

    /// Appends the cotangents within the step from `t0` to `t1` (ms), whose stages `step` holds.
    pub(crate) fn step_cotangents(&self, t0: f64, t1: f64, step: &StepAdjoint, out: &mut Vec<InterpolantCotangent>) {
        let (index, h) = (self.index, t1 - t0);
        let x = |t: f64| step.interpolate((t - t0) / h, index);
        let mut push = |t: f64, value: f64| out.push(InterpolantCotangent { theta: (t - t0) / h, index, value });
        let (begin, end) = (t0.max(self.from), t1);
        match (self.kind, &self.forward) {
            (Kind::Distance { times, values, .. }, _) => {
                // Rounding may end the run just before the last sample.
                let last = t1 >= self.duration;
                let first = times.partition_point(|time| *time <= t0 && (t0 > 0.0 || *time < 0.0));
                let samples = times.iter().zip(values).skip(first);
                for (time, value) in samples.take_while(|(time, _)| last || **time <= t1) {
                    let time = time.min(t1);
                    push(time, 2.0 * (x(time) - value) / times.len() as f64);
                }
            }
            (_, Forward::Spikes(spikes)) => {
                for (time, derivative) in spikes.iter().filter(|(time, _)| *time > t0 && *time <= t1) {
                    push(*time, -derivative / step.slope((time - t0) / h, index));
                }
            }
            _ if end <= begin => {}
            (Kind::Integral { mean, .. }, _) => {
                let scale = if *mean { 1.0 / (self.duration - self.from) } else { 1.0 };
                for (node, weight) in GAUSS_NODES {
                    push(begin + node * (end - begin), weight * (end - begin) * scale);
                }
            }
            (Kind::Density { level, width, .. }, _) => {
                let time = self.duration - self.from;
                for_each_node((begin, end), *width, &step.interpolant(index), (t0, t1), |t, weight| {
                    push(t, derivative(|x| gauss_kernel(x - *level, *width), x(t)) * weight / time);
                });
            }
            (Kind::SoftSpikeCount { threshold, width, .. }, Forward::Extrema(times)) => {
                let first = times.partition_point(|time| *time < begin);
                let extrema = times[first..].iter().copied().take_while(|time| *time < end);
                let mut last = begin;
                for next in extrema.chain([end]) {
                    if x(next) > x(last) {
                        for (t, sign) in [(last, -1.0), (next, 1.0)] {
                            push(t, sign * derivative(|v| logistic((v - *threshold) / *width), x(t)));
                        }
                    }
                    last = next;
                }
            }
            (Kind::Envelope { edges, softness, .. }, Forward::Windows(derivatives)) => {
                for (k, part) in window_parts(edges, begin, end) {
                    for_each_node(part, *softness, &step.interpolant(index), (t0, t1), |t, weight| {
                        push(t, derivatives[k] * derivative(|x| soft_max_term(x, *softness), x(t)) * weight);
                    });
                }
            }
            _ => {}
        }
    }
}
