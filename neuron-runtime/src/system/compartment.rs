//! The evaluation of one compartment: its derivatives, its exponential Euler step, its initial state and the current of
//! a channel.
//!
//! Every function makes the same passes over the compartment's mechanisms. The first writes the arguments of all
//! exponentials, which are evaluated in one batch. The equations follow. Each pass is a small visitor.

use super::drive::{Drive, External};
use super::motion::{Motion, MovePools, Step, move_mechanism};
use super::surroundings::{
    Anew, Arguments, Exponentials, Offsets, Surroundings, WithIntermediates, channels_begin, recorded,
};
use super::tangent_rule;
use crate::model::cell::{Compartment, Membrane, VisitMechanisms};
use crate::model::mechanism::{At, Context, Flow, Mechanism, Wiring};
use crate::number::Real;
use crate::number::array::Array;

/// Writes the derivatives of a compartment's states (per ms). On entry `dy[0]` holds the external outward current (nA).
#[inline(always)]
pub fn derivatives<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    drive: Drive<T>,
    y: &[T],
    dy: &mut [T],
) {
    derivatives_and(compartment, context, drive, y, dy, ());
}

/// Computes the [`derivatives`], then calls `then` with the intermediate values.
#[inline(always)]
pub(crate) fn derivatives_and<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    drive: Drive<T>,
    y: &[T],
    dy: &mut [T],
    then: impl WithIntermediates<T, C>,
) {
    if tangent_rule::serves(compartment, context) {
        return tangent_rule::derivatives(compartment, context, drive, y, dy, then);
    }
    let surroundings = Surroundings::new(compartment, context, y).driven(drive.current);
    let exps = surroundings.exponentials(compartment);
    let mut by_ion = C::Ions::zeros();
    let offsets = channels_begin::<T, C>(compartment);
    let sums = surroundings.currents(compartment, offsets, exps.as_ref(), y, by_ion.as_mut());
    let Membrane { capacitance, injected, .. } = surroundings.membrane;
    dy[0] = (injected - dy[0] - sums.current) / capacitance;
    let by_ion = by_ion.as_ref();
    compartment.pools(&mut Derivatives {
        at: surroundings.at(),
        x: Exponentials::OfPool(by_ion),
        offsets: Offsets::POOLS,
        y,
        dy,
    });
    let exps = Exponentials::Batch(exps.as_ref());
    compartment.channels(&mut Derivatives { at: surroundings.at(), x: exps, offsets, y, dy });
    then.run(&surroundings, exps, by_ion);
}

/// Writes the arguments of all exponentials of the channels.
#[inline(always)]
pub fn arguments<T: Real, C: Compartment<T>>(compartment: &C, context: Context<'_, T>, y: &[T], x: &mut [T]) {
    let surroundings = Surroundings::new(compartment, context, y);
    compartment.channels(&mut Arguments { at: surroundings.at(), x, offsets: channels_begin::<T, C>(compartment) });
}

/// Writes the target and rate of every channel state, given the exponentials.
#[inline(always)]
pub fn kinetics<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    x: &[T],
    y: &[T],
    target: &mut [T],
    rate: &mut [T],
) {
    let surroundings = Surroundings::new(compartment, context, y);
    let offsets = channels_begin::<T, C>(compartment);
    compartment.channels(&mut Kinetics { at: surroundings.at(), x, offsets, first: offsets.state, y, target, rate });
}

/// Moves the states of the channels by a step of length `h` (ms) of an exponential method.
#[inline(always)]
pub fn move_channels<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    h: T,
    exps: &[T],
    motion: Motion<'_, T>,
    y: &mut [T],
) {
    let surroundings = Surroundings::new(compartment, context, y);
    let offsets = channels_begin::<T, C>(compartment);
    compartment.channels(&mut MoveChannels {
        at: surroundings.at(),
        exps,
        offsets,
        first: offsets.state,
        motion,
        h,
        y,
    });
}

/// The motion of V in a step, while everything else stands still: dV/dt = `slope` − `rate` ΔV.
#[derive(Clone, Copy, Debug)]
pub struct MotionOfV<T> {
    /// dV/dt where it was evaluated, mV/ms.
    pub slope: T,
    /// Rate at which deviations decay, per ms.
    pub rate: T,
    /// 1/C, 1/nF; 0 while V is held.
    pub per_capacitance: T,
}

