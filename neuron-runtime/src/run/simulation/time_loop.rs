//! The time loop: a run from its beginning to its end, whatever its network and method.

use super::check::{check, explain_step};
use super::recorder::Recorder;
use super::settings::Settings;
use super::sink_writer::SinkWriter;
use crate::error::{Error, Misfit};
use crate::model::mechanism::Held;
use crate::model::names;
use crate::model::network::Network;
use crate::model::ranges::Ranges;
use crate::number::Scalar;
use crate::run::change::Changing;
use crate::run::cost_evaluation::RunContent;
use crate::run::input::clamped::check_changes;
use crate::run::input::driven::{Driven, InputColumn};
use crate::run::progress::Progress;
use crate::run::restart::RestartPoint;
use crate::run::step_sequence::StepMode;
use crate::solve::stability::check_step;
use crate::solve::{AnyMethod, Statistics, Stepper, begin};
use crate::system::{HeldSystem, Needs, System, View};
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

/// A network, a method, and the settings of a run.
pub(crate) struct TimeLoop<'r, 'a, T> {
    pub(crate) network: &'r dyn System<T>,
    pub(crate) method: &'r dyn AnyMethod<T>,
    pub(crate) settings: &'r mut Settings<'a, T>,
}

/// The outcome of a run.
pub(crate) struct Outcome<'a, T> {
    pub(crate) recorder: Recorder<'a, T>,
    /// The state at the end; empty if the run never began.
    pub(crate) end: Vec<T>,
    /// Where it ended; the time is 0 ms if the run never began.
    pub(crate) ended: RestartPoint<T>,
    pub(crate) statistics: Statistics,
    /// The charges (pC) by which a voltage clamp made V jump, with their times (ms).
    pub(crate) charges: Vec<(f64, T)>,
    pub(crate) result: Result<(), Error>,
}

impl<'a, T> Outcome<'a, T> {
    /// Returns the outcome of a run that never began.
    fn none(recorder: Recorder<'a, T>) -> Self {
        let (end, charges, statistics) = (Vec::new(), Vec::new(), Statistics::default());
        Outcome { recorder, end, ended: RestartPoint::default(), statistics, charges, result: Ok(()) }
    }
}

