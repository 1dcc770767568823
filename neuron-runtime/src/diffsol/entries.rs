//! A Jacobian as its entries, and as the matrices of diffsol.

use ::diffsol::matrix::sparsity::MatrixSparsity;
use ::diffsol::{Context, Matrix, Vector, VectorIndex};

use super::pattern::Pattern;
use crate::error::Error;

type Index<M> = <<M as ::diffsol::MatrixCommon>::V as Vector>::Index;

/// The entries of a Jacobian at one point, with room for their values and places in the matrices of type `M`.
pub(super) struct Entries<M: Matrix<T = f64>> {
    pub(super) pattern: Pattern,
    values: M::V,
    /// When and where `values` were found; `None` before they were.
    time: Option<f64>,
    point: Vec<f64>,
    all: Index<M>,
    places: Index<M>,
    transposed_places: Index<M>,
    sparsity: Option<M::Sparsity>,
    transposed_sparsity: Option<M::Sparsity>,
}

impl<M: Matrix<T = f64>> Entries<M> {
    pub(super) fn new(pattern: Pattern, context: &M::C) -> Result<Self, Error> {
        let (rows, columns, count) = (pattern.rows, pattern.columns, pattern.entries.len());
        let transposed: Vec<_> = pattern.entries.iter().map(|&(row, column)| (column, row)).collect();
        let (sparsity, places) = arrange::<M>(rows, columns, &pattern.entries, context)?;
        let (transposed_sparsity, transposed_places) = arrange::<M>(columns, rows, &transposed, context)?;
        Ok(Entries {
            pattern,
            values: context.vector_zeros(count),
            time: None,
            point: Vec::new(),
            all: Index::<M>::from_vec((0..count).collect(), context.clone()),
            places,
            transposed_places,
            sparsity,
            transposed_sparsity,
        })
    }

    pub(super) fn sparsity(&self) -> Option<M::Sparsity> {
        self.sparsity.clone()
    }

    pub(super) fn transposed_sparsity(&self) -> Option<M::Sparsity> {
        self.transposed_sparsity.clone()
    }

    /// Lets `find` write the values at a point, given as a slice, unless they were found there last.
    pub(super) fn at(&mut self, t: f64, y: &M::V, mut find: impl FnMut(&Pattern, &[f64], &mut [f64])) {
        let (known, point) = (self.time.replace(t) == Some(t), &mut self.point);
        self.values.for_each_batch_host([y], |values, [y], _| {
            if !known || point != y {
                point.clear();
                point.extend_from_slice(y);
                find(&self.pattern, y, values);
            }
        });
    }

    /// Forgets the values, because what they depend on besides the point has changed.
    pub(super) fn forget(&mut self) {
        self.time = None;
    }

    /// Writes the matrix, which has [`sparsity`](Self::sparsity).
    pub(super) fn write(&self, matrix: &mut M) {
        matrix.set_data_with_indices(&self.places, &self.all, &self.values);
    }

    /// Writes minus the transposed matrix, which has [`transposed_sparsity`](Self::transposed_sparsity).
    pub(super) fn write_minus_transposed(&mut self, matrix: &mut M) {
        self.negate();
        matrix.set_data_with_indices(&self.transposed_places, &self.all, &self.values);
        self.negate();
    }

    /// Writes A·v for every lane of v.
    pub(super) fn multiply(&self, v: &M::V, y: &mut M::V) {
        y.for_each_batch_host([v, &self.values], |y, [v, values], _| {
            y.fill(0.0);
            for (&(row, column), value) in self.pattern.entries.iter().zip(values) {
                y[row] += value * v[column];
            }
        });
    }

    /// Writes −Aᵀ·v for every lane of v.
    pub(super) fn multiply_minus_transposed(&self, v: &M::V, y: &mut M::V) {
        y.for_each_batch_host([v, &self.values], |y, [v, values], _| {
            y.fill(0.0);
            for (&(row, column), value) in self.pattern.entries.iter().zip(values) {
                y[column] -= value * v[row];
            }
        });
    }

    fn negate(&mut self) {
        self.values.for_each_batch_host([], |values, [], _| values.iter_mut().for_each(|value| *value = -*value));
    }
}

/// The sparsity of a matrix with these entries, where its type has one, and their places in its data.
fn arrange<M: Matrix<T = f64>>(
    rows: usize,
    columns: usize,
    entries: &[(usize, usize)],
    context: &M::C,
) -> Result<(Option<M::Sparsity>, Index<M>), Error> {
    if M::is_sparse() {
        let sparsity =
            M::Sparsity::try_from_indices(rows, columns, entries.to_vec()).map_err(::diffsol::DiffsolError::from)?;
        let places = sparsity.get_index(entries, context.clone());
        return Ok((Some(sparsity), places));
    }
    // Column by column.
    let places = entries.iter().map(|&(row, column)| column * rows + row).collect();
    Ok((None, Index::<M>::from_vec(places, context.clone())))
}
