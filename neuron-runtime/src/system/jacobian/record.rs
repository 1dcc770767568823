//! The records in which derivatives and their condensation are stored: one per compartment, channel, set of synaptic
//! states and connection. The numbers of all records follow each other in the order in which the network shows its
//! parts. A record is a view of its numbers, with a name for each field. Its `read` is the only place that says where
//! each field begins.
//!
//! | record | derivatives | condensation at β |
//! | --- | --- | --- |
//! | [`Kinetics`]: states x with inputs n | D = ∂(dx/dt)/∂x, G = ∂(dx/dt)/∂n | (β − D)⁻¹, (β − D)⁻¹ G |
//! | [`Channel`]: kinetics and a current i | D, G, R = ∂i/∂x | (β − D)⁻¹, (β − D)⁻¹ G, R |
//! | [`Nodes`], [`CondensedNodes`] of a compartment | ∂(dn/dt)/∂i of an ion, ∂(dn/dt)/∂n | see `condensation` |
//! | [`Connection`]: a synapse's current i | ∂i/∂x, ∂i/∂V of both sides | ∂i/∂x |
//!
//! The inputs of a channel are the nodes of its compartment: V, then the states of its pools. The inputs of a synapse
//! are the membrane potentials of its two [sides](super::coupling::PRE). Matrices are stored row by row.

use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::connect::SynapseGroup;
use crate::model::mechanism::{Describe, Mechanism, Wiring};
use crate::number::Scalar;
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::ops::Range;

/// The numbers of all records of a network.
#[derive(Clone, Debug)]
pub(super) struct Storage<T> {
    /// For each compartment: its nodes, then its channels.
    pub(super) cells: Vec<T>,
    /// For each group of synapses: all kinetics, then all connections.
    pub(super) synapses: Vec<T>,
    /// 1/C of each compartment, 1/nF.
    pub(super) per_capacitance: Vec<T>,
}

/// The properties of a mechanism that decide the lengths of its records.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) states: usize,
    /// Number of inputs in the record.
    pub(super) inputs: usize,
    /// True if states depend on each other. If not, only the diagonal of D is stored.
    pub(super) coupled: bool,
}

impl Shape {
    /// Returns the shape of a channel. V is always among its inputs; the pools are if the states depend on any.
    #[inline(always)]
    pub(super) const fn channel<T: Scalar, C: Compartment<T>, M: Mechanism<T>>() -> Self {
        let inputs = if M::INFO.dependence.states.concentrations() { nodes::<T, C>() } else { 1 };
        Shape { states: M::STATES, inputs, coupled: M::INFO.dependence.coupled }
    }

    /// Returns the shape of a synapse.
    #[inline(always)]
    pub(super) const fn synapse<S: Describe>() -> Self {
        Shape { states: S::STATES, inputs: 2, coupled: S::INFO.dependence.coupled }
    }
}

/// Returns the number of nodes of a compartment: V and the states of its pools.
pub(super) const fn nodes<T: Scalar, C: Compartment<T>>() -> usize {
    1 + C::NODE_IONS.len()
}

/// Calls `visit` for each state of the pools of an ion.
#[inline(always)]
pub(super) fn each_pool_of<T: Scalar, C: Compartment<T>>(ion: usize, mut visit: impl FnMut(usize)) {
    if ion != usize::MAX {
        for pool in 0..C::NODE_IONS.len() {
            if C::NODE_IONS[pool] == ion {
                visit(pool);
            }
        }
    }
}

/// A cursor that goes along the fields of records: over numbers, to view them, or over nothing, to find the length.
pub(super) trait Cursor {
    type Field;
    /// Returns the next field, of `length` numbers.
    fn field(&mut self, length: usize) -> Self::Field;
}

impl<'a, T> Cursor for &'a mut [T] {
    type Field = &'a mut [T];

    #[inline(always)]
    fn field(&mut self, length: usize) -> Self::Field {
        let (field, rest) = core::mem::take(self).split_at_mut(length);
        *self = rest;
        field
    }
}

