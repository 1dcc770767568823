//! A curve as text: a short table, and all points as CSV.

use super::branch::{Branch, Point};
use super::end::short;
use super::result::Curve;
use crate::error::Error;
use crate::run::result::save;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let backward = self.backward().map(|branch| ("backward end", -1.0, branch.last()));
        let start = self.branches().next().map(|branch| ("start", 1.0, &branch.points()[0]));
        let forward = self.forward().map(|branch| ("forward end", 1.0, branch.last()));
        let columns: Vec<(&str, f64, &Point)> = [backward, start, forward].into_iter().flatten().collect();

        writeln!(
            f,
            "minimally disruptive curve, momentum {}, {} evaluations",
            short(self.momentum()),
            self.evaluations()
        )?;
        let names: Vec<String> = std::iter::zip(self.names(), &self.setup.units)
            .map(|(name, unit)| if unit.is_empty() { name.clone() } else { format!("{name} ({unit})") })
            .collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max("arc length".len());
        let row = |f: &mut fmt::Formatter<'_>, name: &str, cell: &dyn Fn(&(&str, f64, &Point)) -> String| {
            write!(f, "{name:width$}")?;
            columns.iter().try_for_each(|column| write!(f, "  {:>14}", cell(column)))?;
            writeln!(f)
        };
        row(f, "", &|column| column.0.to_owned())?;
        row(f, "arc length", &|column| short(column.1 * column.2.arc_length))?;
        row(f, "distance", &|column| short(column.2.distance))?;
        row(f, "cost", &|column| short(column.2.cost))?;
        for (k, name) in names.iter().enumerate() {
            row(f, name, &|column| short(column.2.parameters[k]))?;
        }
        let ends: Vec<String> =
            self.branches().map(|branch| format!("{}: {}", branch.orientation(), branch.end())).collect();
        write!(f, "{}", ends.join("\n"))
    }
}

impl Branch {
    fn write_rows(&self, out: &mut dyn Write, sign: f64, points: impl Iterator<Item = usize>) -> io::Result<()> {
        for point in points.map(|k| &self.points[k]) {
            // No −0 at the start.
            write!(out, "{}", 0.0 + sign * point.arc_length)?;
            write!(out, ",{},{},{}", point.cost, point.hamiltonian, point.distance)?;
            for x in point.parameters.iter().chain(&point.costate) {
                write!(out, ",{x}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

impl Curve {
    /// Writes every point as CSV with all digits, from the backward end to the forward one. The columns are:
    ///
    /// - `arc_length`, negative on the backward branch
    /// - `cost`, `hamiltonian` and `distance`
    /// - one for each parameter, in its unit
    /// - one `costate_<name>` for each coordinate
    ///
    /// ```
    /// use neuron_runtime::curve::{MinimallyDisruptive, Orientations};
    ///
    /// let cost = |p: &[f64]| Ok((1.0, vec![0.0; p.len()]));
    /// let start = MinimallyDisruptive::from(&[3.0]).names(&["g"]).direction(&[1.0]);
    /// let curve = start.orientations(Orientations::Forward).follow(cost)?;
    /// let mut text = Vec::new();
    /// curve.write_csv(&mut text).expect("it is memory");
    /// assert!(text.starts_with(b"arc_length,cost,hamiltonian,distance,g,costate_g\n0,1,2,0,3,1\n"));
    /// # Ok::<(), neuron_runtime::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn write_csv(&self, mut out: impl Write) -> io::Result<()> {
        write!(out, "arc_length,cost,hamiltonian,distance")?;
        self.names().iter().try_for_each(|name| write!(out, ",{name}"))?;
        self.coordinates().names().iter().try_for_each(|name| write!(out, ",costate_{name}"))?;
        writeln!(out)?;
        if let Some(backward) = self.backward() {
            // Both branches have the start; it is written once.
            let from = usize::from(self.forward().is_some());
            backward.write_rows(&mut out, -1.0, (from..backward.points.len()).rev())?;
        }
        if let Some(forward) = self.forward() {
            forward.write_rows(&mut out, 1.0, 0..forward.points.len())?;
        }
        out.flush()
    }

    /// Saves every point as CSV, see [`write_csv`](Curve::write_csv).
    ///
    /// # Errors
    /// [`Error::File`] with the path and the cause.
    pub fn save_csv(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        save(path.as_ref(), |out| self.write_csv(out))
    }
}
