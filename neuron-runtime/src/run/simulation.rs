//! A simulation: its settings, and how it is run.

pub(crate) mod check;
mod checkpointing;
pub(crate) mod recorder;
pub(crate) mod sample_times;
mod settings;
mod sink_writer;
mod time_loop;

use crate::model::handle::{Parameter, Recordable, Spikes, State};
use crate::model::network::Network;
use crate::number::{Constant, Scalar};
use crate::run::change::{Change, Changeable, Operation, Target};
use crate::run::checkpoint::{CheckpointSource, CheckpointTarget};
use crate::run::input::{Command, Input, IntoInput, Placed, Waveform};
use crate::run::progress::{Answer, Progress};
use crate::run::result::{Interrupted, Run};
use crate::run::sink::Sink;
use crate::solve::{Adaptive, Method};
pub(crate) use check::explain;
use sample_times::SampleTimes;
pub(crate) use settings::Settings;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::AtomicBool;
pub(crate) use time_loop::Outcome;
pub(crate) use time_loop::{TimeLoop, with_changes};

/// Simulating a network.
pub trait Simulate<T: Scalar>: Network<T> + Sized {
    /// Returns a simulation of `duration` milliseconds from the network's start, to be refined and then
    /// [`run`](Simulation::run).
    fn simulate(&self, duration: f64) -> Simulation<'_, Self, T> {
        Simulation { network: self, method: Adaptive::default(), settings: Settings::new(duration) }
    }
}

impl<T: Scalar, N: Network<T>> Simulate<T> for N {}

/// A run that has not begun. By default
///
/// - its method is [`Adaptive`] with a tolerance of 1e-6;
/// - it records V of every neuron, but not of compartments beside the first, every 0.1 ms;
/// - it finds spikes at 0 mV.
#[must_use = "a simulation does nothing until `run()`"]
pub struct Simulation<'a, N, T, M = Adaptive> {
    pub(crate) network: &'a N,
    pub(crate) method: M,
    pub(crate) settings: Settings<'a, T>,
}

