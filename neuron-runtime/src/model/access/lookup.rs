//! From full names to parameters, states, currents and conductances.

use super::{NamedParameter, each_parameter, element_count, join, named_parameters, path};
use crate::error::Error;
use crate::model::handle::{Group, Origin, Quantity};
use crate::model::info::NetworkInfo;
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
    let written = Written::read(name)?;
    let mut found = None;
    each_parameter(network.info(), |group, own, owner, path, index, _| {
        if written.names(owner, own.is_none(), &path) {
            found = Some((Origin { group, element: written.index().or(own), len: 0 }, index));
        }
    });
    let there = |origin: &Origin| origin.element.is_none_or(|k| k < network.elements(origin.group));
    found.filter(|(origin, _)| there(origin)).ok_or_else(|| unknown_parameter(network, name))
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
        element.is_none_or(|element| element < element_count(network, *quantity))
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
    for (g, cells) in info.cells.iter().enumerate() {
        for (k, owner) in cells.names.iter().enumerate() {
            let origin = Origin { group: Group::Cells(g), element: (!cells.array).then_some(k), len: 0 };
            let mut index = 0;
            cells.cell.each_state(|compartment, part, state| {
                visit(owner, &path(&[compartment, part, state.name]), state.unit, Quantity::State(origin, index));
                index += 1;
            });
            let compartments = cells.cell.compartments.iter();
            let channels = compartments.flat_map(|c| c.channels.iter().map(move |part| (c.name, part.name)));
            for (index, (compartment, part)) in channels.enumerate() {
                visit(owner, &path(&[compartment, part, "current"]), "nA", Quantity::Current(origin, index));
                visit(owner, &path(&[compartment, part, "conductance"]), "µS", Quantity::Conductance(origin, index));
            }
        }
    }
    for (g, synapses) in info.synapses.iter().enumerate() {
        for (k, owner) in synapses.names.iter().enumerate() {
            let origin = Origin { group: Group::Synapses(g), element: (!synapses.array).then_some(k), len: 0 };
            for (index, state) in synapses.synapse.states.iter().enumerate() {
                visit(owner, state.name, state.unit, Quantity::State(origin, index));
            }
            visit(owner, "current", "nA", Quantity::Current(origin, 0));
            visit(owner, "conductance", "µS", Quantity::Conductance(origin, 0));
        }
    }
}

/// Returns the error for a parameter of this name, with all names that exist.
pub(super) fn unknown_parameter<T: Scalar>(network: &dyn Layout<T>, name: &str) -> Error {
    unknown(name, named_parameters(network).into_iter().map(|NamedParameter { name, .. }| name).collect())
}

/// Returns the error for an unknown name, with the most similar of the known names first.
fn unknown(name: &str, mut known: Vec<String>) -> Error {
    let wanted = name.to_lowercase();
    // The intended name most often differs in case only, else in the neuron, else in the beginning.
    let tail = |k: &str| wanted.bytes().rev().zip(k.bytes().rev()).take_while(|(a, b)| a == b).count();
    known.sort_by_cached_key(|k| {
        let k = k.to_lowercase();
        (k != wanted, core::cmp::Reverse(tail(&k)))
    });
    Error::UnknownName { name: name.to_owned(), known }
}
