//! Handing to a sink, block by block, what a run records.

use crate::error::Error;
use crate::number::Scalar;
use crate::run::result::Column;
use crate::run::sink::{Header, Sink};
use std::io;

/// A sink, and what it is handed next.
pub(crate) struct SinkWriter<'a, T> {
    sink: Box<dyn Sink<T> + 'a>,
    takes_spikes: bool,
    /// Spikes that wait: neuron and time, in the order of time.
    pending_spikes: Vec<(usize, T)>,
    /// So many samples or spikes make a block.
    block_length: usize,
    row: Vec<T>,
}

impl<'a, T: Scalar> SinkWriter<'a, T> {
    /// A block is long enough that writing it costs little, and short enough to be seen soon.
    const MOST_SAMPLES: usize = 256;
    /// A block holds so many numbers, or one sample.
    const MOST_VALUES: usize = 1 << 16;

    pub(super) fn new(sink: Box<dyn Sink<T> + 'a>) -> Self {
        let takes_spikes = sink.takes_spikes();
        SinkWriter {
            sink,
            takes_spikes,
            pending_spikes: Vec::with_capacity(Self::MOST_SAMPLES),
            block_length: Self::MOST_SAMPLES,
            row: Vec::new(),
        }
    }

    pub(super) fn begin(&mut self, columns: &[Column<T>], neurons: &[String]) -> Result<(), Error> {
        self.block_length = (Self::MOST_VALUES / columns.len().max(1)).clamp(1, Self::MOST_SAMPLES);
        let sink = &mut self.sink;
        let begun = with_header(columns, neurons, |header| sink.begin(header));
        self.sink_error(begun, 0.0)
    }

    pub(super) fn resume(
        &mut self,
        columns: &[Column<T>],
        neurons: &[String],
        mark: &[u64],
        time: f64,
    ) -> Result<(), Error> {
        self.block_length = (Self::MOST_VALUES / columns.len().max(1)).clamp(1, Self::MOST_SAMPLES);
        let sink = &mut self.sink;
        let resumed = with_header(columns, neurons, |header| sink.resume(header, mark));
        self.sink_error(resumed, time)
    }

    pub(super) fn takes_spikes(&self) -> bool {
        self.takes_spikes
    }

    /// A spike of the last step, in which there were so many before.
    pub(super) fn push_spike(&mut self, neuron: usize, time: T, found: usize) {
        let end = self.pending_spikes.len();
        let earlier = |spike: &&(usize, T)| spike.1.re() > time.re();
        let later = self.pending_spikes[end.saturating_sub(found)..].iter().rev().take_while(earlier).count();
        self.pending_spikes.insert(end - later, (neuron, time));
    }

    /// The spikes that wait, which do so no more.
    pub(super) fn take_pending_spikes(&mut self) -> Vec<(usize, T)> {
        std::mem::take(&mut self.pending_spikes)
    }

    /// Whether so many samples, or the spikes, make a block.
    #[inline]
    pub(super) fn is_block_full(&self, samples: usize) -> bool {
        samples >= self.block_length || self.pending_spikes.len() >= Self::MOST_SAMPLES
    }

    /// Hands over a block of samples, and the spikes that wait.
    pub(super) fn write_block(&mut self, end: f64, time: &[f64], columns: &[Column<T>]) -> Result<(), Error> {
        let written = self.write_to_sink(time, columns);
        self.sink_error(written, end)?;
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

    pub(super) fn position(&mut self, time: f64) -> Result<Vec<u64>, Error> {
        let mark = self.sink.mark();
        self.sink_error(mark, time)
    }

    fn sink_error<R>(&self, result: io::Result<R>, time: f64) -> Result<R, Error> {
        result.map_err(|source| Error::Sink { name: self.sink.name(), time, source })
    }
}

fn with_header<T>(
    columns: &[Column<T>],
    neurons: &[String],
    call: impl FnOnce(&Header<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let columns: Vec<(&str, &'static str)> = columns.iter().map(|column| (column.name.as_str(), column.unit)).collect();
    call(&Header { columns: &columns, neurons })
}
