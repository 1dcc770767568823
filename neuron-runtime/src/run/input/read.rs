//! Reading samples from text, line by line.

use crate::error::{Error, Short};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The columns of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    Value,
    TimeAndValue,
    /// Two numbers in any order. The first is kept as a time.
    Two,
}

/// What a text holds. Without a column of times there are none.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    pub(crate) times: Vec<f64>,
    pub(crate) values: Vec<f64>,
}

/// Reads a file.
///
/// # Errors
/// [`Error::File`] and [`Error::Format`].
pub(crate) fn file(path: &Path, columns: Columns) -> Result<Samples, Error> {
    let file = File::open(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    lines(BufReader::new(file), &format!("{}, ", path.display()), columns)
}

/// Reads all lines. `name` comes before the number of a line in messages.
///
/// # Errors
/// [`Error::Format`] for the first line that is wrong, and for a text without samples.
pub(crate) fn lines(mut reader: impl BufRead, name: &str, columns: Columns) -> Result<Samples, Error> {
    let (mut samples, mut line, mut number, mut may_be_names) = (Samples::default(), String::new(), 0u64, true);
    loop {
        line.clear();
        number += 1;
        let refuse = |problem: String| Err(Error::Format { problem: format!("{name}line {number}: {problem}") });
        match reader.read_line(&mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return refuse(error.to_string()),
        }
        let text = line.trim_start_matches('\u{feff}').trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let is_first = std::mem::take(&mut may_be_names);
        match fields(text, columns) {
            Ok([time, value]) => {
                if columns == Columns::TimeAndValue
                    && let Some(last) = samples.times.last()
                    && time <= *last
                {
                    return refuse(format!(
                        "the time {} ms comes after {} ms; times have to ascend",
                        Short(time),
                        Short(*last)
                    ));
                }
                if columns != Columns::Value {
                    samples.times.push(time);
                }
                samples.values.push(value);
            }
            // Names have no digit in front.
            Err(_) if is_first && !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => {}
            Err(problem) => return refuse(problem),
        }
    }
    if samples.values.is_empty() {
        return Err(Error::Format { problem: format!("{name}there are no samples") });
    }
    Ok(samples)
}

/// Returns the time, 0 if there is none, and the value in a line.
fn fields(text: &str, columns: Columns) -> Result<[f64; 2], String> {
    let separator = [',', ';'].into_iter().find(|separator| text.contains(*separator));
    let wanted = if columns == Columns::Value { 1 } else { 2 };
    let mut found = [0.0; 2];
    let mut count = 0;
    let mut take = |field: &str| {
        if let Some(place) = found.get_mut(2 - wanted + count) {
            let field = field.trim();
            let number: f64 = field.parse().map_err(|_| format!("`{field}` is no number"))?;
            *place = number;
            if !number.is_finite() {
                return Err(format!("`{field}` is not finite"));
            }
        }
        count += 1;
        Ok(())
    };
    match separator {
        Some(separator) => text.split(separator).try_for_each(&mut take)?,
        None => text.split_whitespace().try_for_each(&mut take)?,
    }
    match (count == wanted, wanted) {
        (true, _) => Ok(found),
        (false, 2) => Err(format!("there are {count} columns; there have to be two, times and values")),
        (false, _) => Err(format!("there are {count} columns; there has to be one of values")),
    }
}
