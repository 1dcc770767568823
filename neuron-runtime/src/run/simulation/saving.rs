//! When a run saves its state, and from where it resumes.

use super::recorder::Recorder;
use crate::error::Error;
use crate::number::Scalar;
use crate::run::checkpoint::{Checkpoint, Keep, Resume};
use crate::solve::Stepper;
use crate::system::System;
use std::path::PathBuf;

/// Settings of a run over `f64`; for other number types there are none.
#[derive(Debug)]
pub(super) struct Saving<'a> {
    /// ms.
    every: f64,
    keep: Option<Keep<'a>>,
    resume: Option<Resume>,
    /// When the next checkpoint is due, ms.
    next: f64,
}

impl Default for Saving<'_> {
    fn default() -> Self {
        Saving { every: f64::INFINITY, keep: None, resume: None, next: f64::INFINITY }
    }
}

impl<'a> Saving<'a> {
    pub(super) fn keep(&mut self, every: f64, keep: Keep<'a>) {
        (self.every, self.keep) = (every, Some(keep));
    }

    pub(super) fn resume(&mut self, resume: Resume) {
        self.resume = Some(resume);
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.keep.is_none() || self.every > 0.0 {
            return Ok(());
        }
        let expected = "it has to be a positive number of milliseconds, infinity for only where the run is cancelled";
        Err(Error::Setting { setting: "the checkpoint interval", value: self.every, expected })
    }

    /// The checkpoint to begin from, if there is one: it fits the network, the method of this name and the recording.
    pub(super) fn load<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        method: &str,
        duration: f64,
        recorder: &Recorder<'_, T>,
    ) -> Result<Option<Checkpoint>, Error> {
        let checkpoint = match &self.resume {
            None => return Ok(None),
            Some(Resume::Checkpoint(checkpoint)) => (**checkpoint).clone(),
            #[cfg(feature = "json")]
            Some(Resume::File(path)) => Checkpoint::load(path)?,
        };
        let time = checkpoint.time();
        let differs = checkpoint.differs(network, method).or_else(|| recorder.mismatch(checkpoint.recorded(), time));
        if let Some(problem) = differs {
            return Err(self.refuse(problem));
        }
        if time >= duration {
            return Err(self.refuse(format!("it is of {time} ms, and the run ends at {duration} ms")));
        }
        Ok(Some(checkpoint))
    }

    /// The error of a checkpoint that cannot be resumed.
    pub(super) fn refuse(&self, problem: String) -> Error {
        let path: Option<PathBuf> = match &self.resume {
            #[cfg(feature = "json")]
            Some(Resume::File(path)) => Some(path.clone()),
            _ => None,
        };
        Error::Checkpoint { path, problem }
    }

    /// The run begins at `time` (ms).
    pub(super) fn begin<T: Scalar>(&mut self, time: f64, recorder: &mut Recorder<'_, T>) -> Result<(), Error> {
        self.schedule(time);
        // Now rather than after an hour, if the sink cannot be resumed.
        if self.keep.is_some() { recorder.sink_position(time).map(|_| ()) } else { Ok(()) }
    }

    fn schedule(&mut self, time: f64) {
        self.next = if self.keep.is_some() { ((time / self.every).floor() + 1.0) * self.every } else { f64::INFINITY };
    }

    /// When it is time to [`save`](Self::save), ms.
    pub(super) fn next(&self) -> f64 {
        self.next
    }

    /// Saves where the run stands, if that was asked for.
    pub(super) fn save<T: Scalar>(
        &mut self,
        network: &dyn System<T>,
        method: &str,
        stepper: &dyn Stepper<T>,
        recorder: &mut Recorder<'_, T>,
    ) -> Result<(), Error> {
        let Some(keep) = &mut self.keep else { return Ok(()) };
        let checkpoint = Checkpoint::new(network, method, stepper, recorder.state(stepper.time())?);
        match keep {
            Keep::Variable(variable) => **variable = Some(checkpoint),
            #[cfg(feature = "json")]
            Keep::File(path) => checkpoint.save(path)?,
        }
        self.schedule(stepper.time());
        Ok(())
    }
}
