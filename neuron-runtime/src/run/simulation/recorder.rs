//! Recording while a run goes on: samples of quantities, and spikes.

mod impossible;
mod spikes;

use super::sample_times::SampleTimes;
use super::sink_writer::SinkWriter;
use crate::error::Error;
use crate::model::handle::Quantity;
use crate::model::mechanism::Held;
use crate::model::network::Network;
use crate::model::ranges::Ranges;
use crate::model::{access, names};
use crate::number::Scalar;
use crate::run::checkpoint::{RecorderState, SavedSpikes, SavedTrace};
use crate::run::input::driven::InputColumn;
use crate::run::probe::Probe;
use crate::run::result::{Column, ColumnOf, NeuronRun, Run};
use crate::run::spikes::Spikes;
use crate::solve::Stepper;
use crate::system::System;
use impossible::beyond_range;
use spikes::GrazingDetector;
use std::collections::HashSet;

/// Records samples and spikes. Keeps them, or passes them to a sink in blocks.
pub(crate) struct Recorder<'a, T> {
    sample_times: SampleTimes,
    /// The index of the next sample.
    next_sample: usize,
    /// Its time (ms); infinite if nothing is recorded, and after the last one.
    next_time: f64,
    duration: f64,
    time: Vec<f64>,
    columns: Vec<Column<T>>,
    probes: Vec<Probe>,
    /// The columns of states that are looked at in every sample, with the smallest and the largest possible value. V with the widest
    /// range is not among them, since it is looked at after every step.
    watched: Vec<(usize, [f64; 2])>,
    /// The names of the neurons.
    neurons: Vec<String>,
    /// The index of V of each neuron.
    voltages: Vec<usize>,
    /// The ranges in which states are possible.
    ranges: Ranges,
    /// The number of steps since all states were looked at.
    unseen_steps: u32,
    /// True if a step moved a V farther than exponential methods can follow.
    is_coarse: bool,
    /// For each neuron, true if its cell declares its spikes, which are events then.
    declared: Vec<bool>,
    /// The spike times (ms) of each neuron, without those that a sink takes.
    spikes: Vec<Vec<T>>,
    /// One per neuron if the number type carries derivatives, otherwise none.
    grazing: Vec<GrazingDetector>,
    /// The first crossing without a derivative: the index of the neuron, and the time (ms).
    first_grazing: Option<(usize, f64)>,
    threshold: f64,
    /// True if a clamp holds a V.
    holds_v: bool,
    /// The neurons whose V a command may make jump, with V (mV) at the end of the last step.
    jumping: Vec<(usize, f64)>,
    /// The state at the time of a sample.
    state: Vec<T>,
    sink: Option<SinkWriter<'a, T>>,
    /// A quantity that was to be recorded, and does not exist.
    unknown: Option<Error>,
}

/// What a run recorded, whatever its network.
pub(crate) struct Recorded<T> {
    /// All neurons in the order of the state.
    pub(crate) neurons: Vec<NeuronRun<T>>,
    /// Recording times, ms.
    pub(crate) time: Vec<f64>,
    pub(crate) columns: Vec<Column<T>>,
}

impl<'a, T: Scalar> Recorder<'a, T> {
    /// The number of steps of an exponential method after which all states are looked at. After every step, V of every neuron is
    /// compared with the widest range of any. The steps of other methods cost far more than a look at all states, and those of
    /// adaptive ones may be long.
    const UNSEEN_STEPS: u32 = 16;

