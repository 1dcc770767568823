//! The evaluation of one cell: its compartments in turn, and the currents between them.

use super::compartment::{self, MotionOfV};
use super::drive::{self, Drive, Outside};
use super::moment::{Moment, next_context};
use super::motion::{Motion, Step};
use super::surroundings::channel_states;
use super::tangent_rule;
use crate::model::cell::{Cell, Compartment, VisitCompartments};
use crate::model::mechanism::{Context, Flow, Held};
use crate::number::Real;

/// Writes the derivatives of a cell's states (per ms). On entry `dy` holds, at each compartment's V, the outward
/// current (nA) that synapses draw there. Everything else is overwritten. The cell's own are taken off the front of
/// `drives`, if there are any.
#[inline(always)]
pub fn derivatives<T: Real, C: Cell<T>>(
    cell: &C,
    moment: &mut Moment<'_, T>,
    y: &[T],
    drives: &mut &[Drive<T>],
    dy: &mut [T],
) {
    cell.joins(|a, b, g| {
        let current = (y[a] - y[b]) * g;
        dy[a] += current;
        dy[b] -= current;
    });
    cell.compartments(&mut Derivatives { context: moment.context(cell), y, drives, dy, begin: 0 });
}

/// Writes the arguments of all exponentials of a cell. There are
/// [`DescribeCell::EXPS`](crate::model::cell::DescribeCell::EXPS).
#[inline(always)]
pub fn arguments<T: Real, C: Cell<T>>(cell: &C, moment: &mut Moment<'_, T>, y: &[T], x: &mut [T]) {
    cell.compartments(&mut Arguments { context: moment.context(cell), y, x });
}

/// Writes the target and rate of every channel state, given the exponentials. There are
/// [`DescribeCell::CHANNEL_STATES`](crate::model::cell::DescribeCell::CHANNEL_STATES) of each.
#[inline(always)]
pub fn kinetics<T: Real, C: Cell<T>>(
    cell: &C,
    moment: &mut Moment<'_, T>,
    exps: &[T],
    y: &[T],
    target: &mut [T],
    rate: &mut [T],
) {
    cell.compartments(&mut Kinetics { context: moment.context(cell), exps, y, target, rate });
}

/// Moves the states of the channels by a step of length `h` (ms) of an exponential method.
#[inline(always)]
pub fn move_channels<T: Real, C: Cell<T>>(
    cell: &C,
    moment: &mut Moment<'_, T>,
    h: T,
    exps: &[T],
    motion: Motion<'_, T>,
    y: &mut [T],
) {
    cell.compartments(&mut MoveChannels { context: moment.context(cell), h, exps, motion, y });
}

/// Completes a step of an exponential method, but for the membrane potentials: calls `move_v` with the index of each V among
/// the states, the value at which it begins, and its motion. `channels` holds the exponentials and the motion of the channels.
#[inline(always)]
pub fn complete_step<T: Real, C: Cell<T>, const MIDPOINT: bool>(
    cell: &C,
    moment: &mut Moment<'_, T>,
    step: Step<'_, T, MIDPOINT>,
    (exps, motion): (&[T], Motion<'_, T>),
    outside: Outside<'_, '_, T>,
    y: &mut [T],
    move_v: impl FnMut(&mut T, usize, Option<T>, MotionOfV<T>),
) {
    let context = moment.context(cell);
    cell.compartments(&mut CompleteStep { context, step, exps, motion, outside, y, state: 0, move_v });
}

/// Advances a cell of one compartment by a step of exponential Euler by the tangent rule, which evaluates everything on its own.
#[inline(always)]
pub fn step_by_tangent_rule<T: Real, C: Cell<T>>(
    cell: &C,
    moment: &mut Moment<'_, T>,
    step: Step<'_, T, false>,
    outside: Outside<'_, '_, T>,
    y: &mut [T],
) {
    cell.compartments(&mut StepByTangentRule { context: moment.context(cell), step, outside, y });
}

/// Writes the initial value of every state of a cell.
#[inline(always)]
pub fn start<T: Real, C: Cell<T>>(cell: &C, y: &mut [T]) {
    cell.compartments(&mut Start { context: Moment { t: T::zero(), held: Held::NONE }.context(cell), y, begin: 0 });
}

/// Returns the current (nA) and slope (µS) of a channel or stimulus, as they are recorded. `channel` counts over all
/// compartments. Past the last both are zero.
pub fn channel_flow<T: Real, C: Cell<T>>(cell: &C, moment: &mut Moment<'_, T>, y: &[T], channel: usize) -> Flow<T> {
    let mut probe = Probe { context: moment.context(cell), y, begin: 0, channel, compartment: 0, flow: Flow::zero() };
    let compartments = C::CELL.compartments;
    while let Some(info) = compartments.get(probe.compartment) {
        if probe.channel < info.channels.len() {
            break;
        }
        probe.channel -= info.channels.len();
        probe.compartment += 1;
    }
    cell.compartments(&mut probe);
    probe.flow
}

struct Derivatives<'a, 'b, T> {
    context: Context<'a, T>,
    y: &'a [T],
    drives: &'a mut &'b [Drive<T>],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCompartments<T> for Derivatives<'_, '_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        let drive = drive::next(self.drives);
        compartment::derivatives(
            compartment,
            next_context(&mut self.context, compartment),
            drive,
            &self.y[own.clone()],
            &mut self.dy[own],
        );
    }
}

