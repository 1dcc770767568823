//! Checkpoints: the exact state of a run, from which another run can resume.
//!
//! On the same program and machine, a resumed run makes the same steps as an uninterrupted one, to the last bit. A checkpoint
//! holds:
//!
//! - the state of the network, its parameters, what lists and grid say about spikes, and its time derivatives, from which changed equations are recognised;
//! - the state of the step-size controller and the counters of the method;
//! - the traces and spikes that the run has kept;
//! - the position of the [sink](crate::run::sink), but not what went there. Long runs should therefore stream.

#[cfg(feature = "json")]
mod file;

use super::model_id::ModelId;
use super::spike_settings::SpikeSettings;
use crate::error::{Error, Misfit};
use crate::model::names;
use crate::number::Scalar;
use crate::solve::Stepper;
use crate::system::System;
#[cfg(feature = "json")]
use serde::{Deserialize, Serialize};
#[cfg(feature = "json")]
use std::path::PathBuf;

/// The exact state of a run. [`Simulation::checkpoint_every`](crate::run::simulation::Simulation::checkpoint_every) makes
/// checkpoints, [`Simulation::resume`](crate::run::simulation::Simulation::resume) goes on from one.
///
/// ```
/// use neuron_runtime::run::checkpoint::Checkpoint;
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
///
/// let mut axon = HodgkinHuxley::default();
/// axon.set(HodgkinHuxley::inject, 10.0);
/// let whole = axon.simulate(100.0).run()?;
///
/// let mut last: Option<Checkpoint> = None;
/// axon.simulate(60.0).checkpoint_every(25.0, &mut last).run()?;
/// let checkpoint = last.expect("those at 25 and 50 ms");
/// assert!((50.0..60.0).contains(&checkpoint.time()));
///
/// let resumed = axon.simulate(100.0).resume(checkpoint).run()?;
/// assert_eq!(resumed.end(), whole.end());
/// assert_eq!(resumed.spikes, whole.spikes);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    model: ModelId,
    method: String,
    time: f64,
    parameters: Vec<(String, f64)>,
    spikes: SpikeSettings,
    states: Vec<String>,
    state: Vec<f64>,
    /// The time derivatives of the state (per ms), from which changed equations and connections are recognised.
    slopes: Vec<f64>,
    /// The memory of the stepper.
    memory: Vec<f64>,
    recorded: RecorderState,
}

/// The state of a recorder: the data that it keeps, and the position of its sink.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(crate) struct RecorderState {
    pub(crate) threshold: f64,
    /// True if a step moved a V farther than exponential methods can follow.
    pub(crate) coarse: bool,
    /// The number of samples.
    pub(crate) samples: usize,
    /// The time (ms) of the last sample.
    pub(crate) last: Option<f64>,
    /// The position of the sink, if there is one.
    pub(crate) sink: Option<Vec<u64>>,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(crate) time: Vec<f64>,
    pub(crate) traces: Vec<SavedTrace>,
    pub(crate) spikes: Vec<SavedSpikes>,
}

/// A recorded column.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(crate) struct SavedTrace {
    pub(crate) name: String,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(crate) values: Vec<f64>,
}

/// The spikes of a neuron.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize, Deserialize))]
pub(crate) struct SavedSpikes {
    pub(crate) neuron: String,
    #[cfg_attr(feature = "json", serde(with = "crate::run::file::exact::numbers"))]
    pub(crate) times: Vec<f64>,
}

impl Checkpoint {
    /// Returns the checkpoint of a run by `method` at the time of `stepper`.
    pub(crate) fn new<T: Scalar>(
        network: &dyn System<T>,
        method: &str,
        stepper: &dyn Stepper<T>,
        recorded: RecorderState,
    ) -> Self {
        Checkpoint {
            model: ModelId::of(network),
            method: method.to_owned(),
            time: stepper.time(),
            parameters: parameters(network),
            spikes: SpikeSettings::of(network, stepper),
            states: names::state_names(network),
            state: stepper.state().iter().map(|x| x.re()).collect(),
            slopes: slopes(network, stepper.time(), stepper.state()),
            memory: stepper.memory(),
            recorded,
        }
    }

    /// Returns the name of the model.
    pub fn model(&self) -> &str {
        self.model.name()
    }

    /// Returns the time of the checkpoint, ms.
    pub fn time(&self) -> f64 {
        self.time
    }

    /// Returns the full names of all states, in the order of [`state`](Checkpoint::state).
    pub fn state_names(&self) -> &[String] {
        &self.states
    }

    /// Returns the state, each number in its declared unit.
    pub fn state(&self) -> &[f64] {
        &self.state
    }

    /// Returns the full names of all parameters, and their values in declared units; after them what makes the inputs of the
    /// run what they are.
    pub fn parameters(&self) -> &[(String, f64)] {
        &self.parameters
    }

    pub(crate) fn memory(&self) -> &[f64] {
        &self.memory
    }

    pub(crate) fn recorded(&self) -> &RecorderState {
        &self.recorded
    }

    pub(crate) fn into_recorded(self) -> RecorderState {
        self.recorded
    }

    /// Returns the reason, if there is one, why a run of `network` by `method` cannot resume from this checkpoint.
    pub(crate) fn mismatch<T: Scalar>(&self, network: &dyn System<T>, method: &str) -> Option<Misfit> {
        if let Some(problem) = self.model_mismatch(network) {
            return Some(Misfit::Model(problem));
        }
        if self.method != method {
            return Some(Misfit::Settings(format!("it was made by {}, not by {method}", self.method)));
        }
        let changed = parameter_mismatch(&self.parameters, &parameters(network)).map(Misfit::Parameters);
        changed.or_else(|| self.equation_mismatch(network).map(Misfit::Model))
    }

