//! A run: from the start of a network through a method to what was recorded.

use crate::access::{self, Access};
use crate::analysis::Spikes;
use crate::error::Error;
use crate::handle::{Quantity, Recordable};
use crate::network::Network;
use crate::record::{Column, Interrupted, NeuronRun, Run};
use crate::scalar::Scalar;
use crate::solve::{Method, StepError, Stepper, Tsit5};
use std::collections::HashSet;

/// Beginning a run.
pub trait Simulate<T: Scalar>: Network<T> + Sized {
    /// A run of so many milliseconds from the network's start, to be refined and [`run`](Simulation::run).
    fn simulate(&self, duration: f64) -> Simulation<'_, Self, T> {
        Simulation {
            network: self,
            duration,
            method: Tsit5::default(),
            sampling: Sampling::Every(0.1),
            threshold: 0.0,
            record: None,
            start: None,
        }
    }
}

impl<T: Scalar, N: Network<T>> Simulate<T> for N {}

/// A run that has not begun. Unless said otherwise it uses [`Tsit5`] with a tolerance of 1e-6, records V of every
/// neuron (every compartment has its own handle) each 0.1 ms, and finds spikes at 0 mV.
#[must_use = "a simulation does nothing until `run()`"]
#[derive(Clone, Debug)]
pub struct Simulation<'a, N, T, M = Tsit5> {
    network: &'a N,
    duration: f64,
    method: M,
    sampling: Sampling,
    threshold: f64,
    record: Option<Vec<Quantity>>,
    start: Option<Vec<T>>,
}

#[derive(Clone, Debug)]
enum Sampling {
    Every(f64),
    At(Vec<f64>),
}

impl Sampling {
    fn time(&self, k: usize) -> Option<f64> {
        match self {
            Sampling::Every(interval) => Some(k as f64 * interval),
            Sampling::At(times) => times.get(k).copied(),
        }
    }

