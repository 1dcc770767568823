//! The name and the fingerprint of a model in a saved file, by which another model is recognised.

use super::checksum::checksum;
use crate::model::handle::Group;
use crate::model::info::{CellsInfo, MechanismInfo, ParameterInfo, StateInfo, SynapsesInfo};
use crate::model::network::Layout;
use crate::number::Scalar;
use std::fmt::{self, Write};

/// The name of a model and its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ModelId {
    /// The name of the network; empty for a cost that is of none.
    name: String,
    /// The checksum of its description.
    fingerprint: u64,
}

impl ModelId {
    /// Returns the name and fingerprint of a network. Two networks have the same fingerprint if names, units, the layout of
    /// states and parameters, and the numbers of neurons and connections are the same. Values of parameters do not enter.
    pub(crate) fn of<T: Scalar>(network: &dyn Layout<T>) -> Self {
        let mut description = String::new();
        // Writing to a `String` does not fail.
        let _ = describe(&mut description, network);
        ModelId { name: network.info().name.to_owned(), fingerprint: checksum(description.as_bytes()) }
    }

    /// Returns the fingerprint of a cost of parameters with these names and units, which belongs to no network.
    pub(crate) fn of_parameters(names: &[String], units: &[String]) -> Self {
        ModelId { name: String::new(), fingerprint: checksum(format!("parameters {names:?} {units:?}").as_bytes()) }
    }

    /// Returns the name of the network; empty for a cost that is of none.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Reads what `Display` writes.
    #[cfg(feature = "json")]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (name, fingerprint) = text.rsplit_once(' ')?;
        Some(ModelId { name: name.to_owned(), fingerprint: u64::from_str_radix(fingerprint, 16).ok()? })
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:016x}", self.name, self.fingerprint)
    }
}

/// Writes everything by which two models are told apart.
fn describe<T: Scalar>(out: &mut String, network: &dyn Layout<T>) -> fmt::Result {
    let info = network.info();
    writeln!(out, "network {:?} of {} states", info.name, network.dim())?;
    for (g, group) in info.cells.iter().enumerate() {
        cells(out, group, network.elements(Group::Cells(g)))?;
    }
    for (g, group) in info.synapses.iter().enumerate() {
        synapses(out, group, network.elements(Group::Synapses(g)), network.state_sets(g))?;
    }
    Ok(())
}

fn cells(out: &mut String, group: &CellsInfo, elements: usize) -> fmt::Result {
    let CellsInfo { cell, names, array } = group;
    writeln!(out, "cells {:?} {names:?}, array {array}, {elements} elements", cell.name)?;
    parameters(out, cell.parameters)?;
    for compartment in cell.compartments {
        writeln!(out, "compartment {:?}", compartment.name)?;
        parameters(out, compartment.parameters)?;
        for part in compartment.pools.iter().chain(compartment.channels) {
            writeln!(out, "part {:?} {:?}", part.name, part.concentration)?;
            mechanism(out, part.mechanism)?;
        }
    }
    Ok(())
}

fn synapses(out: &mut String, group: &SynapsesInfo, elements: usize, sets: usize) -> fmt::Result {
    let SynapsesInfo { synapse, names, array } = group;
    writeln!(out, "synapses {names:?}, array {array}, {elements} elements, {sets} sets of states")?;
    mechanism(out, synapse)
}

fn mechanism(out: &mut String, info: &MechanismInfo) -> fmt::Result {
    let MechanismInfo { name, kind, ion, density, presynaptic, reads, .. } = info;
    writeln!(out, "{kind:?} {name:?} of {ion:?}, density {density}, presynaptic {presynaptic}, reads {reads:?}")?;
    parameters(out, info.parameters)?;
    for StateInfo { name, unit, kind, .. } in info.states {
        writeln!(out, "state {name:?} {unit:?} {kind:?}")?;
    }
    Ok(())
}

fn parameters(out: &mut String, parameters: &[ParameterInfo]) -> fmt::Result {
    for ParameterInfo { name, unit, factor, .. } in parameters {
        writeln!(out, "parameter {name:?} {unit:?} {factor:?}")?;
    }
    Ok(())
}
