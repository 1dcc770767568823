//! A run under way: step by step to its end, whatever the network and the method are.

use super::recorder::Recorder;
use super::settings::Settings;
use super::sink_writer::SinkWriter;
use crate::error::Error;
use crate::number::Scalar;
use crate::run::cost_evaluation;
use crate::run::progress::Progress;
use crate::run::step_sequence::StepMode;
use crate::solve::{AnyMethod, Statistics, StepError, Stepper};
use crate::system::System;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

/// A network, a method, and what is asked of them.
pub(crate) struct TimeLoop<'r, 'a, T> {
    pub(crate) network: &'r dyn System<T>,
    pub(super) method: &'r dyn AnyMethod<T>,
    pub(crate) settings: &'r mut Settings<'a, T>,
}

/// What became of a run.
pub(crate) struct Outcome<'a, T> {
    pub(crate) recorder: Recorder<'a, T>,
    /// The state at the end; empty if it never began.
    pub(crate) end: Vec<T>,
    pub(crate) statistics: Statistics,
    pub(crate) result: Result<(), Error>,
}

impl<'r, 'a, T: Scalar> TimeLoop<'r, 'a, T> {
    pub(crate) fn new(
        network: &'r dyn System<T>,
        method: &'r dyn AnyMethod<T>,
        settings: &'r mut Settings<'a, T>,
    ) -> Self {
        TimeLoop { network, method, settings }
    }

    /// Carries the run out, and shows every step to `observe`.
    pub(crate) fn run(&mut self, observe: &mut dyn FnMut(&dyn Stepper<T>)) -> Outcome<'a, T> {
        let Settings { duration, threshold, sample_times, record, sink, .. } = &mut *self.settings;
        let (sample_times, stream) = (sample_times.clone(), sink.take().map(SinkWriter::new));
        let mut recorder = Recorder::new(self.network, *duration, sample_times, *threshold, record.take(), stream);
        let mut stepper = match self.begin(&mut recorder) {
            Ok(stepper) => stepper,
            Err(error) => {
                let (end, statistics) = (Vec::new(), Statistics::default());
                return Outcome { recorder, end, statistics, result: Err(error) };
            }
        };
        let (mut mode, sizes) = cost_evaluation::begin_run();
        if let Some(sizes) = sizes {
            stepper.watch_derivatives(sizes);
        }
        let result = self.solve(&mut mode, &mut *stepper, &mut recorder, observe);
        cost_evaluation::end_run(mode);
        // A sink that failed is not asked again.
        let result = match result {
            Err(Error::Sink { .. }) => result,
            _ => result.and(recorder.flush(stepper.time())),
        };
        Outcome { recorder, end: stepper.state().to_vec(), statistics: stepper.statistics(), result }
    }

    /// What carries the method out, at the start or at the checkpoint, and the recording there.
    fn begin(&mut self, recorder: &mut Recorder<'a, T>) -> Result<Box<dyn Stepper<T>>, Error> {
        self.check()?;
        let (network, duration) = (self.network, self.settings.duration);
        let stepper = match self.settings.checkpointing.load(network, self.method.name(), duration, recorder)? {
            None => {
                let stepper = self.method.begin(network, 0.0, &self.initial_state());
                if let Some(index) = stepper.state().iter().position(|x| !x.is_finite()) {
                    return Err(self.explain(StepError::NotFinite { index, value: stepper.state()[index].re() }, 0.0));
                }
                recorder.begin(network, stepper.state())?;
                stepper
            }
            Some(checkpoint) => {
                let state: Vec<T> = checkpoint.state().iter().map(|x| T::from_f64(*x)).collect();
                let mut stepper = self.method.begin(network, checkpoint.time(), &state);
                if !stepper.remember(checkpoint.memory()) {
                    let problem = "the method had other settings, or its memory is damaged".to_owned();
                    return Err(self.settings.checkpointing.refuse(problem));
                }
                recorder.resume(checkpoint.into_recorded(), stepper.time())?;
                stepper
            }
        };
        self.settings.checkpointing.begin(stepper.time(), recorder)?;
        Ok(stepper)
    }

    /// The state to begin with.
    pub(crate) fn initial_state(&self) -> Vec<T> {
        if let Some(start) = &self.settings.start {
            return start.clone();
        }
        let mut y = vec![T::zero(); self.network.dim()];
        self.network.start(&mut y);
        cost_evaluation::seed_start(self.network, &mut y);
        y
    }

    fn solve(
        &mut self,
        mode: &mut StepMode,
        stepper: &mut dyn Stepper<T>,
        recorder: &mut Recorder<'a, T>,
        observe: &mut dyn FnMut(&dyn Stepper<T>),
    ) -> Result<(), Error> {
        let (flag, duration) = (self.settings.monitor.cancel_flag(), self.settings.duration);
        self.report_progress(stepper, recorder)?;
        let mut next = self.next_due();
        while stepper.time() < duration {
            if flag.load(Ordering::Relaxed) {
                return Err(self.cancelled(stepper, recorder));
            }
            if let Err(failure) = mode.advance(self.network, stepper, duration) {
                return Err(self.explain(failure, stepper.time()));
            }
            recorder.record_step(self.network, stepper)?;
            observe(stepper);
            if stepper.time() >= next {
                self.run_due_tasks(stepper, recorder)?;
                next = self.next_due();
            }
        }
        Ok(())
    }

    /// When something is to be done between two steps, ms.
    fn next_due(&self) -> f64 {
        self.settings.monitor.next_due().min(self.settings.checkpointing.next_due())
    }

    /// What is done now and then between two steps.
    #[cold]
    fn run_due_tasks(&mut self, stepper: &dyn Stepper<T>, recorder: &mut Recorder<'a, T>) -> Result<(), Error> {
        // The end would be of no use: its last step was cut short.
        if stepper.time() >= self.settings.checkpointing.next_due() && stepper.time() < self.settings.duration {
            self.save(stepper, recorder)?;
        }
        if stepper.time() >= self.settings.monitor.next_due() {
            self.report_progress(stepper, recorder)
        } else {
            Ok(())
        }
    }

    fn report_progress(&mut self, stepper: &dyn Stepper<T>, recorder: &mut Recorder<'a, T>) -> Result<(), Error> {
        let (time, duration, steps) = (stepper.time(), self.settings.duration, stepper.statistics().steps);
        match self.settings.monitor.report(Progress { time, duration, steps }) {
            ControlFlow::Break(()) if time < duration => Err(self.cancelled(stepper, recorder)),
            _ => Ok(()),
        }
    }

    /// The error of a run that was cancelled, or of its last checkpoint.
    #[cold]
    fn cancelled(&mut self, stepper: &dyn Stepper<T>, recorder: &mut Recorder<'a, T>) -> Error {
        match self.save(stepper, recorder) {
            Ok(()) => Error::Cancelled { time: stepper.time() },
            Err(error) => error,
        }
    }

    fn save(&mut self, stepper: &dyn Stepper<T>, recorder: &mut Recorder<'a, T>) -> Result<(), Error> {
        self.settings.checkpointing.save(self.network, self.method.name(), stepper, recorder)
    }
}
