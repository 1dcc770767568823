//! Reading a file, and refusing what is not as it was saved.

use super::{FORMAT, Kind, LENGTH, MAGIC, MODEL, exact, last_line};
use crate::error::{Error, FileProblem};
use crate::run::model_id::ModelId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

/// The sections of a file that is being read, in their order.
pub(crate) struct Sections<'a> {
    lines: std::str::Lines<'a>,
}

impl Sections<'_> {
    /// Reads the next section.
    ///
    /// # Errors
    /// Says what is wrong if the next section has another name, or not this type.
    pub(crate) fn read<V: DeserializeOwned>(&mut self, name: &str) -> Result<V, String> {
        let missing = || format!("it has no `{name}` where that should be");
        let line = self.lines.next().ok_or_else(missing)?;
        let value = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(' ')).ok_or_else(missing)?;
        serde_json::from_str(value).map_err(|error| format!("its `{name}` cannot be read: {error}"))
    }

    /// Reads the next section, which is a list of numbers.
    ///
    /// # Errors
    /// Those of [`read`](Sections::read).
    pub(crate) fn read_numbers(&mut self, name: &str) -> Result<Vec<f64>, String> {
        self.read(name).map(|Numbers(numbers)| numbers)
    }

    fn end(mut self) -> Result<(), String> {
        self.lines.next().map_or(Ok(()), |_| Err("it has more sections than it should have".to_owned()))
    }
}

/// A list of numbers. Each reads back as the same bits.
#[derive(Deserialize)]
struct Numbers(#[serde(deserialize_with = "exact::numbers::deserialize")] Vec<f64>);

/// Loads the file `path` by reading its sections, all of them, in their order. What `read` returns as an error is what is wrong
/// with the file.
///
/// # Errors
/// [`Error::File`] if the file cannot be read, [`Error::SavedFile`] if it is not as a file of this `kind` was saved.
pub(crate) fn load<R>(
    path: &Path,
    kind: Kind,
    read: impl FnOnce(ModelId, &mut Sections<'_>) -> Result<R, String>,
) -> Result<R, Error> {
    let file = fs::read(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let refuse = |problem| Error::SavedFile { path: path.to_owned(), kind: kind.name, problem };
    let text = text(&file, kind).map_err(refuse)?;
    parse(text, read).map_err(|problem| refuse(FileProblem::Damaged { problem }))
}

fn parse<R>(text: &str, read: impl FnOnce(ModelId, &mut Sections<'_>) -> Result<R, String>) -> Result<R, String> {
    let mut lines = text.lines();
    let model = lines.next().and_then(|line| ModelId::parse(line.strip_prefix(MODEL)?));
    let mut sections = Sections { lines };
    let value = read(model.ok_or("it does not name its model")?, &mut sections)?;
    sections.end()?;
    Ok(value)
}

/// Returns the text between length and checksum, if these are right.
fn text(file: &[u8], kind: Kind) -> Result<&str, FileProblem> {
    let damaged = |problem: String| FileProblem::Damaged { problem };
    if file.is_empty() {
        return Err(damaged("it is empty".to_owned()));
    }
    let (first, rest) = split_line(file);
    if first != kind.first_line().as_bytes() {
        return Err(first_line_problem(file, first, kind));
    }
    let (second, rest) = split_line(rest);
    let length = std::str::from_utf8(second).ok().and_then(|line| line.strip_prefix(LENGTH)?.parse::<usize>().ok());
    let length = length.ok_or_else(|| damaged("its second line does not say its length".to_owned()))?;
    if rest.len() != length {
        let (says, found) = (length, rest.len());
        return Err(damaged(format!("its second line says that {says} bytes follow, and {found} do")));
    }
    if !is_sealed(file) {
        return Err(damaged("its checksum is not that of what it holds".to_owned()));
    }
    let text = &rest[..rest.len().saturating_sub(last_line(&[]).len())];
    std::str::from_utf8(text).map_err(|_| damaged("it is not text".to_owned()))
}

/// Returns the first line, and what follows its end.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, &[]),
    }
}

/// Returns true if the file ends with the checksum of what is before it.
fn is_sealed(file: &[u8]) -> bool {
    let end = file.len().checked_sub(last_line(&[]).len());
    end.map(|end| file.split_at(end)).is_some_and(|(before, last)| last == last_line(before).as_bytes())
}

/// Returns the problem of a file that has another first line than one of this `kind`.
fn first_line_problem(file: &[u8], first: &[u8], kind: Kind) -> FileProblem {
    let Some(rest) = first.strip_prefix(MAGIC.as_bytes()) else {
        return match is_earlier(file) {
            true => FileProblem::Earlier,
            false => FileProblem::Foreign,
        };
    };
    let named = std::str::from_utf8(rest).ok().and_then(|rest| {
        let (name, format) = rest.split_once(FORMAT)?;
        Some((name, format.parse::<u32>().ok()?))
    });
    match named {
        Some((name, found)) if name == kind.name => FileProblem::Format { found, read: kind.format },
        // A damaged word is no other kind.
        Some((name, _)) if is_sealed(file) => FileProblem::Kind { found: name.to_owned() },
        _ => FileProblem::Damaged { problem: "its first line is not as it was".to_owned() },
    }
}

/// Returns true if this is one JSON object that begins with a version, as files were before they had a checksum.
fn is_earlier(file: &[u8]) -> bool {
    file.starts_with(br#"{"version":1,"#)
}
