//! A step of an exponential method for a whole network, in phases:
//!
//! 1. The arguments of all exponentials are written and evaluated in one batch.
//! 2. The target and rate of every gate and synapse are written. Their decays are a second batch.
//! 3. The synapses are advanced.
//! 4. The cells are advanced.
//!
//! Within a phase no neuron waits for another.

use super::cell;
use super::drive::{self, Drive, Given, Outside};
use super::moment::{Moment, moments};
use super::motion::{Motion, Step, move_states};
use super::synapse::{draw, each_shared_flow, set_surroundings, with_set};
use super::tangent_rule;
use crate::model::cell::{Cell, DescribeCell};
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::info::MechanismKind;
use crate::model::mechanism::{Describe, Flow, Mechanism};
use crate::model::network::states::{
    CellStates, SynapseStates, each_potential, group_states, neuron_states, set_states, with_states, with_states_mut,
};
use crate::model::network::{Network, VisitCells, VisitSynapses};
use crate::number::array::Array;
use crate::number::simd::wide::{Work, widely};
use crate::number::{Real, may_be_grad, padded};

/// The numbers of states, exponentials and moving states.
#[derive(Clone, Copy, Default)]
struct Room {
    dim: usize,
    exps: usize,
    moving: usize,
}

impl<T: Real> VisitCells<T> for Room {
    #[inline(always)]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        self.dim += group_states(group);
        self.exps += group.len() * <G::Cell as DescribeCell>::EXPS;
        self.moving += group.len() * <G::Cell as DescribeCell>::CHANNEL_STATES;
    }
}

impl<T: Real> VisitSynapses<T> for Room {
    #[inline(always)]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        self.dim += group.state_sets() * G::Synapse::STATES;
        self.exps += group.state_sets() * G::Synapse::EXPS;
        self.moving += group.state_sets() * G::Synapse::STATES;
    }
}

impl Room {
    #[inline(always)]
    fn of<T: Real, N: Network<T>>(network: &N) -> (Room, Room) {
        let mut room = Room::default();
        network.cells(&mut room);
        let cells = room;
        network.synapses(&mut room);
        (cells, room)
    }

    fn numbers(self) -> usize {
        scratch(self.dim, self.exps, self.moving)
    }
}

/// Returns the length of the scratch space for synaptic currents and slopes, exponentials, targets, rates and decays.
pub(super) const fn scratch(dim: usize, exps: usize, moving: usize) -> usize {
    2 * dim + padded(exps) + 3 * padded(moving)
}

/// Returns the length of the scratch space that a step needs.
pub fn room<T: Real, N: Network<T>>(network: &N) -> usize {
    Room::of(network).1.numbers()
}

/// Advances `y` from `t` by `h` (both ms) by exponential Euler. `work` is [`room`] long.
#[inline]
pub fn euler<T: Real, N: Network<T>>(network: &N, t: T, h: T, given: &Given<'_, T>, y: &mut [T], work: &mut [T]) {
    step(network, Step::<_, false> { t, h, begin: &[] }, given, y, work);
}

/// Advances `y` from `t` by `h` (both ms) by the exponential midpoint rule. `middle` is as long as `y`, and `work` is
/// [`room`] long.
#[inline]
pub fn midpoint<T: Real, N: Network<T>>(
    network: &N,
    t: T,
    h: T,
    given: &Given<'_, T>,
    y: &mut [T],
    middle: &mut [T],
    work: &mut [T],
) {
    middle.copy_from_slice(y);
    let half = h * 0.5;
    euler(network, t, half, given, middle, work);
    step(network, Step::<_, true> { t: t + half, h, begin: y }, given, middle, work);
    y.copy_from_slice(middle);
}

