//! Connections and spikes that are listed in files.

use super::read;
use crate::error::Error;
use std::path::Path;

/// Reads connections from a file of two columns: the presynaptic and the postsynaptic neuron, counted from 0. The format is that of
/// [`Waveform::from_csv`](super::Waveform::from_csv), in any order. [`connect`](crate::model::access::Access::connect) takes them.
///
/// # Errors
/// [`Error::File`] if it cannot be read; [`Error::Format`] with the number of the first line that is wrong.
pub fn read_connections(path: impl AsRef<Path>) -> Result<Vec<(usize, usize)>, Error> {
    let pairs = read_pairs(path.as_ref())?;
    pairs.into_iter().map(|[pre, post]| Ok((index(path.as_ref(), pre)?, index(path.as_ref(), post)?))).collect()
}

/// Reads spikes from a file of two columns: the source in its array, counted from 0, and the time (ms), in any order.
/// [`play_each`](crate::run::simulation::Simulation::play_each) takes them.
///
/// # Errors
/// [`Error::File`] if it cannot be read; [`Error::Format`] with the number of the first line that is wrong.
pub fn read_spikes(path: impl AsRef<Path>) -> Result<Vec<(usize, f64)>, Error> {
    let pairs = read_pairs(path.as_ref())?;
    pairs.into_iter().map(|[source, time]| Ok((index(path.as_ref(), source)?, time))).collect()
}

fn read_pairs(path: &Path) -> Result<Vec<[f64; 2]>, Error> {
    let read::Samples { times, values } = read::file(path, read::Columns::Two)?;
    Ok(times.into_iter().zip(values).map(|(a, b)| [a, b]).collect())
}

fn index(path: &Path, number: f64) -> Result<usize, Error> {
    if number >= 0.0 && number.fract() == 0.0 && number < u32::MAX.into() {
        return Ok(number as usize);
    }
    let problem = format!("{}: `{number}` is no neuron, which are counted 0, 1, …", path.display());
    Err(Error::Format { problem })
}
