//! Measures of spikes and bursts.

use crate::error::Error;
use crate::measure::spikes::undecided_spike;
use crate::number::Scalar;
use crate::run::spikes::Spikes;
use crate::solve::Stepper;
use crate::solve::crossing::{Event, EventDetector, Extremum, Rise, is_rising_at_threshold};

use super::SpikeMeasure;

/// The spikes of one neuron, and the times at which its V grazes the threshold.
#[derive(Debug)]
pub(crate) struct SpikeDetector<T> {
    threshold: f64,
    /// True if the cell declares its spikes, which are events then.
    declared: bool,
    times: Vec<T>,
    /// The times (ms) at which a small change makes or removes a spike.
    grazing_times: Vec<f64>,
    events: EventDetector,
}

impl<T: Scalar> SpikeDetector<T> {
    /// Finds spikes at a threshold (mV), unless the cell has `declared` its own.
    pub(crate) fn new(threshold: f64, declared: bool) -> Self {
        let (times, grazing_times) = (Vec::new(), Vec::new());
        SpikeDetector { threshold, declared, times, grazing_times, events: EventDetector::default() }
    }

    /// Adds the spikes in the last step. V is state `index`; spikes count between `from` and `duration` (ms).
    pub(crate) fn observe_step(&mut self, stepper: &dyn Stepper<T>, index: usize, (from, duration): (f64, f64)) {
        if self.declared {
            let own = stepper.spikes().iter().filter(|spike| spike.v == index && spike.time.re() >= from);
            return self.times.extend(own.map(|spike| spike.time));
        }
        let SpikeDetector { events, times, grazing_times, threshold, .. } = self;
        events.observe_step(stepper, index, *threshold, |event| match event {
            Event::Rise(Rise { time, grazes }) if time.re() >= from => {
                times.push(time);
                grazing_times.extend(grazes.then_some(time.re()));
            }
            Event::Extremum(Extremum { time, is_peak }) if time >= from => {
                let spike = times.last().filter(|_| is_peak);
                grazing_times.push(spike.map_or(time, |spike| spike.re()));
            }
            _ => {}
        });
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
    pub(crate) fn finish(self, measure: SpikeMeasure, neuron: &str) -> Result<T, Error> {
        let times = if T::HAS_DERIVATIVES { self.differentiable(measure, neuron)? } else { self.times };
        value_of_spikes(measure, times, neuron)
    }

    /// Returns the spike times, if those that the measure depends on have derivatives.
    ///
    /// # Errors
    /// [`Error::UndecidedBurst`] and [`Error::NotDifferentiable`].
    pub(crate) fn differentiable(self, measure: SpikeMeasure, neuron: &str) -> Result<Vec<T>, Error> {
        if let SpikeMeasure::Period { gap } | SpikeMeasure::DutyCycle { gap } = measure
            && let Some(spike) = undecided_spike(&self.times, gap)
        {
            return Err(Error::UndecidedBurst { neuron: neuron.to_owned(), time: spike.re(), gap });
        }
        // The measure does not depend on later spikes.
        let last = match measure {
            SpikeMeasure::Time { spike } => self.times.get(spike),
            SpikeMeasure::Interval { spike } => spike.checked_add(1).and_then(|spike| self.times.get(spike)),
            SpikeMeasure::Period { .. } | SpikeMeasure::DutyCycle { .. } => None,
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
pub(crate) fn value_of_spikes<T: Scalar>(measure: SpikeMeasure, times: Vec<T>, neuron: &str) -> Result<T, Error> {
    let found = times.len();
    let missing = |wanted: String| Error::NoEvent { neuron: neuron.to_owned(), wanted, found };
    let burst = || missing("a burst that another one follows".to_owned());
    match measure {
        SpikeMeasure::Time { spike } => times.get(spike).copied().ok_or_else(|| missing(format!("spike {spike}"))),
        SpikeMeasure::Interval { spike } => match times.get(spike..).and_then(|times| times.first_chunk::<2>()) {
            Some([first, second]) => Ok(*second - *first),
            None => Err(missing(format!("the interval after spike {spike}"))),
        },
        SpikeMeasure::DutyCycle { gap } => Spikes::new(0.0, times).bursts(gap).mean_duty_cycle().ok_or_else(burst),
        SpikeMeasure::Period { gap } => Spikes::new(0.0, times).bursts(gap).mean_period().ok_or_else(burst),
    }
}
