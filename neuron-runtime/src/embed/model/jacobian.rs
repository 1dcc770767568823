//! The Jacobian in compressed columns.

use super::erased::Erased;
use super::{Model, check_length};
use crate::error::Error;
use crate::system::jacobian::Jacobian;
use crate::system::{Drive, Given};

/// The entries of a square matrix that can be other than 0, in compressed sparse columns (CSC). Rows and columns are
/// [states](Model::states).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// For each column the position of its first entry, then the number of all entries.
    pub column_pointers: Vec<usize>,
    /// The row of every entry, ascending within a column.
    pub row_indices: Vec<usize>,
}

/// The Jacobian of a model, and where its parts lie in compressed columns.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    jacobian: Jacobian<f64>,
    pattern: Pattern,
    /// The position of every part, in the order in which the Jacobian shows them.
    positions: Vec<usize>,
}

impl Columns {
    fn new(network: &dyn Erased, dim: usize) -> Self {
        let mut jacobian = network.jacobian();
        let mut parts = Vec::new();
        network.entries(&mut jacobian, &mut |row, column, _| parts.push((column, row)));
        let mut entries = parts.clone();
        entries.sort_unstable();
        entries.dedup();
        let column_pointers =
            (0..=dim).map(|column| entries.partition_point(|(other, _)| *other < column)).collect::<Vec<_>>();
        // Every part is among the entries.
        let position = |part| entries.binary_search(part).unwrap_or_else(|position| position);
        let positions = parts.iter().map(position).collect();
        let row_indices = entries.into_iter().map(|(_, row)| row).collect();
        Columns { jacobian, pattern: Pattern { column_pointers, row_indices }, positions }
    }
}

impl Model {
    fn columns(&self) -> &Columns {
        self.columns.get_or_init(|| Box::new(Columns::new(&*self.network, self.dim)))
    }

    /// Returns the entries of the Jacobian ∂(dy/dt)/∂y that can be other than 0. They do not depend on parameters.
    pub fn jacobian_pattern(&self) -> &Pattern {
        &self.columns().pattern
    }

    /// Writes dy/dt as [`rhs`](Model::rhs) does, and ∂(dy_row/dt)/∂y_column (per ms, in the units of the states) of every entry
    /// of the [pattern](Model::jacobian_pattern), with the slopes of `drives`. It allocates nothing after the first call.
    ///
    /// # Errors
    /// Those of [`rhs`](Model::rhs), and [`Error::Length`] unless there is one value per entry.
    pub fn jacobian(
        &mut self,
        t: f64,
        y: &[f64],
        drives: &[Drive<f64>],
        dy: &mut [f64],
        values: &mut [f64],
    ) -> Result<(), Error> {
        self.check_slopes(y, drives, dy)?;
        check_length("the values", values.len(), self.columns().pattern.row_indices.len())?;
        if let Some(columns) = self.columns.get_mut() {
            let Columns { jacobian, positions, .. } = &mut **columns;
            self.network.evaluate(jacobian, t, y, &Given::drives(drives), dy);
            values.fill(0.0);
            let mut positions = positions.iter();
            self.network.entries(jacobian, &mut |_, _, part| {
                if let Some(position) = positions.next() {
                    values[*position] += part;
                }
            });
        }
        Ok(())
    }
}
