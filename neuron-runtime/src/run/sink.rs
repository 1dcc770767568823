//! Sinks: they take samples and spikes while a run goes on, instead of memory.

mod csv;

pub use csv::CsvSink;
pub(crate) use csv::{write_header, write_row, write_spike};

use crate::number::Scalar;
use std::io;

/// Takes the samples and spikes of a run while it goes on, see
/// [`Simulation::stream`](crate::run::simulation::Simulation::stream).
///
/// A run first calls [`begin`](Sink::begin), or [`resume`](Sink::resume) if it goes on from a checkpoint. It then calls
/// [`sample`](Sink::sample) and [`spike`](Sink::spike) in blocks, and [`flush`](Sink::flush) after each block. A block is
/// kept in memory until it is flushed, so that nothing is lost if the sink fails. An error ends the run; the sink is
/// not called again.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::run::sink::{Header, Sink};
/// use std::io;
///
/// /// The largest value of every column.
/// #[derive(Default)]
/// struct Peaks(Vec<(String, f64)>);
///
/// impl Sink<f64> for Peaks {
///     fn begin(&mut self, header: &Header<'_>) -> io::Result<()> {
///         self.0 = header.columns.iter().map(|(name, _)| (name.to_string(), f64::NEG_INFINITY)).collect();
///         Ok(())
///     }
///
///     fn sample(&mut self, _time: f64, values: &[f64]) -> io::Result<()> {
///         for ((_, peak), value) in self.0.iter_mut().zip(values) {
///             *peak = peak.max(*value);
///         }
///         Ok(())
///     }
/// }
///
/// let mut axon = HodgkinHuxley::default();
/// axon.set(HodgkinHuxley::inject, 10.0);
/// let mut peaks = Peaks::default();
/// axon.simulate(50.0).stream(&mut peaks).run()?;
/// assert!(peaks.0[0].0 == "v" && peaks.0[0].1 > 30.0);
/// # Ok::<(), Error>(())
/// ```
pub trait Sink<T: Scalar> {
    /// Returns the name of the target, for errors; if there are several files, that of the one that failed.
    fn name(&self) -> String {
        "the sink".to_owned()
    }

    /// Begins a run.
    fn begin(&mut self, header: &Header<'_>) -> io::Result<()>;

    /// Takes the sample at `time` (ms), one value per column, in the units of the header.
    fn sample(&mut self, time: f64, values: &[T]) -> io::Result<()>;

    /// Returns true if the sink takes spikes, too. Otherwise they stay in the [`Run`](crate::run::result::Run).
    fn takes_spikes(&self) -> bool {
        false
    }

    /// Takes a spike at `time` (ms) of a neuron, given by its index in the header. Spikes come in the order of time.
    fn spike(&mut self, _neuron: usize, _time: T) -> io::Result<()> {
        Ok(())
    }

    /// Ends a block: hands everything that was taken to the operating system at least.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Returns the position of the sink after a [`flush`](Sink::flush), such as the lengths of files. A checkpoint holds it, so
    /// that [`resume`](Sink::resume) can go back to there.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`], unless implemented. A run that saves checkpoints then does not begin.
    fn mark(&mut self) -> io::Result<Vec<u64>> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "it cannot go back to a checkpoint"))
    }

    /// Begins a run that was resumed: goes back to a [`mark`](Sink::mark), and discards everything after it.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`], unless implemented, and those of the target.
    fn resume(&mut self, _header: &Header<'_>, _mark: &[u64]) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "it cannot go back to a checkpoint"))
    }
}

/// The columns and neurons of a run.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Header<'a> {
    /// The full name of every column, such as `AB.NaV.m`, and its unit, in the order of the values of a sample.
    pub columns: &'a [(&'a str, &'static str)],
    /// The name of every neuron; empty for a cell alone.
    pub neurons: &'a [String],
}

impl<T: Scalar, S: Sink<T> + ?Sized> Sink<T> for &mut S {
    fn name(&self) -> String {
        (**self).name()
    }

    fn begin(&mut self, header: &Header<'_>) -> io::Result<()> {
        (**self).begin(header)
    }

    fn sample(&mut self, time: f64, values: &[T]) -> io::Result<()> {
        (**self).sample(time, values)
    }

    fn takes_spikes(&self) -> bool {
        (**self).takes_spikes()
    }

    fn spike(&mut self, neuron: usize, time: T) -> io::Result<()> {
        (**self).spike(neuron, time)
    }

    fn flush(&mut self) -> io::Result<()> {
        (**self).flush()
    }

    fn mark(&mut self) -> io::Result<Vec<u64>> {
        (**self).mark()
    }

    fn resume(&mut self, header: &Header<'_>, mark: &[u64]) -> io::Result<()> {
        (**self).resume(header, mark)
    }
}
