//! The result of a run: the spikes of every neuron, traces, the state at the end.

use crate::error::Error;
use crate::model::handle::{Quantity, Recordable};
use crate::model::names;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::input::driven::InputColumn;
use crate::run::restart::RestartPoint;
use crate::run::sink::{write_header, write_row, write_spike};
use crate::run::spikes::Spikes;
use crate::solve::Statistics;
use std::fmt;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::ops::Deref;
use std::path::Path;

/// One neuron of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct NeuronRun<T = f64> {
    /// Its name; empty for a cell alone.
    pub name: String,
    /// Its spikes, as roots of V minus the threshold; none if a sink takes them. Once V has turned round within 0.01 mV of the
    /// threshold, a small change adds or removes a spike: the derivatives of this spike time and all later ones are NaN.
    pub spikes: Spikes<T>,
}

/// One recorded quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<T> {
    /// Full name, such as `AB.NaV.m`.
    pub name: String,
    /// Unit; empty for a pure number.
    pub unit: &'static str,
    /// One value per recording time.
    pub values: Vec<T>,
    pub(crate) of: ColumnOf,
}

/// The source of a column's values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ColumnOf {
    /// A quantity of the network.
    Quantity(Quantity),
    /// The current of an input.
    Input(InputColumn),
}

impl<T> Column<T> {
    /// Returns the quantity of the network that it has recorded, if it is one.
    pub(crate) fn quantity(&self) -> Option<Quantity> {
        match self.of {
            ColumnOf::Quantity(quantity) => Some(quantity),
            ColumnOf::Input(_) => None,
        }
    }
}

/// A finished run of the network `N`. Its neurons are fields, under their names in lower case: `run.ab.spikes`.
pub struct Run<N: Network<T>, T: Scalar = f64> {
    neurons: N::Neurons<NeuronRun<T>>,
    duration: f64,
    time: Vec<f64>,
    columns: Vec<Column<T>>,
    end: Vec<T>,
    /// Where it ended.
    pub(crate) ended: RestartPoint<T>,
    /// True if samples went to a sink.
    streamed: bool,
    /// True if spikes went to a sink, too.
    pub(crate) spikes_streamed: bool,
    /// The time at which it began, ms.
    pub(crate) began: f64,
    /// The charges of a voltage clamp, see [`clamp_charges`](Run::clamp_charges).
    pub(crate) charges: Vec<(f64, T)>,
    /// The work done by the method, that before a resumed checkpoint included.
    pub statistics: Statistics,
    network: PhantomData<fn() -> N>,
}

impl<N: Network<T>, T: Scalar> Deref for Run<N, T> {
    type Target = N::Neurons<NeuronRun<T>>;

    fn deref(&self) -> &Self::Target {
        &self.neurons
    }
}

impl<N: Network<T>, T: Scalar> fmt::Debug for Run<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        f.debug_struct("Run").field("duration", &self.duration).field("recorded", &columns).finish_non_exhaustive()
    }
}

impl<N: Network<T>, T: Scalar> Run<N, T> {
    pub(crate) fn new(
        neurons: N::Neurons<NeuronRun<T>>,
        duration: f64,
        time: Vec<f64>,
        columns: Vec<Column<T>>,
        end: Vec<T>,
        streamed: bool,
    ) -> Self {
        let (ended, charges, statistics) = (RestartPoint::default(), Vec::new(), Statistics::default());
        Run {
            neurons,
            duration,
            time,
            columns,
            end,
            ended,
            streamed,
            spikes_streamed: false,
            began: 0.0,
            charges,
            statistics,
            network: PhantomData,
        }
    }

    /// Returns the recording times, ms; without those of samples that went to a sink.
    pub fn time(&self) -> &[f64] {
        &self.time
    }

    /// Returns the duration that was asked for, ms.
    pub fn duration(&self) -> f64 {
        self.duration
    }

    /// Returns the times (ms) at which it began and ended: 0 ms and the duration, unless it has continued another or was interrupted.
    pub fn span(&self) -> (f64, f64) {
        (self.began, self.ended.time.max(self.began))
    }

    /// Returns all columns. Their values are empty if they went to a sink.
    pub fn columns(&self) -> &[Column<T>] {
        &self.columns
    }

    /// Returns the state at the end, each number in its declared unit; empty if the run never began.
    pub fn end(&self) -> &[T] {
        &self.end
    }

    /// Returns a recorded state (mV, µM or 1), current (nA) or conductance (µS), one value per [`time`](Run::time). Of an
    /// array, it returns that of the first neuron.
    ///
    /// # Errors
    /// [`Error::NotRecorded`] if the quantity was not recorded, [`Error::Streamed`] if it went to a sink.
    pub fn trace<H: Recordable<N::Tag>>(&self, handle: H) -> Result<&[T], Error> {
        let wanted = handle.quantity();
        match self.columns.iter().find(|column| column.quantity().is_some_and(|quantity| wanted.covers(quantity))) {
            Some(column) => self.kept_values(column),
            None => Err(Error::NotRecorded { name: names::name_of(&N::NETWORK, wanted).0 }),
        }
    }

