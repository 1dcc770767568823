//! The Jacobian as the entries of a pattern.

use std::collections::HashMap;

use super::pattern::Pattern;
use crate::model::network::Network;
use crate::system::jacobian::Jacobian;

/// The Jacobian of a network, and where its numbers belong among the entries of a pattern.
pub(super) struct Symbolic {
    jacobian: Jacobian<f64>,
    /// For every number in turn: its entry, if the pattern has it. What it has not is 0.
    slots: Vec<Option<usize>>,
    /// dy/dt, which comes with it.
    dy: Vec<f64>,
}

impl Symbolic {
    pub(super) fn new<K: Network<f64>>(network: &K, pattern: &Pattern) -> Self {
        let entries: HashMap<_, _> = pattern.entries.iter().zip(0..).map(|(place, slot)| (*place, slot)).collect();
        let (mut jacobian, mut slots) = (Jacobian::new(network), Vec::new());
        jacobian.entries(network, |row, column, _| slots.push(entries.get(&(row, column)).copied()));
        Symbolic { jacobian, slots, dy: vec![0.0; pattern.rows] }
    }
}

/// Writes the entries of ∂F/∂y at `t` (ms) and `y`, from the derivatives that the macros took.
pub(super) fn jacobian<K: Network<f64>>(network: &K, t: f64, y: &[f64], symbolic: &mut Symbolic, values: &mut [f64]) {
    let Symbolic { jacobian, slots, dy } = symbolic;
    jacobian.evaluate(network, t, y, dy);
    values.fill(0.0);
    let mut slots = slots.iter();
    jacobian.entries(network, |_, _, value| {
        if let Some(Some(slot)) = slots.next() {
            values[*slot] += value;
        }
    });
}
