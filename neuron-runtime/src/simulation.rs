//! A run: from the start of a network through a method to what was recorded.

mod check;
pub(crate) mod crossing;
mod measuring;
pub(crate) mod recording;
pub(crate) mod sampling;
mod saving;
mod stream;

use crate::checkpoint::{Keep, Resume};
use crate::error::Error;
use crate::handle::{Quantity, Recordable};
use crate::measure::Meter;
use crate::network::Network;
use crate::progress::{Answer, Progress, Watch};
use crate::record::{Interrupted, Run};
use crate::scalar::Scalar;
use crate::sensitivity::{Pace, session};
use crate::sink::Sink;
use crate::solve::{Adaptive, Method, StepError, Stepper};
use recording::Recording;
use sampling::Sampling;
use saving::Saving;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use stream::Stream;

/// Beginning a run.
pub trait Simulate<T: Scalar>: Network<T> + Sized {
    /// A run of so many milliseconds from the network's start, to be refined and [`run`](Simulation::run).
    fn simulate(&self, duration: f64) -> Simulation<'_, Self, T> {
        Simulation {
            network: self,
            duration,
            method: Adaptive::default(),
            sampling: Sampling::Every(0.1),
            threshold: 0.0,
            record: None,
            start: None,
            sink: None,
            watch: Watch::default(),
            saving: Saving::default(),
        }
    }
}

impl<T: Scalar, N: Network<T>> Simulate<T> for N {}

/// A run that has not begun. Unless said otherwise it uses [`Adaptive`] with a tolerance of 1e-6, records V of every
/// neuron (every compartment has its own handle) each 0.1 ms, and finds spikes at 0 mV.
#[must_use = "a simulation does nothing until `run()`"]
pub struct Simulation<'a, N, T, M = Adaptive> {
    network: &'a N,
    duration: f64,
    method: M,
    sampling: Sampling,
    threshold: f64,
    record: Option<Vec<Quantity>>,
    start: Option<Vec<T>>,
    sink: Option<Box<dyn Sink<T> + 'a>>,
    watch: Watch<'a>,
    saving: Saving<'a>,
}

impl<N, T: fmt::Debug, M: fmt::Debug> fmt::Debug for Simulation<'_, N, T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation")
            .field("duration", &self.duration)
            .field("method", &self.method)
            .field("sampling", &self.sampling)
            .field("threshold", &self.threshold)
            .field("record", &self.record)
            .field("start", &self.start)
            .field("watch", &self.watch)
            .field("saving", &self.saving)
            .finish_non_exhaustive()
    }
}