impl<'a, T: Scalar> TimeLoop<'_, 'a, T> {
    /// Carries the run out, and calls `observe` after every step.
    // Never inlined: see `run::compiled`.
    #[inline(never)]
    pub(crate) fn run(&mut self, observe: &mut dyn FnMut(&dyn Stepper<T>)) -> Outcome<'a, T> {
        if self.settings.inputs.is_empty() {
            return self.run_with(&[], &[], observe);
        }
        let (network, method, inputs) = (self.network, self.method, std::mem::take(&mut self.settings.inputs));
        // Noise has as many samples as the duration says, which has to be checked first.
        let checked = check(network, method, self.settings);
        let begin = self.settings.begin.time;
        match checked.and_then(|()| Driven::new(network, inputs, self.settings.duration)) {
            Ok(driven) => {
                let mut driven_loop = TimeLoop { network: &driven, method, settings: &mut *self.settings };
                let outcome = driven_loop.run_with(&driven.columns(), &driven.held(), observe);
                let charges = driven.charges(begin..outcome.ended.time);
                Outcome { charges, ..outcome }
            }
            Err(error) => {
                let outcome = Outcome::none(self.recorder());
                Outcome { result: Err(error), ..outcome }
            }
        }
    }

    /// Returns the recorder of the run.
    fn recorder(&mut self) -> Recorder<'a, T> {
        let Settings { duration, threshold, sample_times, record, sink, .. } = &mut *self.settings;
        let (sample_times, sink) = (sample_times.clone(), sink.take().map(SinkWriter::new));
        let ranges = Ranges::new(self.network, self.method.error_tolerance());
        Recorder::new(self.network, *duration, sample_times, *threshold, record.take(), sink, ranges)
    }

    /// Carries the run out, with columns of inputs, and indices of V that a clamp holds.
    fn run_with(
        &mut self,
        columns: &[(String, InputColumn)],
        held: &[usize],
        observe: &mut dyn FnMut(&dyn Stepper<T>),
    ) -> Outcome<'a, T> {
        let records_nothing = self.settings.record.as_ref().is_some_and(Vec::is_empty);
        let mut recorder = self.recorder();
        recorder.watch_jumps(held);
        if !records_nothing {
            recorder.add_inputs(columns);
        }
        let mut stepper = match self.begin(&mut recorder) {
            Ok(stepper) => stepper,
            Err(error) => return Outcome { result: Err(error), ..Outcome::none(recorder) },
        };
        let evaluation = self.settings.evaluation(self.network);
        let (mut mode, mut plan) = (StepMode::Free, None);
        if let Some(evaluation) = &evaluation {
            let name = self.method.name();
            let content = RunContent::new(self.network, name, self.settings.duration, &*stepper);
            (mode, plan) = evaluation.begin_run(content, &mut *stepper);
            if let Some(sizes) = evaluation.sizes {
                stepper.watch_derivatives(sizes);
            }
        }
        let result = self.solve(&mut mode, &mut *stepper, &mut recorder, observe);
        if let Some(evaluation) = &evaluation {
            evaluation.end_run(mode, plan, recorder.take_grazing());
        }
        // A sink that has failed is not called again.
        let result = match result {
            Err(Error::Sink { .. }) => result,
            _ => result.and(recorder.flush(stepper.time())),
        };
        let end = stepper.state().to_vec();
        let statistics = Statistics { coarse: recorder.is_coarse(), ..stepper.statistics() };
        let ended = RestartPoint { time: stepper.time(), pending: stepper.pending() };
        Outcome { recorder, end, ended, statistics, charges: Vec::new(), result }
    }

    /// Returns the stepper at the start or at the checkpoint, and begins or resumes the recorder there.
    fn begin(&mut self, recorder: &mut Recorder<'a, T>) -> Result<Box<dyn Stepper<T>>, Error> {
        self.settings.refused.take().map_or(Ok(()), Err)?;
        check(self.network, self.method, self.settings)?;
        let (network, duration) = (self.network, self.settings.duration);
        let mut stepper = match self.settings.checkpointing.load(network, self.method.name(), duration, recorder)? {
            None => {
                let mut start = self.settings.initial_state(network);
                let RestartPoint { time, pending } = &self.settings.begin;
                begin::check_state(network, *time, &start)?;
                network.jump(T::from_f64(*time), Held::NONE, &mut start);
                check_step(network, self.method, *time, &start)?;
                let mut stepper = self.method.boxed_stepper(network, *time, &start);
                stepper.take_up(pending);
                self.prepare(&mut *stepper);
                recorder.begin(network, &*stepper)?;
                stepper
            }
            Some(checkpoint) => {
                let state: Vec<T> = checkpoint.state().iter().map(|x| T::from_f64(*x)).collect();
                let mut stepper = self.method.boxed_stepper(network, checkpoint.time(), &state);
                // Spikes may be listed in the run that this one goes on from.
                stepper.take_up(&self.settings.begin.pending);
                self.prepare(&mut *stepper);
                if let Some(problem) = checkpoint.spikes_mismatch(network, &*stepper) {
                    return Err(self.settings.checkpointing.refuse(problem));
                }
                if !stepper.remember(checkpoint.memory()) {
                    let problem = Misfit::Settings("the method had other settings".to_owned());
                    return Err(self.settings.checkpointing.refuse(problem));
                }
                recorder.resume(checkpoint.into_recorded(), network, &*stepper)?;
                stepper
            }
        };
        // Whatever the solution has taken up counts among them.
        if !stepper.reserve_flight(self.settings.in_flight) {
            let (setting, value) = ("the number of spikes in flight", self.settings.in_flight as f64);
            return Err(Error::Setting { setting, value, expected: "there is no memory for as many" });
        }
        self.settings.checkpointing.begin(stepper.time(), recorder)?;
        Ok(stepper)
    }

    /// Says where spikes may be, and which are listed.
    fn prepare(&self, stepper: &mut dyn Stepper<T>) {
        if !self.settings.listed.is_empty() {
            stepper.play(self.network, &names::listed_sources(self.network, &self.settings.listed));
        }
        if let Some(step) = self.settings.grid {
            stepper.put_spikes_on_grid(self.settings.begin.time, step);
        }
    }

    /// Makes steps until the end of the run.
    fn solve(
        &mut self,
        mode: &mut StepMode,
        stepper: &mut dyn Stepper<T>,
        recorder: &mut Recorder<'a, T>,
        observe: &mut dyn FnMut(&dyn Stepper<T>),
    ) -> Result<(), Error> {
        let (flag, duration) = (self.settings.monitor.cancel_flag(), self.settings.duration);
        self.report_progress(stepper, recorder)?;
        // Methods of fixed steps are so fast that even this question takes a part of a step.
        let has_relations = stepper.has_events();
        let mut next = self.next_due();
        while stepper.time() < duration {
            if flag.load(Ordering::Relaxed) {
                return Err(self.cancelled(stepper, recorder));
            }
            if let Err(failure) = mode.advance(self.network, stepper, duration) {
                return Err(explain_step(self.network, failure, stepper));
            }
            if has_relations {
                record_beside_events(self.network, stepper, recorder)?;
            } else {
                recorder.record_step(self.network, stepper)?;
            }
            observe(stepper);
            if stepper.time() >= next {
                self.run_due_tasks(stepper, recorder)?;
                next = self.next_due();
            }
        }
        Ok(())
    }

    /// Returns the time (ms) at which a checkpoint or a report of progress is due.
    fn next_due(&self) -> f64 {
        self.settings.monitor.next_due().min(self.settings.checkpointing.next_due())
    }

    /// Saves a checkpoint and reports progress, if they are due.
    #[cold]
    fn run_due_tasks(&mut self, stepper: &dyn Stepper<T>, recorder: &mut Recorder<'a, T>) -> Result<(), Error> {
        // A checkpoint at the end would be useless: the end cuts the last step short, so that a longer run takes another.
        if stepper.time() >= self.settings.checkpointing.next_due() && stepper.time() < self.settings.duration {
            self.save(stepper, recorder)?;
        }
        if stepper.time() >= self.settings.monitor.next_due() {
            self.report_progress(stepper, recorder)?;
        }
        Ok(())
    }

    fn report_progress(&mut self, stepper: &dyn Stepper<T>, recorder: &mut Recorder<'a, T>) -> Result<(), Error> {
        let (time, duration, steps) = (stepper.time(), self.settings.duration, stepper.statistics().steps);
        match self.settings.monitor.report(Progress { time, duration, steps }) {
            ControlFlow::Break(()) if time < duration => Err(self.cancelled(stepper, recorder)),
            _ => Ok(()),
        }
    }

    /// Saves a last checkpoint. Returns the error of a cancelled run, or that of the checkpoint.
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

