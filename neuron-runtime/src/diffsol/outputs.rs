//! The recorded quantities as functions of the state: diffsol's `out`.

use crate::model::handle::Quantity;
use crate::model::names;
use crate::model::network::{Layout, Network};
use crate::number::Scalar;
use crate::system::System;

/// The recorded states, currents and conductances, as functions of time and state.
#[derive(Clone, Debug, Default)]
pub(super) struct Outputs(Vec<Output>);

/// A recorded quantity.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) name: String,
    quantity: Quantity,
    /// The index in the state vector, if the quantity is a state.
    state: Option<usize>,
}

impl Outputs {
    /// Collects these quantities without repetition. A quantity of a whole array becomes one for each element.
    pub(super) fn new<N: Network<f64>>(network: &N, quantities: &[Quantity]) -> Self {
        let mut seen = std::collections::HashSet::new();
        let all = quantities.iter().flat_map(|quantity| names::expand(network, *quantity));
        let outputs = all.filter(|(name, ..)| seen.insert(name.clone())).map(|(name, _, quantity)| {
            let state = match quantity {
                Quantity::State(origin, index) => network.state_index(origin, index),
                Quantity::Current(..) | Quantity::Conductance(..) => None,
            };
            Output { name, quantity, state }
        });
        Outputs(outputs.collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Output> {
        self.0.iter()
    }

    /// Writes the values at `t` (ms) and `y`, in mV, µM, 1, nA and µS.
    pub(super) fn evaluate<T: Scalar, N: Network<T>>(&self, network: &N, t: T, y: &[T], values: &mut [T]) {
        for (value, output) in values.iter_mut().zip(&self.0) {
            *value = output.value(network, t, y).unwrap_or(T::zero());
        }
    }

    /// Returns the error of each quantity that matters as much as 1 mV of a voltage: for a state its own scale, for a current
    /// 1 nA, for a conductance 1 µS.
    pub(super) fn scales(&self, state_scales: &[f64]) -> Vec<f64> {
        self.0.iter().map(|output| output.state.map_or(1.0, |k| state_scales[k])).collect()
    }
}

impl Output {
    #[inline]
    fn value<T: Scalar, N: Network<T>>(&self, network: &N, t: T, y: &[T]) -> Option<T> {
        match self.quantity {
            Quantity::State(..) => self.state.and_then(|k| y.get(k).copied()),
            Quantity::Current(origin, index) => network.flow(origin, index, t, y).map(|flow| flow.current),
            Quantity::Conductance(origin, index) => network.flow(origin, index, t, y).map(|flow| flow.slope),
        }
    }
}
