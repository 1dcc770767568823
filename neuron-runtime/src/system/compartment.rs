//! The evaluation of one compartment: its derivatives, its exponential Euler step, its initial state and the current of
//! a channel.
//!
//! Every function makes the same passes over the compartment's mechanisms. The first writes the arguments of all
//! exponentials, which are evaluated in one batch. The equations follow. Each pass is a small visitor.

use super::drive::{Drive, External};
use super::motion::{Motion, MovePools, Step, move_free_state, move_states};
use super::surroundings::{
    Arguments, Exponentials, Offsets, Surroundings, WithIntermediates, channels_begin, recorded,
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

/// Completes a step of an exponential method. The states of the channels follow `motion`; V and the concentrations
/// follow the currents.
#[inline(always)]
pub fn complete_step<T: Real, C: Compartment<T>, const MIDPOINT: bool>(
    compartment: &C,
    context: Context<'_, T>,
    step: Step<'_, T, MIDPOINT>,
    external: External<T>,
    exps: &[T],
    motion: Motion<'_, T>,
    y: &mut [T],
) {
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
    if !MIDPOINT {
        compartment.channels(&mut CompleteStep { offsets, first: offsets.state, motion, step, y });
    }
    let sums = surroundings.currents(compartment, offsets, exps, y, by_ion.as_mut());
    compartment.pools(&mut MovePools {
        at: surroundings.at(),
        offsets: Offsets::POOLS,
        by_ion: by_ion.as_ref(),
        step,
        y,
    });
    if MIDPOINT {
        compartment.channels(&mut CompleteStep { offsets, first: offsets.state, motion, step, y });
    }

    let Membrane { capacitance, injected, .. } = surroundings.membrane;
    let per_capacitance = capacitance.recip();
    let slope = (injected - external.current - sums.current) * per_capacitance;
    let rate = (external.slope + sums.slope) * per_capacitance;
    move_free_state(step.h, slope, rate, step.from(0), &mut y[0]);
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
        let own = y.start - self.first..y.end - self.first;
        let (target, rate) = (&mut self.target[own.clone()], &mut self.rate[own]);
        mechanism.kinetics(&self.at.wired(wiring, relations), &self.x[x], &self.y[y], target, rate);
    }
}

struct CompleteStep<'a, T, const MIDPOINT: bool> {
    offsets: Offsets,
    first: usize,
    motion: Motion<'a, T>,
    step: Step<'a, T, MIDPOINT>,
    y: &'a mut [T],
}

impl<T: Real, const MIDPOINT: bool> VisitMechanisms<T> for CompleteStep<'_, T, MIDPOINT> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        let (_, y, _) = self.offsets.take::<M>();
        let own = y.start - self.first..y.end - self.first;
        let Motion { target, rate, decay } = self.motion;
        let step = self.step.of(y.clone());
        move_states::<T, M, MIDPOINT>(
            step,
            &target[own.clone()],
            &rate[own.clone()],
            Some(&decay[own]),
            &mut self.y[y],
        );
    }
}
