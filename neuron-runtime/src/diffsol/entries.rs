//! The entries of a Jacobian, and their conversion to matrices of diffsol.

use super::pattern::Pattern;
use crate::error::Error;
use ::diffsol::matrix::sparsity::MatrixSparsity;
use ::diffsol::{Context, Matrix, Vector, VectorIndex};

type Index<M> = <<M as ::diffsol::MatrixCommon>::V as Vector>::Index;

/// The entries of a Jacobian at the point where it was evaluated last, and their positions in matrices of type `M`.
pub(super) struct Entries<M: Matrix<T = f64>> {
    pub(super) pattern: Pattern,
    values: M::V,
    /// The time of `values`; `None` if they are not valid.
    time: Option<f64>,
    /// The state of `values`.
    state: Vec<f64>,
    all: Index<M>,
    positions: Index<M>,
    transposed_positions: Index<M>,
    sparsity: Option<M::Sparsity>,
    transposed_sparsity: Option<M::Sparsity>,
}

impl<M: Matrix<T = f64>> Entries<M> {
    pub(super) fn new(pattern: Pattern, context: &M::C) -> Result<Self, Error> {
        let (rows, columns, count) = (pattern.rows, pattern.columns, pattern.entries.len());
        let transposed: Vec<_> = pattern.entries.iter().map(|&(row, column)| (column, row)).collect();
        let (sparsity, positions) = arrange::<M>(rows, columns, &pattern.entries, context)?;
        let (transposed_sparsity, transposed_positions) = arrange::<M>(columns, rows, &transposed, context)?;
        Ok(Entries {
            pattern,
            values: context.vector_zeros(count),
            time: None,
            state: Vec::new(),
            all: Index::<M>::from_vec((0..count).collect(), context.clone()),
            positions,
            transposed_positions,
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

    /// Lets `evaluate` write the values at `t` (ms) and `y`, unless they were evaluated there last.
    pub(super) fn update(&mut self, t: f64, y: &M::V, mut evaluate: impl FnMut(&Pattern, &[f64], &mut [f64])) {
        let (same_time, state) = (self.time.replace(t) == Some(t), &mut self.state);
        self.values.for_each_batch_host([y], |values, [y], _| {
            if !same_time || state != y {
                state.clear();
                state.extend_from_slice(y);
                evaluate(&self.pattern, y, values);
            }
        });
    }

    /// Invalidates the values, because the parameters have changed.
    pub(super) fn invalidate(&mut self) {
        self.time = None;
    }

    /// Writes the Jacobian to a matrix with [`sparsity`](Self::sparsity).
    pub(super) fn write(&self, matrix: &mut M) {
        matrix.set_data_with_indices(&self.positions, &self.all, &self.values);
    }

    /// Writes minus the transposed Jacobian to a matrix with [`transposed_sparsity`](Self::transposed_sparsity).
    pub(super) fn write_minus_transposed(&mut self, matrix: &mut M) {
        self.negate();
        matrix.set_data_with_indices(&self.transposed_positions, &self.all, &self.values);
        self.negate();
    }

    /// Writes A·v for every lane of v, where A is the Jacobian.
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

/// Returns the sparsity of a matrix with these entries, if its type is sparse, and their positions in its data.
fn arrange<M: Matrix<T = f64>>(
    rows: usize,
    columns: usize,
    entries: &[(usize, usize)],
    context: &M::C,
) -> Result<(Option<M::Sparsity>, Index<M>), Error> {
    if M::is_sparse() {
        let sparsity =
            M::Sparsity::try_from_indices(rows, columns, entries.to_vec()).map_err(::diffsol::DiffsolError::from)?;
        let positions = sparsity.get_index(entries, context.clone());
        return Ok((Some(sparsity), positions));
    }
    // Dense matrices are stored column by column.
    let positions = entries.iter().map(|&(row, column)| column * rows + row).collect();
    Ok((None, Index::<M>::from_vec(positions, context.clone())))
}
