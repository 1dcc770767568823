//! Currents between two compartments: through what joins them inside a cell, or through a synapse.
//!
//! A current i, outward at the second compartment, follows both potentials and moves
//!
//! ```text
//! C_post dV_post/dt = … − i          C_pre dV_pre/dt = … + i
//! ```
//!
//! the one before it only if the coupling is mutual: joins and electrical synapses are.

use super::nodes::NodeMatrix;
use crate::number::Scalar;

/// The side before a coupling, and that after it.
pub(super) const PRE: usize = 0;
pub(super) const POST: usize = 1;

/// Two nodes with a current between them, by side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coupling {
    pub(super) nodes: [usize; 2],
    /// Of each side, where the other one's column is in its row of the matrix. `None` if the matrix leaves it out.
    pub(super) others: Option<[usize; 2]>,
}

impl Coupling {
    /// Calls `row(side, ∂(dV/dt)/∂i)` for each side that the current moves.
    #[inline(always)]
    pub(super) fn each_row<T: Scalar>(&self, mutual: bool, per_capacitance: &[T], mut row: impl FnMut(usize, T)) {
        row(POST, -per_capacitance[self.nodes[POST]]);
        if mutual {
            row(PRE, per_capacitance[self.nodes[PRE]]);
        }
    }

    /// Subtracts the coupling from the matrix. `slopes` are ∂i/∂V of both sides.
    #[inline(always)]
    pub(super) fn subtract<T: Scalar>(
        &self,
        slopes: [T; 2],
        mutual: bool,
        per_capacitance: &[T],
        matrix: &mut NodeMatrix<T>,
    ) {
        self.each_row(mutual, per_capacitance, |side, factor| {
            matrix.add(matrix.diagonal(self.nodes[side]), -(slopes[side] * factor));
            if let Some(others) = self.others {
                matrix.add(others[side], -(slopes[1 - side] * factor));
            }
        });
    }
}
