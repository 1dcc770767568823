//! What a run did, in a few numbers.

use crate::model::network::Network;
use crate::number::Scalar;
use crate::run::result::{NeuronRun, Run};
use crate::solve::Statistics;
use std::fmt;
#[cfg(feature = "json")]
use {crate::error::Error, crate::run::result::save, serde::Serialize, std::path::Path};

/// A summary of a [`Run`], see [`Run::summary`]. It prints as a short table.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize))]
pub struct Summary {
    /// The name of the network's or the cell's type.
    pub network: &'static str,
    /// The time from its beginning to its end, ms.
    pub duration_ms: f64,
    /// Every neuron, in the order of the state; none if a sink took the spikes.
    pub neurons: Vec<NeuronSummary>,
    /// The names of the recorded quantities, with their units.
    pub recorded: Vec<String>,
    /// The number of samples of each.
    pub samples: usize,
    /// The work done.
    pub statistics: Statistics,
}

/// The spikes of a neuron, in a few numbers.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "json", derive(Serialize))]
pub struct NeuronSummary {
    /// Its name; empty for a cell alone.
    pub name: String,
    /// The number of its spikes.
    pub spikes: usize,
    /// That number over the time from the beginning of the run to its end, 1/s.
    pub rate_per_s: f64,
    /// The coefficient of variation of the intervals; `None` with fewer than three spikes.
    pub cv: Option<f64>,
    /// The time (ms) of its first spike.
    pub first_ms: Option<f64>,
    /// The time (ms) of its last spike.
    pub last_ms: Option<f64>,
}

impl<N: Network<T>, T: Scalar> Run<N, T> {
    /// Returns the spikes of every neuron and the work done, in a few numbers.
    ///
    /// ```
    /// use neuron_runtime::library::prinz_2004::Pyloric;
    /// use neuron_runtime::prelude::*;
    ///
    /// let run = Pyloric::default().simulate(2000.0).spikes(-10.0).run()?;
    /// println!("{run}"); // the same as `run.summary()`
    /// assert_eq!(run.summary().neurons[0].spikes, run.ab.spikes.len());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn summary(&self) -> Summary {
        let (begin, end) = self.span();
        let seconds = 1e-3 * (end - begin);
        let neurons = if self.check_spikes_kept().is_ok() { self.each_neuron() } else { Vec::new() };
        let of_neuron = |neuron: &NeuronRun<T>| {
            let spikes = &neuron.spikes;
            NeuronSummary {
                name: neuron.name.clone(),
                spikes: spikes.len(),
                rate_per_s: if seconds > 0.0 { spikes.len() as f64 / seconds } else { 0.0 },
                cv: spikes.cv().map(T::re),
                first_ms: spikes.first().map(T::re),
                last_ms: spikes.last().map(T::re),
            }
        };
        let with_unit = |name: &str, unit: &str| match unit {
            "" => name.to_owned(),
            unit => format!("{name} ({unit})"),
        };
        Summary {
            network: N::NETWORK.name,
            duration_ms: end - begin,
            neurons: neurons.into_iter().map(of_neuron).collect(),
            recorded: self.columns().iter().map(|column| with_unit(&column.name, column.unit)).collect(),
            samples: self.time().len(),
            statistics: self.statistics,
        }
    }
}

#[cfg(feature = "json")]
impl Summary {
    /// Returns the summary as a JSON object.
    pub fn to_json(&self) -> String {
        // Names and numbers always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Saves the summary as a JSON object.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause.
    pub fn save_json(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        save(path.as_ref(), |out| out.write_all(self.to_json().as_bytes()))
    }
}

impl<N: Network<T>, T: Scalar> fmt::Display for Run<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary().fmt(f)
    }
}

/// A row of the table: a neuron, or an array of many.
struct Row<'s> {
    name: &'s str,
    /// The number of neurons in it.
    count: usize,
    spikes: usize,
    rate: f64,
    /// The mean of those that have one, and their number.
    cv: (f64, usize),
}

impl Summary {
    /// The largest number of neurons of an array that have rows of their own.
    const ROWS: usize = 8;
    /// The largest number of recorded quantities that are named.
    const NAMED: usize = 4;

    /// Returns a row for each neuron, or for an array of many.
    fn rows(&self) -> Vec<Row<'_>> {
        let array = |name: &'_ NeuronSummary| name.name.split('[').next().unwrap_or_default().to_owned();
        let mut rows = Vec::new();
        for group in self.neurons.chunk_by(|a, b| array(a) == array(b) && a.name.contains('[')) {
            if group.len() > Self::ROWS {
                rows.push(Row::of(group));
            } else {
                rows.extend(group.chunks(1).map(Row::of));
            }
        }
        rows
    }
}

impl<'s> Row<'s> {
    fn of(neurons: &'s [NeuronSummary]) -> Self {
        let count = neurons.len();
        let name = match neurons {
            [one] => &one.name,
            many => many[0].name.split('[').next().unwrap_or_default(),
        };
        let known: Vec<f64> = neurons.iter().filter_map(|neuron| neuron.cv).collect();
        Row {
            name,
            count,
            spikes: neurons.iter().map(|neuron| neuron.spikes).sum(),
            rate: neurons.iter().map(|neuron| neuron.rate_per_s).sum::<f64>() / count as f64,
            cv: (known.iter().sum::<f64>() / known.len() as f64, known.len()),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { network, duration_ms, recorded, samples, statistics, .. } = self;
        writeln!(f, "{network}, {duration_ms} ms")?;
        let rows = self.rows();
        let named = |row: &Row<'_>| match row {
            Row { name: "", .. } => (*network).to_owned(),
            Row { name, count: 1, .. } => (*name).to_owned(),
            Row { name, count, .. } => format!("{name}, {count} neurons"),
        };
        let names: Vec<String> = rows.iter().map(named).collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max("neuron".len());
        match rows.len() {
            0 => writeln!(f, "the sink has the spikes")?,
            _ => writeln!(f, "{:width$}  {:>8}  {:>10}  {:>6}", "neuron", "spikes", "rate (1/s)", "CV")?,
        }
        for (name, Row { spikes, rate, cv, .. }) in names.iter().zip(&rows) {
            let cv = if cv.1 > 0 { format!("{:.3}", cv.0) } else { "–".to_owned() };
            writeln!(f, "{name:width$}  {spikes:>8}  {rate:>10.2}  {cv:>6}")?;
        }
        if !recorded.is_empty() && *samples > 0 {
            let more = recorded.len().saturating_sub(Self::NAMED);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            let first = recorded[..recorded.len().min(Self::NAMED)].join(", ");
            writeln!(f, "{samples} samples of {first}{rest}")?;
        }
        write!(f, "{statistics}")
    }
}
