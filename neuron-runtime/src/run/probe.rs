//! Recorded and measured quantities, found in the state of their network.

use crate::error::Error;
use crate::model::access;
use crate::model::handle::{Group, Origin, Quantity};
use crate::model::mechanism::Held;
use crate::model::names;
use crate::model::network::Layout;
use crate::number::Scalar;
use crate::run::input::driven::InputColumn;
use crate::system::System;

/// A quantity of one neuron or synapse, which exists in its network.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Probe {
    /// The index of a state.
    State(usize),
    /// The current of a channel or synapse.
    Current(Origin, usize),
    /// The conductance of a channel or synapse.
    Conductance(Origin, usize),
    /// The current of an input of the run.
    Input(InputColumn),
    /// A variable of a synapse, which moves from event to event: the group, the link, the variable.
    Variable([usize; 3]),
}

impl Probe {
    /// Finds a quantity; of a whole array that of its first element.
    ///
    /// # Errors
    /// [`Error::UnknownName`] if there is none: an array of connections may have no elements, and a handle made by hand need
    /// not name anything.
    pub(crate) fn new<T: Scalar>(network: &dyn Layout<T>, quantity: Quantity) -> Result<Self, Error> {
        let one = quantity.of(quantity.origin().element.unwrap_or(0));
        let found = match one {
            Quantity::State(origin, index) => {
                let state = network.state_index(origin, index).map(Probe::State);
                state.or_else(|| variable(network, origin, index).map(Probe::Variable))
            }
            Quantity::Current(origin, index) => has_flow(network, one).then_some(Probe::Current(origin, index)),
            Quantity::Conductance(origin, index) => has_flow(network, one).then_some(Probe::Conductance(origin, index)),
        };
        found.ok_or_else(|| {
            let name = names::name_of(network.info(), one).0;
            Error::UnknownName { name, known: Vec::new() }
        })
    }

    /// Returns the value at the time `t` (ms) and the state `y` of the network in which it was found, or of another with the
    /// same neurons: mV, µM, 1, nA or µS. That of a variable is not in the state.
    #[inline]
    pub(crate) fn value<T: Scalar>(self, network: &dyn System<T>, t: T, y: &[T]) -> T {
        let flow = match self {
            Probe::State(index) => return y[index],
            Probe::Current(origin, index) => network.flow(origin, index, t, y, Held::NONE).map(|flow| flow.current),
            Probe::Conductance(origin, index) => network.flow(origin, index, t, y, Held::NONE).map(|flow| flow.slope),
            Probe::Input(InputColumn { input, is_ionic, .. }) => {
                network.input(input, t, y, Held::NONE).map(|[whole, ionic]| if is_ionic { ionic } else { whole })
            }
            Probe::Variable(_) => None,
        };
        match flow {
            Some(value) => value,
            None => access::missing(),
        }
    }
}

/// Returns true if a channel or synapse exists.
fn has_flow<T: Scalar>(network: &dyn Layout<T>, quantity: Quantity) -> bool {
    let element = quantity.origin().element;
    element.is_some_and(|element| element < network.elements(quantity.origin().group))
        && names::flow_exists(network.info(), quantity)
}

/// Finds a variable of a synapse, whose index follows those of the states.
fn variable<T: Scalar>(network: &dyn Layout<T>, origin: Origin, index: usize) -> Option<[usize; 3]> {
    let (Group::Synapses(group), Some(link)) = (origin.group, origin.element) else { return None };
    let synapse = network.info().synapses.get(group)?.synapse;
    let variable = index.checked_sub(synapse.states.len()).filter(|variable| *variable < synapse.variables())?;
    (link < network.elements(origin.group)).then_some([group, link, variable])
}
