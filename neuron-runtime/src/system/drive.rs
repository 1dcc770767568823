//! Currents that a host sends through membranes while it solves a network: from an electrode, a simulator or another
//! program. In a step of an exponential method they act beside those of synapses and neighbouring compartments.

use crate::model::mechanism::Held;
use crate::model::network::{Layout, Network};
use crate::number::Real;

/// A current into a compartment, linear in the membrane potential V around its present value.
///
/// ```text
/// i(V + ΔV) = current + slope ΔV
/// ```
///
/// A constant current has the slope 0. A conductance g with the reversal potential E drives the current g (E − V) with
/// the slope −g. The right-hand side takes the current alone. The Jacobian takes the slope as well, and so do the
/// exponential steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive<T> {
    /// Current into the compartment, which depolarises it, nA. It adds to the compartment's `inject`.
    pub current: T,
    /// Derivative of the current with respect to V, µS.
    pub slope: T,
}

impl<T: Real> Drive<T> {
    /// Returns a constant current (nA), which depolarises.
    #[inline]
    pub fn constant(current: T) -> Self {
        Drive { current, slope: T::zero() }
    }

    /// Returns the current through a conductance `g` (µS) with the reversal potential `e` (mV), at the membrane
    /// potential `v` (mV).
    #[inline]
    pub fn conductance(g: T, e: T, v: T) -> Self {
        Drive { current: g * (e - v), slope: -g }
    }
}

/// What is given to the equations of a network besides the time and the state.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a, T> {
    /// One drive per compartment, in the order of [`potentials`](Layout::potentials), or none at all.
    pub drives: &'a [Drive<T>],
    /// The values at which relations are held, in the order of [`relations`](super::System::relations), or none at all:
    /// then all are evaluated as written.
    pub held: Held<'a>,
}

impl<'a, T: Real> Given<'a, T> {
    /// No drive, and no relation is held.
    pub const NONE: Given<'static, T> = Given { drives: &[], held: Held::NONE };

    /// Returns drives, with no relation held.
    #[inline]
    pub fn drives(drives: &'a [Drive<T>]) -> Self {
        Given { drives, held: Held::NONE }
    }
}

/// Takes the drive of the next compartment off the front; without drives, it is none.
#[inline(always)]
pub(super) fn next<T: Real>(drives: &mut &[Drive<T>]) -> Drive<T> {
    drives.split_off_first().copied().unwrap_or(Drive::constant(T::zero()))
}

/// Checks that there are no drives or one per compartment.
///
/// # Panics
/// If not.
#[inline]
pub(super) fn check<T: Real, N: Network<T>>(network: &N, drives: &[Drive<T>]) {
    if !drives.is_empty() {
        let mut compartments = 0;
        network.potentials(&mut |_| compartments += 1);
        assert_eq!(drives.len(), compartments, "there is one drive for each compartment");
    }
}

/// What acts on the compartments of a cell from outside, in a step of an exponential method.
pub(crate) struct Outside<'a, 'b, T> {
    /// At the V of each compartment from the next one on: the outward current (nA) of synapses and neighbouring
    /// compartments.
    pub(super) current: &'a mut [T],
    /// Its derivative with respect to V (µS), at the same places.
    pub(super) slope: &'a mut [T],
    /// The drives of all compartments from the next one on, or none.
    pub(super) drives: &'a mut &'b [Drive<T>],
}

/// What acts on one compartment from outside.
#[derive(Clone, Copy)]
pub(crate) struct External<T> {
    /// Outward current of synapses and neighbouring compartments, nA.
    pub(crate) current: T,
    /// Derivative of the whole current, outward, with respect to V, µS.
    pub(crate) slope: T,
    /// The driven current.
    pub(crate) drive: Drive<T>,
}

impl<T: Real> Outside<'_, '_, T> {
    /// Takes what acts on the next compartment, which has `states` states.
    #[inline(always)]
    pub(super) fn next(&mut self, states: usize) -> External<T> {
        let drive = next(self.drives);
        let external = External { current: self.current[0], slope: self.slope[0] - drive.slope, drive };
        self.current = &mut core::mem::take(&mut self.current)[states..];
        self.slope = &mut core::mem::take(&mut self.slope)[states..];
        external
    }
}