impl<'a, N: Network<T>, T: Scalar, M: Method<T>> Simulation<'a, N, T, M> {
    /// Solves with `method`.
    pub fn method<O: Method<T>>(self, method: O) -> Simulation<'a, N, T, O> {
        let Simulation { network, duration, sampling, threshold, record, start, sink, watch, saving, .. } = self;
        Simulation { network, duration, method, sampling, threshold, record, start, sink, watch, saving }
    }

    /// Records every so many milliseconds, the start included.
    pub fn record_every(mut self, interval: f64) -> Self {
        self.sampling = Sampling::Every(interval);
        self
    }

    /// Records at these times (ms), in rising order, none after the end of the run.
    pub fn record_at(mut self, times: &[f64]) -> Self {
        self.sampling = Sampling::At(times.to_vec());
        self
    }

    /// Records these states, currents or conductances instead of every neuron's V; called again, these too. A handle of
    /// an array stands for all its neurons.
    pub fn record<H: Recordable<N::Tag>>(mut self, handles: &[H]) -> Self {
        self.record.get_or_insert_default().extend(handles.iter().map(|handle| handle.quantity()));
        self
    }

    /// Records no traces, only spikes.
    pub fn record_nothing(mut self) -> Self {
        self.record = Some(Vec::new());
        self
    }

    /// Finds spikes as upward crossings of `threshold` (mV) by V of each neuron's first compartment, also where V returns
    /// within one step.
    pub fn spikes(mut self, threshold: f64) -> Self {
        self.threshold = threshold;
        self
    }

    /// Begins at this state instead of the network's own start; as long as [`Network::dim`], in mV, µM and 1. Has no effect
    /// on a run that resumes.
    pub fn start_at(mut self, state: &[T]) -> Self {
        self.start = Some(state.to_vec());
        self
    }

    /// Hands what is recorded to `sink` while the run goes on, in constant memory, instead of keeping it. Spikes go
    /// there if the [sink takes them](Sink::takes_spikes), and otherwise stay in the [`Run`]. To have the sink
    /// back, pass `&mut sink`.
    ///
    /// ```no_run
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    /// use neuron_runtime::sink::CsvSink;
    ///
    /// let sink = CsvSink::path("axon.csv").spikes_path("spikes.csv");
    /// HodgkinHuxley::default().simulate(3_600_000.0).record_every(1.0).stream(sink).run()?; // an hour
    /// # Ok::<(), Error>(())
    /// ```
    pub fn stream(mut self, sink: impl Sink<T> + 'a) -> Self {
        self.sink = Some(Box::new(sink));
        self
    }

    /// Calls `callback` when the run begins, after each 1/200 of it, and at its end. If it returns
    /// [`ControlFlow::Break`] the run ends with [`Error::Cancelled`]; it may also return
    /// nothing.
    ///
    /// ```
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let run = HodgkinHuxley::default()
    ///     .simulate(100.0)
    ///     .progress(|p| eprint!("\r{:3.0} %, {} steps", 100.0 * p.fraction(), p.steps))
    ///     .run()?;
    /// # Ok::<(), Error>(())
    /// ```
    pub fn progress<A: Answer>(mut self, callback: impl FnMut(Progress) -> A + 'a) -> Self {
        self.watch.call(callback);
        self
    }

    /// Ends the run with [`Error::Cancelled`] after the step in which `flag` becomes true, which another thread or the
    /// handler of a signal may see to.
    ///
    /// ```
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// use std::time::Duration;
    ///
    /// let stop = AtomicBool::new(false);
    /// let axon = HodgkinHuxley::default();
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| {
    ///         std::thread::sleep(Duration::from_millis(20));
    ///         stop.store(true, Ordering::Relaxed);
    ///     });
    ///     let interrupted = axon.simulate(1e9).record_every(1e3).cancel(&stop).run().expect_err("cancelled");
    ///     assert!(matches!(interrupted.error, Error::Cancelled { time } if time > 0.0));
    ///     assert!(!interrupted.run.time().is_empty());
    /// });
    /// ```
    pub fn cancel(mut self, flag: &'a AtomicBool) -> Self {
        self.watch.heed(flag);
        self
    }

    /// Carries the run out.
    ///
    /// # Errors
    /// A setting or parameter out of its domain, a state that stops being finite, a tolerance that cannot be met, a sink
    /// or a checkpoint that cannot be written, a checkpoint of something else, [`Error::Cancelled`]. What was
    /// recorded until then is in [`Interrupted::run`], but for what a sink has taken.
    pub fn run(self) -> Result<Run<N, T>, Box<Interrupted<N, T>>> {
        self.run_with(&mut [])
    }

    /// Carries the run out, while `meters` look on.
    fn run_with(mut self, meters: &mut [Meter<T>]) -> Result<Run<N, T>, Box<Interrupted<N, T>>> {
        let (sampling, stream) = (self.sampling.clone(), self.sink.take().map(Stream::new));
        let mut recording =
            Recording::new(self.network, self.duration, sampling, self.threshold, self.record.take(), stream);
        let mut stepper = match self.begin(&mut recording) {
            Ok(stepper) => stepper,
            Err(error) => return Err(Box::new(Interrupted { error, run: recording.finish(self.network, &[]) })),
        };
        let (mut pace, sizes) = session::begin();
        if let Some(sizes) = sizes {
            stepper.watch_derivatives(sizes);
        }
        let outcome = self.solve(&mut pace, &mut stepper, &mut recording, meters);
        session::end(pace);
        // A sink that failed is not asked again.
        let outcome = match outcome {
            Err(Error::Sink { .. }) => outcome,
            _ => outcome.and(recording.hand_over(stepper.time())),
        };
        let mut run = recording.finish(self.network, stepper.state());
        run.statistics = stepper.statistics();
        match outcome {
            Ok(()) => Ok(run),
            Err(error) => Err(Box::new(Interrupted { error, run })),
        }
    }

    /// What carries the method out, at the start or at the checkpoint, and the recording there.
    fn begin(&mut self, recording: &mut Recording<'a, T>) -> Result<M::Stepper, Error> {
        self.check()?;
        let stepper = match self.saving.load(self.network, method_name::<M>(), self.duration, recording)? {
            None => {
                let stepper = self.method.stepper(self.network, 0.0, &self.initial_state());
                if let Some(index) = stepper.state().iter().position(|x| !x.is_finite()) {
                    return Err(self.explain(StepError::NotFinite { index, value: stepper.state()[index].re() }, 0.0));
                }
                recording.begin(self.network, stepper.state())?;
                stepper
            }
            Some(checkpoint) => {
                let state: Vec<T> = checkpoint.state().iter().map(|x| T::from_f64(*x)).collect();
                let mut stepper = self.method.stepper(self.network, checkpoint.time(), &state);
                if !stepper.remember(checkpoint.memory()) {
                    return Err(self
                        .saving
                        .refuse("the method had other settings, or its memory is damaged".to_owned()));
                }
                recording.resume(checkpoint.into_recorded(), stepper.time())?;
                stepper
            }
        };
        self.saving.begin(stepper.time(), recording)?;
        Ok(stepper)
    }

    /// The state to begin with.
    pub(crate) fn initial_state(&self) -> Vec<T> {
        if let Some(start) = &self.start {
            return start.clone();
        }
        let mut y = vec![T::zero(); self.network.dim()];
        self.network.start(&mut y);
        session::mark_start(self.network, &mut y);
        y
    }

    fn solve(
        &mut self,
        pace: &mut Pace,
        stepper: &mut M::Stepper,
        recording: &mut Recording<'a, T>,
        meters: &mut [Meter<T>],
    ) -> Result<(), Error> {
        let flag = self.watch.flag();
        self.show(stepper, recording)?;
        let mut next = self.watch.next().min(self.saving.next());
        while stepper.time() < self.duration {
            if flag.load(Ordering::Relaxed) {
                return Err(self.cancelled(stepper, recording));
            }
            if let Err(failure) = pace.advance(self.network, stepper, self.duration) {
                return Err(self.explain(failure, stepper.time()));
            }
            recording.step(self.network, stepper)?;
            meters.iter_mut().for_each(|meter| meter.step(self.network, stepper));
            if stepper.time() >= next {
                self.look_up(stepper, recording)?;
                next = self.watch.next().min(self.saving.next());
            }
        }
        Ok(())
    }

    /// What is done now and then between two steps.
    #[cold]
    fn look_up(&mut self, stepper: &M::Stepper, recording: &mut Recording<'a, T>) -> Result<(), Error> {
        // The end would be of no use: its last step was cut short.
        if stepper.time() >= self.saving.next() && stepper.time() < self.duration {
            self.save(stepper, recording)?;
        }
        if stepper.time() >= self.watch.next() { self.show(stepper, recording) } else { Ok(()) }
    }

    fn show(&mut self, stepper: &M::Stepper, recording: &mut Recording<'a, T>) -> Result<(), Error> {
        let (time, duration, steps) = (stepper.time(), self.duration, stepper.statistics().steps);
        match self.watch.show(Progress { time, duration, steps }) {
            ControlFlow::Break(()) if time < duration => Err(self.cancelled(stepper, recording)),
            _ => Ok(()),
        }
    }

    /// The error of a run that was cancelled, or of its last checkpoint.
    #[cold]
    fn cancelled(&mut self, stepper: &M::Stepper, recording: &mut Recording<'a, T>) -> Error {
        match self.save(stepper, recording) {
            Ok(()) => Error::Cancelled { time: stepper.time() },
            Err(error) => error,
        }
    }

    fn save(&mut self, stepper: &M::Stepper, recording: &mut Recording<'a, T>) -> Result<(), Error> {
        self.saving.save(self.network, method_name::<M>(), stepper, recording)
    }
}