impl<N, T: fmt::Debug, M: fmt::Debug> fmt::Debug for Simulation<'_, N, T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation")
            .field("method", &self.method)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<'a, N: Network<T>, T: Scalar, M: Method<T>> Simulation<'a, N, T, M> {
    /// Solves with `method`.
    pub fn method<O: Method<T>>(self, method: O) -> Simulation<'a, N, T, O> {
        Simulation { network: self.network, method, settings: self.settings }
    }

    /// Records at multiples of `interval` (ms), 0 included.
    pub fn record_every(mut self, interval: f64) -> Self {
        self.settings.sample_times = SampleTimes::Every(interval);
        self
    }

    /// Records at these times (ms), which are in ascending order and not after the end of the run.
    pub fn record_at(mut self, times: &[f64]) -> Self {
        self.settings.sample_times = SampleTimes::At(times.to_vec());
        self
    }

    /// Records these states, currents or conductances instead of V of every neuron. A handle of an array stands for all its
    /// neurons. Each further call adds more: states and currents are of different types, and stand in calls of their own,
    /// `.record(&[Axon::v]).record(&[Axon::Na.current])`.
    pub fn record<H: Recordable<N::Tag>>(mut self, handles: &[H]) -> Self {
        self.settings.record.get_or_insert_default().extend(handles.iter().map(|handle| handle.quantity()));
        self
    }

    /// Records no traces, only spikes.
    pub fn record_nothing(mut self) -> Self {
        self.settings.record = Some(Vec::new());
        self
    }

    /// Finds spikes as upward crossings of `threshold` (mV) by V of each neuron's first compartment, also if V returns within
    /// one step. Cells with a `spike { … }` keep the threshold that is declared there: set their `spike.threshold`.
    pub fn spikes(mut self, threshold: f64) -> Self {
        self.settings.threshold = threshold;
        self
    }

    /// Lets sources of the type [`Listed`](crate::model::sources::Listed) spike at these times (ms), in any order; of an array
    /// one, `.at(3)`, or all.
    pub fn play(mut self, source: Spikes<N::Tag>, times: &[f64]) -> Self {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        self.settings.listed.push((source.origin(), sorted));
        self
    }

    /// Lets sources of an array spike at these times (ms), in any order, each with the index of its source; see
    /// [`read_spikes`](crate::run::input::read_spikes).
    pub fn play_each(self, sources: Spikes<N::Tag>, spikes: &[(usize, f64)]) -> Self {
        let mut spikes = spikes.to_vec();
        spikes.sort_by_key(|(source, _)| *source);
        spikes.chunk_by(|(a, _), (b, _)| a == b).fold(self, |simulation, of_source| {
            let times: Vec<f64> = of_source.iter().map(|(_, time)| *time).collect();
            simulation.play(sources.at(of_source[0].0), &times)
        })
    }

    /// Puts spikes on a grid of `step` (ms), under every method: large networks become as fast as their step. A spike is V at its
    /// threshold or above it at the end of a grid step, and resets V there. What it sends arrives at the grid point nearest to the
    /// end of the delay, in the order of simultaneous arrivals; a delay of 0 acts in the next step. Stimuli and other relations stay
    /// where they are, and so do spikes of cells without a `spike { … }`.
    ///
    /// What is on a grid has no derivative with respect to where it is. A parameter that reaches V of a neuron which spikes, a delay,
    /// the times of a source or the end of a hold is refused, [`Error::OnGrid`](crate::error::Error::OnGrid). All others have exact
    /// derivatives, such as the weights of listed spikes onto neurons that do not spike.
    pub fn on_grid(mut self, step: f64) -> Self {
        self.settings.grid = Some(step);
        self
    }

    /// Makes room for this number of spikes in flight to synapses before the run begins, so that no step allocates memory for
    /// them. If there are more, the room grows, and no spike is lost.
    ///
    /// A spike counts once for each projection, whatever the number of its connections. If delays differ there, it counts once
    /// for each connection whose delay is another than that of the one before. Without this setting, the room grows with the
    /// number of spikes.
    pub fn spikes_in_flight(mut self, spikes: usize) -> Self {
        self.settings.in_flight = spikes;
        self
    }

    /// Begins at this state instead of the network's own start, each number in its declared unit. Its length is
    /// [`Layout::dim`](crate::model::network::Layout::dim). A run that resumes ignores it.
    pub fn start_at(mut self, state: &[T]) -> Self {
        self.settings.start = Some(state.to_vec());
        self
    }

    /// Goes on where `run` has ended: at its time, in its state, and with what spikes have set and is still to end, as the hold
    /// after a reset. Parameters, method, inputs and recording may be others.
    ///
    /// All times go on to count from 0 ms, where `run` began: that of [`simulate`](Simulate::simulate) at which the run ends, `t`
    /// in equations, those of inputs, of changes and of samples. Changes of parameters that are before the beginning have been
    /// made there, those of states have not to be made again. What is recorded and measured begins where `run` has ended.
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let mut axon = HodgkinHuxley::default();
    /// let rest = axon.simulate(100.0).record_nothing().run()?;
    /// for current in [5.0, 10.0, 20.0] {
    ///     axon.set(HodgkinHuxley::inject, current);
    ///     let run = axon.simulate(200.0).continued(&rest).run()?;
    ///     assert!(run.time()[0] == 100.0 && run.spikes.times().iter().all(|time| *time > 100.0));
    /// }
    /// # Ok::<(), Error>(())
    /// ```
    pub fn continued(mut self, run: &Run<N, T>) -> Self {
        self.settings.start = Some(run.end().to_vec());
        self.settings.begin = run.ended.clone();
        self
    }

    /// Sets a parameter (in its declared unit) or a state (mV, µM, 1) at a time (ms). A handle of a whole array sets it for all
    /// its elements. The network itself does not change, only the run's copy. Time and value have derivatives if they are
    /// numbers with tangents. What happens at the same time happens in the order in which it was given.
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// # fn main() -> Result<(), Error> {
    /// let mut axon = HodgkinHuxley::default();
    /// axon.set(HodgkinHuxley::inject, 10.0);
    /// // Tetrodotoxin after 100 ms, washed out after 200 ms.
    /// let na = HodgkinHuxley::Na.g;
    /// let run = axon.simulate(300.0).set_at(100.0, na, 0.0).set_at(200.0, na, 120.0).run()?;
    /// assert!(run.spikes.rate(0.0, 100.0) > 50.0 && run.spikes.rate(105.0, 200.0) == 0.0);
    /// assert!(run.spikes.rate(200.0, 300.0) > 50.0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn set_at(self, time: impl Constant<T>, what: impl Changeable<N::Tag>, value: impl Constant<T>) -> Self {
        self.change_at(time.constant(), what.target(), Operation::Set, value.constant())
    }

    /// Adds to a parameter or a state at a time (ms), see [`set_at`](Simulation::set_at).
    ///
    /// ```
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// // A shock of 15 mV makes a spike, one of 5 mV does not.
    /// let spikes = |shock: f64| HodgkinHuxley::default().simulate(20.0).add_at(5.0, HodgkinHuxley::v, shock).run();
    /// assert_eq!((spikes(15.0)?.spikes.len(), spikes(5.0)?.spikes.len()), (1, 0));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn add_at(self, time: impl Constant<T>, what: impl Changeable<N::Tag>, value: impl Constant<T>) -> Self {
        self.change_at(time.constant(), what.target(), Operation::Add, value.constant())
    }

    /// Moves a parameter along a line (in its declared unit) between two times (ms), from what it is at the first to `value` at
    /// the second, where it stays: a drug that is washed in slowly. A handle of a whole array moves it for all its elements.
    /// Times and value have derivatives if they are numbers with tangents.
    ///
    /// A ramp of V is a [`voltage_clamp`](Simulation::voltage_clamp), one of a current an [`inject`](Simulation::inject)ed
    /// [`Waveform`].
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// // The axon accommodates: 8 µA/cm² make it fire if they come at once, and not if they come slowly.
    /// let axon = HodgkinHuxley::default();
    /// let at_once = axon.simulate(400.0).set_at(100.0, HodgkinHuxley::inject, 8.0).run()?;
    /// let slowly = axon.simulate(400.0).ramp(100.0..300.0, HodgkinHuxley::inject, 8.0).run()?;
    /// assert!(at_once.spikes.len() > 10 && slowly.spikes.is_empty());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn ramp(self, times: Range<impl Constant<T>>, what: Parameter<N::Tag>, value: impl Constant<T>) -> Self {
        let ([begin, end], value) = ([times.start, times.end].map(Constant::constant), value.constant());
        let target = what.target();
        self.change_at(begin, target, Operation::Ramp { end }, value).change_at(end, target, Operation::Set, value)
    }

    fn change_at(mut self, time: T, target: Target, operation: Operation<T>, value: T) -> Self {
        self.settings.changes.push(Change { time, target, operation, value });
        self
    }

    /// Injects a current (nA) into a neuron or compartment, the one whose V is given: a struct of `#[stimulus]` without
    /// states, a [`Waveform`], or noise. It is positive into the cell. The V of a whole array sends the same current into each
    /// of its neurons.
    ///
    /// Each call adds an input. Their currents are recorded after everything else, unless
    /// [`record_nothing`](Simulation::record_nothing) says otherwise, see [`Run::injected`].
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::library::stimuli::Pulse;
    /// use neuron_runtime::prelude::*;
    ///
    /// # fn main() -> Result<(), Error> {
    /// let axon = HodgkinHuxley::default(); // of 0.1 mm²
    /// let pulse = Pulse { start: 5.0, duration: 30.0, amplitude: 10.0 }; // ms, ms, nA
    /// let run = axon.simulate(50.0).inject(HodgkinHuxley::v, pulse).run()?;
    /// assert!(!run.spikes.is_empty() && run.injected(0)?.contains(&10.0));
    ///
    /// // In a gradient an input may depend on parameters: here its numbers have tangents.
    /// let gradient = axon.gradient(&[HodgkinHuxley::Na.g], |axon| {
    ///     let amplitude = axon.get(HodgkinHuxley::Na.g); // as many nA as mS/cm²
    ///     let pulse = Pulse { start: Real::zero(), duration: Real::one(), amplitude };
    ///     axon.simulate(5.0).inject(HodgkinHuxley::v, pulse).mean(HodgkinHuxley::v)
    /// })?;
    /// assert!(gradient.derivatives[0] > 0.0);
    ///
    /// // A wrong input is refused before the run begins.
    /// let pulse = Pulse { start: 5.0, duration: -1.0, amplitude: 10.0 };
    /// let refused = axon.simulate(50.0).inject(HodgkinHuxley::v, pulse).run().expect_err("a negative duration");
    /// assert_eq!(refused.to_string(), "input 0: Pulse.duration = -1 ms is below its smallest value, 0");
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject<Kind>(mut self, v: State<N::Tag>, input: impl IntoInput<T, Kind>) -> Self {
        self.settings.inputs.push(Placed { v: v.quantity(), input: input.into_input() });
        self
    }

    /// Clamps V of a neuron or compartment to a command: [`Steps`](crate::run::input::Steps), a [`Waveform`] in mV, or a
    /// [`Command`] made of either. V of a whole array clamps each of its neurons.
    ///
    /// Without a series resistance V follows the command exactly, whatever the method. Synapses and neighbouring compartments
    /// see it. The current that the clamp supplies is in [`Run::clamp_current`], the charge of each jump in
    /// [`Run::clamp_charges`]. A run begins with V at the command and everything else at the network's start. To begin in the
    /// steady state of the holding potential, set the cell's parameter `v_start` to it.
    ///
    /// Nothing else may move a V that is held without a series resistance: a command that reaches a threshold at which the cell
    /// resets V is refused, and so is a change of V, of its capacitance or of its area before the release.
    ///
    /// A clamp is an input, and counts as one in [`Run::injected`].
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let mut axon = HodgkinHuxley::default();
    /// axon.set(HodgkinHuxley::v_start, -80.0); // mV
    /// let run = axon.simulate(50.0).voltage_clamp(HodgkinHuxley::v, Steps::hold(-80.0).to(-10.0, 5.0..40.0)).run()?;
    /// let current = run.clamp_current()?; // nA, positive into the cell
    /// let [(on, charge), (off, _)] = run.clamp_charges() else { panic!("two jumps") };
    /// assert_eq!((*on, *off), (5.0, 40.0));
    /// assert!((charge - 70.0).abs() < 1e-9); // pC: 70 mV times 1 nF
    /// # assert_eq!(current.len(), run.time().len());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn voltage_clamp(mut self, v: State<N::Tag>, command: impl Into<Command>) -> Self {
        self.settings.inputs.push(Placed { v: v.quantity(), input: Input::voltage_clamp(command.into()) });
        self
    }

    /// Adds a conductance g(t) (µS) with the reversal potential `e` (mV) to a neuron or compartment, as an amplifier imitates
    /// it: the current g(t) (e − V). V of a whole array adds it to each of its neurons.
    ///
    /// A dynamic clamp is an input, and counts as one in [`Run::injected`].
    ///
    /// ```
    /// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    ///
    /// let g = Waveform::at(&[10.0, 11.0, 20.0], &[0.0, 0.3, 0.0])?.interpolated(); // µS
    /// let run = HodgkinHuxley::default().simulate(50.0).dynamic_clamp(HodgkinHuxley::v, g, 0.0).run()?;
    /// assert_eq!(run.spikes.len(), 1);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn dynamic_clamp(mut self, v: State<N::Tag>, g: Waveform, e: impl Constant<T> + 'static) -> Self {
        self.settings.inputs.push(Placed { v: v.quantity(), input: Input::dynamic_clamp(g, e) });
        self
    }

    /// Writes samples to `sink` while the run goes on, in constant memory, instead of keeping them. Spikes go there, too, if the
    /// [sink takes them](Sink::takes_spikes); otherwise they stay in the [`Run`]. To keep the sink, pass `&mut sink`.
    ///
    /// ```no_run
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    /// use neuron_runtime::run::sink::CsvSink;
    ///
    /// let sink = CsvSink::path("axon.csv").spikes_path("spikes.csv");
    /// HodgkinHuxley::default().simulate(3_600_000.0).record_every(1.0).stream(sink).run()?; // an hour
    /// # Ok::<(), Error>(())
    /// ```
    pub fn stream(mut self, sink: impl Sink<T> + 'a) -> Self {
        self.settings.sink = Some(Box::new(sink));
        self
    }

    /// Calls `callback` when the run begins, after each 1/200 of it, and at its end. The callback may return nothing. If it
    /// returns [`ControlFlow::Break`], the run ends with [`Error::Cancelled`].
    ///
    /// [`ControlFlow::Break`]: std::ops::ControlFlow::Break
    /// [`Error::Cancelled`]: crate::error::Error::Cancelled
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
        self.settings.monitor.set_callback(callback);
        self
    }

    /// Ends the run with [`Error::Cancelled`] after the step during which `flag` becomes true. Another thread or a signal
    /// handler may set it.
    ///
    /// [`Error::Cancelled`]: crate::error::Error::Cancelled
    ///
    /// ```
    /// # use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
    /// use neuron_runtime::prelude::*;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    /// use std::time::Duration;
    ///
    /// let stop = AtomicBool::new(false);
    /// let mut axon = HodgkinHuxley::default();
    /// axon.set(HodgkinHuxley::inject, 10.0);
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
        self.settings.monitor.set_cancel_flag(flag);
        self
    }

    /// Carries the run out.
    ///
    /// # Errors
    /// Samples and spikes until the error are in [`Interrupted::run`], without those that a sink has taken. The errors are
    ///
    /// - [`Error::Setting`] and [`Error::Parameter`] for a value out of its domain;
    /// - [`Error::Input`] and [`Error::Parameter`] for an input that is wrong;
    /// - [`Error::Length`] and [`Error::Start`] for a state to begin with that does not fit, or is not finite;
    /// - [`Error::StepTooLong`] for a fixed step that is not stable;
    /// - [`Error::BeyondRange`] for a state that becomes impossible, see below;
    /// - [`Error::NotFinite`] for a state that becomes infinite or NaN;
    /// - [`Error::NoRate`] for an equation that has no finite value;
    /// - [`Error::StepUnderflow`] for a tolerance that cannot be met;
    /// - [`Error::NoInstant`] and [`Error::Chattering`] for a relation that has no next change, or one again and again;
    /// - [`Error::Sink`] and [`Error::File`] for a sink or a checkpoint that cannot be written;
    /// - [`Error::Checkpoint`] for a checkpoint that does not fit;
    /// - [`Error::SavedFile`] for a file that is damaged or no checkpoint;
    /// - [`Error::Cancelled`].
    ///
    /// [`Error::Setting`]: crate::error::Error::Setting
    /// [`Error::Parameter`]: crate::error::Error::Parameter
    /// [`Error::Input`]: crate::error::Error::Input
    /// [`Error::Length`]: crate::error::Error::Length
    /// [`Error::Start`]: crate::error::Error::Start
    /// [`Error::StepTooLong`]: crate::error::Error::StepTooLong
    /// [`Error::BeyondRange`]: crate::error::Error::BeyondRange
    /// [`Error::NotFinite`]: crate::error::Error::NotFinite
    /// [`Error::NoRate`]: crate::error::Error::NoRate
    /// [`Error::StepUnderflow`]: crate::error::Error::StepUnderflow
    /// [`Error::NoInstant`]: crate::error::Error::NoInstant
    /// [`Error::Chattering`]: crate::error::Error::Chattering
    /// [`Error::Sink`]: crate::error::Error::Sink
    /// [`Error::File`]: crate::error::Error::File
    /// [`Error::Checkpoint`]: crate::error::Error::Checkpoint
    /// [`Error::SavedFile`]: crate::error::Error::SavedFile
    /// [`Error::Cancelled`]: crate::error::Error::Cancelled
    ///
    /// # What is possible
    /// V is between −1000 and 1000 mV, or in the `range: -200mV..200mV` that its cell declares; `range: unchecked` allows any. A
    /// gate is between 0 and 1 and a concentration at least 0 µM, unless it is `unchecked`. A `State` is between its `min` and its
    /// `max`, if it declares them. A state may exceed its range by 100 times the error that the tolerance allows for a step; for
    /// methods of fixed steps, a tolerance of 1e-5 counts.
    ///
    /// What a run returns is possible, and an impossible state ends it soon. Compared are
    /// - V of every neuron after every step, with the widest range of any neuron;
    /// - recorded states in every sample, with their own ranges;
    /// - all states after every 16th step and at the end, with their own ranges.
    pub fn run(self) -> Result<Run<N, T>, Box<Interrupted<N, T>>> {
        let Simulation { network, method, mut settings } = self;
        let began = settings.begin.time;
        let spikes_streamed = settings.sink.as_ref().is_some_and(|sink| sink.takes_spikes());
        let outcome = with_changes::<N, T, M::Needs, _>(network, &mut settings, |network, settings| {
            TimeLoop { network, method: &method, settings }.run(&mut |_| {})
        });
        let Outcome { recorder, end, ended, statistics, charges, result } = outcome;
        let mut run = recorder.into_run(network, end);
        (run.ended, run.statistics, run.charges) = (ended, statistics, charges);
        (run.began, run.spikes_streamed) = (began, spikes_streamed);
        match result {
            Ok(()) => Ok(run),
            Err(error) => Err(Box::new(Interrupted { error, run })),
        }
    }
}

