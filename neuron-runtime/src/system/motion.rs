//! The motion of states in a step of an exponential method, while their surroundings stand still: a gate approaches its
//! steady state, any other state follows its linearised equation.

use super::coupled_states;
use super::surroundings::{Offsets, pool_exponentials};
use crate::model::cell::VisitMechanisms;
use crate::model::info::StateKind;
use crate::model::mechanism::{At, Describe, Mechanism, Wiring};
use crate::number::array::Array;
use crate::number::{Real, math};
use core::ops::Range;

/// A step of V and of concentrations by an exponential method.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a, T, const MIDPOINT: bool> {
    /// Length, ms.
    pub h: T,
    /// The state at which the step begins.
    ///
    /// - If `MIDPOINT`, it may differ from the state at which currents are evaluated. The states of channels stand still.
    /// - Otherwise it is empty. The states of channels move by the same step, before currents are evaluated.
    pub begin: &'a [T],
}

impl<'a, T: Real, const MIDPOINT: bool> Step<'a, T, MIDPOINT> {
    /// Returns the step of a range of states.
    #[inline(always)]
    pub fn of(self, states: Range<usize>) -> Self {
        if MIDPOINT { Step { begin: &self.begin[states], ..self } } else { self }
    }

    /// Returns the values at which the states begin, or `None` if these are their values at the evaluation.
    #[inline(always)]
    fn begin(self) -> Option<&'a [T]> {
        if MIDPOINT { Some(self.begin) } else { None }
    }

    /// Returns the value at which a state begins, or `None` if this is its value at the evaluation.
    #[inline(always)]
    pub(super) fn from(self, state: usize) -> Option<T> {
        if MIDPOINT { Some(self.begin[state]) } else { None }
    }
}

/// The motion of the states of channels in one step of an exponential method.
#[derive(Clone, Copy, Debug)]
pub struct Motion<'a, T> {
    /// x∞ of gates, dx/dt of free states (per ms).
    pub target: &'a [T],
    /// 1/τ of gates, −∂(dx/dt)/∂x of free states (per ms).
    pub rate: &'a [T],
    /// exp(−h·rate).
    pub decay: &'a [T],
}

impl<'a, T> Motion<'a, T> {
    /// The motion of no state.
    pub(super) const NONE: Self = Motion { target: &[], rate: &[], decay: &[] };

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

impl<T: Real, const MIDPOINT: bool> VisitMechanisms<T> for MovePools<'_, T, MIDPOINT> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (_, y, relations) = self.offsets.take::<M>();
        let (mut target, mut rate) = (M::States::zeros(), M::States::zeros());
        let (target, rate, step) = (target.as_mut(), rate.as_mut(), self.step.of(y.clone()));
        let own = &mut self.y[y];
        let (at, x) = pool_exponentials(mechanism, self.at.wired(wiring, relations), self.by_ion);
        if const { M::INFO.dependence.coupled } {
            return coupled_states::advance(mechanism, &at, x.as_ref(), step.h, step.begin(), own);
        }
        mechanism.kinetics(&at, x.as_ref(), own, target, rate);
        move_states::<T, M, MIDPOINT>(step, target, rate, None, own);
    }
}

/// Advances the states of a channel or synapse by `h` (ms) while its surroundings stand still. `x` holds the exponentials.
#[inline(always)]
pub(super) fn move_mechanism<T: Real, M: Mechanism<T>>(
    mechanism: &M,
    at: &At<'_, T>,
    x: &[T],
    h: T,
    motion: Motion<'_, T>,
    y: &mut [T],
) {
    if const { M::INFO.dependence.coupled } {
        return coupled_states::advance(mechanism, at, x, h, None, y);
    }
    let Motion { target, rate, decay } = motion;
    move_states::<T, M, false>(Step { h, begin: &[] }, target, rate, Some(decay), y);
}

/// Advances a mechanism's states, none of which depends on another, while their surroundings stand still: gates by their exact solution, free states by
/// [`move_free_state`]. `target` and `rate` are as in [`Motion`]. `decay` holds exp(−h·rate) if it has been computed in
/// a batch.
#[inline(always)]
pub fn move_states<T: Real, M: Describe, const MIDPOINT: bool>(
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

/// Advances a state x by `h` (ms), by the exact solution of its equation linearised at `y`:
///
/// ```text
/// dx/dt = slope − rate (x − y)
/// x(h) = x₀ + dx/dt(x₀) h φ₁(−h rate)          φ₁(z) = (exp(z) − 1)/z
/// ```
///
/// `slope` is dx/dt at `y`, positive if x rises. `rate` is −∂(dx/dt)/∂x, positive if deviations decay. The state begins
/// at x₀ = `from`, or at `y` if that is `None`. On return `y` holds x(h).
#[inline(always)]
pub(crate) fn move_free_state<T: Real>(h: T, slope: T, rate: T, from: Option<T>, y: &mut T) {
    let weight = math::exprel(rate * -h) * h;
    *y = match from {
        None => *y + slope * weight,
        Some(from) => from + (slope + rate * (*y - from)) * weight,
    };
}
