//! Where samples and spikes go while a run goes on, instead of into memory.

mod csv;

pub use csv::CsvSink;
pub(crate) use csv::{write_header, write_row, write_spike};

use crate::number::Scalar;
use std::io;

/// Takes what a run records, as it is recorded; see [`Simulation::stream`](crate::run::simulation::Simulation::stream).
///
/// A run calls [`begin`](Sink::begin), or [`resume`](Sink::resume) where it goes on from a checkpoint, then
/// [`sample`](Sink::sample) and [`spike`](Sink::spike) in blocks, each followed by [`flush`](Sink::flush). A block is
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
    /// What it writes to, for errors; if that is several files, the one that failed last.
    fn name(&self) -> String {
        "the sink".to_owned()
    }

    /// The beginning of a run.
    fn begin(&mut self, header: &Header<'_>) -> io::Result<()>;

    /// What was recorded at `time` (ms), one value per column.
    fn sample(&mut self, time: f64, values: &[T]) -> io::Result<()>;

    /// Whether it takes spikes, too. Otherwise they stay in the [`Run`](crate::run::result::Run).
    fn takes_spikes(&self) -> bool {
        false
    }

    /// A spike of a neuron, counted in the order of the header, at `time` (ms). Spikes come in the order of time.
    fn spike(&mut self, _neuron: usize, _time: T) -> io::Result<()> {
        Ok(())
    }

    /// The end of a block: what was taken is on its way, at least as far as the operating system.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Where it stands right after [`flush`](Sink::flush), such as lengths of files: what a checkpoint keeps so that
    /// [`resume`](Sink::resume) can go back to there.
    ///
    /// # Errors
    /// [`io::ErrorKind::Unsupported`], unless implemented; a run that saves checkpoints then does not begin.
    fn mark(&mut self) -> io::Result<Vec<u64>> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "it cannot go back to a checkpoint"))
    }

    /// Instead of [`begin`](Sink::begin): goes back to a [`mark`](Sink::mark), forgets what came after, and goes on.
    ///
    /// # Errors
    /// If that is not possible.
    fn resume(&mut self, _header: &Header<'_>, _mark: &[u64]) -> io::Result<()> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "it cannot go back to a checkpoint"))
    }
}

/// What a run is going to record.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Header<'a> {
    /// Full name, such as `AB.NaV.m`, and unit of every column, in the order of the values of a sample.
    pub columns: &'a [(&'a str, &'static str)],
    /// The name of every neuron; that of a cell alone is empty.
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