    /// Returns the first difference, if there is one, between what the run said about spikes and what `stepper` was told.
    pub(crate) fn spikes_mismatch<T: Scalar>(
        &self,
        network: &dyn System<T>,
        stepper: &dyn Stepper<T>,
    ) -> Option<Misfit> {
        self.spikes.mismatch(&SpikeSettings::of(network, stepper)).map(Misfit::Settings)
    }

    /// Returns the first difference between the model of the checkpoint and `network`, without values and equations.
    fn model_mismatch<T: Scalar>(&self, network: &dyn System<T>) -> Option<String> {
        let name = network.info().name;
        if self.model() != name {
            return Some(format!("it is of {}, not of {name}", self.model()));
        }
        let states = names::state_names(network);
        let names = |names: &[String], k: usize| names.get(k).map_or("nothing".to_owned(), |name| format!("`{name}`"));
        if let Some(k) = (0..states.len().max(self.states.len())).find(|k| states.get(*k) != self.states.get(*k)) {
            let (saved, current) = (names(&self.states, k), names(&states, k));
            return Some(format!("its states are others: {saved} stands where the model has {current}"));
        }
        let other = self.model != ModelId::of(network);
        other.then(|| {
            format!("it is of another {name}: the units, the parameters or the number of connections were others")
        })
    }

    /// Returns the first time derivative that is not the saved one. A relative difference of 1e-6 is allowed,
    /// since machines round the exponential function differently.
    fn equation_mismatch<T: Scalar>(&self, network: &dyn System<T>) -> Option<String> {
        let mut scales = vec![1.0; self.state.len()];
        network.scales(&mut scales);
        let state: Vec<T> = self.state.iter().map(|x| T::from_f64(*x)).collect();
        let current = slopes(network, self.time, &state);
        let alike = |a: f64, b: f64, scale: f64| a == b || (a - b).abs() <= 1e-6 * scale.max(a.abs()).max(b.abs());
        let k = (0..current.len()).find(|&k| !alike(current[k], self.slopes[k], scales[k]))?;
        Some(format!(
            "equations or connections have changed: d/dt of {} is {} there and was {}",
            self.states[k], current[k], self.slopes[k]
        ))
    }
}

/// Returns the parameters of a network and the numbers of the inputs of a run.
fn parameters<T: Scalar>(network: &dyn System<T>) -> Vec<(String, f64)> {
    let of_network = names::named_parameters(network).into_iter();
    let mut found: Vec<_> = of_network.map(|parameter| (parameter.name, parameter.value.re())).collect();
    network.each_input(&mut |name, number| found.push((name.to_owned(), number)));
    found
}

fn parameter_mismatch(saved: &[(String, f64)], current: &[(String, f64)]) -> Option<String> {
    // Neurons of an array are listed one by one only where they differ.
    let k = (0..saved.len().max(current.len())).find(|k| saved.get(*k) != current.get(*k))?;
    Some(match (saved.get(k), current.get(k)) {
        (Some((a, old)), Some((b, new))) if a == b => format!("{a} was {old} and is {new} now"),
        (Some((a, old)), _) => format!("{a} was {old} and is another now"),
        (None, Some((b, new))) => format!("{b} was not there and is {new} now"),
        (None, None) => return None,
    })
}

fn slopes<T: Scalar>(network: &dyn System<T>, time: f64, state: &[T]) -> Vec<f64> {
    let mut slopes = vec![T::zero(); state.len()];
    network.rhs(T::from_f64(time), state, &mut slopes);
    slopes.into_iter().map(T::re).collect()
}

/// The place of the latest checkpoint of a run: a variable, or with the feature `json` a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum CheckpointTarget<'a> {
    /// In a variable.
    Variable(&'a mut Option<Checkpoint>),
    /// In a file, which is replaced as a whole.
    #[cfg(feature = "json")]
    File(PathBuf),
}

impl CheckpointTarget<'_> {
    /// Checks that a checkpoint can be put there.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            CheckpointTarget::Variable(_) => Ok(()),
            #[cfg(feature = "json")]
            CheckpointTarget::File(path) => super::file::check_writable(path),
        }
    }

    /// Puts the checkpoint there, in place of the one before.
    pub(crate) fn put(&mut self, checkpoint: Checkpoint) -> Result<(), Error> {
        match self {
            CheckpointTarget::Variable(variable) => **variable = Some(checkpoint),
            #[cfg(feature = "json")]
            CheckpointTarget::File(path) => checkpoint.save(path)?,
        }
        Ok(())
    }
}

impl<'a> From<&'a mut Option<Checkpoint>> for CheckpointTarget<'a> {
    fn from(variable: &'a mut Option<Checkpoint>) -> Self {
        CheckpointTarget::Variable(variable)
    }
}

/// The checkpoint that a run resumes from, or with the feature `json` the file that holds it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CheckpointSource {
    /// A checkpoint.
    Checkpoint(Box<Checkpoint>),
    /// A file, which is read when the run begins.
    #[cfg(feature = "json")]
    File(PathBuf),
}

impl From<Checkpoint> for CheckpointSource {
    fn from(checkpoint: Checkpoint) -> Self {
        CheckpointSource::Checkpoint(Box::new(checkpoint))
    }
}

impl From<&Checkpoint> for CheckpointSource {
    fn from(checkpoint: &Checkpoint) -> Self {
        checkpoint.clone().into()
    }
}