    /// Returns a recorder of `quantities`, or of V of every neuron if that is `None`.
    pub(crate) fn new(
        network: &dyn System<T>,
        duration: f64,
        sample_times: SampleTimes,
        threshold: f64,
        quantities: Option<Vec<Quantity>>,
        sink: Option<SinkWriter<'a, T>>,
        ranges: Ranges,
    ) -> Self {
        let voltages = names::voltage_indices(network);
        let mut recorder = Recorder {
            sample_times,
            next_sample: 0,
            next_time: f64::INFINITY,
            duration,
            time: Vec::new(),
            columns: Vec::new(),
            probes: Vec::new(),
            watched: Vec::new(),
            neurons: names::neuron_names(network),
            spikes: vec![Vec::new(); names::declared_spikes(network).len()],
            grazing: if T::HAS_DERIVATIVES { vec![GrazingDetector::default(); voltages.len()] } else { Vec::new() },
            first_grazing: None,
            declared: names::declared_spikes(network),
            voltages,
            ranges,
            unseen_steps: 0,
            is_coarse: false,
            threshold,
            holds_v: false,
            jumping: Vec::new(),
            state: vec![T::zero(); network.dim()],
            sink,
            unknown: None,
        };
        let quantities = quantities.unwrap_or_else(|| names::voltages(network));
        let mut seen = HashSet::new();
        for (name, unit, quantity) in quantities.into_iter().flat_map(|quantity| names::expand(network, quantity)) {
            match Probe::new(network, quantity) {
                Ok(probe) if seen.insert(name.clone()) => {
                    recorder.columns.push(Column { name, unit, values: Vec::new(), of: ColumnOf::Quantity(quantity) });
                    if let Probe::State(index) = probe {
                        let [lowest, highest] = recorder.ranges.bounds(index);
                        let is_seen = recorder.voltages.binary_search(&index).is_ok()
                            && lowest.max(-highest) <= -recorder.ranges.largest_v;
                        if !is_seen {
                            recorder.watched.push((recorder.probes.len(), [lowest, highest]));
                        }
                    }
                    recorder.probes.push(probe);
                }
                Ok(_) => {}
                Err(error) => recorder.unknown = Some(error),
            }
        }
        recorder
    }

    /// Takes these V, by index, for those that clamps hold: jumps of them may be spikes.
    pub(super) fn watch_jumps(&mut self, held: &[usize]) {
        self.holds_v = !held.is_empty();
        let of_neurons = self.voltages.iter().enumerate().filter(|(_, v)| held.contains(v));
        self.jumping = of_neurons.map(|(neuron, _)| (neuron, f64::NAN)).collect();
    }

    /// Adds the currents of inputs to what is recorded.
    pub(super) fn add_inputs(&mut self, columns: &[(String, InputColumn)]) {
        for (name, column) in columns {
            let of = ColumnOf::Input(*column);
            self.columns.push(Column { name: name.clone(), unit: "nA", values: Vec::new(), of });
            self.probes.push(Probe::Input(*column));
        }
    }

