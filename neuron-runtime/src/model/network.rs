//! A network as groups of cells and synapses, and the layout of their states and parameters.
//!
//! The state holds the groups of cells in their order, then the groups of synapses. A generated network only lists its
//! groups, through [`Network::cells`] and [`Network::synapses`]. A [`Layout`] finds its answers by visiting them.

mod layout;
#[cfg(feature = "alloc")]
pub(crate) mod links;
pub(crate) mod parameters;
pub(crate) mod states;

use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::info::NetworkInfo;
use crate::number::{Real, Scalar};
pub use layout::Layout;
pub(crate) use layout::cells_dim;
#[cfg(feature = "std")]
pub(crate) use layout::layout_of_wrapped;

/// A network's description, whatever its number type.
pub trait DescribeNetwork {
    /// Names and groups.
    const NETWORK: NetworkInfo;
}

/// A visitor of the groups of cells of a network.
pub trait VisitCells<T: Real> {
    /// Visits one group.
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G);
}

/// A visitor of the groups of synapses of a network.
pub trait VisitSynapses<T: Real> {
    /// Visits one group.
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G);
}

/// A visitor that changes the groups of a network.
pub trait VisitMut<T: Real> {
    /// Visits a group of cells.
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &mut G);
    /// Visits a group of synapses.
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &mut G);
}

/// A network of cells and synapses, or a cell alone, over the number type `T`.
pub trait Network<T: Real>: DescribeNetwork {
    /// The network over `f64`, to which its handles belong.
    type Tag;
    /// A struct with one `R` per neuron under its name, which a run returns.
    type Neurons<R>;
    /// The same network over another number type.
    type With<U: Real>: Network<U, Tag = Self::Tag>;
    /// True if its Jacobian can be asked for. Only a view of a network for a method that needs none has none.
    const HAS_JACOBIAN: bool = true;
    /// True if exponential steps can be made.
    const HAS_EXPONENTIAL_STEPS: bool = true;

    /// Visits every group of cells.
    fn cells<V: VisitCells<T>>(&self, visitor: &mut V);
    /// Visits every group of synapses.
    fn synapses<V: VisitSynapses<T>>(&self, visitor: &mut V);
    /// Visits every group, cells first, to change them.
    fn groups_mut<V: VisitMut<T>>(&mut self, visitor: &mut V);
    /// Returns what the network carries along.
    fn carried(&self) -> &T::Carried;
    /// Carries something along, and so do its copies and its named cells.
    fn carry(&mut self, carried: &T::Carried);
    /// Makes the struct of neurons from one `R` per neuron, in the order of the state.
    fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> Self::Neurons<R>;
    /// Calls `visit` with every `R` of such a struct, in the same order.
    fn each_neuron<'a, R>(neurons: &'a Self::Neurons<R>, visit: &mut dyn FnMut(&'a R));

    /// Converts every parameter, and so the network, to another number type.
    fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> Self::With<U>;

    /// Converts the network to another number type, with every parameter a constant.
    fn with<U: Real>(&self) -> Self::With<U>
    where
        T: Scalar,
    {
        self.map(&mut |parameter| U::from_f64(parameter.re()))
    }
}
