//! What reverse mode needs to know of a measure: the cotangents of the states that it sees.

use super::step::{Impulse, StepAdjoint};
use crate::error::Error;
use crate::measure::accumulator::first_element;
use crate::measure::integral::{GAUSS_NODES, for_each_node, integral_of_state};
use crate::measure::smooth::{envelope_deviation, gauss_kernel, logistic, soft_max_term, window_parts};
use crate::measure::spike_detector::{SpikeDetector, value_of_spikes};
use crate::measure::{Kind, Measure, Objective};
use crate::model::access;
use crate::model::handle::Quantity;
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::Tangent;
use crate::solve::Stepper;

impl<N> Measure<N> {
    /// The index of the state that it is of; nothing of a current or a conductance.
    pub(crate) fn state<M: Network<f64>>(&self, network: &M) -> Option<usize> {
        match first_element(self.kind.quantity()) {
            Quantity::State(origin, index) => network.state_index(origin, index),
            _ => None,
        }
    }
}

/// The cotangents that a measure puts on the states of a run.
pub(crate) struct Cotangents<'a> {
    kind: &'a Kind,
    from: f64,
    duration: f64,
    index: usize,
    neuron: String,
    seen: Seen,
}

/// What it has to have seen of the run forwards.
enum Seen {
    Nothing,
    Spiking(SpikeDetector<f64>),
    /// Times (ms) of spikes, and the derivatives of the measure by them.
    Spikes(Vec<(f64, f64)>),
    /// Times (ms) at which V turns round.
    Turns(Vec<f64>),
    /// For every window the integral, then the derivative of the measure by it.
    Windows(Vec<f64>),
}

/// f′(x).
fn slope(f: impl Fn(Tangent<1>) -> Tangent<1>, x: f64) -> f64 {
    f(Tangent::variable(x, 0)).tangents()[0]
}

impl<'a> Cotangents<'a> {
    /// Of an objective; nothing if its measure is not of a state.
    pub(crate) fn new<N: Network<f64>>(objective: &'a Objective<N::Tag>, network: &N) -> Option<Self> {
        let Measure { kind, from, .. } = &objective.measure;
        let index = objective.measure.state(network)?;
        let seen = match kind {
            Kind::SpikeTime { .. } | Kind::Interval { .. } | Kind::Period { .. } | Kind::DutyCycle { .. } => {
                Seen::Spiking(SpikeDetector::new(objective.threshold))
            }
            Kind::SoftSpikeCount { .. } => Seen::Turns(Vec::new()),
            Kind::Envelope { heights, .. } => Seen::Windows(vec![0.0; heights.len()]),
            Kind::Integral { .. } | Kind::End { .. } | Kind::Distance { .. } | Kind::Density { .. } => Seen::Nothing,
        };
        let name = access::name_of(&N::INFO, first_element(kind.quantity())).0;
        let neuron = crate::measure::accumulator::neuron_of_voltage(&name).to_owned();
        Some(Cotangents { kind, from: *from, duration: objective.duration, index, neuron, seen })
    }

    /// Looks at a step of the run forwards.
    pub(crate) fn look(&mut self, stepper: &dyn Stepper<f64>) {
        match &mut self.seen {
            Seen::Spiking(detector) => detector.observe_step(stepper, self.index, (self.from, self.duration)),
            Seen::Turns(turns) => turns.extend(stepper.turn(self.index)),
            Seen::Windows(sums) => {
                let Kind::Envelope { edges, softness, .. } = self.kind else { return };
                for (k, part) in window_parts(edges, stepper.previous_time(), stepper.time()) {
                    sums[k] += integral_of_state(stepper, self.index, part, *softness, |x| soft_max_term(x, *softness));
                }
            }
            Seen::Nothing | Seen::Spikes(_) => {}
        }
    }

