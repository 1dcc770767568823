//! Tables of comma-separated values: one line per sample or spike, with real parts and all digits.

use super::{Header, Sink};
use crate::number::Scalar;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Writes the header of a table of samples: `t_ms` and the names of the columns.
pub(crate) fn write_header<'n>(out: &mut impl Write, columns: impl Iterator<Item = &'n str>) -> io::Result<()> {
    write!(out, "t_ms")?;
    for name in columns {
        write!(out, ",{name}")?;
    }
    writeln!(out)
}

/// Writes a time (ms) and the values at it, in the shortest form that reads back as the same number.
pub(crate) fn write_row<T: Scalar>(out: &mut impl Write, t: f64, values: impl Iterator<Item = T>) -> io::Result<()> {
    write!(out, "{t}")?;
    for value in values {
        write!(out, ",{}", value.re())?;
    }
    writeln!(out)
}

/// The header of a table of spikes.
const SPIKES: &str = "neuron,t_ms\n";

/// Writes the name of a neuron and the time of a spike (ms), or the header if there is no spike.
pub(crate) fn write_spike(out: &mut impl Write, spike: Option<(&str, f64)>) -> io::Result<()> {
    match spike {
        Some((neuron, t)) => writeln!(out, "{neuron},{t}"),
        None => out.write_all(SPIKES.as_bytes()),
    }
}

/// Writes samples, and spikes if asked, as CSV while a run goes on. The table of samples is byte for byte the file that
/// [`Run::save_traces`](crate::run::result::Run::save_traces) would write at its end. Spikes are in the order of time.
///
/// When a run begins, files are created or overwritten. When it is resumed, they are cut back to the checkpoint and continued.
/// If the disk becomes full, the file ends after a whole line.
///
/// ```
/// use neuron_runtime::library::hodgkin_huxley_1952::HodgkinHuxley;
/// use neuron_runtime::prelude::*;
/// use neuron_runtime::run::sink::CsvSink;
///
/// let mut text = Vec::new();
/// HodgkinHuxley::default().simulate(10.0).record_every(5.0).stream(CsvSink::writer(&mut text)).run()?;
/// let text = String::from_utf8_lossy(&text);
/// assert!(text.starts_with("t_ms,v\n0,-65\n5,-6") && text.lines().count() == 4);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct CsvSink<'w> {
    traces: Table<'w>,
    spikes: Option<Table<'w>>,
    neurons: Vec<String>,
}

impl<'w> CsvSink<'w> {
    /// Writes traces to the file `path`, which is created when the run begins. Spikes stay in the run.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        CsvSink { traces: Table::file(path.into()), spikes: None, neurons: Vec::new() }
    }

    /// Writes traces to `writer`. Spikes stay in the run. A writer cannot be cut back: checkpoints need a
    /// [`path`](CsvSink::path).
    pub fn writer(writer: impl Write + 'w) -> Self {
        CsvSink { traces: Table::writer(Box::new(writer)), spikes: None, neurons: Vec::new() }
    }

    /// Writes spikes to the file `path`, too; the run does not keep them.
    pub fn spikes_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.spikes = Some(Table::file(path.into()));
        self
    }

    /// Writes spikes to `writer`, too; the run does not keep them.
    pub fn spikes_writer(mut self, writer: impl Write + 'w) -> Self {
        self.spikes = Some(Table::writer(Box::new(writer)));
        self
    }

    fn tables(&mut self) -> impl Iterator<Item = &mut Table<'w>> {
        std::iter::once(&mut self.traces).chain(&mut self.spikes)
    }

    /// Takes the names of the neurons from the header. Returns the header of each table.
    fn heads(&mut self, header: &Header<'_>) -> io::Result<[Vec<u8>; 2]> {
        self.neurons = header.neurons.to_vec();
        let mut head = Vec::new();
        write_header(&mut head, header.columns.iter().map(|(name, _)| *name))?;
        Ok([head, SPIKES.into()])
    }
}

impl<T: Scalar> Sink<T> for CsvSink<'_> {
    fn name(&self) -> String {
        let broken = self.spikes.as_ref().filter(|spikes| spikes.broken);
        broken.unwrap_or(&self.traces).name.clone()
    }

    fn begin(&mut self, header: &Header<'_>) -> io::Result<()> {
        let heads = self.heads(header)?;
        self.tables().zip(heads).try_for_each(|(table, head)| table.begin(head))
    }

    fn sample(&mut self, time: f64, values: &[T]) -> io::Result<()> {
        write_row(&mut self.traces.text, time, values.iter().copied())?;
        self.traces.flush_if_long()
    }

    fn takes_spikes(&self) -> bool {
        self.spikes.is_some()
    }

    fn spike(&mut self, neuron: usize, time: T) -> io::Result<()> {
        let name = self.neurons.get(neuron).map_or("", String::as_str);
        let Some(spikes) = &mut self.spikes else { return Ok(()) };
        write_spike(&mut spikes.text, Some((name, time.re())))?;
        spikes.flush_if_long()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tables().try_for_each(Table::flush)
    }

    fn mark(&mut self) -> io::Result<Vec<u64>> {
        self.tables().map(|table| table.mark()).collect()
    }

    fn resume(&mut self, header: &Header<'_>, mark: &[u64]) -> io::Result<()> {
        if mark.len() != self.tables().count() {
            let problem = "spikes and traces have to be streamed as they were before the checkpoint";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
        }
        let heads = self.heads(header)?;
        // No table is cut before all are known to be those of the checkpoint.
        self.tables().zip(heads).zip(mark).try_for_each(|((table, head), length)| table.reopen(&head, *length))?;
        self.tables().try_for_each(Table::cut)
    }
}