/// Advances `y` by a step of an exponential method with everything evaluated at `y`. On return `y` holds the state at
/// the end of the step. `work` is [`room`] long.
#[inline]
fn step<T: Real, N: Network<T>, const MIDPOINT: bool>(
    network: &N,
    step: Step<'_, T, MIDPOINT>,
    given: &Given<'_, T>,
    y: &mut [T],
    work: &mut [T],
) {
    let Step { t, h, .. } = step;
    let drives = given.drives;
    drive::check(network, drives);
    let [of_cells, of_synapses] = moments(network, t, given.held);
    let (cells_room, all) = Room::of(network);
    let (synaptic, rest) = work.split_at_mut(2 * all.dim);
    let (exps, rest) = rest.split_at_mut(padded(all.exps));
    let (target, rest) = rest.split_at_mut(padded(all.moving));
    let (rate, decay) = rest.split_at_mut(padded(all.moving));
    let decay = &mut decay[..padded(all.moving)];

    // Cells that move by the tangent rule evaluate everything on their own.
    let by_tangent_rule = const { !MIDPOINT && may_be_grad::<T>() } && tangent_rule::serves_network(network, h);
    network.synapses(&mut ArgumentsOfSynapses { moment: of_synapses, y, x: &mut exps[cells_room.exps..] });
    if by_tangent_rule {
        T::exp_all(&mut exps[cells_room.exps..all.exps]);
    } else {
        network.cells(&mut ArgumentsOfCells { moment: of_cells, y, x: exps, begin: 0 });
        T::exp_padded(exps, all.exps);
        network.cells(&mut KineticsOfCells { moment: of_cells, exps, y, target, rate, begin: 0 });
    }
    network.synapses(&mut KineticsOfSynapses {
        moment: of_synapses,
        x: &exps[cells_room.exps..],
        y,
        target: &mut target[cells_room.moving..],
        rate: &mut rate[cells_room.moving..],
        begin: cells_room.dim,
    });
    let first = if by_tangent_rule { cells_room.moving } else { 0 };
    T::exp_scaled(&rate[first..], -h, &mut decay[first..], all.moving - first);

    let (current, slope) = synaptic.split_at_mut(all.dim);
    network.cells(&mut Clear { current, slope, begin: 0 });
    let (cells, synapses) = Motion { target, rate, decay }.split(cells_room.moving);
    let x = &exps[cells_room.exps..];
    network.synapses(&mut MoveSynapses {
        step,
        moment: of_synapses,
        x,
        motion: synapses,
        y,
        current,
        slope,
        begin: cells_room.dim,
    });
    // The constant condition repeats what `by_tangent_rule` implies, so that these steps are not compiled for other
    // number types.
    if const { may_be_grad::<T>() } && by_tangent_rule {
        return network.cells(&mut StepCellsByTangentRule { moment: of_cells, h, drives, y, current, slope, begin: 0 });
    }
    network.cells(&mut CompleteCells {
        step,
        moment: of_cells,
        exps,
        motion: cells,
        drives,
        y,
        current,
        slope,
        begin: 0,
    });
}

struct ArgumentsOfCells<'a, T> {
    moment: Moment<'a, T>,
    y: &'a [T],
    x: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCells<T> for ArgumentsOfCells<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let count = <G::Cell as DescribeCell>::EXPS;
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            let (x, rest) = core::mem::take(&mut self.x).split_at_mut(count);
            with_states::<T, G, _>(place, self.y, |y| {
                group.with_cell(neuron, |cell| cell::arguments(cell, &mut self.moment, y, x));
            });
            self.x = rest;
        }
        self.begin += group_states(group);
    }
}

struct ArgumentsOfSynapses<'a, T> {
    moment: Moment<'a, T>,
    y: &'a [T],
    x: &'a mut [T],
}

impl<T: Real> VisitSynapses<T> for ArgumentsOfSynapses<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        for set in 0..group.state_sets() {
            let at = set_surroundings(group, set, moment, self.y);
            let (x, rest) = core::mem::take(&mut self.x).split_at_mut(G::Synapse::EXPS);
            with_set(group, set, |synapse| synapse.arguments(&at, x));
            self.x = rest;
        }
    }
}

