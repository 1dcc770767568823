//! The sparsity pattern of a Jacobian, and its evaluation eight columns at a time.

use std::ops::Range;

use crate::number::Grad;

/// The number of tangents of a [`Grad`].
pub(super) const LANES: usize = 8;

/// The structurally nonzero entries of a Jacobian. Columns that share no row may have the same colour: one tangent finds all of
/// them. Eight colours are a block: one evaluation finds it.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// The row and column of every entry, block by block.
    pub(super) entries: Vec<(usize, usize)>,
    blocks: Vec<Block>,
    /// The tangent of each column in the evaluation of its block.
    lanes: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Block {
    columns: Vec<usize>,
    entries: Range<usize>,
}

impl Pattern {
    /// Colours the columns greedily. `entries` have to be sorted by column.
    pub(super) fn coloured(rows: usize, columns: usize, entries: Vec<(usize, usize)>) -> Self {
        let mut colours_of_row: Vec<Vec<bool>> = vec![Vec::new(); rows];
        let mut colours = vec![0; columns];
        for group in entries.chunk_by(|a, b| a.1 == b.1) {
            let taken = |colour: usize| group.iter().any(|(row, _)| colours_of_row[*row].get(colour) == Some(&true));
            let colour = (0..).find(|colour| !taken(*colour)).unwrap_or_default();
            for &(row, column) in group {
                colours[column] = colour;
                let taken = &mut colours_of_row[row];
                taken.resize(taken.len().max(colour + 1), false);
                taken[colour] = true;
            }
        }
        Self::new(rows, columns, entries, &colours)
    }

    /// Gives each column a colour of its own, in their order.
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

    /// Returns the number of evaluations over [`Grad`] that find all entries.
    pub(super) fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// Sets the tangents of the columns of a block to `seed`, in variables that are otherwise constants.
    pub(super) fn seed(&self, block: usize, variables: &mut [Grad], seed: f64) {
        for &column in &self.blocks[block].columns {
            variables[column].tangents_mut()[self.lanes[column]] = seed;
        }
    }

    /// Reads the entries of a block from the tangents of the results.
    pub(super) fn read(&self, block: usize, results: &[Grad], values: &mut [f64]) {
        let range = self.blocks[block].entries.clone();
        for (value, &(row, column)) in values[range.clone()].iter_mut().zip(&self.entries[range]) {
            *value = results[row].tangents()[self.lanes[column]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
