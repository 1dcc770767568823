//! Measures of spikes and bursts.

use crate::error::Error;
use crate::measure::spikes::undecided_spike;
use crate::number::Scalar;
use crate::run::simulation::crossing::{Crossing, ExtremumDetector, find_crossing, is_rising_at_threshold};
use crate::run::spikes::Spikes;
use crate::solve::Stepper;

use super::Kind;

/// The spikes of one neuron, and the times at which its V grazes the threshold.
#[derive(Debug)]
pub(crate) struct SpikeDetector<T> {
    threshold: f64,
    times: Vec<T>,
    /// The times (ms) at which a small change makes or removes a spike.
    grazing_times: Vec<f64>,
    extrema: ExtremumDetector,
}

impl<T: Scalar> SpikeDetector<T> {
    pub(crate) fn new(threshold: f64) -> Self {
        SpikeDetector { threshold, times: Vec::new(), grazing_times: Vec::new(), extrema: ExtremumDetector::default() }
    }

    /// Adds the spikes in the last step. V is state `index`; spikes count between `from` and `duration` (ms).
    pub(crate) fn observe_step(&mut self, stepper: &dyn Stepper<T>, index: usize, (from, duration): (f64, f64)) {
        if let Some(Crossing { time, grazes }) = find_crossing(stepper, index, self.threshold)
            && time.re() >= from
        {
            self.times.push(time);
            self.grazing_times.extend(grazes.then_some(time.re()));
        }
        if let Some(extremum) =
            self.extrema.at_threshold(stepper, index, self.threshold).filter(|extremum| extremum.time >= from)
        {
            let spike = self.times.last().filter(|_| extremum.is_spike_peak);
            self.grazing_times.push(spike.map_or(extremum.time, |spike| spike.re()));
        }
        // If V is at the threshold at either end of the measured time, a small change makes or removes a spike there.
        let (begin, end) = (stepper.previous_time(), stepper.time());
        if begin < from && from <= end && is_rising_at_threshold(stepper, index, self.threshold, from) {
            self.grazing_times.push(from);
        }
        if end >= duration && is_rising_at_threshold(stepper, index, self.threshold, end) {
            let spike = self.times.last().filter(|_| stepper.state()[index].re() >= self.threshold);
            self.grazing_times.push(spike.map_or(end, |spike| spike.re()));
        }
    }

    /// Returns the measure of the spikes. `neuron` is the name for errors.
    ///
    /// # Errors
    /// Those of [`differentiable`](Self::differentiable), if the number type carries derivatives, and of [`value_of_spikes`].
    pub(crate) fn finish(self, kind: &Kind, neuron: &str) -> Result<T, Error> {
        let times = if T::HAS_DERIVATIVES { self.differentiable(kind, neuron)? } else { self.times };
        value_of_spikes(kind, times, neuron)
    }

    /// Returns the spike times, if those that the measure depends on have derivatives.
    ///
    /// # Errors
    /// [`Error::UndecidedBurst`] and [`Error::NotDifferentiable`].
    pub(crate) fn differentiable(self, kind: &Kind, neuron: &str) -> Result<Vec<T>, Error> {
        if let Kind::Period { gap, .. } | Kind::DutyCycle { gap, .. } = kind
            && let Some(spike) = undecided_spike(&self.times, *gap)
        {
            return Err(Error::UndecidedBurst { neuron: neuron.to_owned(), time: spike.re(), gap: *gap });
        }
        // The measure does not depend on later spikes.
        let last = match kind {
            Kind::SpikeTime { spike, .. } => self.times.get(*spike),
            Kind::Interval { spike, .. } => self.times.get(*spike + 1),
            _ => None,
        };
        let until = last.map_or(f64::INFINITY, |time| time.re() + 1e-6);
        match self.grazing_times.iter().find(|time| **time <= until) {
            Some(time) => {
                let crossing = Some((neuron.to_owned(), *time));
                Err(Error::NotDifferentiable { value: last.map_or(f64::NAN, |time| time.re()), crossing })
            }
            None => Ok(self.times),
        }
    }
}

/// Returns the measure of spikes at `times` (ms).
///
/// # Errors
/// [`Error::NoEvent`] if a spike or burst is missing.
pub(crate) fn value_of_spikes<T: Scalar>(kind: &Kind, times: Vec<T>, neuron: &str) -> Result<T, Error> {
    let found = times.len();
    let missing = |wanted: String| Error::NoEvent { neuron: neuron.to_owned(), wanted, found };
    let burst = || missing("a burst that another one follows".to_owned());
    match kind {
        Kind::SpikeTime { spike, .. } => times.get(*spike).copied().ok_or_else(|| missing(format!("spike {spike}"))),
        Kind::Interval { spike, .. } => match times.get(*spike..*spike + 2) {
            Some(pair) => Ok(pair[1] - pair[0]),
            None => Err(missing(format!("the interval after spike {spike}"))),
        },
        Kind::DutyCycle { gap, .. } => Spikes::new(0.0, times).bursts(*gap).mean_duty_cycle().ok_or_else(burst),
        Kind::Period { gap, .. } => Spikes::new(0.0, times).bursts(*gap).mean_period().ok_or_else(burst),
        _ => Err(missing("something else".to_owned())),
    }
}
