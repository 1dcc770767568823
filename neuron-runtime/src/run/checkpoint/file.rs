//! Checkpoints as files.

use super::{Checkpoint, CheckpointSource, CheckpointTarget};
use crate::error::Error;
use crate::run::file::{self, Kind};
use std::path::{Path, PathBuf};

const KIND: Kind = Kind { name: "checkpoint", format: 3 };

impl Checkpoint {
    /// Saves the checkpoint as text (feature `json`): lines of a name and a value as JSON, with a checksum. A file of that name
    /// is replaced as a whole: whatever happens, either the old or the new one exists. A symbolic link stays, and the file that
    /// it leads to is replaced.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause; then the old file is still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write(path.as_ref(), self)
    }

    /// Reads a checkpoint that [`save`](Checkpoint::save) wrote (feature `json`).
    ///
    /// # Errors
    /// - [`Error::File`] if the file cannot be read
    /// - [`Error::SavedFile`] if it holds no checkpoint, is damaged in any way, or has the format of another version
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        read(path.as_ref())
    }
}

// Not generic over the path, so that the code for JSON is compiled once with the runtime, and not with every program.

fn write(path: &Path, checkpoint: &Checkpoint) -> Result<(), Error> {
    let Checkpoint { model, method, time, parameters, spikes, states, state, slopes, memory, recorded } = checkpoint;
    file::save(path, KIND, model, |sections| {
        sections.write("method", method)?;
        sections.write("time", time)?;
        sections.write("parameters", parameters)?;
        sections.write("spikes", spikes)?;
        sections.write("states", states)?;
        sections.write_numbers("state", state)?;
        sections.write_numbers("slopes", slopes)?;
        sections.write_numbers("memory", memory)?;
        sections.write("recorded", recorded)
    })
}

fn read(path: &Path) -> Result<Checkpoint, Error> {
    file::load(path, KIND, |model, sections| {
        let checkpoint = Checkpoint {
            model,
            method: sections.read("method")?,
            time: sections.read("time")?,
            parameters: sections.read("parameters")?,
            spikes: sections.read("spikes")?,
            states: sections.read("states")?,
            state: sections.read_numbers("state")?,
            slopes: sections.read_numbers("slopes")?,
            memory: sections.read_numbers("memory")?,
            recorded: sections.read("recorded")?,
        };
        let Checkpoint { states, state, slopes, recorded, .. } = &checkpoint;
        let traces = recorded.traces.iter().all(|trace| trace.values.len() == recorded.time.len());
        match traces && [state.len(), slopes.len()] == [states.len(); 2] {
            true => Ok(checkpoint),
            false => Err("its lists do not have the same length".to_owned()),
        }
    })
}

macro_rules! from_paths {
    ($($path:ty),*) => {$(
        impl From<$path> for CheckpointTarget<'_> {
            fn from(path: $path) -> Self {
                CheckpointTarget::File(path.into())
            }
        }

        impl From<$path> for CheckpointSource {
            fn from(path: $path) -> Self {
                CheckpointSource::File(path.into())
            }
        }
    )*};
}

from_paths!(&str, String, &Path, PathBuf, &PathBuf);
