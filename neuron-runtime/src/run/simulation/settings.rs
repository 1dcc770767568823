//! The settings of a run, besides its network and its method.

use super::checkpointing::Checkpointing;
use super::sample_times::SampleTimes;
use crate::error::Error;
use crate::model::handle::{Origin, Quantity};
use crate::number::Scalar;
use crate::run::change::Change;
use crate::run::cost_evaluation::CostEvaluation;
use crate::run::input::Placed;
use crate::run::progress::ProgressMonitor;
use crate::run::restart::RestartPoint;
use crate::run::sink::Sink;
use crate::system::System;
use std::fmt;
use std::sync::Arc;

/// Everything that is set before a run. Times are in ms, the threshold is in mV.
pub(crate) struct Settings<'a, T> {
    pub(crate) duration: f64,
    pub(crate) sample_times: SampleTimes,
    pub(crate) threshold: f64,
    /// The spikes (ms) of sources that are listed.
    pub(crate) listed: Vec<(Origin, Vec<f64>)>,
    /// The step of the grid of spikes (ms), if they are on one.
    pub(crate) grid: Option<f64>,
    /// The number of spikes in flight to synapses for which there is room from the beginning.
    pub(crate) in_flight: usize,
    /// The quantities to record; `None` for V of every neuron.
    pub(crate) record: Option<Vec<Quantity>>,
    pub(crate) start: Option<Vec<T>>,
    /// Where the run begins, if it does not at 0 ms.
    pub(crate) begin: RestartPoint<T>,
    /// Changes of parameters and states.
    pub(crate) changes: Vec<Change<T>>,
    /// What was wrong with the settings before the run could begin.
    pub(crate) refused: Option<Error>,
    /// The inputs in the order in which they were given.
    pub(crate) inputs: Vec<Placed<T>>,
    pub(crate) sink: Option<Box<dyn Sink<T> + 'a>>,
    pub(crate) monitor: ProgressMonitor<'a>,
    pub(super) checkpointing: Checkpointing<'a>,
    /// The evaluation of a cost to which the run belongs; `None` for the one that the network carries along.
    pub(crate) evaluation: Option<Arc<CostEvaluation>>,
}

impl<T> Settings<'_, T> {
    /// Returns the default settings of a run of this duration (ms).
    pub(crate) fn new(duration: f64) -> Self {
        Settings {
            duration,
            sample_times: SampleTimes::Every(0.1),
            threshold: 0.0,
            listed: Vec::new(),
            grid: None,
            in_flight: 0,
            record: None,
            start: None,
            begin: RestartPoint::default(),
            changes: Vec::new(),
            refused: None,
            inputs: Vec::new(),
            sink: None,
            monitor: ProgressMonitor::default(),
            checkpointing: Checkpointing::default(),
            evaluation: None,
        }
    }
}

impl<T: Scalar> Settings<'_, T> {
    /// Returns the evaluation of a cost to which the run belongs, if there is one.
    pub(crate) fn evaluation(&self, network: &dyn System<T>) -> Option<Arc<CostEvaluation>> {
        self.evaluation.clone().or_else(|| CostEvaluation::of(network))
    }

    /// Returns the state that was set to begin with, otherwise the network's own start with the seeds of derivatives.
    pub(crate) fn initial_state(&self, network: &dyn System<T>) -> Vec<T> {
        if let Some(start) = &self.start {
            return start.clone();
        }
        let mut y = vec![T::zero(); network.dim()];
        network.start(&mut y);
        if let Some(evaluation) = self.evaluation(network) {
            evaluation.seed_start(network, &mut y);
        }
        y
    }
}

impl<T: fmt::Debug> fmt::Debug for Settings<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("duration", &self.duration)
            .field("sample_times", &self.sample_times)
            .field("threshold", &self.threshold)
            .field("record", &self.record)
            .field("start", &self.start)
            .field("begin", &self.begin)
            .field("monitor", &self.monitor)
            .field("checkpointing", &self.checkpointing)
            .finish_non_exhaustive()
    }
}