pub(super) struct Length(usize);

impl Cursor for Length {
    type Field = ();

    #[inline(always)]
    fn field(&mut self, length: usize) {
        self.0 += length;
    }
}

/// The derivatives of a mechanism's states.
pub(super) struct Kinetics<F> {
    pub(super) shape: Shape,
    pub(super) by_states: F,
    pub(super) by_inputs: F,
}

impl<F> Kinetics<F> {
    #[inline(always)]
    fn read(cursor: &mut impl Cursor<Field = F>, shape: Shape) -> Self {
        let Shape { states, inputs, coupled } = shape;
        let by_states = cursor.field(if coupled { states * states } else { states });
        Kinetics { shape, by_states, by_inputs: cursor.field(states * inputs) }
    }
}

/// The derivatives of a channel's states and of its current.
pub(super) struct Channel<F> {
    pub(super) kinetics: Kinetics<F>,
    /// In nA per unit of the state.
    pub(super) current_by_states: F,
}

impl<F> Channel<F> {
    #[inline(always)]
    fn read(cursor: &mut impl Cursor<Field = F>, shape: Shape) -> Self {
        Channel { kinetics: Kinetics::read(cursor, shape), current_by_states: cursor.field(shape.states) }
    }
}

/// The derivatives of a compartment's nodes.
pub(super) struct Nodes<F> {
    /// For each state p of the pools, ∂(dp/dt)/∂i with the current i of its ion.
    pub(super) by_ion_current: F,
    /// ∂(dn/dt)/∂n.
    pub(super) by_nodes: F,
}

impl<F> Nodes<F> {
    #[inline(always)]
    fn read(cursor: &mut impl Cursor<Field = F>, pools: usize) -> Self {
        Nodes { by_ion_current: cursor.field(pools), by_nodes: cursor.field((1 + pools) * (1 + pools)) }
    }
}

/// The condensation of a compartment's nodes onto V. M is the matrix of the nodes, v is V, and p are the pools' states.
pub(super) struct CondensedNodes<F> {
    /// As in [`Nodes`].
    pub(super) by_ion_current: F,
    /// M_vp.
    pub(super) row: F,
    /// M_pp⁻¹ M_pv.
    pub(super) column: F,
    /// M_pp⁻¹.
    pub(super) inverse: F,
}

impl<F> CondensedNodes<F> {
    #[inline(always)]
    fn read(cursor: &mut impl Cursor<Field = F>, pools: usize) -> Self {
        CondensedNodes {
            by_ion_current: cursor.field(pools),
            row: cursor.field(pools),
            column: cursor.field(pools),
            inverse: cursor.field(pools * pools),
        }
    }
}

/// The derivatives of the current of one connection.
pub(super) struct Connection<F> {
    pub(super) current_by_states: F,
    /// With respect to V of both sides. The condensation does not have it.
    pub(super) current_by_potentials: F,
}

impl<F> Connection<F> {
    #[inline(always)]
    fn read(cursor: &mut impl Cursor<Field = F>, shape: Shape, potentials: usize) -> Self {
        Connection { current_by_states: cursor.field(shape.states), current_by_potentials: cursor.field(potentials) }
    }
}

/// The records of a compartment's channels, one after the other.
pub(super) struct Channels<U, C> {
    cursor: U,
    compartment: PhantomData<C>,
}

impl<U: Cursor, C> Channels<U, C> {
    #[inline(always)]
    pub(super) fn next<T: Scalar, M: Mechanism<T>>(&mut self) -> Channel<U::Field>
    where
        C: Compartment<T>,
    {
        Channel::read(&mut self.cursor, Shape::channel::<T, C, M>())
    }
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Channels<Length, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        self.next::<T, M>();
    }
}

