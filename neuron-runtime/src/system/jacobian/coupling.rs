//! Currents between two compartments: through a join inside a cell, or through a synapse.
//!
//! The current i is outward at the postsynaptic side, and depends on both potentials:
//!
//! ```text
//! C_post dV_post/dt = … − i          C_pre dV_pre/dt = … + i
//! ```
//!
//! The second equation has the current only if the coupling is mutual. Joins and electrical synapses are mutual. The
//! sides of a join are named like those of a synapse.

use super::nodes::NodeMatrix;
use crate::number::Scalar;

/// The index of the presynaptic side.
pub(super) const PRE: usize = 0;
/// The index of the postsynaptic side.
pub(super) const POST: usize = 1;

/// Two nodes with a current between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coupling {
    /// The node of each side.
    pub(super) nodes: [usize; 2],
    /// For each side's row of the matrix, the position of the other side's column. `None` if the matrix leaves it out.
    pub(super) others: Option<[usize; 2]>,
}

impl Coupling {
    /// Calls `row(side, ∂(dV/dt)/∂i)` for each side whose V depends on the current.
    #[inline(always)]
    pub(super) fn each_row<T: Scalar>(&self, mutual: bool, per_capacitance: &[T], mut row: impl FnMut(usize, T)) {
        row(POST, -per_capacitance[self.nodes[POST]]);
        if mutual {
            row(PRE, per_capacitance[self.nodes[PRE]]);
        }
    }

    /// Subtracts the current's part of J from the matrix. `slopes` holds ∂i/∂V for each side.
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