/// Moves everything in a compartment but V by a step of an exponential method, and returns the motion of V. The states of the
/// channels follow `motion`; the concentrations follow the currents.
#[inline(always)]
pub fn complete_step<T: Real, C: Compartment<T>, const MIDPOINT: bool>(
    compartment: &C,
    context: Context<'_, T>,
    step: Step<'_, T, MIDPOINT>,
    external: External<T>,
    exps: &[T],
    motion: Motion<'_, T>,
    y: &mut [T],
) -> MotionOfV<T> {
    let External { drive, .. } = external;
    let driven = match step.from(0) {
        None => drive.current,
        Some(begin) => drive.current + drive.slope * (y[0] - begin),
    };
    let mut surroundings = Surroundings::new(compartment, context, y).driven(driven);
    // A compiler would move the logarithm of a Nernst potential to its use, where the step waits for it. Here it is
    // computed beside other work.
    surroundings.reversal = core::hint::black_box(surroundings.reversal);
    let offsets = channels_begin::<T, C>(compartment);
    let mut by_ion = C::Ions::zeros();
    let sums = if MIDPOINT {
        surroundings.currents(compartment, offsets, Anew, y, by_ion.as_mut())
    } else {
        let (at, first, h) = (surroundings.at(), offsets.state, step.h);
        compartment.channels(&mut MoveChannels { at, exps, offsets, first, motion, h, y });
        surroundings.currents(compartment, offsets, exps, y, by_ion.as_mut())
    };
    compartment.pools(&mut MovePools {
        at: surroundings.at(),
        offsets: Offsets::POOLS,
        by_ion: by_ion.as_ref(),
        step,
        y,
    });
    let Membrane { capacitance, injected, .. } = surroundings.membrane;
    let per_capacitance = capacitance.recip();
    let slope = (injected - external.current - sums.current) * per_capacitance;
    let rate = (external.slope + sums.slope) * per_capacitance;
    MotionOfV { slope, rate, per_capacitance }
}

/// Writes the initial state: V as given, then the pools, then the channels. A gate starts at its steady state unless it
/// declares another value.
#[inline(always)]
pub fn start<T: Real, C: Compartment<T>>(compartment: &C, context: Context<'_, T>, y: &mut [T]) {
    y[0] = compartment.membrane().v;
    let nothing = C::Ions::zeros();
    let surroundings = Surroundings::new(compartment, context, y);
    compartment.pools(&mut Start {
        at: surroundings.at(),
        x: Exponentials::OfPool(nothing.as_ref()),
        offsets: Offsets::POOLS,
        y,
    });
    // The concentrations that the pools have just set decide the reversal potentials and gates.
    let surroundings = Surroundings::new(compartment, context, y);
    let exps = surroundings.exponentials(compartment);
    let offsets = channels_begin::<T, C>(compartment);
    compartment.channels(&mut Start { at: surroundings.at(), x: Exponentials::Batch(exps.as_ref()), offsets, y });
}

/// Returns the current (nA) and slope (µS) of the compartment's `channel`-th channel or stimulus, as they are
/// [`recorded`]. Past the last both are zero.
#[inline]
pub fn channel_flow<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    y: &[T],
    channel: usize,
) -> Flow<T> {
    let surroundings = Surroundings::new(compartment, context, y);
    let exps = surroundings.exponentials(compartment);
    let offsets = channels_begin::<T, C>(compartment);
    let mut probe = Probe { at: surroundings.at(), offsets, x: exps.as_ref(), y, channel, seen: 0, flow: Flow::zero() };
    compartment.channels(&mut probe);
    probe.flow
}

struct Probe<'a, T> {
    at: At<'a, T>,
    offsets: Offsets,
    x: &'a [T],
    y: &'a [T],
    channel: usize,
    seen: usize,
    flow: Flow<T>,
}

impl<T: Real> VisitMechanisms<T> for Probe<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        if self.seen == self.channel {
            let flow = mechanism.flow(&self.at.wired(wiring, relations), &self.x[x], &self.y[y]);
            self.flow = recorded::<T, M>(if const { M::INFO.density } { flow.scaled(self.at.area) } else { flow });
        }
        self.seen += 1;
    }
}

struct Derivatives<'a, T> {
    at: At<'a, T>,
    x: Exponentials<'a, T>,
    offsets: Offsets,
    y: &'a [T],
    dy: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for Derivatives<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        self.x.with(mechanism, self.at.wired(wiring, relations), x, |at, x| {
            mechanism.derivatives(at, x, &self.y[y.clone()], &mut self.dy[y]);
        });
    }
}

struct Start<'a, T> {
    at: At<'a, T>,
    x: Exponentials<'a, T>,
    offsets: Offsets,
    y: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for Start<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        self.x.with(mechanism, self.at.wired(wiring, relations), x, |at, x| mechanism.start(at, x, &mut self.y[y]));
    }
}

struct Kinetics<'a, T> {
    at: At<'a, T>,
    x: &'a [T],
    offsets: Offsets,
    /// Index of the state that `target[0]` and `rate[0]` belong to.
    first: usize,
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for Kinetics<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        // States that depend on each other move by their own derivatives.
        if const { M::INFO.dependence.coupled } {
            return;
        }
        let own = y.start - self.first..y.end - self.first;
        let (target, rate) = (&mut self.target[own.clone()], &mut self.rate[own]);
        mechanism.kinetics(&self.at.wired(wiring, relations), &self.x[x], &self.y[y], target, rate);
    }
}

struct MoveChannels<'a, T> {
    at: At<'a, T>,
    exps: &'a [T],
    offsets: Offsets,
    /// Index of the state that the motion begins with.
    first: usize,
    motion: Motion<'a, T>,
    h: T,
    y: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for MoveChannels<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        let own = y.start - self.first..y.end - self.first;
        let Motion { target, rate, decay } = self.motion;
        let motion = Motion { target: &target[own.clone()], rate: &rate[own.clone()], decay: &decay[own] };
        let at = self.at.wired(wiring, relations);
        move_mechanism(mechanism, &at, &self.exps[x], self.h, motion, &mut self.y[y]);
    }
}
