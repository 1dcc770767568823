//! Checkpoints as files: JSON in which every number reads back as the same bits.

use super::{Checkpoint, CheckpointSource, CheckpointTarget};
use crate::error::Error;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

impl Checkpoint {
    /// Saves the checkpoint as JSON (feature `json`). A file of that name is replaced as a whole: if the program is interrupted,
    /// either the old file is there or the new one.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause; then the old file is still there.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        write(path.as_ref(), self)
    }

    /// Reads a checkpoint that [`save`](Checkpoint::save) wrote (feature `json`).
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read, [`Error::Checkpoint`] if it holds no checkpoint.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        read(path.as_ref())
    }
}

// Not generic over the path, so that the code for JSON is compiled once with the runtime, and not with every program.

fn write(path: &Path, checkpoint: &Checkpoint) -> Result<(), Error> {
    replace(path, checkpoint)
}

fn read(path: &Path) -> Result<Checkpoint, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    serde_json::from_str(&text).map_err(|error| Error::Checkpoint {
        path: Some(path.to_owned()),
        problem: format!("it is not a whole checkpoint: {error}"),
    })
}

/// Writes `value` as JSON in place of the file `path`, as a whole or not at all.
pub(crate) fn replace(path: &Path, value: &impl serde::Serialize) -> Result<(), Error> {
    let temporary = temporary_path(path);
    let written = File::create(&temporary).and_then(|file| {
        let mut out = BufWriter::new(file);
        serde_json::to_writer(&mut out, value)?;
        out.flush()
    });
    written.and_then(|()| fs::rename(&temporary, path)).map_err(|source| {
        let _ = fs::remove_file(&temporary);
        Error::File { path: path.to_owned(), source }
    })
}

/// Returns the path of the file that is written before it replaces `path`.
fn temporary_path(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".new");
    name.into()
}

/// Lists of numbers in JSON, which has no NaN and no infinity: those are written as text.
pub(crate) mod exact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Number {
        Finite(f64),
        Other(String),
    }

    pub(crate) fn serialize<S: Serializer>(numbers: &[f64], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(numbers.iter().map(|number| match number.is_finite() {
            true => Number::Finite(*number),
            false => Number::Other(number.to_string()),
        }))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
        let numbers = Vec::<Number>::deserialize(deserializer)?;
        let read = |number| match number {
            Number::Finite(number) => Ok(number),
            Number::Other(text) => text.parse().map_err(|_| D::Error::custom(format!("`{text}` is not a number"))),
        };
        numbers.into_iter().map(read).collect()
    }
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
