//! What is asked of a run, besides its network and its method.

use super::checkpointing::Checkpointing;
use super::sample_times::SampleTimes;
use crate::model::handle::Quantity;
use crate::run::progress::ProgressMonitor;
use crate::run::sink::Sink;
use std::fmt;

/// Everything that is set before a run; times in ms, the threshold in mV.
pub(crate) struct Settings<'a, T> {
    pub(crate) duration: f64,
    pub(crate) sample_times: SampleTimes,
    pub(crate) threshold: f64,
    /// What is recorded; V of every neuron where nothing is said.
    pub(crate) record: Option<Vec<Quantity>>,
    pub(crate) start: Option<Vec<T>>,
    pub(crate) sink: Option<Box<dyn Sink<T> + 'a>>,
    pub(crate) monitor: ProgressMonitor<'a>,
    pub(super) checkpointing: Checkpointing<'a>,
}

impl<T> Settings<'_, T> {
    /// The usual ones.
    pub(crate) fn new(duration: f64) -> Self {
        Settings {
            duration,
            sample_times: SampleTimes::Every(0.1),
            threshold: 0.0,
            record: None,
            start: None,
            sink: None,
            monitor: ProgressMonitor::default(),
            checkpointing: Checkpointing::default(),
        }
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
            .field("monitor", &self.monitor)
            .field("checkpointing", &self.checkpointing)
            .finish_non_exhaustive()
    }
}