/// Returns the derivatives of a compartment.
#[inline(always)]
pub(super) fn derivatives<T: Scalar, C: Compartment<T>, U: Cursor>(mut cursor: U) -> (Nodes<U::Field>, Channels<U, C>) {
    let nodes = Nodes::read(&mut cursor, C::NODE_IONS.len());
    (nodes, Channels { cursor, compartment: PhantomData })
}

/// Returns the place of the row of V in the derivatives of a compartment, which begin at `begin`.
pub(super) fn v_row<T: Scalar, C: Compartment<T>>(begin: usize) -> Range<usize> {
    let pools = C::NODE_IONS.len();
    let row = begin + pools;
    row..row + 1 + pools
}

/// Returns the condensation of a compartment.
#[inline(always)]
pub(super) fn condensed<T: Scalar, C: Compartment<T>, U: Cursor>(
    mut cursor: U,
) -> (CondensedNodes<U::Field>, Channels<U, C>) {
    let nodes = CondensedNodes::read(&mut cursor, C::NODE_IONS.len());
    (nodes, Channels { cursor, compartment: PhantomData })
}

/// Returns the lengths of a compartment's derivatives and of its condensation.
#[inline(always)]
pub(super) fn compartment_lengths<T: Scalar, C: Compartment<T>>(compartment: &C) -> [usize; 2] {
    [derivatives::<T, C, _>(Length(0)).1, condensed::<T, C, _>(Length(0)).1].map(|mut channels| {
        compartment.channels(&mut channels);
        channels.cursor.0
    })
}

/// The records of a group of synapses, by index. `POTENTIALS` is the number of derivatives with respect to membrane
/// potentials that a connection has.
pub(super) struct Synapses<'a, T, S, const POTENTIALS: usize> {
    kinetics: &'a mut [T],
    connections: &'a mut [T],
    synapse: PhantomData<S>,
}

/// The derivatives of a group of synapses.
pub(super) type SynapseDerivatives<'a, T, S> = Synapses<'a, T, S, 2>;
/// The condensation of a group of synapses.
pub(super) type CondensedSynapses<'a, T, S> = Synapses<'a, T, S, 0>;

impl<'a, T: Scalar, S: Mechanism<T>, const POTENTIALS: usize> Synapses<'a, T, S, POTENTIALS> {
    #[inline(always)]
    pub(super) fn next<G: SynapseGroup<T, Synapse = S> + ?Sized>(group: &G, cursor: &mut &'a mut [T]) -> Self {
        let kinetics = cursor.field(group.state_sets() * Self::kinetics_length());
        let connections = cursor.field(group.connections() * Self::connection_length());
        Synapses { kinetics, connections, synapse: PhantomData }
    }

    #[inline(always)]
    pub(super) fn kinetics(&mut self, set: usize) -> Kinetics<&mut [T]> {
        let length = Self::kinetics_length();
        Kinetics::read(&mut &mut self.kinetics[set * length..][..length], Shape::synapse::<S>())
    }

    #[inline(always)]
    pub(super) fn connection(&mut self, index: usize) -> Connection<&mut [T]> {
        let length = Self::connection_length();
        Connection::read(&mut &mut self.connections[index * length..][..length], Shape::synapse::<S>(), POTENTIALS)
    }

    /// Returns the length of a group's records.
    pub(super) fn length<G: SynapseGroup<T, Synapse = S> + ?Sized>(group: &G) -> usize {
        group.state_sets() * Self::kinetics_length() + group.connections() * Self::connection_length()
    }

    #[inline(always)]
    fn kinetics_length() -> usize {
        length(|cursor| _ = Kinetics::read(cursor, Shape::synapse::<S>()))
    }

    #[inline(always)]
    fn connection_length() -> usize {
        length(|cursor| _ = Connection::read(cursor, Shape::synapse::<S>(), POTENTIALS))
    }
}

#[inline(always)]
fn length(read: impl FnOnce(&mut Length)) -> usize {
    let mut cursor = Length(0);
    read(&mut cursor);
    cursor.0
}
