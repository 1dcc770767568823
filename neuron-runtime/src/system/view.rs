//! A network of which a method sees no more equations than it needs, so that no others are compiled for it.

use crate::model::info::NetworkInfo;
use crate::model::network::{DescribeNetwork, Network, VisitCells, VisitMut, VisitSynapses};
use crate::number::Real;
use core::marker::PhantomData;

/// What a method needs of a [`System`](super::System), beside the right-hand side.
pub trait Needs: 'static {
    /// True if it needs the Jacobian and what is done with it.
    const JACOBIAN: bool;
    /// True if it needs the exponential steps.
    const EXPONENTIAL_STEPS: bool;
}

/// Nothing else.
#[derive(Debug)]
pub enum RightHandSide {}

/// The Jacobian as well.
#[derive(Debug)]
pub enum WithJacobian {}

/// The exponential steps as well.
#[derive(Debug)]
pub enum WithExponentialSteps {}

impl Needs for RightHandSide {
    const JACOBIAN: bool = false;
    const EXPONENTIAL_STEPS: bool = false;
}

impl Needs for WithJacobian {
    const JACOBIAN: bool = true;
    const EXPONENTIAL_STEPS: bool = false;
}

impl Needs for WithExponentialSteps {
    const JACOBIAN: bool = false;
    const EXPONENTIAL_STEPS: bool = true;
}

/// A network whose [`System`](super::System) has only what a method needs.
pub(crate) struct View<'a, N, M> {
    network: &'a N,
    needs: PhantomData<fn() -> M>,
}

impl<'a, N, M> View<'a, N, M> {
    pub(crate) fn new(network: &'a N) -> Self {
        View { network, needs: PhantomData }
    }
}

impl<N: DescribeNetwork, M> DescribeNetwork for View<'_, N, M> {
    const NETWORK: NetworkInfo = N::NETWORK;
}

impl<T: Real, N: Network<T>, M: Needs> Network<T> for View<'_, N, M> {
    type Tag = N::Tag;
    type Neurons<R> = N::Neurons<R>;
    type With<U: Real> = N::With<U>;

    const HAS_JACOBIAN: bool = M::JACOBIAN;
    const HAS_EXPONENTIAL_STEPS: bool = M::EXPONENTIAL_STEPS;

    #[inline(always)]
    fn cells<V: VisitCells<T>>(&self, visitor: &mut V) {
        self.network.cells(visitor);
    }

    #[inline(always)]
    fn synapses<V: VisitSynapses<T>>(&self, visitor: &mut V) {
        self.network.synapses(visitor);
    }

    /// Visits nothing: a view cannot change its network.
    fn groups_mut<V: VisitMut<T>>(&mut self, _: &mut V) {}

    fn carried(&self) -> &T::Carried {
        self.network.carried()
    }

    /// Carries nothing: a view cannot change its network.
    fn carry(&mut self, _: &T::Carried) {}

    fn neurons<R>(&self, next: &mut dyn FnMut() -> R) -> N::Neurons<R> {
        self.network.neurons(next)
    }

    fn each_neuron<'a, R>(neurons: &'a N::Neurons<R>, visit: &mut dyn FnMut(&'a R)) {
        N::each_neuron(neurons, visit);
    }

    fn map<U: Real>(&self, convert: &mut dyn FnMut(&T) -> U) -> N::With<U> {
        self.network.map(convert)
    }
}
