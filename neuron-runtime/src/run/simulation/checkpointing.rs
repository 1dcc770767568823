//! When and where a run saves checkpoints, and from which one it resumes.

use super::recorder::Recorder;
use crate::error::{Error, Misfit, Short};
use crate::number::Scalar;
use crate::run::checkpoint::{Checkpoint, CheckpointSource, CheckpointTarget};
use crate::solve::Stepper;
use crate::system::System;
use std::path::PathBuf;

/// The checkpoints of a run. Only runs over `f64` have any.
#[derive(Debug)]
pub(super) struct Checkpointing<'a> {
    /// The time between two checkpoints, ms.
    interval: f64,
    target: Option<CheckpointTarget<'a>>,
    source: Option<CheckpointSource>,
    /// The time at which the next checkpoint is due, ms.
    next_due: f64,
}

impl Default for Checkpointing<'_> {
    fn default() -> Self {
        Checkpointing { interval: f64::INFINITY, target: None, source: None, next_due: f64::INFINITY }
    }
}

impl<'a> Checkpointing<'a> {
    pub(super) fn set_target(&mut self, interval: f64, target: CheckpointTarget<'a>) {
        (self.interval, self.target) = (interval, Some(target));
    }

    pub(super) fn set_source(&mut self, source: CheckpointSource) {
        self.source = Some(source);
    }

    /// Checks the interval, and that the file can be written.
    ///
    /// # Errors
    /// [`Error::Setting`] and [`Error::File`].
    pub(super) fn check(&self) -> Result<(), Error> {
        let Some(target) = &self.target else { return Ok(()) };
        if self.interval > 0.0 {
            return target.check();
        }
        let expected = "it has to be a positive number of milliseconds, infinity for only where the run is cancelled";
        Err(Error::Setting { setting: "the checkpoint interval", value: self.interval, expected })
    }

    /// Returns the checkpoint to resume from, if there is one.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if it does not fit the network, the method, the duration (ms) or the recorder, and those of reading
    /// its file.
    pub(super) fn load<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        method: &str,
        duration: f64,
        recorder: &Recorder<'_, T>,
    ) -> Result<Option<Checkpoint>, Error> {
        let checkpoint = match &self.source {
            None => return Ok(None),
            Some(CheckpointSource::Checkpoint(checkpoint)) => (**checkpoint).clone(),
            #[cfg(feature = "json")]
            Some(CheckpointSource::File(path)) => Checkpoint::load(path)?,
        };
        let time = checkpoint.time();
        let recording = || recorder.mismatch(checkpoint.recorded(), time).map(Misfit::Settings);
        if let Some(problem) = checkpoint.mismatch(network, method).or_else(recording) {
            return Err(self.refuse(problem));
        }
        if time > duration {
            let problem = format!("it is of {} ms, and the run ends at {} ms", Short(time), Short(duration));
            return Err(self.refuse(Misfit::Settings(problem)));
        }
        Ok(Some(checkpoint))
    }

    /// Returns the error of a checkpoint that cannot be resumed.
    pub(super) fn refuse(&self, problem: Misfit) -> Error {
        let path: Option<PathBuf> = match &self.source {
            #[cfg(feature = "json")]
            Some(CheckpointSource::File(path)) => Some(path.clone()),
            _ => None,
        };
        Error::Checkpoint { path, problem }
    }

    /// Schedules the first checkpoint of a run that begins at `time` (ms).
    ///
    /// # Errors
    /// [`Error::Sink`] if checkpoints are saved, and the sink cannot resume from them.
    pub(super) fn begin<T: Scalar>(&mut self, time: f64, recorder: &mut Recorder<'_, T>) -> Result<(), Error> {
        self.schedule(time);
        // A sink that cannot resume should fail now, and not after an hour.
        if self.target.is_some() { recorder.sink_position(time).map(|_| ()) } else { Ok(()) }
    }

    fn schedule(&mut self, time: f64) {
        self.next_due =
            if self.target.is_some() { ((time / self.interval).floor() + 1.0) * self.interval } else { f64::INFINITY };
    }

    /// Returns the time (ms) at which the next [`save`](Self::save) is due.
    pub(super) fn next_due(&self) -> f64 {
        self.next_due
    }

    /// Saves a checkpoint, if checkpoints were asked for, and schedules the next one.
    pub(super) fn save<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        method: &str,
        stepper: &dyn Stepper<T>,
        recorder: &mut Recorder<'_, T>,
    ) -> Result<(), Error> {
        let Some(target) = &mut self.target else { return Ok(()) };
        let checkpoint = Checkpoint::new(network, method, stepper, recorder.state(stepper.time())?);
        target.put(checkpoint)?;
        self.schedule(stepper.time());
        Ok(())
    }
}
