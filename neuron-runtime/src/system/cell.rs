//! The evaluation of one cell: its compartments in turn, and the currents between them.

use super::compartment;
use super::motion::{Motion, Step};
use super::surroundings::channel_states;
use super::tangent_rule;
use crate::model::cell::{Cell, Compartment, VisitCompartments};
use crate::model::mechanism::Flow;
use crate::number::Scalar;

/// Writes the derivatives of a cell's states (per ms). On entry `dy` holds, at each compartment's V, the outward
/// current (nA) that synapses draw there. Everything else is overwritten.
#[inline(always)]
pub fn derivatives<T: Scalar, C: Cell<T>>(cell: &C, t: T, y: &[T], dy: &mut [T]) {
    cell.joins(|a, b, g| {
        let current = (y[a] - y[b]) * g;
        dy[a] += current;
        dy[b] -= current;
    });
    cell.compartments(&mut Derivatives { celsius: cell.celsius(), t, y, dy, begin: 0 });
}

/// Writes the arguments of all exponentials of a cell. There are
/// [`DescribeCell::EXPS`](crate::model::cell::DescribeCell::EXPS).
#[inline(always)]
pub fn arguments<T: Scalar, C: Cell<T>>(cell: &C, t: T, y: &[T], x: &mut [T]) {
    cell.compartments(&mut Arguments { celsius: cell.celsius(), t, y, x });
}

/// Writes the target and rate of every channel state, given the exponentials. There are
/// [`DescribeCell::CHANNEL_STATES`](crate::model::cell::DescribeCell::CHANNEL_STATES) of each.
#[inline(always)]
pub fn kinetics<T: Scalar, C: Cell<T>>(cell: &C, t: T, exps: &[T], y: &[T], target: &mut [T], rate: &mut [T]) {
    cell.compartments(&mut Kinetics { celsius: cell.celsius(), t, exps, y, target, rate });
}

/// Completes a step of an exponential method. On entry `current` and `slope` hold, at each compartment's V, the outward
/// current (nA) of its synapses and ∂i/∂V (µS). Both are changed.
#[inline(always)]
pub fn complete_step<T: Scalar, C: Cell<T>, const MIDPOINT: bool>(
    cell: &C,
    step: Step<'_, T, MIDPOINT>,
    exps: &[T],
    motion: Motion<'_, T>,
    y: &mut [T],
    current: &mut [T],
    slope: &mut [T],
) {
    join(cell, y, current, slope);
    cell.compartments(&mut CompleteStep { celsius: cell.celsius(), step, exps, motion, y, current, slope, state: 0 });
}

/// Advances a cell by a step of exponential Euler by the tangent rule, which evaluates everything on its own. `current`
/// and `slope` are as in [`complete_step`].
#[inline(always)]
pub fn step_by_tangent_rule<T: Scalar, C: Cell<T>>(
    cell: &C,
    step: Step<'_, T, false>,
    y: &mut [T],
    current: &mut [T],
    slope: &mut [T],
) {
    join(cell, y, current, slope);
    cell.compartments(&mut StepByTangentRule { celsius: cell.celsius(), step, y, current, slope });
}

/// Adds the currents between compartments, and their slopes.
#[inline(always)]
fn join<T: Scalar, C: Cell<T>>(cell: &C, y: &[T], current: &mut [T], slope: &mut [T]) {
    cell.joins(|a, b, g| {
        let axial = (y[a] - y[b]) * g;
        current[a] += axial;
        current[b] -= axial;
        slope[a] += g;
        slope[b] += g;
    });
}

/// Writes the initial value of every state of a cell.
#[inline(always)]
pub fn start<T: Scalar, C: Cell<T>>(cell: &C, y: &mut [T]) {
    cell.compartments(&mut Start { celsius: cell.celsius(), y, begin: 0 });
}