struct Arguments<'a, T> {
    context: Context<'a, T>,
    y: &'a [T],
    x: &'a mut [T],
}

impl<T: Real> VisitCompartments<T> for Arguments<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let (y, others) = self.y.split_at(C::STATES);
        let (x, rest) = core::mem::take(&mut self.x).split_at_mut(C::EXPS);
        compartment::arguments(compartment, next_context(&mut self.context, compartment), y, x);
        self.x = rest;
        self.y = others;
    }
}

struct Kinetics<'a, T> {
    context: Context<'a, T>,
    exps: &'a [T],
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
}

impl<T: Real> VisitCompartments<T> for Kinetics<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = channel_states::<T, C>(compartment);
        let (y, other_states) = self.y.split_at(C::STATES);
        let (x, other_exps) = self.exps.split_at(C::EXPS);
        let (target, targets) = core::mem::take(&mut self.target).split_at_mut(own);
        let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(own);
        compartment::kinetics(compartment, next_context(&mut self.context, compartment), x, y, target, rate);
        (self.exps, self.y, self.target, self.rate) = (other_exps, other_states, targets, rates);
    }
}

struct MoveChannels<'a, T> {
    context: Context<'a, T>,
    h: T,
    exps: &'a [T],
    motion: Motion<'a, T>,
    y: &'a mut [T],
}

impl<T: Real> VisitCompartments<T> for MoveChannels<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let (x, other_exps) = self.exps.split_at(C::EXPS);
        let (motion, others) = self.motion.split(channel_states::<T, C>(compartment));
        let (y, rest) = core::mem::take(&mut self.y).split_at_mut(C::STATES);
        let context = next_context(&mut self.context, compartment);
        compartment::move_channels(compartment, context, self.h, x, motion, y);
        (self.exps, self.motion, self.y) = (other_exps, others, rest);
    }
}

struct CompleteStep<'a, 'b, T, F, const MIDPOINT: bool> {
    context: Context<'a, T>,
    step: Step<'a, T, MIDPOINT>,
    exps: &'a [T],
    motion: Motion<'a, T>,
    outside: Outside<'a, 'b, T>,
    y: &'a mut [T],
    state: usize,
    move_v: F,
}

impl<T: Real, F, const MIDPOINT: bool> VisitCompartments<T> for CompleteStep<'_, '_, T, F, MIDPOINT>
where
    F: FnMut(&mut T, usize, Option<T>, MotionOfV<T>),
{
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let external = self.outside.next(C::STATES);
        // Where the states of channels stand still, no exponentials and no motion are given.
        let own = |length| if MIDPOINT { 0 } else { length };
        let (x, other_exps) = self.exps.split_at(own(C::EXPS));
        let (motion, others) = self.motion.split(own(channel_states::<T, C>(compartment)));
        let (y, rest) = core::mem::take(&mut self.y).split_at_mut(C::STATES);
        let step = self.step.of(self.state..self.state + C::STATES);
        let context = next_context(&mut self.context, compartment);
        let motion_of_v = compartment::complete_step(compartment, context, step, external, x, motion, y);
        (self.move_v)(&mut y[0], self.state, step.from(0), motion_of_v);
        self.state += C::STATES;
        (self.exps, self.motion, self.y) = (other_exps, others, rest);
    }
}

struct StepByTangentRule<'a, 'b, T> {
    context: Context<'a, T>,
    step: Step<'a, T, false>,
    outside: Outside<'a, 'b, T>,
    y: &'a mut [T],
}

impl<T: Real> VisitCompartments<T> for StepByTangentRule<'_, '_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let external = self.outside.next(C::STATES);
        let (y, rest) = core::mem::take(&mut self.y).split_at_mut(C::STATES);
        tangent_rule::step_compartment(
            compartment,
            next_context(&mut self.context, compartment),
            self.step,
            external,
            y,
        );
        self.y = rest;
    }
}

struct Start<'a, T> {
    context: Context<'a, T>,
    y: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCompartments<T> for Start<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        compartment::start(compartment, next_context(&mut self.context, compartment), &mut self.y[own]);
    }
}

struct Probe<'a, T> {
    context: Context<'a, T>,
    y: &'a [T],
    begin: usize,
    channel: usize,
    compartment: usize,
    flow: Flow<T>,
}

impl<T: Real> VisitCompartments<T> for Probe<'_, T> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        let context = next_context(&mut self.context, compartment);
        if self.compartment == 0 {
            self.flow = compartment::channel_flow(compartment, context, &self.y[own], self.channel);
        }
        self.compartment = self.compartment.wrapping_sub(1);
    }
}
