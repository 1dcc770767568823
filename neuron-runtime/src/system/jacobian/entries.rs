//! The derivatives of one compartment as entries of a matrix.

use super::record::{self, Channels, each_pool_of, nodes};
use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::mechanism::{Mechanism, Wiring};
use crate::number::Scalar;

/// Calls `entry(row, column, value)` for every derivative inside a compartment, by the states' numbers in it.
pub(super) fn entries<T: Scalar, C: Compartment<T>>(
    compartment: &C,
    per_capacitance: T,
    derivatives: &mut [T],
    mut entry: impl FnMut(usize, usize, T),
) {
    struct Entries<'a, T, C, F> {
        state: usize,
        channels: Channels<&'a mut [T], C>,
        by_ion_current: &'a [T],
        per_capacitance: T,
        entry: F,
    }
    impl<T: Scalar, C: Compartment<T>, F: FnMut(usize, usize, T)> VisitMechanisms<T> for Entries<'_, T, C, F> {
        fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
            let Entries { state, by_ion_current, per_capacitance, entry, .. } = self;
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
    let (nodes, channels) = record::derivatives::<T, C, _>(derivatives);
    let count = self::nodes::<T, C>();
    for row in 0..count {
        (0..count).for_each(|column| entry(row, column, nodes.by_nodes[row * count + column]));
    }
    let by_ion_current = nodes.by_ion_current;
    compartment.channels(&mut Entries { state: count, channels, by_ion_current, per_capacitance, entry });
}
