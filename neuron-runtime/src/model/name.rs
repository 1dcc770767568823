//! Full names of parameters and states: `AB.soma.NaV.g`, `E[3].NaV.g`, `E_I.Cholinergic[3].g`.
//!
//! A name is written and compared piece by piece, without an allocator.

use crate::model::handle::{Group, Origin};
use crate::model::info::{CellInfo, MechanismInfo, NetworkInfo, ParameterInfo};
use core::fmt;

/// A neuron, a synapse, or an array of either: `AB`, `E[3]`, `E`. Empty for a cell alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    pub(super) name: &'static str,
    /// The index in an array.
    pub(super) index: Option<usize>,
}

#[cfg(feature = "std")]
impl Owner {
    /// Returns the whole array, if this is an element of one.
    pub(crate) fn array(self) -> Option<Self> {
        self.index.map(|_| Owner { index: None, ..self })
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        match self.index {
            Some(index) => write!(f, "[{index}]"),
            None => Ok(()),
        }
    }
}

/// The name of a parameter or state within its owner, as compartment, part and own name: `soma.NaV.g`. The first two
/// may be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalName(pub(super) [&'static str; 3]);

impl LocalName {
    fn pieces(&self) -> impl Iterator<Item = &'static str> {
        self.0.into_iter().filter(|piece| !piece.is_empty())
    }

    /// Returns true if the name is written like this.
    fn is(&self, written: &str) -> bool {
        let mut rest = Some(written);
        for (k, piece) in self.pieces().enumerate() {
            let after = if k == 0 { rest } else { rest.and_then(|rest| rest.strip_prefix('.')) };
            rest = after.and_then(|rest| rest.strip_prefix(piece));
        }
        rest == Some("")
    }
}

impl fmt::Display for LocalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (k, piece) in self.pieces().enumerate() {
            if k > 0 {
                f.write_str(".")?;
            }
            f.write_str(piece)?;
        }
        Ok(())
    }
}

/// The full name of a parameter or state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FullName {
    /// The neuron or synapse.
    pub owner: Owner,
    /// The name within that.
    pub local: LocalName,
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.owner.name {
            "" => write!(f, "{}", self.local),
            _ => write!(f, "{}.{}", self.owner, self.local),
        }
    }
}

/// Returns the names of a group, and true if it is an array.
fn names_of(info: &NetworkInfo, group: Group) -> Option<(&'static [&'static str], bool)> {
    match group {
        Group::Cells(g) => info.cells.get(g).map(|cells| (cells.names, cells.array)),
        Group::Synapses(g) => info.synapses.get(g).map(|synapses| (synapses.names, synapses.array)),
    }
}

/// Returns the elements of a group, which has `len` of them, and their names.
pub(crate) fn elements(info: &NetworkInfo, group: Group, len: usize) -> impl Iterator<Item = (usize, Owner)> + use<> {
    let (names, array) = names_of(info, group).unwrap_or((&[], false));
    names.iter().enumerate().flat_map(move |(k, name)| {
        let elements = if array { 0..len } else { k..k + 1 };
        elements.map(move |element| (element, Owner { name, index: array.then_some(element) }))
    })
}

/// Returns the name of a neuron, a synapse or an array.
#[cfg(feature = "std")]
pub(crate) fn owner(info: &NetworkInfo, origin: Origin) -> Option<Owner> {
    let (names, array) = names_of(info, origin.group)?;
    let (place, index) = if array { (0, origin.element) } else { (origin.element?, None) };
    Some(Owner { name: names.get(place)?, index })
}

/// Returns the named elements of a group and their names; of an array the one name, without an element.
#[cfg(feature = "std")]
pub(crate) fn owners(info: &NetworkInfo, group: Group) -> impl Iterator<Item = (Option<usize>, Owner)> + use<> {
    let (names, array) = names_of(info, group).unwrap_or((&[], false));
    names.iter().enumerate().map(move |(k, name)| ((!array).then_some(k), Owner { name, index: None }))
}

/// Returns the full name of a parameter, and its description.
#[cfg(feature = "std")]
pub(crate) fn parameter(
    info: &NetworkInfo,
    origin: Origin,
    index: usize,
) -> Option<(FullName, &'static ParameterInfo)> {
    let (local, parameter) = parameters(info, origin.group).nth(index)?;
    Some((FullName { owner: owner(info, origin)?, local }, parameter))
}

/// Returns the full name of a state or of a variable, whose index follows those of the states, and its unit.
#[cfg(feature = "std")]
pub(crate) fn state(info: &NetworkInfo, origin: Origin, index: usize) -> Option<(FullName, &'static str)> {
    let variables =
        synapse(info, origin.group).and_then(|synapse| synapse.events).map_or(&[][..], |events| events.variables);
    let variables = variables.iter().map(|variable| (LocalName(["", "", variable.name]), variable.unit));
    let (local, unit) = states(info, origin.group).chain(variables).nth(index)?;
    Some((FullName { owner: owner(info, origin)?, local }, unit))
}

/// Returns the full name of a current or conductance, whose own name is `what`.
#[cfg(feature = "std")]
pub(crate) fn flow(info: &NetworkInfo, origin: Origin, index: usize, what: &'static str) -> Option<FullName> {
    let local = flows(info, origin.group, what).nth(index)?;
    Some(FullName { owner: owner(info, origin)?, local })
}