struct KineticsOfCells<'a, T> {
    moment: Moment<'a, T>,
    exps: &'a [T],
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCells<T> for KineticsOfCells<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let moving = <G::Cell as DescribeCell>::CHANNEL_STATES;
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            let (exps, others) = self.exps.split_at(<G::Cell as DescribeCell>::EXPS);
            let (target, targets) = core::mem::take(&mut self.target).split_at_mut(moving);
            let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(moving);
            with_states::<T, G, _>(place, self.y, |y| {
                group.with_cell(neuron, |cell| cell::kinetics(cell, &mut self.moment, exps, y, target, rate));
            });
            (self.exps, self.target, self.rate) = (others, targets, rates);
        }
        self.begin += group_states(group);
    }
}

struct KineticsOfSynapses<'a, T> {
    moment: Moment<'a, T>,
    x: &'a [T],
    y: &'a [T],
    target: &'a mut [T],
    rate: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitSynapses<T> for KineticsOfSynapses<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        for set in 0..group.state_sets() {
            let at = set_surroundings(group, set, moment, self.y);
            let mut own = SynapseStates::<T, G>::zeros();
            set_states(group, self.begin, set).gather(self.y, own.as_mut());
            let (x, others) = self.x.split_at(G::Synapse::EXPS);
            let (target, targets) = core::mem::take(&mut self.target).split_at_mut(G::Synapse::STATES);
            let (rate, rates) = core::mem::take(&mut self.rate).split_at_mut(G::Synapse::STATES);
            with_set(group, set, |synapse| synapse.kinetics(&at, x, own.as_ref(), target, rate));
            (self.x, self.target, self.rate) = (others, targets, rates);
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

/// Clears the current and slope at the V of every compartment, to which synapses add.
struct Clear<'a, T> {
    current: &'a mut [T],
    slope: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCells<T> for Clear<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            each_potential::<T, G>(neuron_states(group, self.begin, neuron), |_, all| {
                (self.current[all], self.slope[all]) = (T::zero(), T::zero());
            });
        }
        self.begin += group_states(group);
    }
}

struct MoveSynapses<'a, T, const MIDPOINT: bool> {
    step: Step<'a, T, MIDPOINT>,
    moment: Moment<'a, T>,
    x: &'a [T],
    motion: Motion<'a, T>,
    y: &'a mut [T],
    current: &'a mut [T],
    slope: &'a mut [T],
    begin: usize,
}

impl<T: Real, const MIDPOINT: bool> VisitSynapses<T> for MoveSynapses<'_, T, MIDPOINT> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (current, slope) = (&mut *self.current, &mut *self.slope);
        let mut add = |pre: usize, post: usize, flow: Flow<T>| {
            draw::<T, G::Synapse>(pre, post, flow, current);
            slope[post] += flow.slope;
            if matches!(G::Synapse::INFO.kind, MechanismKind::Electrical) {
                slope[pre] -= flow.slope_pre;
            }
        };
        let Step { begin, .. } = self.step;
        let moment = self.moment.group(group);
        let shared = group.shared_sets().is_some();
        if MIDPOINT {
            each_shared_flow(group, moment, self.begin, self.y, &mut add);
        }
        for set in 0..group.state_sets() {
            let (x, other_exps) = self.x.split_at(G::Synapse::EXPS);
            let (motion, others) = self.motion.split(G::Synapse::STATES);
            let place = set_states(group, self.begin, set);
            let mut own = SynapseStates::<T, G>::zeros();
            place.gather(self.y, own.as_mut());
            let (before, mut past) = (own, own);
            if MIDPOINT {
                place.gather(begin, past.as_mut());
            }
            let step = Step { begin: past.as_ref(), ..self.step };
            move_states::<T, G::Synapse, MIDPOINT>(step, motion.target, motion.rate, Some(motion.decay), own.as_mut());
            place.scatter(own.as_ref(), self.y);
            if !shared {
                let Connection { pre, post, .. } = group.connection(set);
                let at = set_surroundings(group, set, moment, self.y);
                let states = if MIDPOINT { &before } else { &own };
                add(pre, post, with_set(group, set, |synapse| synapse.flow(&at, x, states.as_ref())));
            }
            (self.x, self.motion) = (other_exps, others);
        }
        if !MIDPOINT {
            each_shared_flow(group, moment, self.begin, self.y, &mut add);
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

struct StepCellsByTangentRule<'a, T> {
    moment: Moment<'a, T>,
    h: T,
    drives: &'a [Drive<T>],
    y: &'a mut [T],
    current: &'a mut [T],
    slope: &'a mut [T],
    begin: usize,
}

