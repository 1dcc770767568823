//! All that expansions of the macros may name. Not for use by hand.

pub use crate::array::Array;
pub use crate::cell::{
    Cell, Compartment, DescribeCell, Membrane, VisitCompartments, VisitMechanisms, fed, nodes, padded,
};
pub use crate::check;
#[cfg(feature = "alloc")]
pub use crate::connect::Projection;
pub use crate::connect::{Rule, Side, Synapses};
pub use crate::group::CellGroup;
#[cfg(feature = "alloc")]
pub use crate::group::Population;
pub use crate::handle::{Conductance, Current, Group, Origin, Parameter, Place, State};
pub use crate::info::*;
pub use crate::ion;
pub use crate::math;
pub use crate::mechanism::{At, Describe, Flow, Handled, Mechanism, Parameters, Partials, Wiring};
pub use crate::mistaken::{NoCell, NoMechanism};
pub use crate::network::{DescribeNetwork, Network, VisitCells, VisitMut, VisitSynapses};
pub use crate::scalar::Scalar;
pub use crate::scalar::lines::{Lines, Table};
#[cfg(feature = "alloc")]
pub use alloc::vec::Vec;

/// The default of a type with some of its parameters set.
#[inline(never)]
pub fn configured<P: Parameters<f64> + Default>(settings: &[crate::check::Setting]) -> P {
    let mut parameters = P::default();
    for setting in settings {
        parameters.set_parameter(setting.index, setting.value);
    }
    parameters
}