/// The number of bytes that are written without waiting for the end of a block.
const MAX_PENDING: usize = 1 << 16;

/// One table, which keeps its lines until they are flushed.
struct Table<'w> {
    name: String,
    target: Target<'w>,
    /// The lines not yet written.
    text: Vec<u8>,
    /// The number of bytes written.
    length: u64,
    /// True if an operation has failed.
    broken: bool,
}

enum Target<'w> {
    /// A file, open while a run goes on.
    File(PathBuf, Option<File>),
    Writer(Box<dyn Write + 'w>),
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).field("length", &self.length).finish_non_exhaustive()
    }
}

impl<'w> Table<'w> {
    fn file(path: PathBuf) -> Self {
        Table::new(path.display().to_string(), Target::File(path, None))
    }

    fn writer(writer: Box<dyn Write + 'w>) -> Self {
        Table::new("the sink's writer".to_owned(), Target::Writer(writer))
    }

    fn new(name: String, target: Target<'w>) -> Self {
        Table { name, target, text: Vec::new(), length: 0, broken: false }
    }

    /// Remembers whether an operation has failed.
    fn note<R>(&mut self, result: io::Result<R>) -> io::Result<R> {
        self.broken |= result.is_err();
        result
    }

    fn begin(&mut self, head: Vec<u8>) -> io::Result<()> {
        (self.text, self.length, self.broken) = (Vec::with_capacity(MAX_PENDING + (1 << 12)), 0, false);
        if let Target::File(path, file) = &mut self.target {
            let created = File::create(path).map(|created| *file = Some(created));
            self.note(created)?;
        }
        self.text.extend(head);
        // A full disk should fail now, and not after an hour.
        self.flush()
    }

    /// Opens the file that had this header and this length (bytes).
    fn reopen(&mut self, head: &[u8], length: u64) -> io::Result<()> {
        (self.text, self.length, self.broken) = (Vec::with_capacity(MAX_PENDING + (1 << 12)), length, false);
        let opened = match &mut self.target {
            Target::File(path, file) => open_checked(path, head, length).map(|opened| *file = Some(opened)),
            Target::Writer(_) => Err(cannot_go_back()),
        };
        self.note(opened)
    }

    /// Cuts the file to its length at the checkpoint, and moves to its end.
    fn cut(&mut self) -> io::Result<()> {
        let Target::File(_, Some(file)) = &mut self.target else { return Ok(()) };
        let cut = file.set_len(self.length).and_then(|()| file.seek(SeekFrom::Start(self.length)));
        self.note(cut).map(|_| ())
    }

    fn mark(&mut self) -> io::Result<u64> {
        match self.target {
            Target::Writer(_) => self.note(Err(cannot_go_back())),
            Target::File(..) => Ok(self.length),
        }
    }

    /// Writes the lines before the end of a block if they are long, as those of many columns are.
    fn flush_if_long(&mut self) -> io::Result<()> {
        if self.text.len() < MAX_PENDING { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        let (written, result) = match &mut self.target {
            // A run that has not begun has nothing to write.
            Target::File(_, None) => return Ok(()),
            Target::File(_, Some(file)) => write_most(file, &self.text),
            Target::Writer(writer) => match write_most(writer, &self.text) {
                (written, Ok(())) => (written, writer.flush()),
                failed => failed,
            },
        };
        let whole = match result {
            Ok(()) => written,
            // Only whole lines count as written. A file is cut after them below; a writer cannot be.
            Err(_) => self.text[..written].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1),
        };
        self.length += whole as u64;
        self.text.drain(..whole);
        if let (Err(_), Target::File(_, Some(file))) = (&result, &self.target) {
            let _ = file.set_len(self.length);
        }
        self.note(result)
    }
}

/// Writes as much as possible. Returns the number of bytes written, and the error if that is not all.
fn write_most(out: &mut impl Write, text: &[u8]) -> (usize, io::Result<()>) {
    let mut written = 0;
    while written < text.len() {
        match out.write(&text[written..]) {
            Ok(0) => return (written, Err(io::ErrorKind::WriteZero.into())),
            Ok(count) => written += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (written, Err(error)),
        }
    }
    (written, Ok(()))
}

fn cannot_go_back() -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, "a writer cannot go back to a checkpoint; stream to a path")
}

/// Opens the file, if it begins with this header and has at least this length (bytes).
fn open_checked(path: &Path, head: &[u8], length: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let current = file.metadata()?.len();
    if current < length {
        let problem = format!("it had {length} bytes at the checkpoint and has {current} now");
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    let mut begin = vec![0; head.len()];
    if length < head.len() as u64 || file.read_exact(&mut begin).is_err() || begin != head {
        let problem = "its columns are not those of the run that is resumed";
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok(file)
}