    /// Begins a run at the time of `stepper`: begins the sink, and takes the first sample if it is there. Where there are relations,
    /// something may happen at the beginning, and the first step takes the sample.
    ///
    /// # Errors
    /// [`Error::UnknownName`] for a quantity that does not exist, [`Error::BeyondRange`] for an impossible state, and those of the
    /// sink.
    pub(crate) fn begin(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Result<(), Error> {
        self.unknown.take().map_or(Ok(()), Err)?;
        let (begin, y) = (stepper.time(), stepper.state());
        self.check_states(network, stepper, begin, y)?;
        self.keep_potentials(y);
        if let Some(sink) = &mut self.sink {
            sink.begin(&self.columns, &self.neurons, None, begin)?;
        }
        self.next_sample = self.sample_times.first_from(begin);
        let nothing_happens = !stepper.has_events();
        if nothing_happens && !self.columns.is_empty() && self.sample_times.time(self.next_sample) == Some(begin) {
            self.state.copy_from_slice(y);
            self.sample(network, stepper, begin);
            self.next_sample += 1;
        }
        self.schedule_sample();
        Ok(())
    }

    /// Records the samples and spikes within the last step.
    ///
    /// # Errors
    /// [`Error::BeyondRange`], and those of the sink.
    // Methods of fixed steps are so fast that a call takes a part of a step.
    #[inline(always)]
    pub(crate) fn record_step(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Result<(), Error> {
        let step = stepper.last_step();
        let (mut spikes, end) = (0, step.t);
        self.unseen_steps += 1;
        let is_due = !step.is_straight || self.unseen_steps == Self::UNSEEN_STEPS;
        if self.may_have_events(step) || is_due {
            if is_due || self.is_v_large(step) {
                self.check_range(network, stepper)?;
            }
            if step.is_straight && !self.is_coarse {
                self.look_at_moves(step);
            }
            spikes = self.find_spikes(stepper, step);
        }
        // Rounding may end the last step just before the last sample.
        if self.next_time <= end || end >= self.duration {
            self.take_samples(network, stepper)?;
        }
        if spikes > 0 { self.flush_full_block(end) } else { Ok(()) }
    }

    /// Checks that all states are possible at the end of the last step, and where it began if that was not seen.
    ///
    /// # Errors
    /// [`Error::BeyondRange`].
    #[inline(never)]
    fn check_range(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Result<(), Error> {
        if self.unseen_steps > 1 {
            self.check_states(network, stepper, stepper.previous_time(), stepper.previous_state())?;
        }
        self.unseen_steps = 0;
        self.check_states(network, stepper, stepper.time(), stepper.state())
    }

    /// Checks that all states `y`, to which a stepper came at `time` (ms), are possible.
    ///
    /// # Errors
    /// [`Error::BeyondRange`].
    #[inline]
    fn check_states(&self, network: &dyn System<T>, stepper: &dyn Stepper<T>, time: f64, y: &[T]) -> Result<(), Error> {
        if self.ranges.all_possible(y) {
            return Ok(());
        }
        match self.ranges.find_impossible(y) {
            Some(found) => Err(beyond_range(network, stepper.statistics(), time, found, y)),
            None => Ok(()),
        }
    }

    /// Sets the time of the next sample.
    fn schedule_sample(&mut self) {
        let next = self.sample_times.time(self.next_sample).filter(|_| !self.columns.is_empty());
        self.next_time = next.unwrap_or(f64::INFINITY);
    }

    /// Records the spikes with which the last step began and ended: those that cells declare, and jumps of clamped potentials
    /// over the threshold.
    ///
    /// # Errors
    /// [`Error::BeyondRange`] if the step began with a jump to an impossible state, and those of the sink.
    pub(crate) fn record_events(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Result<(), Error> {
        if stepper.jumped() {
            self.check_states(network, stepper, stepper.previous_time(), stepper.previous_state())?;
        }
        let jumps = if self.jumping.is_empty() { 0 } else { self.find_jumps(stepper.last_step()) };
        self.keep_declared_spikes(stepper.spikes());
        if jumps + stepper.spikes().len() > 0 { self.flush_full_block(stepper.time()) } else { Ok(()) }
    }

    /// Returns true if a step moved a V farther than exponential methods can follow.
    pub(super) fn is_coarse(&self) -> bool {
        self.is_coarse
    }

    fn take_samples(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Result<(), Error> {
        let step = stepper.last_step();
        let end = step.t;
        if end >= self.duration {
            self.check_range(network, stepper)?;
        }
        if self.columns.is_empty() {
            return Ok(());
        }
        let reached = if end >= self.duration { end * (1.0 + 1e-12) } else { end };
        while let Some(t) = self.sample_times.time(self.next_sample).filter(|t| *t <= reached) {
            let within = t.min(end);
            if within == end {
                self.state.copy_from_slice(&step.y);
            } else if within == step.previous_t {
                self.state.copy_from_slice(&step.previous);
            } else if !self.probes.iter().all(|probe| matches!(probe, Probe::State(_) | Probe::Variable(_))) {
                for (k, value) in self.state.iter_mut().enumerate() {
                    *value = stepper.interpolate(within, k);
                }
            } else {
                for probe in &self.probes {
                    if let Probe::State(k) = probe {
                        self.state[*k] = stepper.interpolate(within, *k);
                    }
                }
            }
            if self.holds_v {
                // Interpolation has rounded V where it is given.
                network.jump(T::from_f64(within), Held::NONE, &mut self.state);
            }
            self.sample(network, stepper, t);
            self.check_sample(network, stepper)?;
            self.next_sample += 1;
            // One long step may pass many samples.
            self.flush_full_block(end)?;
        }
        self.schedule_sample();
        Ok(())
    }

    fn sample(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>, t: f64) {
        self.time.push(t);
        for (column, probe) in self.columns.iter_mut().zip(&self.probes) {
            let time = T::from_f64(t);
            let value = match *probe {
                Probe::Variable(of) => stepper
                    .variables()
                    .and_then(|variables| network.variable(of, time, Held::NONE, variables))
                    .unwrap_or_else(|| access::missing()),
                probe => probe.value(network, time, &self.state),
            };
            column.values.push(value);
        }
    }

    /// Checks the last sample. It is taken back if a step beside it ended in an impossible state.
    ///
    /// # Errors
    /// [`Error::BeyondRange`].
    #[inline]
    fn check_sample(&mut self, network: &dyn System<T>, stepper: &dyn Stepper<T>) -> Result<(), Error> {
        let is_possible = |(column, [lowest, highest]): &(usize, [f64; 2])| {
            let last = self.columns[*column].values.last();
            last.is_none_or(|value| (*lowest..=*highest).contains(&value.re()))
        };
        if self.watched.iter().all(is_possible) {
            return Ok(());
        }
        let checked = self.check_range(network, stepper);
        if checked.is_err() {
            self.time.pop();
            for column in &mut self.columns {
                column.values.pop();
            }
        }
        checked
    }

    /// Passes what is kept to the sink, if it makes a block.
    fn flush_full_block(&mut self, time: f64) -> Result<(), Error> {
        match &self.sink {
            Some(sink) if sink.is_block_full(self.time.len()) => self.flush(time),
            _ => Ok(()),
        }
    }

    /// Passes all that is kept to the sink, if there is one.
    ///
    /// # Errors
    /// [`Error::Sink`] at `time` (ms); then everything stays here.
    pub(super) fn flush(&mut self, time: f64) -> Result<(), Error> {
        let Some(sink) = &mut self.sink else { return Ok(()) };
        sink.write_block(time, &self.time, &self.columns)?;
        self.time.clear();
        self.columns.iter_mut().for_each(|column| column.values.clear());
        Ok(())
    }

    /// Returns the state of the recorder for a checkpoint at `time` (ms): all that is kept, and the position of the sink.
    pub(super) fn state(&mut self, time: f64) -> Result<RecorderState, Error> {
        self.flush(time)?;
        let re = |values: &[T]| values.iter().map(|value| value.re()).collect();
        let trace = |column: &Column<T>| SavedTrace { name: column.name.clone(), values: re(&column.values) };
        let spikes = |(neuron, times): (&String, &Vec<T>)| SavedSpikes { neuron: neuron.clone(), times: re(times) };
        Ok(RecorderState {
            threshold: self.threshold,
            coarse: self.is_coarse,
            samples: self.next_sample,
            last: self.last_sample_time(self.next_sample),
            time: self.time.clone(),
            traces: self.columns.iter().map(trace).collect(),
            spikes: self.neurons.iter().zip(&self.spikes).map(spikes).collect(),
            sink: self.sink_position(time)?,
        })
    }

    /// Returns the position of the sink at `time` (ms), if there is one.
    pub(super) fn sink_position(&mut self, time: f64) -> Result<Option<Vec<u64>>, Error> {
        self.sink.as_mut().map(|sink| sink.mark(time)).transpose()
    }

    /// Returns the time (ms) of the last of the first `samples` samples.
    fn last_sample_time(&self, samples: usize) -> Option<f64> {
        self.sample_times.time(samples.checked_sub(1)?)
    }

    /// Returns the reason, if there is one, why this run cannot go on at `time` (ms) from the recorder of another run.
    pub(super) fn mismatch(&self, recorded: &RecorderState, time: f64) -> Option<String> {
        if recorded.threshold != self.threshold {
            return Some(format!("spikes were found at {} mV and are now at {}", recorded.threshold, self.threshold));
        }
        let names = || self.columns.iter().map(|column| column.name.as_str());
        if !names().eq(recorded.traces.iter().map(|trace| trace.name.as_str())) {
            let list = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(", ");
            let before = list(&mut recorded.traces.iter().map(|trace| trace.name.as_str()));
            return Some(format!("[{before}] were recorded and now [{}] are", list(&mut names())));
        }
        // The first step can still take a sample where it begins.
        let reached = |t: f64| t < time;
        if !self.columns.is_empty()
            && (self.last_sample_time(recorded.samples) != recorded.last
                || self.sample_times.time(recorded.samples).is_some_and(reached))
        {
            return Some("it was recorded at other times".to_owned());
        }
        match (&recorded.sink, &self.sink) {
            (Some(_), None) => Some("it streamed what it recorded: do so again with `stream(…)`".to_owned()),
            (None, Some(_)) => Some("it kept what it recorded: leave `stream(…)` out".to_owned()),
            _ => None,
        }
    }

    /// Goes on from the recorder of another run at the time of `stepper`.
    pub(super) fn resume(
        &mut self,
        recorded: RecorderState,
        network: &dyn System<T>,
        stepper: &dyn Stepper<T>,
    ) -> Result<(), Error> {
        self.unknown.take().map_or(Ok(()), Err)?;
        let time = stepper.time();
        self.keep_potentials(stepper.state());
        if let (Some(sink), Some(mark)) = (&mut self.sink, &recorded.sink) {
            sink.begin(&self.columns, &self.neurons, Some(mark), time)?;
        }
        let convert = |values: Vec<f64>| values.into_iter().map(T::from_f64).collect();
        self.is_coarse = recorded.coarse;
        self.next_sample = recorded.samples;
        self.time = recorded.time;
        for (column, trace) in self.columns.iter_mut().zip(recorded.traces) {
            column.values = convert(trace.values);
        }
        for (spikes, saved) in self.spikes.iter_mut().zip(recorded.spikes) {
            *spikes = convert(saved.times);
        }
        self.schedule_sample();
        // The end of a run may have a sample that rounding puts just after it, see `record_step`.
        if time >= self.duration { self.take_samples(network, stepper) } else { Ok(()) }
    }

    /// Returns the result of a run of `network` that ended in the state `end`, which is empty if the run never began.
    pub(crate) fn into_run<N: Network<T>>(self, network: &N, end: Vec<T>) -> Run<N, T> {
        let (duration, threshold, streamed) = (self.duration, self.threshold, self.sink.is_some());
        let Recorded { neurons, time, columns } = self.into_recorded();
        let mut neurons = neurons.into_iter();
        let neurons = network.neurons(&mut || {
            let silent = || NeuronRun { name: String::new(), spikes: Spikes::new(threshold, Vec::new()) };
            neurons.next().unwrap_or_else(silent)
        });
        Run::new(neurons, duration, time, columns, end, streamed)
    }

    /// Returns what was recorded.
    pub(crate) fn into_recorded(mut self) -> Recorded<T> {
        for (neuron, spike) in self.sink.iter_mut().flat_map(SinkWriter::take_pending_spikes) {
            self.spikes[neuron].push(spike);
        }
        let neuron = |(name, times)| NeuronRun { name, spikes: Spikes::new(self.threshold, times) };
        let neurons = self.neurons.into_iter().zip(self.spikes).map(neuron).collect();
        Recorded { neurons, time: self.time, columns: self.columns }
    }
}
