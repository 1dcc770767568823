//! A relation that is watched, what its change leaves, and a spike that is one.

use crate::model::info::{RelationInfo, RelationKind};
use crate::number::Scalar;
use crate::system::Relation;

/// A relation that changed at the beginning of a step, at a number type with derivatives.
///
/// It truly changed by the time `late` later, a number whose real part is 0. An integral of q over steps of lengths without
/// tangents lacks late·(q(before) − q(after)), where both states are those in the middle of that time: by the equations
/// before the change and by those after it. This is exact up to second order.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// How much later the relation changed.
    pub late: T,
    /// The states at which it changed: before and after what jumps there.
    pub state: [Vec<T>; 2],
    /// The state in the middle of that time by the equations before the change, and the values of the relations there.
    pub before: Side<T>,
    /// The same by the equations after it.
    pub after: Side<T>,
}

/// One side of a [`Change`].
#[derive(Clone, Debug)]
pub struct Side<T> {
    /// The state.
    pub state: Vec<T>,
    /// The values at which relations are held.
    pub held: Vec<f64>,
}

/// A spike at the threshold of a compartment, found as an event.
#[derive(Clone, Copy, Debug)]
pub struct SpikeEvent<T> {
    /// The index of V in the state.
    pub v: usize,
    /// The time, ms.
    pub time: T,
}

/// A relation.
#[derive(Clone, Copy, Debug)]
pub(in crate::solve) struct Watched {
    pub(in crate::solve) kind: RelationKind,
    pub(super) floor: bool,
    pub(super) or_equal: bool,
    pub(super) smooth: bool,
    pub(super) is_used: bool,
    /// If this is a threshold of spikes: the index of V in the state, and the threshold (mV).
    pub(super) v: Option<(usize, f64)>,
}

/// How a relation has come to an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Approach {
    /// Its margin before anything changed; NaN if that is not known yet.
    pub(super) margin: f64,
    /// The rate of that, per ms.
    pub(super) rate: f64,
    /// True if the relation has changed at the event.
    pub(super) changed: bool,
}

impl Approach {
    pub(super) const UNKNOWN: Self = Approach { margin: f64::NAN, rate: f64::NAN, changed: false };
}

impl<T: Scalar> Change<T> {
    pub(super) fn room(dim: usize, relations: usize) -> Self {
        let side = Side { state: vec![T::zero(); dim], held: vec![0.0; relations] };
        Change { late: T::zero(), state: [side.state.clone(), side.state.clone()], before: side.clone(), after: side }
    }
}

impl<T: Copy> Side<T> {
    pub(super) fn keep(&mut self, state: &[T], held: &[f64]) {
        self.state.copy_from_slice(state);
        self.held.copy_from_slice(held);
    }
}

impl Watched {
    pub(in crate::solve) fn new(Relation { info, is_used, .. }: Relation) -> Self {
        let RelationInfo { kind, floor, or_equal, smooth, .. } = *info;
        Watched { kind, floor, or_equal, smooth, is_used, v: None }
    }

    /// Returns the value of the equation as written, where the margin is this.
    pub(in crate::solve) fn as_written(&self, margin: f64) -> f64 {
        if self.floor {
            return margin.floor();
        }
        f64::from(u8::from(if self.or_equal { margin >= 0.0 } else { margin > 0.0 }))
    }

    /// Returns true if states decide the relation.
    pub(super) fn by_states(self) -> bool {
        matches!(self.kind, RelationKind::State | RelationKind::Spike)
    }

    /// Returns the directions in which the margin can leave the range of the value at which the relation is held.
    pub(super) fn directions(self, held: f64) -> impl Iterator<Item = bool> {
        [true, false].into_iter().filter(move |upward| self.floor || *upward == (held == 0.0))
    }

    /// Returns the margin at which the relation changes.
    pub(super) fn bound(self, held: f64, upward: bool) -> f64 {
        match (self.floor, upward) {
            (false, _) => 0.0,
            (true, true) => held + 1.0,
            (true, false) => held,
        }
    }
}