    fn check(&self, duration: f64) -> Result<(), Error> {
        let setting = |setting, value, expected| Err(Error::Setting { setting, value, expected });
        match self {
            Sampling::Every(interval) if !(*interval > 0.0 && interval.is_finite()) => {
                setting("the recording interval", *interval, "it has to be a positive number of milliseconds")
            }
            Sampling::Every(_) => Ok(()),
            Sampling::At(times) => {
                if let Some(first) = times.first().filter(|t| t.is_nan() || **t < 0.0) {
                    return setting("the first recording time", *first, "it cannot lie before the start at 0 ms");
                }
                // What is not in order is NaN, too.
                if let Some(pair) = times.windows(2).find(|pair| pair[1].is_nan() || pair[0] >= pair[1]) {
                    return setting("a recording time", pair[1], "it has to be later than the one before it");
                }
                match times.last().filter(|t| **t > duration) {
                    Some(last) => setting("the last recording time", *last, "it cannot lie after the end of the run"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl<'a, N: Network<T>, T: Scalar, M: Method<T>> Simulation<'a, N, T, M> {
    /// Solves with `method`.
    pub fn method<O: Method<T>>(self, method: O) -> Simulation<'a, N, T, O> {
        let Simulation { network, duration, sampling, threshold, record, start, .. } = self;
        Simulation { network, duration, method, sampling, threshold, record, start }
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

    /// Begins at this state instead of the network's own start; as long as [`Network::dim`], in mV, µM and 1.
    pub fn start_at(mut self, state: &[T]) -> Self {
        self.start = Some(state.to_vec());
        self
    }

    /// Carries the run out.
    ///
    /// # Errors
    /// A setting or parameter out of its domain, a state that stops being finite, a tolerance that cannot be met. What
    /// was recorded until then is in [`Interrupted::run`].
    pub fn run(self) -> Result<Run<N, T>, Box<Interrupted<N, T>>> {
        let recording = Recording::new(&self);
        if let Err(error) = self.check() {
            return Err(Box::new(Interrupted { error, run: recording.finish(self.network, &[]) }));
        }
        let y = self.initial_state();
        let stepper = self.method.stepper(self.network, 0.0, &y);
        self.solve(stepper, recording)
    }

    fn initial_state(&self) -> Vec<T> {
        if let Some(start) = &self.start {
            return start.clone();
        }
        let mut y = vec![T::zero(); self.network.dim()];
        self.network.start(&mut y);
        y
    }

    fn solve(&self, mut stepper: M::Stepper, mut recording: Recording<T>) -> Result<Run<N, T>, Box<Interrupted<N, T>>> {
        if let Some(k) = stepper.state().iter().position(|x| !x.is_finite()) {
            let error = self.explain(StepError::NotFinite { index: k, value: stepper.state()[k].re() }, 0.0);
            return Err(Box::new(Interrupted { error, run: recording.finish(self.network, stepper.state()) }));
        }
        recording.first(self.network, stepper.state());
        while stepper.time() < self.duration {
            if let Err(failure) = stepper.advance(self.network, self.duration) {
                let error = self.explain(failure, stepper.time());
                let mut run = recording.finish(self.network, stepper.state());
                run.statistics = stepper.statistics();
                return Err(Box::new(Interrupted { error, run }));
            }
            recording.spikes(&stepper, self.threshold);
            recording.samples(self.network, &stepper);
        }
        let mut run = recording.finish(self.network, stepper.state());
        run.statistics = stepper.statistics();
        Ok(run)
    }

    fn check(&self) -> Result<(), Error> {
        if !(self.duration > 0.0 && self.duration.is_finite()) {
            let expected = "it has to be a positive number of milliseconds";
            return Err(Error::Setting { setting: "the duration", value: self.duration, expected });
        }
        if !self.threshold.is_finite() {
            let expected = "it has to be a number of millivolts";
            return Err(Error::Setting { setting: "the spike threshold", value: self.threshold, expected });
        }
        if let Some(start) = &self.start
            && start.len() != self.network.dim()
        {
            let expected = "it has to be the number of states of the network";
            return Err(Error::Setting { setting: "the length of the start", value: start.len() as f64, expected });
        }
        self.method.check().map_err(|(setting, value, expected)| Error::Setting { setting, value, expected })?;
        self.sampling.check(self.duration)?;
        for parameter in self.network.parameters() {
            let (value, info) = (parameter.value.re(), parameter.info);
            let problem = if value.is_nan() {
                "has no value: give it in the declaration, or `set` it".to_owned()
            } else if value.is_infinite() {
                "is not finite".to_owned()
            } else if let Some(minimum) = info.minimum.filter(|minimum| value < *minimum) {
                format!("is below its smallest value, {minimum}")
            } else if let Some(maximum) = info.maximum.filter(|maximum| value > *maximum) {
                format!("is above its largest value, {maximum}")
            } else {
                continue;
            };
            return Err(Error::Parameter { name: parameter.name, value, unit: info.unit, problem });
        }
        Ok(())
    }

    /// Names the neuron and state of a failed step.
    fn explain(&self, failure: StepError, time: f64) -> Error {
        let at = match failure {
            StepError::NotFinite { index, .. } | StepError::Underflow { index, .. } => index,
        };
        let (mut neuron, mut state) = (String::new(), String::new());
        access::each_state(self.network, |index, owner, name| {
            if index == at {
                (neuron, state) = (owner.to_owned(), name.to_owned());
            }
        });
        if neuron.is_empty() {
            neuron = N::INFO.name.to_owned();
        }
        match failure {
            StepError::NotFinite { value, .. } => Error::NotFinite { time, neuron, state, value },
            StepError::Underflow { step, .. } => Error::StepUnderflow { time, step, neuron, state },
        }
    }
}

/// What a run has recorded so far.
struct Recording<T> {
    sampling: Sampling,
    next: usize,
    duration: f64,
    time: Vec<f64>,
    columns: Vec<Column<T>>,
    probes: Vec<Probe>,
    /// Index of V, and spike times, of every neuron.
    voltages: Vec<usize>,
    spikes: Vec<Vec<T>>,
    threshold: f64,
    /// The state at a sample, needed only where currents are recorded.
    state: Vec<T>,
}

enum Probe {
    State(usize),
    Flow { quantity: Quantity },
}

impl<T: Scalar> Recording<T> {
    fn new<N: Network<T>, M>(simulation: &Simulation<'_, N, T, M>) -> Self {
        let network = simulation.network;
        let voltages = access::voltage_indices(network);
        let mut recording = Recording {
            sampling: simulation.sampling.clone(),
            next: 0,
            duration: simulation.duration,
            time: Vec::new(),
            columns: Vec::new(),
            probes: Vec::new(),
            spikes: vec![Vec::new(); voltages.len()],
            voltages,
            threshold: simulation.threshold,
            state: vec![T::zero(); network.dim()],
        };
        let quantities = simulation.record.clone().unwrap_or_else(|| access::voltages(network));
        let mut seen = HashSet::new();
        for (name, unit, quantity) in quantities.into_iter().flat_map(|quantity| access::expand(network, quantity)) {
            if seen.insert(name.clone()) {
                recording.column(network, name, unit, quantity);
            }
        }
        recording
    }

    fn column<N: Network<T>>(&mut self, network: &N, name: String, unit: &'static str, quantity: Quantity) {
        let probe = match quantity {
            Quantity::State(origin, index) => network.state_index(origin, index).map(Probe::State),
            _ => Some(Probe::Flow { quantity }),
        };
        if let Some(probe) = probe {
            self.columns.push(Column { name, unit, values: Vec::new(), quantity });
            self.probes.push(probe);
        }
    }

    fn first<N: Network<T>>(&mut self, network: &N, y: &[T]) {
        if !self.columns.is_empty() && self.sampling.time(0) == Some(0.0) {
            self.state.copy_from_slice(y);
            self.sample(network, 0.0);
            self.next = 1;
        }
    }

    fn samples<N: Network<T>>(&mut self, network: &N, stepper: &impl Stepper<T>) {
        if self.columns.is_empty() {
            return;
        }
        // Rounding must not lose the sample at the very end.
        let end = stepper.time();
        let reached = if end >= self.duration { end * (1.0 + 1e-12) } else { end };
        while let Some(t) = self.sampling.time(self.next).filter(|t| *t <= reached) {
            let within = t.min(end);
            if within == end {
                self.state.copy_from_slice(stepper.state());
            } else if self.probes.iter().any(|probe| matches!(probe, Probe::Flow { .. })) {
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
            self.sample(network, t);
            self.next += 1;
        }
    }

    fn sample<N: Network<T>>(&mut self, network: &N, t: f64) {
        self.time.push(t);
        for (column, probe) in self.columns.iter_mut().zip(&self.probes) {
            let value = match *probe {
                Probe::State(index) => self.state[index],
                Probe::Flow { quantity } => flow(network, quantity, t, &self.state),
            };
            column.values.push(value);
        }
    }

    fn spikes(&mut self, stepper: &impl Stepper<T>, threshold: f64) {
        for (&index, spikes) in self.voltages.iter().zip(&mut self.spikes) {
            if let Some((below, above)) = rise(stepper, index, threshold) {
                spikes.push(crossing(stepper, index, threshold, below, above));
            }
        }
    }

    fn finish<N: Network<T>>(self, network: &N, state: &[T]) -> Run<N, T> {
        let mut neurons = access::neuron_names(network)
            .into_iter()
            .zip(self.spikes)
            .map(|(name, times)| NeuronRun { name, spikes: Spikes::new(self.threshold, times) });
        let threshold = self.threshold;
        let neurons = network.neurons(&mut || {
            // As many names as neurons were counted from the same network.
            neurons
                .next()
                .unwrap_or_else(|| NeuronRun { name: String::new(), spikes: Spikes::new(threshold, Vec::new()) })
        });
        Run::new(neurons, self.duration, self.time, self.columns, state.to_vec())
    }
}

/// Current (nA) or conductance (µS) at a state.
fn flow<T: Scalar, N: Network<T>>(network: &N, quantity: Quantity, t: f64, y: &[T]) -> T {
    let at = T::from_f64(t);
    let value = match quantity {
        Quantity::Current(origin, index) => network.flow(origin, index, at, y).map(|flow| flow.current),
        Quantity::Conductance(origin, index) => network.flow(origin, index, at, y).map(|flow| flow.slope),
        Quantity::State(..) => None,
    };
    value.unwrap_or(T::zero())
}

/// Two times (ms) in the last step between which state `index` rises through `threshold`, if it does.
#[inline]
fn rise<T: Scalar>(stepper: &impl Stepper<T>, index: usize, threshold: f64) -> Option<(f64, f64)> {
    let (from, to) = (stepper.previous_time(), stepper.time());
    let (before, after) = (stepper.previous_state()[index].re(), stepper.state()[index].re());
    if before < threshold && after >= threshold {
        return Some((from, to));
    }
    // Both ends on one side: a peak or a trough in between may reach the other.
    if (before < threshold) != (after < threshold) {
        return None;
    }
    let turn = stepper.turn(index)?;
    let there = stepper.interpolate(turn, index).re();
    match before < threshold {
        true => (there >= threshold).then_some((from, turn)),
        false => (there < threshold).then_some((turn, to)),
    }
}

/// The time (ms) between `low` and `high` in the last step at which state `index` rises through `threshold`: bisection to
/// rounding, then Newton steps in the number type, each of which makes one more order of derivatives exact.
fn crossing<T: Scalar>(stepper: &impl Stepper<T>, index: usize, threshold: f64, mut low: f64, mut high: f64) -> T {
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if stepper.interpolate(middle, index).re() < threshold {
            low = middle;
        } else {
            high = middle;
        }
    }
    let slope = stepper.slope(high, index);
    let mut time = T::from_f64(high);
    if slope > 0.0 {
        for _ in 0..3 {
            time -= (stepper.interpolate_at(time, index) - threshold) / slope;
        }
    }
    time
}
