//! Runs of a model and their results.

use super::{Model, Request};
use crate::error::Error;
use crate::run::progress::Progress;
use crate::run::result::{Column, NeuronRun};
use crate::run::simulation::{self, TimeLoop};
use crate::run::spikes::Spikes;
use crate::solve::Statistics;
use std::fmt;
use std::ops::ControlFlow;

/// The result of a run of a [`Model`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Recording times, ms.
    pub time: Vec<f64>,
    /// One per recorded state (mV, µM or 1), current (nA) or conductance (µS), each with one value per recording time.
    pub columns: Vec<Column<f64>>,
    /// All neurons with their spikes, in the order of the state.
    pub neurons: Vec<NeuronRun>,
    /// The state at the end, each number in its declared unit; empty if the run never began.
    pub end: Vec<f64>,
    /// The work done by the method.
    pub statistics: Statistics,
}

impl Outcome {
    /// Returns the recorded quantity of this full name, such as `AB.NaV.m`.
    ///
    /// # Errors
    /// [`Error::NotRecorded`] if there is none.
    pub fn trace(&self, name: &str) -> Result<&[f64], Error> {
        let column = self.columns.iter().find(|column| column.name == name);
        column.map(|column| &column.values[..]).ok_or_else(|| Error::NotRecorded { name: name.to_owned() })
    }

    /// Returns the spikes of a neuron. The name of a cell alone is empty.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is no such neuron.
    pub fn spikes(&self, neuron: &str) -> Result<&Spikes, Error> {
        let found = self.neurons.iter().find(|other| other.name == neuron);
        found.map(|neuron| &neuron.spikes).ok_or_else(|| {
            let known = self.neurons.iter().map(|neuron| neuron.name.clone()).collect();
            Error::unknown(neuron, known)
        })
    }
}

/// A run that ended early, with its error and what it has until then. `Debug` writes the sentence of the error.
pub struct Failure {
    /// The error that ended it.
    pub error: Error,
    /// The result until then.
    pub outcome: Outcome,
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl From<Box<Failure>> for Error {
    fn from(failure: Box<Failure>) -> Self {
        failure.error
    }
}

impl Model {
    /// Carries a run out.
    ///
    /// # Errors
    /// Samples and spikes until the error are in [`Failure::outcome`]. The errors are
    ///
    /// - [`Error::UnknownName`] and [`Error::Format`] for a name that is not there;
    /// - [`Error::Setting`], [`Error::Length`] and [`Error::Parameter`] for a value out of its domain;
    /// - [`Error::NotFinite`] for a state that becomes infinite or NaN;
    /// - [`Error::StepUnderflow`] for a tolerance that cannot be met;
    /// - [`Error::Cancelled`].
    pub fn run(&self, request: &Request) -> Result<Outcome, Box<Failure>> {
        self.run_with(request, None)
    }

    /// Carries a run out, and calls `watch` when it begins, after each 1/200 of it, and at its end. If `watch` returns
    /// [`ControlFlow::Break`], the run ends with [`Error::Cancelled`].
    ///
    /// # Errors
    /// Those of [`run`](Model::run).
    pub fn run_watched(
        &self,
        request: &Request,
        watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Outcome, Box<Failure>> {
        self.run_with(request, Some(watch))
    }

    fn run_with(
        &self,
        request: &Request,
        watch: Option<&mut dyn FnMut(Progress) -> ControlFlow<()>>,
    ) -> Result<Outcome, Box<Failure>> {
        let network = self.system();
        let mut settings =
            request.settings(network).map_err(|error| Box::new(Failure { error, outcome: Outcome::default() }))?;
        if let Some(watch) = watch {
            settings.monitor.set_callback(watch);
        }
        let method = request.solver.method();
        let simulation::Outcome { recorder, end, statistics, result, .. } =
            TimeLoop { network, method, settings: &mut settings }.run(&mut |_| {});
        let recorded = recorder.into_recorded();
        let (time, columns, neurons) = (recorded.time, recorded.columns, recorded.neurons);
        let outcome = Outcome { time, columns, neurons, end, statistics };
        match result {
            Ok(()) => Ok(outcome),
            Err(error) => Err(Box::new(Failure { error, outcome })),
        }
    }
}