impl<'a, N: Network<f64>, M: Method<f64>> Simulation<'a, N, f64, M> {
    /// Saves the exact state of the run as a [`Checkpoint`](crate::run::checkpoint::Checkpoint) at multiples of `interval` (ms),
    /// and when the run is cancelled. An interval of `f64::INFINITY` saves it only when the run is cancelled.
    ///
    /// The latest checkpoint is in `target`: a variable, `&mut Option<Checkpoint>`, or with the feature `json` the path of a
    /// file, which is replaced as a whole and is checked to be writable when the run begins. It holds the samples and spikes so far, without those that went to a sink.
    pub fn checkpoint_every(mut self, interval: f64, target: impl Into<CheckpointTarget<'a>>) -> Self {
        self.settings.checkpointing.set_target(interval, target.into());
        self
    }

    /// Begins at a [`Checkpoint`](crate::run::checkpoint::Checkpoint), or with the feature `json` at the one in a file.
    ///
    /// The duration may differ from that of the interrupted run, but the run cannot end before the checkpoint. The model, its parameters, the method, the listed
    /// spikes, the grid of spikes, and the recorded quantities and times have to be the same. So has the run that this one goes on
    /// from, if spikes were listed there. On the same build and machine, the results are then equal to the last bit to
    /// those of an uninterrupted run: state, spikes, traces, statistics, and the files of a
    /// [`CsvSink`](crate::run::sink::CsvSink).
    ///
    /// This program resumes if it was killed, and begins anew otherwise:
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
    pub fn resume(mut self, source: impl Into<CheckpointSource>) -> Self {
        self.settings.checkpointing.set_source(source.into());
        self
    }
}
