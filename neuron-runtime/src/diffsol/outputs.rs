//! What is recorded, as a function of the state: diffsol's `out`.

use crate::model::access;
use crate::model::handle::Quantity;
use crate::model::network::Layout;
use crate::model::network::Network;
use crate::number::Scalar;
use crate::system::System;

/// States, currents and conductances as functions of time and state.
#[derive(Clone, Debug, Default)]
pub(super) struct Outputs(Vec<Output>);

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct Output {
    pub(super) name: String,
    quantity: Quantity,
    /// Its place in the state, where it is a state.
    state: Option<usize>,
}

impl Outputs {
    /// These quantities, of whole arrays element by element, each once.
    pub(super) fn new<N: Network<f64>>(network: &N, quantities: &[Quantity]) -> Self {
        let mut seen = std::collections::HashSet::new();
        let all = quantities.iter().flat_map(|quantity| access::expand(network, *quantity));
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

    /// Writes their values at a state: mV, µM, 1, nA, µS.
    pub(super) fn evaluate<T: Scalar, N: Network<T>>(&self, network: &N, t: T, y: &[T], values: &mut [T]) {
        for (value, output) in values.iter_mut().zip(&self.0) {
            *value = output.value(network, t, y).unwrap_or(T::zero());
        }
    }

    /// The error in each that matters as much as 1 mV in a voltage, given those of the states; of a current 1 nA, of a
    /// conductance 1 µS.
    pub(super) fn scales(&self, of_states: &[f64]) -> Vec<f64> {
        self.0.iter().map(|output| output.state.map_or(1.0, |k| of_states[k])).collect()
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
