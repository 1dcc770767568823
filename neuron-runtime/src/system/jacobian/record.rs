//! What is stored of a network: records of numbers that follow each other in the order in which the network shows its
//! parts. A record is a view of some of these numbers, with a name for each field.
//!
//! | of | derivatives | after the condensation at β |
//! | --- | --- | --- |
//! | states x of a mechanism, with inputs u: [`Kinetics`] | D = ∂(dx/dt)/∂x, G = ∂(dx/dt)/∂u | (β − D)⁻¹, (β − D)⁻¹ G |
//! | a channel with the current i: [`Channel`] | D, G, R = ∂i/∂x | (β − D)⁻¹, (β − D)⁻¹ G, R |
//! | nodes of a compartment: [`Nodes`], [`CondensedNodes`] | ∂(dn/dt)/∂n | what completes pools from V |
//! | a connection of a synapse with the current i: [`Connection`] | ∂i/∂x, ∂i/∂V | ∂i/∂x |
//!
//! The inputs of a channel are the nodes of its compartment, V and the states of its pools. Those of a synapse are the
//! membrane potentials of both [sides](super::coupling::PRE).

use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::connect::SynapseGroup;
use crate::model::mechanism::{Describe, Mechanism, Wiring};
use crate::number::Scalar;
use alloc::vec::Vec;
use core::marker::PhantomData;

/// The records of a network.
#[derive(Clone, Debug)]
pub(super) struct Storage<T> {
    /// Of each compartment, its nodes, then its channels.
    pub(super) cells: Vec<T>,
    /// Of each group of synapses, the kinetics, then the connections.
    pub(super) synapses: Vec<T>,
    /// 1/C of each compartment, 1/nF.
    pub(super) per_capacitance: Vec<T>,
}

/// What decides the lengths of a mechanism's records.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) states: usize,
    /// Number of inputs that the states can depend on.
    pub(super) inputs: usize,
    /// Whether states move each other; if not, D is diagonal and only its diagonal is stored.
    pub(super) coupled: bool,
}

impl Shape {
    /// Of a channel. V is among the inputs whether or not the states depend on it.
    #[inline(always)]
    pub(super) const fn channel<T: Scalar, C: Compartment<T>, M: Mechanism<T>>() -> Self {
        let inputs = if M::INFO.dependence.states.concentrations() { nodes::<T, C>() } else { 1 };
        Shape { states: M::STATES, inputs, coupled: M::INFO.dependence.coupled }
    }

    #[inline(always)]
    pub(super) const fn synapse<S: Describe>() -> Self {
        Shape { states: S::STATES, inputs: 2, coupled: S::INFO.dependence.coupled }
    }
}

/// Number of nodes of a compartment: V and the states of its pools.
pub(super) const fn nodes<T: Scalar, C: Compartment<T>>() -> usize {
    1 + C::NODE_IONS.len()
}

/// Calls `visit` for each state of the pools into which the current of this ion flows.
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

/// Goes along the fields of records: through the numbers, to read them, or to find the length.
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

/// How the states of a mechanism move; matrices lie row by row.
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

pub(super) struct Channel<F> {
    pub(super) kinetics: Kinetics<F>,
    /// In µS or nA.
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
    /// Of each state of the pools, ∂(dn/dt)/∂i for the current i of its ion.
    pub(super) by_ion_current: F,
    /// ∂(dn/dt)/∂n, row by row.
    pub(super) by_nodes: F,
}

impl<F> Nodes<F> {
    #[inline(always)]
    fn read(cursor: &mut impl Cursor<Field = F>, pools: usize) -> Self {
        Nodes { by_ion_current: cursor.field(pools), by_nodes: cursor.field((1 + pools) * (1 + pools)) }
    }
}

/// What remains of a compartment's nodes after their condensation onto V, by the matrix M of the nodes.
pub(super) struct CondensedNodes<F> {
    pub(super) by_ion_current: F,
    /// M_vp, the row of V.
    pub(super) row: F,
    /// M_pp⁻¹ M_pv, from the column of V.
    pub(super) column: F,
    /// M_pp⁻¹, row by row.
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

pub(super) struct Connection<F> {
    pub(super) current_by_states: F,
    /// By both sides; empty after the condensation.
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

/// The derivatives of a compartment.
#[inline(always)]
pub(super) fn derivatives<T: Scalar, C: Compartment<T>, U: Cursor>(mut cursor: U) -> (Nodes<U::Field>, Channels<U, C>) {
    let nodes = Nodes::read(&mut cursor, C::NODE_IONS.len());
    (nodes, Channels { cursor, compartment: PhantomData })
}

/// The condensation of a compartment.
#[inline(always)]
pub(super) fn condensed<T: Scalar, C: Compartment<T>, U: Cursor>(
    mut cursor: U,
) -> (CondensedNodes<U::Field>, Channels<U, C>) {
    let nodes = CondensedNodes::read(&mut cursor, C::NODE_IONS.len());
    (nodes, Channels { cursor, compartment: PhantomData })
}

/// Lengths of a compartment's [`derivatives`] and of its condensation.
#[inline(always)]
pub(super) fn compartment_lengths<T: Scalar, C: Compartment<T>>(compartment: &C) -> [usize; 2] {
    [derivatives::<T, C, _>(Length(0)).1, condensed::<T, C, _>(Length(0)).1].map(|mut channels| {
        compartment.channels(&mut channels);
        channels.cursor.0
    })
}

/// The records of a group of synapses, by their indices. Of a current, the slopes by `POTENTIALS` membrane potentials are
/// stored.
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

    /// Length of the records of a group.
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
