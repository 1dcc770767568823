//! From full names to parameters, states, currents and conductances.

use super::{NamedParameter, named_parameters};
use crate::error::Error;
use crate::model::access;
use crate::model::handle::{Group, Origin, Quantity};
use crate::model::info::NetworkInfo;
use crate::model::name::{self, FullName};
use crate::model::network::Layout;
use crate::number::Scalar;

/// Returns the parameter of this full name.
///
/// # Errors
/// [`Error::UnknownName`], and [`Error::Format`] for brackets that hold no index.
pub(crate) fn find_parameter<T: Scalar>(network: &dyn Layout<T>, name: &str) -> Result<(Origin, usize), Error> {
    let there = |origin: &Origin| exists(origin, |group| network.elements(group));
    let found = name::find_parameter(network.info(), name).filter(|(origin, _)| there(origin));
    found.ok_or_else(|| {
        let parameters = named_parameters(network).into_iter();
        unknown(name, || parameters.map(|NamedParameter { name, .. }| name).collect())
    })
}

/// Returns the state, current or conductance of this full name. The name of a whole array has no index.
///
/// # Errors
/// [`Error::UnknownName`], and [`Error::Format`] for brackets that hold no index.
pub(crate) fn find_quantity<T: Scalar>(network: &dyn Layout<T>, name: &str) -> Result<Quantity, Error> {
    let info = network.info();
    let state = || name::find_state(info, name).map(|(origin, index)| Quantity::State(origin, index));
    let current = || name::find_flow(info, name, "current").map(|(origin, index)| Quantity::Current(origin, index));
    let conductance =
        || name::find_flow(info, name, "conductance").map(|(origin, index)| Quantity::Conductance(origin, index));
    let there = |quantity: &Quantity| {
        let is_state = matches!(quantity, Quantity::State(..));
        let count = |group| if is_state { access::state_owners(network, group) } else { network.elements(group) };
        exists(&quantity.origin(), count)
    };
    // A state may have the name of a conductance, and comes first.
    let found = state().or_else(current).or_else(conductance).filter(there);
    found.ok_or_else(|| {
        unknown(name, || {
            let mut known = Vec::new();
            each_quantity(info, |name, _, _| known.push(name.to_string()));
            known
        })
    })
}

/// Calls `visit` with the name, the unit and the quantity of every state, current and conductance. Those of an array come
/// once, for the whole array.
pub(crate) fn each_quantity(info: &NetworkInfo, mut visit: impl FnMut(FullName, &'static str, Quantity)) {
    for group in name::groups(info) {
        for (element, owner) in name::owners(info, group) {
            let origin = Origin { group, element, len: 0 };
            for (index, (local, unit)) in name::states(info, group).enumerate() {
                visit(FullName { owner, local }, unit, Quantity::State(origin, index));
            }
            let currents = name::flows(info, group, "current");
            for (index, (current, conductance)) in currents.zip(name::flows(info, group, "conductance")).enumerate() {
                visit(FullName { owner, local: current }, "nA", Quantity::Current(origin, index));
                visit(FullName { owner, local: conductance }, "µS", Quantity::Conductance(origin, index));
            }
        }
    }
}

/// Returns true if the element exists. `count` returns the number of elements in a group.
fn exists(origin: &Origin, count: impl Fn(Group) -> usize) -> bool {
    origin.element.is_none_or(|element| element < count(origin.group))
}

/// Returns the error for an unknown name.
fn unknown(name: &str, known: impl FnOnce() -> Vec<String>) -> Error {
    if name::is_malformed(name) {
        return Error::Format { problem: format!("`{name}` is not a name such as `E[3].NaV.g`") };
    }
    Error::unknown(name, known())
}
