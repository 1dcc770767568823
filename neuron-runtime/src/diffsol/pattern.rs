//! Where a Jacobian can be other than zero, and how its columns are found eight at a time.

use std::ops::Range;

use super::reach::Reach;
use crate::number::{Grad, Scalar};

/// How many tangents a [`Grad`] has.
pub(super) const LANES: usize = 8;

/// The entries of a Jacobian that can be other than zero. Columns that share no row have one colour and are found
/// together, by one tangent; eight colours are one block, found by one evaluation.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Row and column of every entry, block by block.
    pub(super) entries: Vec<(usize, usize)>,
    blocks: Vec<Block>,
    /// The tangent of each column within its block.
    lanes: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Block {
    columns: Vec<usize>,
    entries: Range<usize>,
}

impl Pattern {
    /// Row and column of the entries of a function with `columns` variables and `rows` results, sorted by column.
    /// `evaluate` is told which variables, at most 64, to make variables of, and writes the results.
    pub(super) fn find(
        rows: usize,
        columns: usize,
        mut evaluate: impl FnMut(Range<usize>, &mut [Reach]),
    ) -> Vec<(usize, usize)> {
        let mut entries = Vec::new();
        let mut results = vec![Reach::zero(); rows];
        for first in (0..columns).step_by(Reach::VARIABLES) {
            evaluate(first..columns.min(first + Reach::VARIABLES), &mut results);
            for (row, result) in results.iter().enumerate() {
                entries.extend(result.variables().map(|k| (row, first + k)));
            }
        }
        entries.sort_unstable_by_key(|&(row, column)| (column, row));
        entries
    }

    /// Columns in as few colours as a greedy choice finds. `entries` are sorted by column.
    pub(super) fn coloured(rows: usize, columns: usize, entries: Vec<(usize, usize)>) -> Self {
        // The colours that a row has met already, and for each column its own.
        let mut met: Vec<Vec<bool>> = vec![Vec::new(); rows];
        let mut colours = vec![0; columns];
        for group in entries.chunk_by(|a, b| a.1 == b.1) {
            let taken = |colour: usize| group.iter().any(|(row, _)| met[*row].get(colour) == Some(&true));
            let colour = (0..).find(|colour| !taken(*colour)).unwrap_or_default();
            for &(row, column) in group {
                colours[column] = colour;
                let met = &mut met[row];
                met.resize(met.len().max(colour + 1), false);
                met[colour] = true;
            }
        }
        Self::new(rows, columns, entries, &colours)
    }

    /// Columns in their order, each a colour of its own.
    pub(super) fn ordered(rows: usize, columns: usize, entries: Vec<(usize, usize)>) -> Self {
        Self::new(rows, columns, entries, &(0..columns).collect::<Vec<_>>())
    }

    fn new(rows: usize, columns: usize, mut entries: Vec<(usize, usize)>, colours: &[usize]) -> Self {
        let block_of = |column: usize| colours[column] / LANES;
        entries.sort_by_key(|&(row, column)| (block_of(column), column, row));
        let count = colours.iter().map(|colour| colour / LANES + 1).max().unwrap_or(0);
        let mut end = 0;
        let blocks = (0..count).map(|block| {
            let begin = end;
            end = begin + entries[begin..].iter().take_while(|(_, column)| block_of(*column) == block).count();
            Block { columns: (0..columns).filter(|column| block_of(*column) == block).collect(), entries: begin..end }
        });
        let blocks = blocks.collect();
        let lanes = colours.iter().map(|colour| colour % LANES).collect();
        Pattern { rows, columns, entries, blocks, lanes }
    }

    /// How many evaluations over [`Grad`] find all entries.
    pub(super) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Marks the columns of a block in variables that are constants, or takes the marks away.
    pub(super) fn mark(&self, block: usize, variables: &mut [Grad], mark: f64) {
        for &column in &self.blocks[block].columns {
            variables[column].tangents_mut()[self.lanes[column]] = mark;
        }
    }

    /// Takes the entries of a block from results.
    pub(super) fn take(&self, block: usize, results: &[Grad], values: &mut [f64]) {
        let range = self.blocks[block].entries.clone();
        for (value, &(row, column)) in values[range.clone()].iter_mut().zip(&self.entries[range]) {
            *value = results[row].tangents()[self.lanes[column]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Row 0 depends on every variable, the others on one each and the last.
    fn arrow(x: &[Reach], y: &mut [Reach]) {
        y[0] = x.iter().fold(Reach::zero(), |sum, x| sum + *x);
        for k in 1..x.len() {
            y[k] = x[k] * x[x.len() - 1];
        }
    }

    fn mark(n: usize, marked: Range<usize>) -> Vec<Reach> {
        (0..n).map(|k| Reach::variable(1.0, if marked.contains(&k) { k - marked.start } else { 64 })).collect()
    }

    #[test]
    fn all_dependences_are_found() {
        let n = 150;
        let mut entries = Pattern::find(n, n, |marked, y| arrow(&mark(n, marked), y));
        entries.sort_unstable();
        let mut expected: Vec<_> = (0..n).map(|k| (0, k)).collect();
        expected.extend((1..n - 1).flat_map(|k| [(k, k), (k, n - 1)]));
        expected.push((n - 1, n - 1));
        assert_eq!(entries, expected);
    }

    #[test]
    fn columns_of_one_colour_share_no_row() {
        // Two blocks of three states, each dense, and a link from the first to the second.
        let mut entries: Vec<_> = (0..2).flat_map(|b| (0..9).map(move |k| (3 * b + k % 3, 3 * b + k / 3))).collect();
        entries.push((5, 0));
        entries.sort_by_key(|(row, column)| (*column, *row));
        let pattern = Pattern::coloured(6, 6, entries.clone());
        assert_eq!(pattern.blocks(), 1);
        assert!(pattern.lanes.iter().all(|lane| *lane < 4), "{:?}", pattern.lanes);
        for (row, column) in &entries {
            let others = entries.iter().filter(|(r, c)| r == row && c != column);
            assert!(others.into_iter().all(|(_, c)| pattern.lanes[*c] != pattern.lanes[*column]));
        }
        assert_eq!(Pattern::ordered(6, 20, vec![(0, 3), (5, 19)]).blocks(), 3);
    }
}