/// Returns the outward current (nA) and slope (µS) of a channel. `channel` counts over all compartments. Past the last
/// channel both are zero.
pub fn channel_flow<T: Scalar, C: Cell<T>>(cell: &C, t: T, y: &[T], channel: usize) -> Flow<T> {
    let mut probe = Probe { celsius: cell.celsius(), t, y, begin: 0, channel, compartment: 0, flow: Flow::zero() };
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

struct Derivatives<'a, T> {
    celsius: T,
    t: T,
    y: &'a [T],
    dy: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitCompartments<T> for Derivatives<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        compartment::derivatives(compartment, self.celsius, self.t, &self.y[own.clone()], &mut self.dy[own]);
    }
}

struct Arguments<'a, T> {
    celsius: T,
    t: T,
    y: &'a [T],
    x: &'a mut [T],
}

impl<T: Scalar> VisitCompartments<T> for Arguments<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let (y, others) = self.y.split_at(C::STATES);
        let (x, rest) = core::mem::take(&mut self.x).split_at_mut(C::EXPS);
        compartment::arguments(compartment, self.celsius, self.t, y, x);
        self.x = rest;
        self.y = others;
    }
}

struct Kinetics<'a, T> {
    celsius: T,
    t: T,
    exps: &'a [T],
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
}

impl<T: Scalar> VisitCompartments<T> for Kinetics<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = channel_states::<T, C>(compartment);
        let (y, other_states) = self.y.split_at(C::STATES);
        let (x, other_exps) = self.exps.split_at(C::EXPS);
        let (target, targets) = core::mem::take(&mut self.target).split_at_mut(own);
        let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(own);
        compartment::kinetics(compartment, self.celsius, self.t, x, y, target, rate);
        (self.exps, self.y, self.target, self.rate) = (other_exps, other_states, targets, rates);
    }
}

struct CompleteStep<'a, T, const MIDPOINT: bool> {
    celsius: T,
    step: Step<'a, T, MIDPOINT>,
    exps: &'a [T],
    motion: Motion<'a, T>,
    y: &'a mut [T],
    current: &'a [T],
    slope: &'a [T],
    state: usize,
}

impl<T: Scalar, const MIDPOINT: bool> VisitCompartments<T> for CompleteStep<'_, T, MIDPOINT> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let external = Flow { current: self.current[0], slope: self.slope[0], slope_pre: T::zero() };
        let (x, other_exps) = self.exps.split_at(C::EXPS);
        let (motion, others) = self.motion.split(channel_states::<T, C>(compartment));
        let (y, rest) = core::mem::take(&mut self.y).split_at_mut(C::STATES);
        let step = self.step.of(self.state..self.state + C::STATES);
        self.state += C::STATES;
        compartment::complete_step(compartment, self.celsius, step, external, x, motion, y);
        (self.exps, self.motion, self.y) = (other_exps, others, rest);
        (self.current, self.slope) = (&self.current[C::STATES..], &self.slope[C::STATES..]);
    }
}

struct StepByTangentRule<'a, T> {
    celsius: T,
    step: Step<'a, T, false>,
    y: &'a mut [T],
    current: &'a [T],
    slope: &'a [T],
}

impl<T: Scalar> VisitCompartments<T> for StepByTangentRule<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let external = Flow { current: self.current[0], slope: self.slope[0], slope_pre: T::zero() };
        let (y, rest) = core::mem::take(&mut self.y).split_at_mut(C::STATES);
        tangent_rule::step_compartment(compartment, self.celsius, self.step, external, y);
        self.y = rest;
        (self.current, self.slope) = (&self.current[C::STATES..], &self.slope[C::STATES..]);
    }
}

struct Start<'a, T> {
    celsius: T,
    y: &'a mut [T],
    begin: usize,
}

impl<T: Scalar> VisitCompartments<T> for Start<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        compartment::start(compartment, self.celsius, &mut self.y[own]);
    }
}

struct Probe<'a, T> {
    celsius: T,
    t: T,
    y: &'a [T],
    begin: usize,
    channel: usize,
    compartment: usize,
    flow: Flow<T>,
}

impl<T: Scalar> VisitCompartments<T> for Probe<'_, T> {
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
        let own = self.begin..self.begin + C::STATES;
        self.begin = own.end;
        if self.compartment == 0 {
            self.flow = compartment::channel_flow(compartment, self.celsius, self.t, &self.y[own], self.channel);
        }
        self.compartment = self.compartment.wrapping_sub(1);
    }
}
