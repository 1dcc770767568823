//! Tables of numbers: as text, as CSV, as a picture.

use crate::error::Error;
use crate::run::result::save;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// A result that can be printed, saved and drawn.
pub trait Report {
    /// Returns the numbers as a table.
    fn table(&self) -> Table;

    /// Returns the picture.
    #[cfg(feature = "plot")]
    fn figure(&self) -> crate::plot::Figure;

    /// Saves the numbers as CSV, with units in the header and all digits.
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), Error>
    where
        Self: Sized,
    {
        save(path.as_ref(), |out| self.table().write(out))
    }

    /// Draws the picture into an SVG file.
    ///
    /// # Errors
    /// [`Error::Plot`] if the file cannot be written.
    #[cfg(feature = "plot")]
    fn plot(&self, path: impl AsRef<Path>) -> Result<(), Error>
    where
        Self: Sized,
    {
        Ok(self.figure().save(path)?)
    }
}

/// Columns of numbers of the same length, with names and units, and lines of text below.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<Column>,
    notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    name: String,
    unit: String,
    values: Vec<f64>,
}

impl Column {
    /// Returns the name with its unit.
    fn label(&self) -> String {
        if self.unit.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.unit) }
    }
}

impl Table {
    /// Returns a table without columns.
    pub fn new() -> Self {
        Table::default()
    }

    /// Adds a column; a pure number has an empty unit. Where a value is missing, it is NaN.
    pub fn column(mut self, name: impl Into<String>, unit: impl Into<String>, values: Vec<f64>) -> Self {
        self.columns.push(Column { name: name.into(), unit: unit.into(), values });
        self
    }

    /// Adds a line of text below the table. It is no part of a CSV file.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Returns the number of rows: that of the longest column.
    fn rows(&self) -> usize {
        self.columns.iter().map(|column| column.values.len()).max().unwrap_or(0)
    }

    /// Writes the table as CSV: a header with units, then a line for each row, with all digits. A missing value is empty.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let labels: Vec<String> = self.columns.iter().map(|column| quoted(&column.label())).collect();
        writeln!(out, "{}", labels.join(","))?;
        for row in 0..self.rows() {
            let cell = |column: &Column| column.values.get(row).filter(|x| !x.is_nan()).map(f64::to_string);
            let cells: Vec<String> = self.columns.iter().map(|column| cell(column).unwrap_or_default()).collect();
            writeln!(out, "{}", cells.join(","))?;
        }
        out.flush()
    }
}

/// Returns a name as a field of CSV, which may contain commas in quotes only.
fn quoted(name: &str) -> String {
    if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name.to_owned() }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels: Vec<String> = self.columns.iter().map(Column::label).collect();
        let columns: Vec<Vec<String>> = self.columns.iter().map(|column| written(&column.values)).collect();
        let width =
            |k: usize| columns[k].iter().chain([&labels[k]]).map(|text| text.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns.len()).map(width).collect();
        let mut lines = vec![labels];
        let cell = |column: &Vec<String>, row: usize| column.get(row).cloned().unwrap_or_default();
        lines.extend((0..self.rows()).map(|row| columns.iter().map(|column| cell(column, row)).collect()));
        let mut texts: Vec<String> = Vec::new();
        for line in &lines {
            let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}"));
            texts.push(cells.collect::<Vec<_>>().join("  "));
        }
        texts.extend(self.notes.iter().cloned());
        f.write_str(&texts.join("\n"))
    }
}

/// Writes the numbers of a column with as many decimals as show four digits of the largest, and at most as many as one needs.
fn written(values: &[f64]) -> Vec<String> {
    let finite = || values.iter().filter(|x| x.is_finite());
    let largest = finite().fold(0.0, |largest: f64, x| largest.max(x.abs()));
    if largest != 0.0 && !(1e-3..1e7).contains(&largest) {
        return values.iter().map(|x| if x.is_nan() { "–".to_owned() } else { format!("{x:.3e}") }).collect();
    }
    let most = if largest == 0.0 { 0 } else { (3 - largest.log10().floor() as i32).clamp(0, 6) as usize };
    let is_exact = |decimals: usize| {
        let scale = 10f64.powi(decimals as i32);
        finite().all(|x| ((x * scale).round() / scale - x).abs() <= 1e-9 * x.abs())
    };
    let decimals = (0..most).find(|decimals| is_exact(*decimals)).unwrap_or(most);
    values.iter().map(|x| if x.is_nan() { "–".to_owned() } else { format!("{x:.decimals$}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_shows_four_digits_and_saves_all() {
        let table = Table::new()
            .column("current", "nA", vec![0.0, 2.5, 10.0])
            .column("rate, steady", "1/s", vec![0.0, f64::NAN, 100.0 / 3.0])
            .note("one is missing");
        let expected = [
            "current (nA)  rate, steady (1/s)",
            "         0.0                0.00",
            "         2.5                   –",
            "        10.0               33.33",
            "one is missing",
        ];
        assert_eq!(table.to_string(), expected.join("\n"));
        let mut csv = Vec::new();
        table.write(&mut csv).unwrap();
        let text = "current (nA),\"rate, steady (1/s)\"\n0,0\n2.5,\n10,33.333333333333336\n";
        assert_eq!(String::from_utf8(csv).unwrap(), text);
    }

    #[test]
    fn small_and_large_numbers_are_written_by_powers_of_ten() {
        assert_eq!(written(&[1.5e-9, 0.0]), ["1.500e-9", "0.000e0"]);
        assert_eq!(written(&[123_456.0, 1.0]), ["123456", "1"]);
        assert_eq!(written(&[0.0, 0.0]), ["0", "0"]);
        assert_eq!(written(&[0.012345]), ["0.01235"]);
        assert!(written(&[]).is_empty());
    }
}
