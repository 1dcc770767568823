//! What a run records on its way to a sink, block by block.

use crate::error::Error;
use crate::number::Scalar;
use crate::run::result::Column;
use crate::run::sink::{Header, Sink};
use std::io;

/// Writes blocks of samples and spikes to a sink.
pub(crate) struct SinkWriter<'a, T> {
    sink: Box<dyn Sink<T> + 'a>,
    takes_spikes: bool,
    /// Spikes not yet written: neuron and time (ms), in the order of time.
    pending_spikes: Vec<(usize, T)>,
    /// The number of samples that make a block.
    block_length: usize,
    row: Vec<T>,
}

impl<'a, T: Scalar> SinkWriter<'a, T> {
    /// The largest number of samples, and of spikes, in a block: long enough that writing a block costs little, short enough
    /// that it is soon seen.
    const MAX_LENGTH: usize = 256;
    /// The largest number of values in a block of more than one sample.
    const MAX_VALUES: usize = 1 << 16;

    pub(super) fn new(sink: Box<dyn Sink<T> + 'a>) -> Self {
        let (takes_spikes, length) = (sink.takes_spikes(), Self::MAX_LENGTH);
        SinkWriter {
            sink,
            takes_spikes,
            pending_spikes: Vec::with_capacity(length),
            block_length: length,
            row: Vec::new(),
        }
    }

    /// Begins the sink, or if it has a `mark` from a checkpoint at `time` (ms), resumes it there.
    pub(super) fn begin(
        &mut self,
        columns: &[Column<T>],
        neurons: &[String],
        mark: Option<&[u64]>,
        time: f64,
    ) -> Result<(), Error> {
        self.block_length = (Self::MAX_VALUES / columns.len().max(1)).clamp(1, Self::MAX_LENGTH);
        let columns: Vec<_> = columns.iter().map(|column| (column.name.as_str(), column.unit)).collect();
        let header = Header { columns: &columns, neurons };
        let result = match mark {
            None => self.sink.begin(&header),
            Some(mark) => self.sink.resume(&header, mark),
        };
        self.sink_error(result, time)
    }

    pub(super) fn takes_spikes(&self) -> bool {
        self.takes_spikes
    }

    /// Takes a spike of the last step, in which `found` spikes were taken before.
    pub(super) fn push_spike(&mut self, neuron: usize, time: T, found: usize) {
        let end = self.pending_spikes.len();
        let earlier = |spike: &&(usize, T)| spike.1.re() > time.re();
        let later = self.pending_spikes[end.saturating_sub(found)..].iter().rev().take_while(earlier).count();
        self.pending_spikes.insert(end - later, (neuron, time));
    }

    /// Returns the spikes that were not written, and forgets them.
    pub(super) fn take_pending_spikes(&mut self) -> Vec<(usize, T)> {
        std::mem::take(&mut self.pending_spikes)
    }

    /// Returns true if this number of samples, or the pending spikes, make a block.
    #[inline]
    pub(super) fn is_block_full(&self, samples: usize) -> bool {
        samples >= self.block_length || self.pending_spikes.len() >= Self::MAX_LENGTH
    }

    /// Writes a block of samples, taken at the times `time` (ms), and the pending spikes.
    ///
    /// # Errors
    /// [`Error::Sink`] at `now` (ms); then the spikes stay pending.
    pub(super) fn write_block(&mut self, now: f64, time: &[f64], columns: &[Column<T>]) -> Result<(), Error> {
        let written = self.write_to_sink(time, columns);
        self.sink_error(written, now)?;
        self.pending_spikes.clear();
        Ok(())
    }

    fn write_to_sink(&mut self, time: &[f64], columns: &[Column<T>]) -> io::Result<()> {
        for (k, t) in time.iter().enumerate() {
            self.row.clear();
            self.row.extend(columns.iter().map(|column| column.values[k]));
            self.sink.sample(*t, &self.row)?;
        }
        for &(neuron, spike) in &self.pending_spikes {
            self.sink.spike(neuron, spike)?;
        }
        self.sink.flush()
    }

    /// Returns the position of the sink, see [`Sink::mark`].
    pub(super) fn mark(&mut self, time: f64) -> Result<Vec<u64>, Error> {
        let mark = self.sink.mark();
        self.sink_error(mark, time)
    }

    fn sink_error<R>(&self, result: io::Result<R>, time: f64) -> Result<R, Error> {
        result.map_err(|source| Error::Sink { name: self.sink.name(), time, source })
    }
}
