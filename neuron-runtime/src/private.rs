//! The names that expansions of the macros use. Not for use by hand.

pub use crate::model::cell::{
    Cell, Compartment, DescribeCell, Membrane, SpikeRule, VisitCompartments, VisitMechanisms, ions_of_nodes, nodes,
};
pub use crate::model::check;
#[cfg(feature = "alloc")]
pub use crate::model::connect::Projection;
pub use crate::model::connect::{LinkEnds, Rule, Side, SynapseGroup, Synapses};
#[cfg(feature = "random")]
pub use crate::model::distribution::{Distribution, Drawn};
pub use crate::model::equations::{Written, WrittenCell, WrittenNetwork};
pub use crate::model::group::CellGroup;
#[cfg(feature = "alloc")]
pub use crate::model::group::Population;
pub use crate::model::handle::{Conductance, Current, Cursor, Group, Origin, Parameter, State};
pub use crate::model::info::*;
pub use crate::model::ion;
pub use crate::model::mechanism::{
    At, Chance, Context, Describe, Flow, Handled, Mechanism, Parameters, Partials, Wiring,
};
pub use crate::model::mistaken::{CellData, MechanismData, NoCell, NoMechanism};
pub use crate::model::network::{DescribeNetwork, Network, VisitCells, VisitMut, VisitSynapses};
pub use crate::model::source::SOURCES;
pub use crate::number::array::Array;
pub use crate::number::math;
pub use crate::number::ties;
pub use crate::number::{Real, padded};
pub use crate::system::Fixed;
pub use crate::system::room::{Room, sizes};
#[cfg(feature = "alloc")]
pub use alloc::vec::Vec;

/// The names of equations as data. Expansions import them inside of constants.
pub mod written {
    pub use crate::model::equations::Condition::{And, Compare, Not, Or};
    pub use crate::model::equations::Expr::*;
    pub use crate::model::equations::Motion::{Derivative, Rates, Relax};
    pub use crate::model::equations::*;
    pub use crate::model::info::StateKind;
    pub use core::option::Option::{None, Some};
}

/// The default of a type with some of its parameters set.
#[inline(never)]
pub fn configured<P: Parameters<f64> + Default>(settings: &[crate::model::check::Setting]) -> P {
    let mut parameters = P::default();
    for setting in settings {
        parameters.set_parameter(setting.index, setting.value);
    }
    parameters
}

/// Sets a parameter of each neuron of an array, one after the other.
pub fn set_each_neuron(population: &mut impl CellGroup<f64>, settings: &[crate::model::check::Setting]) {
    for (k, setting) in settings.iter().enumerate() {
        population.set_parameter(Some(k), setting.index, setting.value);
    }
}

/// Sets a parameter of each connection of a projection, one after the other.
pub fn set_each_connection(projection: &mut impl SynapseGroup<f64>, settings: &[crate::model::check::Setting]) {
    for (k, setting) in settings.iter().enumerate() {
        projection.set_parameter(Some(k), setting.index, setting.value);
    }
}

/// An item that a local variable may hide. Expansions import it under the names of their variables, which may be those of
/// constants in the user's module.
pub const fn variable() {}