impl<'a, N: Network<f64>, M: Method<f64>> Simulation<'a, N, f64, M> {
    /// Keeps the exact state of the run every so many milliseconds, and when it is cancelled: the latest
    /// [`Checkpoint`](crate::checkpoint::Checkpoint) in a variable, `&mut Option<Checkpoint>`, or with the feature `json` in
    /// a file, which is replaced as a whole. An interval of `f64::INFINITY` keeps it only when the run is cancelled.
    ///
    /// A checkpoint holds what the run has recorded so far, but for what went to a sink.
    pub fn checkpoint_every(mut self, interval: f64, keep: impl Into<Keep<'a>>) -> Self {
        self.saving.keep(interval, keep.into());
        self
    }

    /// Goes on from a [`Checkpoint`](crate::checkpoint::Checkpoint), or with the feature `json` from a file that holds one, to
    /// the end of this run, which may be another than that of the run before. On the same build and machine it ends
    /// bit-equal to a run that was not interrupted: state, spikes, traces, statistics, and the files of a
    /// [`CsvSink`](crate::sink::CsvSink). Everything else has to be as it was: model, parameters, method, what is recorded
    /// and when.
    ///
    /// A program that goes on where it was killed, and otherwise begins:
    /// ```no_run
    /// # #[cfg(feature = "json")] {
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    /// use std::path::Path;
    ///
    /// let (axon, file) = (HodgkinHuxley::default(), Path::new("axon.checkpoint"));
    /// let mut simulation = axon.simulate(3_600_000.0).record_nothing().checkpoint_every(60_000.0, file);
    /// if file.exists() {
    ///     simulation = simulation.resume(file);
    /// }
    /// let run = simulation.run()?;
    /// # }
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    pub fn resume(mut self, from: impl Into<Resume>) -> Self {
        self.saving.resume(from.into());
        self
    }
}

/// The name of a method's type.
fn method_name<M>() -> &'static str {
    let name = std::any::type_name::<M>();
    let plain = name.split('<').next().unwrap_or(name);
    plain.rsplit("::").next().unwrap_or(plain)
}
