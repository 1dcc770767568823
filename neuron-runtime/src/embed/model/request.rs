//! The settings of a run of a model.

use crate::error::Error;
use crate::measure::Solver;
use crate::model::names;
use crate::number::Scalar;
use crate::run::simulation::Settings;
use crate::run::simulation::sample_times::SampleTimes;
use crate::system::System;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A run that a [`Model`](super::Model) is asked for. By default
///
/// - its method is [`Adaptive`](crate::solve::Adaptive) with a tolerance of 1e-6;
/// - it records V of every neuron, but not of compartments beside the first, every 0.1 ms;
/// - it finds spikes at 0 mV.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing by itself"]
pub struct Request {
    pub(super) duration: f64,
    pub(super) solver: Solver,
    pub(super) threshold: f64,
    pub(super) start: Option<Vec<f64>>,
    /// The names of what is recorded; `None` for V of every neuron.
    record: Option<Vec<String>>,
    sample_times: SampleTimes,
    cancel: Option<Arc<AtomicBool>>,
}

impl Request {
    /// Requests a run of `duration` milliseconds from the model's start.
    pub fn new(duration: f64) -> Self {
        let (solver, sample_times) = (Solver::default(), SampleTimes::Every(0.1));
        Request { duration, solver, threshold: 0.0, start: None, record: None, sample_times, cancel: None }
    }

    /// Solves with `method`. [`Solver::by_name`] returns one by its name, [`Solver::METHODS`] describes all.
    pub fn method(mut self, method: impl Into<Solver>) -> Self {
        self.solver = method.into();
        self
    }

    /// Records these states, currents or conductances instead of V of every neuron: `AB.v`, `AB.NaV.m`, `AB.NaV.current`,
    /// `AB_LP.Cholinergic.conductance`, `E[3].v`; `E.v` stands for all elements of the array. Each further call adds more.
    pub fn record<S: AsRef<str>>(mut self, names: &[S]) -> Self {
        self.record.get_or_insert_default().extend(names.iter().map(|name| name.as_ref().to_owned()));
        self
    }

    /// Records no traces, only spikes.
    pub fn record_nothing(mut self) -> Self {
        self.record = Some(Vec::new());
        self
    }

    /// Records at multiples of `interval` (ms), 0 included.
    pub fn record_every(mut self, interval: f64) -> Self {
        self.sample_times = SampleTimes::Every(interval);
        self
    }

    /// Records at these times (ms), which are in ascending order and not after the end of the run.
    pub fn record_at(mut self, times: &[f64]) -> Self {
        self.sample_times = SampleTimes::At(times.to_vec());
        self
    }

    /// Finds spikes as upward crossings of `threshold` (mV) by V of each neuron's first compartment.
    pub fn spikes(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// Begins at this state instead of the model's own start, each number in its declared unit: one number per state.
    pub fn start_at(mut self, state: &[f64]) -> Self {
        self.start = Some(state.to_vec());
        self
    }

    /// Ends the run with [`Error::Cancelled`] after the step during which `flag` becomes true. Another thread or a signal
    /// handler may set it.
    pub fn cancel(mut self, flag: Arc<AtomicBool>) -> Self {
        self.cancel = Some(flag);
        self
    }

    /// Returns the settings of a run of `network`.
    ///
    /// # Errors
    /// Those of names that are not there.
    pub(super) fn settings<T: Scalar>(&self, network: &dyn System<T>) -> Result<Settings<'_, T>, Error> {
        let mut settings = Settings::new(self.duration);
        settings.sample_times = self.sample_times.clone();
        settings.threshold = self.threshold;
        if let Some(names) = &self.record {
            let quantities = names.iter().map(|name| names::find_quantity(network, name));
            settings.record = Some(quantities.collect::<Result<_, _>>()?);
        }
        settings.start = self.start.as_ref().map(|start| start.iter().map(|y| T::from_f64(*y)).collect());
        if let Some(flag) = &self.cancel {
            settings.monitor.set_cancel_flag(flag);
        }
        Ok(settings)
    }
}