    /// Returns the values of a column, or [`Error::Streamed`] if they went to a sink.
    fn kept_values<'r>(&self, column: &'r Column<T>) -> Result<&'r [T], Error> {
        if self.streamed && column.values.is_empty() {
            return Err(Error::Streamed { name: column.name.clone() });
        }
        Ok(&column.values)
    }

    /// Checks that the traces did not go to a sink.
    pub(crate) fn check_kept(&self) -> Result<(), Error> {
        self.columns.iter().try_for_each(|column| self.kept_values(column).map(|_| ()))
    }

    /// Checks that the spikes did not go to a sink.
    pub(crate) fn check_spikes_kept(&self) -> Result<(), Error> {
        if self.spikes_streamed { Err(Error::Streamed { name: "every spike".to_owned() }) } else { Ok(()) }
    }

    /// Returns the recorded quantity of this full name, such as `AB.NaV.m`, one value per [`time`](Run::time).
    ///
    /// # Errors
    /// [`Error::NotRecorded`] if there is none, [`Error::Streamed`] if it went to a sink.
    pub fn trace_by_name(&self, name: &str) -> Result<&[T], Error> {
        match self.columns.iter().find(|column| column.name == name) {
            Some(column) => self.kept_values(column),
            None => Err(Error::NotRecorded { name: name.to_owned() }),
        }
    }

    /// Returns the current (nA) of an input into its neuron, one value per [`time`](Run::time). `input` counts the inputs of
    /// the run from 0, in the order in which they were given. Of an input into an array it returns that into the first
    /// neuron. A sample at an edge is of the side before.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if the run has no such input, or records nothing; [`Error::Streamed`] if a sink took the current.
    pub fn injected(&self, input: usize) -> Result<&[T], Error> {
        self.input_column(&format!("input {input}"), |column| column.input == input && !column.is_ionic)
    }

    /// Returns the current (nA) that the first voltage clamp of the run sends into its neuron, one value per
    /// [`time`](Run::time).
    ///
    /// If the clamp is ideal, this is the sum of all outward currents of the compartment and of the current that charges the
    /// membrane along a ramp, without currents that others inject. The charge that a jump of the command takes is
    /// no part of it, see [`clamp_charges`](Run::clamp_charges). After the release it is 0.
    ///
    /// # Errors
    /// Those of [`injected`](Run::injected); [`Error::UnknownName`] if there was no clamp.
    pub fn clamp_current(&self) -> Result<&[T], Error> {
        self.input_column("voltage clamp", |column| column.is_clamp && !column.is_ionic)
    }

    /// Returns the same without the current that charges the membrane along a ramp, C dV/dt of the command.
    ///
    /// # Errors
    /// Those of [`clamp_current`](Run::clamp_current).
    pub fn clamp_current_ionic(&self) -> Result<&[T], Error> {
        self.input_column("voltage clamp", |column| column.is_clamp && column.is_ionic)
    }

    /// Returns the charges (pC = nA ms) that the jumps of the command of the first voltage clamp took, C ΔV, with their times
    /// (ms). There are none if the clamp is not ideal. V begins at the command, without a charge.
    pub fn clamp_charges(&self) -> &[(f64, T)] {
        &self.charges
    }

    fn input_column(&self, name: &str, is_wanted: impl Fn(InputColumn) -> bool) -> Result<&[T], Error> {
        let is_input = |column: &&Column<T>| matches!(column.of, ColumnOf::Input(_));
        match self.columns.iter().find(|column| matches!(column.of, ColumnOf::Input(of) if is_wanted(of))) {
            Some(column) => self.kept_values(column),
            None => {
                let known = self.columns.iter().filter(is_input).map(|column| column.name.clone()).collect();
                Err(Error::unknown(name, known))
            }
        }
    }

    /// Writes the traces as CSV: a column `t_ms`, then one per recorded quantity, with real parts and all digits.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_traces(&self, mut out: impl Write) -> io::Result<()> {
        write_header(&mut out, self.columns.iter().map(|column| column.name.as_str()))?;
        for (row, t) in self.time.iter().enumerate() {
            write_row(&mut out, *t, self.columns.iter().map(|column| column.values[row]))?;
        }
        out.flush()
    }

    /// Saves the traces as CSV, see [`write_traces`](Run::write_traces).
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause, [`Error::Streamed`] if they went to a sink.
    pub fn save_traces(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.check_kept()?;
        save(path.as_ref(), |out| self.write_traces(out))
    }

    /// Returns every neuron, in the order of the state.
    pub fn each_neuron(&self) -> Vec<&NeuronRun<T>> {
        let mut neurons = Vec::new();
        N::each_neuron(&self.neurons, &mut |neuron| neurons.push(neuron));
        neurons
    }

    /// Writes the spikes as CSV with the columns `neuron,t_ms`, one neuron after the other.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_spikes(&self, mut out: impl Write) -> io::Result<()> {
        write_spike(&mut out, None)?;
        for neuron in self.each_neuron() {
            for t in neuron.spikes.times() {
                write_spike(&mut out, Some((&neuron.name, t.re())))?;
            }
        }
        out.flush()
    }

    /// Saves the spikes as CSV, see [`write_spikes`](Run::write_spikes).
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause.
    pub fn save_spikes(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        save(path.as_ref(), |out| self.write_spikes(out))
    }
}

/// Writes a file with `write`.
pub(crate) fn save(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let written = std::fs::File::create(path).and_then(|file| write(&mut io::BufWriter::new(file)));
    written.map_err(|source| Error::File { path: path.to_owned(), source })
}

/// A run that ended early, with its error and the samples and spikes until then that did not go to a sink. `Debug` writes the
/// sentence of the error.
pub struct Interrupted<N: Network<T>, T: Scalar = f64> {
    /// The error that ended it.
    pub error: Error,
    /// The result until then.
    pub run: Run<N, T>,
}

impl<N: Network<T>, T: Scalar> fmt::Debug for Interrupted<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<N: Network<T>, T: Scalar> fmt::Display for Interrupted<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<N: Network<T>, T: Scalar> std::error::Error for Interrupted<N, T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl<N: Network<T>, T: Scalar> From<Box<Interrupted<N, T>>> for Error {
    fn from(interrupted: Box<Interrupted<N, T>>) -> Self {
        interrupted.error
    }
}