fn cell(info: &NetworkInfo, group: Group) -> Option<&'static CellInfo> {
    match group {
        Group::Cells(g) => info.cells.get(g).map(|cells| cells.cell),
        Group::Synapses(_) => None,
    }
}

fn synapse(info: &NetworkInfo, group: Group) -> Option<&'static MechanismInfo> {
    match group {
        Group::Cells(_) => None,
        Group::Synapses(g) => info.synapses.get(g).map(|synapses| synapses.synapse),
    }
}

/// Returns the names and descriptions of the parameters of an element of a group, in their order.
pub(crate) fn parameters(
    info: &NetworkInfo,
    group: Group,
) -> impl Iterator<Item = (LocalName, &'static ParameterInfo)> + use<> {
    let named = |compartment, part| {
        move |parameter: &'static ParameterInfo| (LocalName([compartment, part, parameter.name]), parameter)
    };
    let of_cell = cell(info, group).into_iter().flat_map(move |cell| {
        let of_compartments = cell.compartments.iter().flat_map(move |c| {
            let of_parts = c.pools.iter().chain(c.channels);
            let of_parts = of_parts.flat_map(move |p| p.mechanism.parameters.iter().map(named(c.name, p.name)));
            c.parameters.iter().map(named(c.name, "")).chain(of_parts)
        });
        cell.parameters.iter().map(named("", "")).chain(of_compartments)
    });
    of_cell.chain(synapse(info, group).into_iter().flat_map(move |s| s.parameters.iter().map(named("", ""))))
}

/// Returns the names and units of the states of an element of a group, in their order.
pub(crate) fn states(info: &NetworkInfo, group: Group) -> impl Iterator<Item = (LocalName, &'static str)> + use<> {
    let of_cell = cell(info, group).into_iter().flat_map(|cell| {
        cell.compartments
            .iter()
            .flat_map(|c| c.state_names().map(|(part, name, unit)| (LocalName([c.name, part, name]), unit)))
    });
    let of_synapse = synapse(info, group).into_iter().flat_map(|synapse| synapse.states);
    of_cell.chain(of_synapse.map(|state| (LocalName(["", "", state.name]), state.unit)))
}

/// Returns the names of the currents or conductances (`what`) of an element of a group, in the order of channels; a synapse
/// has one.
#[cfg(feature = "std")]
pub(crate) fn flows(info: &NetworkInfo, group: Group, what: &'static str) -> impl Iterator<Item = LocalName> + use<> {
    let compartments = cell(info, group).into_iter().flat_map(|cell| cell.compartments);
    let of_cell =
        compartments.flat_map(move |c| c.channels.iter().map(move |part| LocalName([c.name, part.name, what])));
    of_cell.chain(synapse(info, group).map(move |_| LocalName(["", "", what])))
}

/// Returns the groups of a network in the order of its states.
pub(crate) fn groups(info: &NetworkInfo) -> impl Iterator<Item = Group> + use<> {
    (0..info.cells.len()).map(Group::Cells).chain((0..info.synapses.len()).map(Group::Synapses))
}

/// Returns the neuron, synapse or array, and the index there, of the parameter of this full name. The element of an array
/// need not exist.
pub(crate) fn find_parameter(info: &NetworkInfo, name: &str) -> Option<(Origin, usize)> {
    find(info, name, |group, rest| parameters(info, group).position(|(local, _)| local.is(rest)))
}

/// Returns the place of the state of this full name, as [`find_parameter`] does.
pub(crate) fn find_state(info: &NetworkInfo, name: &str) -> Option<(Origin, usize)> {
    find(info, name, |group, rest| states(info, group).position(|(local, _)| local.is(rest)))
}

/// Returns the place of the current or conductance (`what`) of this full name, as [`find_parameter`] does.
#[cfg(feature = "std")]
pub(crate) fn find_flow(info: &NetworkInfo, name: &str, what: &'static str) -> Option<(Origin, usize)> {
    find(info, name, |group, rest| flows(info, group, what).position(|local| local.is(rest)))
}

/// Finds the owner of a name. `local` finds what follows the owner among the names within the group.
fn find(info: &NetworkInfo, name: &str, local: impl Fn(Group, &str) -> Option<usize>) -> Option<(Origin, usize)> {
    groups(info).find_map(|group| {
        let (names, array) = names_of(info, group)?;
        names.iter().enumerate().find_map(|(k, owner)| {
            let (element, rest) = after_owner(name, owner, array)?;
            let element = if array { element } else { Some(k) };
            Some((Origin { group, element, len: 0 }, local(group, rest)?))
        })
    })
}

/// Returns the index in brackets, if there is one, and what follows an owner in a name that begins with it.
fn after_owner<'n>(name: &'n str, owner: &str, array: bool) -> Option<(Option<usize>, &'n str)> {
    if owner.is_empty() {
        return Some((None, name));
    }
    let rest = name.strip_prefix(owner)?;
    match rest.strip_prefix('[') {
        Some(bracket) if array => {
            let (index, rest) = bracket.split_once("].")?;
            Some((Some(index.parse().ok()?), rest))
        }
        _ => Some((None, rest.strip_prefix('.')?)),
    }
}

/// Returns true if a name has brackets that hold no index, or that no name follows.
#[cfg(feature = "std")]
pub(crate) fn is_malformed(name: &str) -> bool {
    name.split_once('[')
        .is_some_and(|(_, bracket)| bracket.split_once("].").is_none_or(|(index, _)| index.parse::<usize>().is_err()))
}
