//! The sparse matrix of the membrane potentials, which is left after the condensation. Its pattern is the graph of the
//! couplings with fill-in. The order of elimination and the pattern are found once.

use super::ordering::Elimination;
use crate::number::simd::wide::Work;
use crate::number::{Real, Scalar};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// A matrix in compressed rows, factorised in place. Nodes are numbered in the order of the state, rows and columns in
/// the order of elimination. The position of an entry is its index in `values`.
#[derive(Clone, Debug)]
pub(in crate::system) struct NodeMatrix<T> {
    /// Row of each node.
    row_of: Vec<usize>,
    /// Node of each row.
    node_of: Vec<usize>,
    /// Position of each row's first entry, then the number of entries.
    begin: Vec<usize>,
    /// Position of each row's diagonal entry.
    diagonal: Vec<usize>,
    /// Column of each entry.
    columns: Vec<usize>,
    values: Vec<T>,
    /// One dense row, or one vector by row.
    work: Vec<T>,
}

impl<T: Real> NodeMatrix<T> {
    /// Makes room for a matrix with the pattern of an order of elimination.
    pub(in crate::system) fn new(elimination: &Elimination) -> Self {
        let Elimination { order, later } = elimination;
        let count = order.len();
        let node_of: Vec<usize> = order.iter().map(|node| *node as usize).collect();
        let mut row_of = vec![0; count];
        node_of.iter().enumerate().for_each(|(row, node)| row_of[*node] = row);
        let rows_of = |later: &[u32]| later.iter().map(|node| row_of[*node as usize]).collect::<Vec<_>>();

        let mut begin = vec![0; count + 1];
        let mut diagonal = vec![0; count];
        for (row, later) in later.iter().enumerate() {
            begin[row + 1] += later.len() + 1;
            for later in rows_of(later) {
                begin[later + 1] += 1;
                diagonal[later] += 1;
            }
        }
        for row in 0..count {
            begin[row + 1] += begin[row];
            diagonal[row] += begin[row];
        }
        let mut columns = vec![0; begin[count]];
        let mut next = begin.clone();
        for (row, later) in later.iter().enumerate() {
            let mut later = rows_of(later);
            later.sort_unstable();
            columns[diagonal[row]] = row;
            for (k, &column) in later.iter().enumerate() {
                columns[diagonal[row] + 1 + k] = column;
                columns[next[column]] = row;
                next[column] += 1;
            }
        }
        let values = vec![T::zero(); columns.len()];
        NodeMatrix { row_of, node_of, begin, diagonal, columns, values, work: vec![T::zero(); count] }
    }

    /// Returns the number of off-diagonal entries.
    pub(in crate::system) fn couplings(&self) -> usize {
        self.columns.len() - self.node_of.len()
    }

    /// Returns the position of the entry of two nodes, if the pattern has it.
    pub(in crate::system) fn position(&self, row: usize, column: usize) -> Option<usize> {
        let (row, column) = (self.row_of[row], self.row_of[column]);
        let columns = &self.columns[self.begin[row]..self.begin[row + 1]];
        columns.binary_search(&column).ok().map(|k| self.begin[row] + k)
    }

    /// Returns the position of a node's diagonal entry.
    #[inline(always)]
    pub(in crate::system) fn diagonal(&self, node: usize) -> usize {
        self.diagonal[self.row_of[node]]
    }

