//! The places of the states of neurons and synapses in the state of the network.

use crate::model::cell::{Cell, DescribeCell};
use crate::model::connect::SynapseGroup;
use crate::model::group::CellGroup;
use crate::model::mechanism::{Describe, Mechanism};
use crate::number::Real;
use crate::number::array::Array;

/// Room for the states of the type of a group's cells.
pub(crate) type CellStates<T, G> = <<G as CellGroup<T>>::Cell as Cell<T>>::States;
/// Room for the states and exponentials of the type of a group's synapses.
pub(crate) type SynapseStates<T, G> = <<G as SynapseGroup<T>>::Synapse as Mechanism<T>>::States;
pub(crate) type SynapseExps<T, G> = <<G as SynapseGroup<T>>::Synapse as Mechanism<T>>::Exps;

/// The places of the states of one element in the state of the network.
#[derive(Clone, Copy)]
pub(crate) struct Strided {
    pub(crate) first: usize,
    pub(crate) stride: usize,
    pub(crate) count: usize,
}

impl Strided {
    #[inline(always)]
    pub(crate) fn gather<T: Real>(self, from: &[T], to: &mut [T]) {
        if self.stride == 1 {
            to[..self.count].copy_from_slice(&from[self.first..self.first + self.count]);
        } else {
            for (k, value) in to[..self.count].iter_mut().enumerate() {
                *value = from[self.first + k * self.stride];
            }
        }
    }

    #[inline(always)]
    pub(crate) fn scatter<T: Real>(self, from: &[T], to: &mut [T]) {
        if self.stride == 1 {
            to[self.first..self.first + self.count].copy_from_slice(&from[..self.count]);
        } else {
            for (k, value) in from[..self.count].iter().enumerate() {
                to[self.first + k * self.stride] = *value;
            }
        }
    }
}

#[inline(always)]
pub(crate) fn neuron_states<T: Real, G: CellGroup<T> + ?Sized>(group: &G, begin: usize, neuron: usize) -> Strided {
    let (stride, apart) = group.strides();
    Strided { first: begin + neuron * apart, stride, count: <G::Cell as DescribeCell>::STATES }
}

/// Calls `then` with a neuron's states.
#[inline(always)]
pub(crate) fn with_states<T: Real, G: CellGroup<T> + ?Sized, R>(
    place: Strided,
    y: &[T],
    then: impl FnOnce(&[T]) -> R,
) -> R {
    if G::TOGETHER {
        return then(&y[place.first..place.first + place.count]);
    }
    let mut own = CellStates::<T, G>::zeros();
    place.gather(y, own.as_mut());
    then(own.as_ref())
}

/// Calls `then` with a neuron's states, to change them.
#[inline(always)]
pub(crate) fn with_states_mut<T: Real, G: CellGroup<T> + ?Sized, R>(
    place: Strided,
    y: &mut [T],
    then: impl FnOnce(&mut [T]) -> R,
) -> R {
    if G::TOGETHER {
        return then(&mut y[place.first..place.first + place.count]);
    }
    let mut own = CellStates::<T, G>::zeros();
    place.gather(y, own.as_mut());
    let result = then(own.as_mut());
    place.scatter(own.as_ref(), y);
    result
}

#[inline(always)]
pub(crate) fn set_states<T: Real, G: SynapseGroup<T> + ?Sized>(group: &G, begin: usize, set: usize) -> Strided {
    let (stride, apart) = group.strides();
    Strided { first: begin + set * apart, stride, count: G::Synapse::STATES }
}

/// Calls `visit` for every compartment of a neuron with the index of its V among the neuron's states and among all
/// states.
#[inline(always)]
pub(crate) fn each_potential<T: Real, G: CellGroup<T> + ?Sized>(neuron: Strided, mut visit: impl FnMut(usize, usize)) {
    let mut own = 0;
    for compartment in <G::Cell as DescribeCell>::CELL.compartments {
        visit(own, neuron.first + own * neuron.stride);
        own += compartment.states();
    }
}

pub(crate) fn group_states<T: Real, G: CellGroup<T> + ?Sized>(group: &G) -> usize {
    group.len() * <G::Cell as DescribeCell>::STATES
}
