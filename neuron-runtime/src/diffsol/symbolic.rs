//! The symbolic Jacobian that the macros derived, as the entries of a pattern.

use super::pattern::Pattern;
use crate::model::network::Network;
use crate::system::Given;
use crate::system::jacobian::Jacobian;
use std::collections::HashMap;

/// The symbolic Jacobian of a network, and the position of its numbers among the entries of a pattern.
pub(super) struct SymbolicJacobian {
    jacobian: Jacobian<f64>,
    /// The entry of each number in turn. A number that the pattern lacks is 0.
    slots: Vec<Option<usize>>,
    /// dy/dt, which the evaluation computes too.
    dy: Vec<f64>,
}

impl SymbolicJacobian {
    pub(super) fn new<N: Network<f64>>(network: &N, pattern: &Pattern) -> Self {
        let entries: HashMap<_, _> = pattern.entries.iter().zip(0..).map(|(entry, slot)| (*entry, slot)).collect();
        let (mut jacobian, mut slots) = (Jacobian::new(network), Vec::new());
        jacobian.entries(network, |row, column, _| slots.push(entries.get(&(row, column)).copied()));
        SymbolicJacobian { jacobian, slots, dy: vec![0.0; pattern.rows] }
    }

    /// Writes the entries of ∂F/∂y at `t` (ms) and `y`.
    pub(super) fn evaluate<N: Network<f64>>(&mut self, network: &N, t: f64, y: &[f64], values: &mut [f64]) {
        self.jacobian.evaluate(network, t, y, &Given::NONE, &mut self.dy);
        values.fill(0.0);
        let mut slots = self.slots.iter();
        self.jacobian.entries(network, |_, _, value| {
            if let Some(Some(slot)) = slots.next() {
                values[*slot] += value;
            }
        });
    }
}
