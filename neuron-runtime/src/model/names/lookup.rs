//! From full names to parameters, states, currents and conductances.

use super::{NamedParameter, flow_name, named_parameters};
use crate::error::Error;
use crate::model::access;
use crate::model::check::distance;
use crate::model::handle::{Group, Origin, Quantity};
use crate::model::info::{NetworkInfo, ParameterInfo};
use crate::model::name;
use crate::model::network::Layout;
use crate::number::Scalar;

/// A full name as it was written: `AB.NaV.g`, or one element of an array, `E[3].NaV.g`.
struct Written<'n> {
    name: &'n str,
    /// The array, the index in it, and the name within the element.
    element: Option<(&'n str, usize, &'n str)>,
}

impl<'n> Written<'n> {
    /// Reads a name.
    ///
    /// # Errors
    /// [`Error::Format`] if it has brackets that hold no index.
    fn read(name: &'n str) -> Result<Self, Error> {
        let Some((array, tail)) = name.split_once('[') else { return Ok(Written { name, element: None }) };
        let problem = || Error::Format { problem: format!("`{name}` is not a name such as `E[3].NaV.g`") };
        let (index, rest) = tail.split_once("].").ok_or_else(problem)?;
        let index = index.parse().map_err(|_| problem())?;
        Ok(Written { name, element: Some((array, index, rest)) })
    }

    /// Returns true if this names `path` in `owner`, which is an array or not.
    fn names(&self, owner: &str, is_array: bool, path: &str) -> bool {
        match self.element {
            None => join(owner, path) == self.name,
            Some((array, _, rest)) => is_array && owner == array && path == rest,
        }
    }

    /// Returns the index in brackets.
    fn index(&self) -> Option<usize> {
        self.element.map(|(_, index, _)| index)
    }
}

/// Returns the parameter of this full name.
///
/// # Errors
/// [`Error::UnknownName`], and [`Error::Format`] for brackets that hold no index.
pub(crate) fn find_parameter<T: Scalar>(network: &dyn Layout<T>, name: &str) -> Result<(Origin, usize), Error> {
    let there = |origin: &Origin| origin.element.is_none_or(|k| k < network.elements(origin.group));
    name::find_parameter(network.info(), name).filter(|(origin, _)| there(origin)).ok_or_else(|| {
        if name::is_malformed(name) {
            return Error::Format { problem: format!("`{name}` is not a name such as `E[3].NaV.g`") };
        }
        let known = named_parameters(network).into_iter().map(|NamedParameter { name, .. }| name).collect();
        unknown(name, known)
    })
}

/// Returns the state, current or conductance of this full name. The name of a whole array has no index.
///
/// # Errors
/// [`Error::UnknownName`], and [`Error::Format`] for brackets that hold no index.
pub(crate) fn find_quantity<T: Scalar>(network: &dyn Layout<T>, name: &str) -> Result<Quantity, Error> {
    let written = Written::read(name)?;
    let mut found = None;
    each_quantity(network.info(), |owner, path, _, quantity| {
        // A state may have the name of a conductance, and comes first.
        if found.is_none() && written.names(owner, quantity.origin().element.is_none(), path) {
            found = Some(written.index().map_or(quantity, |element| quantity.of(element)));
        }
    });
    let there = |quantity: &Quantity| {
        let element = quantity.origin().element;
        let count = match quantity {
            Quantity::State(origin, _) => access::state_owners(network, origin.group),
            _ => network.elements(quantity.origin().group),
        };
        element.is_none_or(|element| element < count)
    };
    found.filter(there).ok_or_else(|| {
        let mut known = Vec::new();
        each_quantity(network.info(), |owner, path, _, _| known.push(join(owner, path)));
        unknown(name, known)
    })
}

/// Calls `visit` with the owner, the name there, the unit and the quantity of every state, current and conductance. Those of
/// an array come once, for the whole array.
pub(crate) fn each_quantity(info: &NetworkInfo, mut visit: impl FnMut(&'static str, &str, &'static str, Quantity)) {
    each_owner(info, |group, element, owner| {
        let origin = Origin { group, element, len: 0 };
        for (index, (local, unit)) in name::states(info, group).enumerate() {
            visit(owner, &local.to_string(), unit, Quantity::State(origin, index));
        }
        for index in 0.. {
            let current = Quantity::Current(origin, index);
            let Some(current_name) = flow_name(info, origin, index, "current") else { break };
            visit(owner, &current_name.local.to_string(), "nA", current);
            if let Some(name) = flow_name(info, origin, index, "conductance") {
                visit(owner, &name.local.to_string(), "µS", Quantity::Conductance(origin, index));
            }
        }
    });
}

/// Calls `visit` with the group, element (if named), owner, name there, index and description of every parameter.
pub(crate) fn each_parameter(
    info: &NetworkInfo,
    mut visit: impl FnMut(Group, Option<usize>, &'static str, String, usize, &ParameterInfo),
) {
    each_owner(info, |group, element, owner| {
        for (index, (local, info)) in name::parameters(info, group).enumerate() {
            visit(group, element, owner, local.to_string(), index, info);
        }
    });
}

/// Calls `visit` with the group, the element and the name of every named neuron or synapse, and of every array, which has no
/// element.
fn each_owner(info: &NetworkInfo, mut visit: impl FnMut(Group, Option<usize>, &'static str)) {
    for (g, cells) in info.cells.iter().enumerate() {
        for (k, owner) in cells.names.iter().enumerate() {
            visit(Group::Cells(g), (!cells.array).then_some(k), owner);
        }
    }
    for (g, synapses) in info.synapses.iter().enumerate() {
        for (k, owner) in synapses.names.iter().enumerate() {
            visit(Group::Synapses(g), (!synapses.array).then_some(k), owner);
        }
    }
}

/// Returns the error for an unknown name, with the most similar of the known names first.
fn unknown(name: &str, mut known: Vec<String>) -> Error {
    let wanted = name.to_lowercase();
    // The intended name most often differs in case or in a few letters, else in the neuron.
    let tail = |k: &str| wanted.bytes().rev().zip(k.bytes().rev()).take_while(|(a, b)| a == b).count();
    known.sort_by_cached_key(|k| (distance(name, k), core::cmp::Reverse(tail(&k.to_lowercase()))));
    Error::UnknownName { name: name.to_owned(), known }
}

/// Returns the full name of what is `name` in `owner`, which has no name in a cell alone.
pub(crate) fn join(owner: &str, name: &str) -> String {
    if owner.is_empty() { name.to_owned() } else { format!("{owner}.{name}") }
}