impl<T: Real> VisitCells<T> for StepCellsByTangentRule<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        let h = self.h;
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            with_states_mut::<T, G, _>(place, self.y, |y| {
                with_states_mut::<T, G, _>(place, self.current, |current| {
                    with_states_mut::<T, G, _>(place, self.slope, |slope| {
                        let (moment, drives) = (&mut self.moment, &mut self.drives);
                        group.with_cell(neuron, |cell| widely(StepCell { cell, moment, h, drives, y, current, slope }));
                    });
                });
            });
        }
        self.begin += group_states(group);
    }
}

struct StepCell<'a, 'b, T, C> {
    cell: &'a C,
    moment: &'a mut Moment<'b, T>,
    h: T,
    drives: &'a mut &'b [Drive<T>],
    y: &'a mut [T],
    current: &'a mut [T],
    slope: &'a mut [T],
}

impl<T: Real, C: Cell<T>> Work for StepCell<'_, '_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let step = Step { t: self.moment.t, h: self.h, begin: &[] };
        let outside = Outside { current: self.current, slope: self.slope, drives: self.drives };
        cell::step_by_tangent_rule(self.cell, self.moment, step, outside, self.y);
    }
}

struct CompleteCells<'a, T, const MIDPOINT: bool> {
    step: Step<'a, T, MIDPOINT>,
    moment: Moment<'a, T>,
    exps: &'a [T],
    motion: Motion<'a, T>,
    drives: &'a [Drive<T>],
    y: &'a mut [T],
    current: &'a [T],
    slope: &'a [T],
    begin: usize,
}

impl<T: Real, const MIDPOINT: bool> VisitCells<T> for CompleteCells<'_, T, MIDPOINT> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        for neuron in 0..group.len() {
            // A local copy: in place, the states would be stored and loaded again on the path that the next step waits
            // for.
            let place = neuron_states(group, self.begin, neuron);
            let mut y = CellStates::<T, G>::zeros();
            let (mut current, mut slope) = (y, y);
            place.gather(self.y, y.as_mut());
            each_potential::<T, G>(place, |own, all| {
                (current.as_mut()[own], slope.as_mut()[own]) = (self.current[all], self.slope[all]);
            });
            let mut past = y;
            if MIDPOINT {
                place.gather(self.step.begin, past.as_mut());
            }
            let step = Step { begin: past.as_ref(), ..self.step };
            let (exps, other_exps) = self.exps.split_at(<G::Cell as DescribeCell>::EXPS);
            let (motion, others) = self.motion.split(<G::Cell as DescribeCell>::CHANNEL_STATES);
            group.with_cell(neuron, |cell| {
                let outside = Outside { current: current.as_mut(), slope: slope.as_mut(), drives: &mut self.drives };
                cell::complete_step(cell, &mut self.moment, step, exps, motion, outside, y.as_mut());
            });
            place.scatter(y.as_ref(), self.y);
            (self.exps, self.motion) = (other_exps, others);
        }
        self.begin += group_states(group);
    }
}