/// Calls `then` with a network as a method with these needs sees it, and with what changes in the course of the run.
pub(crate) fn with_changes<'s, N: Network<T>, T: Scalar, M: Needs, R>(
    network: &N,
    settings: &mut Settings<'s, T>,
    then: impl FnOnce(&dyn System<T>, &mut Settings<'s, T>) -> R,
) -> R {
    let (plain, changes) = (View::<N, M>::new(network), std::mem::take(&mut settings.changes));
    if changes.is_empty() {
        return then(&plain, settings);
    }
    let checked = check_changes(&plain, &settings.inputs, &changes, [settings.begin.time, settings.duration]);
    match checked.and_then(|()| Changing::<N, T, M>::new(network, changes)) {
        Ok(changing) => then(&changing, settings),
        Err(error) => {
            settings.refused = Some(error);
            then(&plain, settings)
        }
    }
}

/// Records the last step of a network with relations, which are held in it.
#[inline(never)]
fn record_beside_events<T: Scalar>(
    network: &dyn System<T>,
    stepper: &dyn Stepper<T>,
    recorder: &mut Recorder<'_, T>,
) -> Result<(), Error> {
    recorder.record_events(network, stepper)?;
    recorder.record_step(&HeldSystem::new(network, stepper.held()), stepper)
}
