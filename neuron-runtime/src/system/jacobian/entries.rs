//! The derivatives inside a compartment as entries of J.

use super::cell::Pass;
use super::record::{self, Channels, Cursor, compartment_lengths, each_pool_of, nodes};
use super::state;
use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::mechanism::{Mechanism, Wiring};
use crate::model::network::states::Strided;
use crate::number::Scalar;

/// Calls `entry(row, column, value)` for every derivative inside a compartment. Rows and columns are states of the
/// network.
pub(super) struct Entries<'a, T, F> {
    pub(super) derivatives: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) entry: &'a mut F,
}

impl<T: Scalar, F: FnMut(usize, usize, T)> Pass<T> for Entries<'_, T, F> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C, node: usize, states: Strided) {
        let derivatives = self.derivatives.field(compartment_lengths(compartment)[0]);
        let (nodes, channels) = record::derivatives::<T, C, _>(derivatives);
        let mut entry = |row, column, value| (self.entry)(state(states, row), state(states, column), value);
        let count = self::nodes::<T, C>();
        for row in 0..count {
            (0..count).for_each(|column| entry(row, column, nodes.by_nodes[row * count + column]));
        }
        let (by_ion_current, per_capacitance) = (nodes.by_ion_current, self.per_capacitance[node]);
        compartment.channels(&mut OfChannels { state: count, channels, by_ion_current, per_capacitance, entry });
    }
}

struct OfChannels<'a, T, C, F> {
    /// The first state of the next channel.
    state: usize,
    channels: Channels<&'a mut [T], C>,
    by_ion_current: &'a [T],
    per_capacitance: T,
    entry: F,
}

impl<T: Scalar, C: Compartment<T>, F: FnMut(usize, usize, T)> VisitMechanisms<T> for OfChannels<'_, T, C, F> {
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
        let OfChannels { state, by_ion_current, per_capacitance, entry, .. } = self;
        let channel = self.channels.next::<T, M>();
        let inputs = channel.kinetics.shape.inputs;
        for (a, slope) in channel.current_by_states.iter().enumerate() {
            let row = *state + a;
            channel.kinetics.each_by_states(a, |b, slope| entry(row, *state + b, slope));
            (0..inputs).for_each(|n| entry(row, n, channel.kinetics.by_inputs[a * inputs + n]));
            entry(0, row, -*slope * *per_capacitance);
            each_pool_of::<T, C>(wiring.ion, |pool| entry(pool + 1, row, by_ion_current[pool] * *slope));
        }
        self.state += M::STATES;
    }
}
