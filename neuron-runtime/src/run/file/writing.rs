//! Writing a file.

use super::{Kind, LENGTH, MODEL, exact, last_line, replace};
use crate::error::Error;
use crate::run::model_id::ModelId;
use serde::Serialize;
use std::io;
use std::path::Path;

/// The sections of a file that is being written.
pub(crate) struct SectionWriter {
    text: Vec<u8>,
}

impl SectionWriter {
    /// Adds a section. Its name is one word.
    pub(crate) fn write(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
        self.text.extend(name.as_bytes());
        self.text.push(b' ');
        // Line ends within texts are escaped, so that the value stays on its line.
        serde_json::to_writer(&mut self.text, value)?;
        self.text.push(b'\n');
        Ok(())
    }

    /// Adds a section that is a list of numbers.
    pub(crate) fn write_numbers(&mut self, name: &str, numbers: &[f64]) -> io::Result<()> {
        self.write(name, &Numbers(numbers))
    }
}

/// A list of numbers. Each will read back as the same bits.
#[derive(Serialize)]
struct Numbers<'a>(#[serde(serialize_with = "exact::numbers::serialize")] &'a [f64]);

/// Saves the sections that `write` adds as the file `path`. If there is one, it is replaced as a whole: whatever happens, either
/// the old or the new file exists.
///
/// # Errors
/// [`Error::File`] with the path and the cause; then the old file still exists.
pub(crate) fn save(
    path: &Path,
    kind: Kind,
    model: &ModelId,
    write: impl FnOnce(&mut SectionWriter) -> io::Result<()>,
) -> Result<(), Error> {
    let mut sections = SectionWriter { text: format!("{MODEL}{model}\n").into_bytes() };
    write(&mut sections)
        .and_then(|()| replace::replace(path, &sealed(kind, &sections.text)))
        .map_err(|source| Error::File { path: path.to_owned(), source })
}

/// Checks that a file can be saved as `path`, without changing what is there.
///
/// # Errors
/// [`Error::File`] with the path and the cause.
pub(crate) fn check_writable(path: &Path) -> Result<(), Error> {
    replace::check(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

/// Returns the file that has this text between its length and its checksum.
fn sealed(kind: Kind, text: &[u8]) -> Vec<u8> {
    let length = text.len() + last_line(&[]).len();
    let mut file = format!("{}\n{LENGTH}{length}\n", kind.first_line()).into_bytes();
    file.extend(text);
    let last = last_line(&file);
    file.extend(last.as_bytes());
    file
}
