//! The motion of states in a step of an exponential method: each approaches its target at its rate while its
//! surroundings stand still.

use super::surroundings::{Offsets, pool_exponentials};
use crate::model::cell::VisitMechanisms;
use crate::model::info::StateKind;
use crate::model::mechanism::{At, Describe, Mechanism, Wiring};
use crate::number::array::Array;
use crate::number::{Scalar, math};
use core::ops::Range;

/// A step of length `h` (ms) of an exponential method, from a state at which everything has been evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a, T, const MIDPOINT: bool> {
    /// Time of that state, ms.
    pub t: T,
    /// Length, ms.
    pub h: T,
    /// The state at which the step begins.
    ///
    /// - If `MIDPOINT`, it differs from the state of the evaluation. All states move from it at once, by the equations
    ///   linearised at the state of the evaluation.
    /// - Otherwise it is empty. V and concentrations move after the gates, with the currents at the gates' new values.
    pub begin: &'a [T],
}

impl<T: Scalar, const MIDPOINT: bool> Step<'_, T, MIDPOINT> {
    /// Returns the step of a range of states.
    #[inline(always)]
    pub fn of(self, states: Range<usize>) -> Self {
        if MIDPOINT { Step { begin: &self.begin[states], ..self } } else { self }
    }

    /// Returns the value at which a state begins if that is not the value of the evaluation.
    #[inline(always)]
    pub(super) fn from(self, state: usize) -> Option<T> {
        if MIDPOINT { Some(self.begin[state]) } else { None }
    }
}

/// The motion of the states of channels in one step of an exponential method.
#[derive(Clone, Copy, Debug)]
pub struct Motion<'a, T> {
    /// Steady states of gates, derivatives of free states (per ms).
    pub target: &'a [T],
    /// 1/τ of gates, −∂f/∂x of free states (per ms).
    pub rate: &'a [T],
    /// exp(−h·rate).
    pub decay: &'a [T],
}

impl<'a, T> Motion<'a, T> {
    /// Returns the motion of the first `states` states and the motion of the others.
    #[inline(always)]
    pub fn split(self, states: usize) -> (Self, Self) {
        let (target, targets) = self.target.split_at(states);
        let (rate, rates) = self.rate.split_at(states);
        let (decay, decays) = self.decay.split_at(states);
        (Motion { target, rate, decay }, Motion { target: targets, rate: rates, decay: decays })
    }
}

pub(crate) struct MovePools<'a, T, const MIDPOINT: bool> {
    pub(crate) at: At<'a, T>,
    pub(crate) offsets: Offsets,
    pub(crate) by_ion: &'a [T],
    pub(crate) step: Step<'a, T, MIDPOINT>,
    pub(crate) y: &'a mut [T],
}

impl<T: Scalar, const MIDPOINT: bool> VisitMechanisms<T> for MovePools<'_, T, MIDPOINT> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (_, y) = self.offsets.take::<M>();
        let (mut target, mut rate) = (M::States::zeros(), M::States::zeros());
        let (target, rate, step) = (target.as_mut(), rate.as_mut(), self.step.of(y.clone()));
        let own = &mut self.y[y];
        let (at, x) = pool_exponentials(mechanism, self.at.wired(wiring), self.by_ion);
        mechanism.kinetics(&at, x.as_ref(), own, target, rate);
        move_states::<T, M, MIDPOINT>(step, target, rate, None, own);
    }
}

/// Advances a mechanism's states as if their surroundings stood still: gates exactly, free states by φ₁. `decay` holds
/// exp(−h·rate) where it has been computed in a batch.
#[inline(always)]
pub fn move_states<T: Scalar, M: Describe, const MIDPOINT: bool>(
    step: Step<'_, T, MIDPOINT>,
    target: &[T],
    rate: &[T],
    decay: Option<&[T]>,
    y: &mut [T],
) {
    for k in 0..M::STATES {
        let (h, from) = (step.h, step.from(k));
        if matches!(M::INFO.states[k].kind, StateKind::Gate) {
            let decay = decay.map_or_else(|| T::exp(rate[k] * -h), |decay| decay[k]);
            y[k] = target[k] + (from.unwrap_or(y[k]) - target[k]) * decay;
        } else {
            move_free_state(h, target[k], rate[k], from, &mut y[k]);
        }
    }
}

/// Advances a free state by φ₁, where ∂(dx/dt)/∂x is −`rate`. The state begins at its own value, at which dx/dt is
/// `slope`, or at `from`.
#[inline(always)]
pub(crate) fn move_free_state<T: Scalar>(h: T, slope: T, rate: T, from: Option<T>, y: &mut T) {
    let weight = math::exprel(rate * -h) * h;
    *y = match from {
        None => *y + slope * weight,
        Some(from) => from + (slope + rate * (*y - from)) * weight,
    };
}