    /// The run forwards is over: how the measure depends on what was seen.
    ///
    /// # Errors
    /// Spikes that are not there, or have no derivative.
    pub(crate) fn settle(mut self) -> Result<Self, Error> {
        self.seen = match self.seen {
            Seen::Spiking(detector) => {
                let times = detector.differentiable(self.kind, &self.neuron)?;
                let mut spikes = Vec::new();
                for k in 0..times.len() {
                    let marked =
                        times.iter().enumerate().map(|(j, time)| Tangent::<1>::variable(*time, usize::from(j != k)));
                    let value = value_of_spikes(self.kind, marked.collect(), &self.neuron)?;
                    if value.tangents()[0] != 0.0 {
                        spikes.push((times[k], value.tangents()[0]));
                    }
                }
                Seen::Spikes(spikes)
            }
            Seen::Windows(mut sums) => {
                if let Kind::Envelope { edges, heights, softness, .. } = self.kind {
                    for ((sum, edges), height) in sums.iter_mut().zip(edges.windows(2)).zip(heights) {
                        let squared = |sum| {
                            let deviation = envelope_deviation(sum, edges[1] - edges[0], *softness, *height);
                            deviation * deviation
                        };
                        *sum = slope(squared, *sum) / heights.len() as f64;
                    }
                }
                Seen::Windows(sums)
            }
            seen => seen,
        };
        Ok(self)
    }

    /// The cotangent of the state at the end.
    pub(crate) fn at_end(&self, cotangent: &mut [f64]) {
        if matches!(self.kind, Kind::End { .. }) {
            cotangent[self.index] = 1.0;
        }
    }

    /// The cotangents within the step from `t0` to `t1` (ms), whose stages `step` has.
    pub(crate) fn impulses(&self, t0: f64, t1: f64, step: &StepAdjoint, to: &mut Vec<Impulse>) {
        let (index, h) = (self.index, t1 - t0);
        let x = |t: f64| step.interpolate((t - t0) / h, index);
        let mut impulse = |t: f64, weight: f64| to.push(Impulse { theta: (t - t0) / h, index, weight });
        let (begin, end) = (t0.max(self.from), t1);
        match (self.kind, &self.seen) {
            (Kind::Distance { times, values, .. }, _) => {
                // The end of a run may be short of the last sample by rounding.
                let last = t1 >= self.duration;
                let first = times.partition_point(|time| *time <= t0 && (t0 > 0.0 || *time < 0.0));
                let samples = times.iter().zip(values).skip(first);
                for (time, value) in samples.take_while(|(time, _)| last || **time <= t1) {
                    let time = time.min(t1);
                    impulse(time, 2.0 * (x(time) - value) / times.len() as f64);
                }
            }
            (_, Seen::Spikes(spikes)) => {
                for (time, by) in spikes.iter().filter(|(time, _)| *time > t0 && *time <= t1) {
                    impulse(*time, -by / step.slope((time - t0) / h, index));
                }
            }
            _ if end <= begin => {}
            (Kind::Integral { mean, .. }, _) => {
                let scale = if *mean { 1.0 / (self.duration - self.from) } else { 1.0 };
                for (point, weight) in GAUSS_NODES {
                    impulse(begin + point * (end - begin), weight * (end - begin) * scale);
                }
            }
            (Kind::Density { level, width, .. }, _) => {
                let time = self.duration - self.from;
                for_each_node((begin, end), *width, x, |t, weight| {
                    impulse(t, slope(|x| gauss_kernel(x - *level, *width), x(t)) * weight / time);
                });
            }
            (Kind::SoftSpikeCount { threshold, width, .. }, Seen::Turns(turns)) => {
                let turn = turns.iter().copied().find(|turn| (begin..end).contains(turn));
                let mut last = begin;
                for next in turn.into_iter().chain([end]) {
                    if x(next) > x(last) {
                        for (t, sign) in [(last, -1.0), (next, 1.0)] {
                            impulse(t, sign * slope(|v| logistic((v - *threshold) / *width), x(t)));
                        }
                    }
                    last = next;
                }
            }
            (Kind::Envelope { edges, softness, .. }, Seen::Windows(by)) => {
                for (k, part) in window_parts(edges, begin, end) {
                    for_each_node(part, *softness, x, |t, weight| {
                        impulse(t, by[k] * slope(|x| soft_max_term(x, *softness), x(t)) * weight);
                    });
                }
            }
            _ => {}
        }
    }
}