    /// Sets every entry to 0.
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        self.values.fill(T::zero());
    }

    /// Adds to the entry at a position.
    #[inline(always)]
    pub(super) fn add(&mut self, position: usize, value: T) {
        self.values[position] += value;
    }

    /// Returns the positions of the entries in the row of a node.
    #[inline(always)]
    pub(in crate::system) fn row(&self, node: usize) -> Range<usize> {
        let row = self.row_of[node];
        self.begin[row]..self.begin[row + 1]
    }

    /// Returns the node in whose column an entry is.
    #[inline(always)]
    pub(in crate::system) fn column_node(&self, position: usize) -> usize {
        self.node_of[self.columns[position]]
    }

    /// Returns all entries, by their position.
    #[inline(always)]
    pub(in crate::system) fn values_mut(&mut self) -> &mut [T] {
        &mut self.values
    }

    /// Replaces the matrix by its factors L and U. L has 1 on its diagonal; the diagonal of U is stored inverted.
    ///
    /// # Errors
    /// Fails with the node whose pivot is 0 or not finite.
    #[inline]
    pub(super) fn factorise(&mut self) -> Result<(), usize>
    where
        T: Scalar,
    {
        self.factorise_if(|pivot| pivot.re() != 0.0 && pivot.is_finite())
    }

    /// Does the same for a matrix whose diagonal dominates, so that its pivots are not checked.
    #[inline]
    pub(in crate::system) fn factorise_unchecked(&mut self) {
        let _: Result<(), usize> = self.factorise_if(|_| true);
    }

    #[inline(always)]
    fn factorise_if(&mut self, is_pivot: impl Fn(T) -> bool) -> Result<(), usize> {
        // As slices, so that their lengths stay in registers.
        let (begin, diagonals, columns) = (&self.begin[..], &self.diagonal[..], &self.columns[..]);
        let (values, work, node_of) = (&mut self.values[..], &mut self.work[..], &self.node_of[..]);
        for (row, bounds) in begin.windows(2).enumerate() {
            let (own, diagonal) = (bounds[0]..bounds[1], diagonals[row]);
            for (column, value) in columns[own.clone()].iter().zip(&values[own.clone()]) {
                work[*column] = *value;
            }
            for &above in &columns[own.start..diagonal] {
                let pivot = diagonals[above];
                let right = pivot + 1..begin[above + 1];
                let factor = work[above] * values[pivot];
                work[above] = factor;
                for (column, value) in columns[right.clone()].iter().zip(&values[right]) {
                    work[*column] -= factor * *value;
                }
            }
            for (column, value) in columns[own.clone()].iter().zip(&mut values[own]) {
                *value = work[*column];
            }
            let pivot = values[diagonal];
            if !is_pivot(pivot) {
                return Err(node_of[row]);
            }
            values[diagonal] = pivot.recip();
        }
        Ok(())
    }
}

/// Replaces the right-hand side `x`, one number per node, by the solution. The matrix has been factorised.
pub(in crate::system) struct Solve<'a, T> {
    pub(in crate::system) matrix: &'a mut NodeMatrix<T>,
    pub(in crate::system) x: &'a mut [T],
}

impl<T: Real> Work for Solve<'_, T> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let NodeMatrix { node_of, begin, diagonal, columns, values, work, .. } = self.matrix;
        let (node_of, begin, diagonal, columns) = (&node_of[..], &begin[..], &diagonal[..], &columns[..]);
        let (values, work) = (&values[..], &mut work[..]);
        for (row, node) in node_of.iter().enumerate() {
            let left = begin[row]..diagonal[row];
            let mut sum = self.x[*node];
            for (column, value) in columns[left.clone()].iter().zip(&values[left]) {
                sum -= *value * work[*column];
            }
            work[row] = sum;
        }
        for (row, node) in node_of.iter().enumerate().rev() {
            let right = diagonal[row] + 1..begin[row + 1];
            let mut sum = work[row];
            for (column, value) in columns[right.clone()].iter().zip(&values[right]) {
                sum -= *value * work[*column];
            }
            work[row] = sum * values[diagonal[row]];
            self.x[*node] = work[row];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::jacobian::ordering::{graph, order};

    fn matrix(count: usize, edges: &[[usize; 2]]) -> NodeMatrix<f64> {
        NodeMatrix::new(&order(&graph(count, edges.iter().copied()), usize::MAX).unwrap())
    }

    #[test]
    fn a_tree_does_not_fill() {
        let edges = [[0, 1], [0, 2], [0, 3], [3, 4], [3, 5], [5, 6]];
        assert_eq!(matrix(7, &edges).couplings(), 2 * edges.len());
    }

    #[test]
    fn a_ring_with_chords_is_solved() {
        let edges = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 0], [0, 3], [1, 4]];
        let mut matrix = matrix(6, &edges);
        let value = |i: usize, j: usize| if i == j { 9.0 } else { ((i * 7 + j * 3) % 5) as f64 - 2.5 };
        let coupled = |i: usize, j: usize| i == j || edges.contains(&[i, j]) || edges.contains(&[j, i]);
        let x: [f64; 6] = core::array::from_fn(|k| k as f64 - 1.7);
        let mut b: [f64; 6] = [0.0; 6];
        for i in 0..6 {
            for j in (0..6).filter(|&j| coupled(i, j)) {
                matrix.add(matrix.position(i, j).unwrap(), value(i, j));
                b[i] += value(i, j) * x[j];
            }
        }
        matrix.factorise().unwrap();
        Solve { matrix: &mut matrix, x: &mut b }.run();
        assert!(x.iter().zip(b).all(|(x, b)| (x - b).abs() < 1e-13), "{b:?}");
        matrix.clear();
        assert!(matrix.factorise().is_err());
    }
}
