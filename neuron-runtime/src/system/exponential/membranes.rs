//! Currents, membrane potentials and concentrations in a step of an exponential method.

use super::couplings::Nodes;
use super::workspace::couples;
use crate::model::cell::{Cell, DescribeCell};
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::group::CellGroup;
use crate::model::info::MechanismKind;
use crate::model::mechanism::{Describe, Flow, Mechanism};
use crate::model::network::states::{CellStates, each_potential, group_states, neuron_states, with_states_mut};
use crate::model::network::{Network, VisitCells, VisitSynapses};
use crate::number::Real;
use crate::number::array::Array;
use crate::number::simd::wide::{Work, widely};
use crate::system::cell;
use crate::system::drive::{Drive, Outside};
use crate::system::moment::Moment;
use crate::system::motion::{Motion, Step, move_free_state};
use crate::system::synapse::{connection_flow, draw, each_shared_flow};

/// Clears the current and slope at the V of every compartment, to which synapses add.
pub(super) struct Clear<'a, T> {
    pub(super) current: &'a mut [T],
    pub(super) slope: &'a mut [T],
    pub(super) begin: usize,
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

/// Sums the currents of synapses and their slopes at the V of every compartment.
pub(super) struct Sums<'a, 'n, T> {
    pub(super) current: &'a mut [T],
    pub(super) slope: &'a mut [T],
    /// The matrix of the potentials if membranes are coupled.
    pub(super) nodes: Option<&'a mut Nodes<'n, T>>,
}

impl<T: Real> Sums<'_, '_, T> {
    #[inline(always)]
    pub(super) fn add<S: Mechanism<T>>(&mut self, pre: usize, post: usize, flow: Flow<T>) {
        draw::<T, S>(pre, post, flow, self.current);
        if const { matches!(S::INFO.kind, MechanismKind::Electrical) } {
            if let Some(nodes) = &mut self.nodes {
                nodes.electrical([flow.slope, flow.slope_pre], [pre, post]);
            }
        } else {
            self.slope[post] += flow.slope;
        }
    }
}

/// Adds the currents of all synapses at the state `y`.
pub(super) struct SynapseFlows<'a, 'n, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) y: &'a [T],
    pub(super) sums: Sums<'a, 'n, T>,
    pub(super) begin: usize,
}

impl<T: Real> VisitSynapses<T> for SynapseFlows<'_, '_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let moment = self.moment.group(group);
        let mut add = |pre: usize, post: usize, flow: Flow<T>| self.sums.add::<G::Synapse>(pre, post, flow);
        if group.shared_sets().is_some() {
            each_shared_flow(group, moment, self.begin, self.y, &mut add);
        } else {
            for index in 0..group.connections() {
                let Connection { pre, post, .. } = group.connection(index);
                add(pre, post, connection_flow(group, index, moment, self.begin, self.y));
            }
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

/// Advances all cells by exponential Euler by the tangent rule.
pub(super) struct StepCellsByTangentRule<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) h: T,
    pub(super) drives: &'a [Drive<T>],
    pub(super) y: &'a mut [T],
    pub(super) current: &'a mut [T],
    pub(super) slope: &'a mut [T],
    pub(super) begin: usize,
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
        let step = Step { h: self.h, begin: &[] };
        let outside = Outside { current: self.current, slope: self.slope, drives: self.drives };
        cell::step_by_tangent_rule(self.cell, self.moment, step, outside, self.y);
    }
}

/// The second part of a step: V and the concentrations of all cells move. If not `MIDPOINT`, the states of the channels move
/// before, by `motion`.
#[derive(Clone, Copy)]
pub(super) struct Completion<'a, T, const MIDPOINT: bool> {
    /// If `MIDPOINT` and its `begin` is empty, the step begins where currents are evaluated.
    pub(super) step: Step<'a, T, MIDPOINT>,
    pub(super) moment: Moment<'a, T>,
    pub(super) exps: &'a [T],
    pub(super) motion: Motion<'a, T>,
    pub(super) drives: &'a [Drive<T>],
}

impl<T: Real, const MIDPOINT: bool> Completion<'_, T, MIDPOINT> {
    /// Completes the step of the state `y`. At each V, `at_v` has the outward current of synapses (nA) and its slope (µS).
    /// `nodes` is there if membranes are coupled.
    #[inline(always)]
    pub(super) fn run<N: Network<T>>(
        self,
        network: &N,
        at_v: &mut [&mut [T]; 3],
        nodes: Option<&mut Nodes<'_, T>>,
        y: &mut [T],
    ) {
        if const { !couples(&N::NETWORK) } {
            network.cells(&mut CompleteCells::<_, _, false> { of: self, y, at_v, nodes: None, begin: 0 });
        } else if let Some(nodes) = nodes {
            network.cells(&mut CompleteCells::<_, _, true> { of: self, y, at_v, nodes: Some(nodes), begin: 0 });
            nodes.step(network, self.step.h, at_v.each_ref().map(|numbers| &**numbers), self.step.begin, y);
        }
    }
}

/// Moves V and the concentrations of all cells. If membranes are `COUPLED`, every V stays, and its motion is written instead.
struct CompleteCells<'a, 'b, 'm, 'n, T, const MIDPOINT: bool, const COUPLED: bool> {
    of: Completion<'a, T, MIDPOINT>,
    y: &'b mut [T],
    at_v: &'b mut [&'m mut [T]; 3],
    nodes: Option<&'b mut Nodes<'n, T>>,
    begin: usize,
}

impl<T: Real, const MIDPOINT: bool, const COUPLED: bool> VisitCells<T>
    for CompleteCells<'_, '_, '_, '_, T, MIDPOINT, COUPLED>
{
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
                (current.as_mut()[own], slope.as_mut()[own]) = (self.at_v[0][all], self.at_v[1][all]);
            });
            let mut past = y;
            if MIDPOINT && !self.of.step.begin.is_empty() {
                place.gather(self.of.step.begin, past.as_mut());
            }
            let step = Step { begin: past.as_ref(), ..self.of.step };
            let own = |length| if MIDPOINT { 0 } else { length };
            let (exps, other_exps) = self.of.exps.split_at(own(<G::Cell as DescribeCell>::EXPS));
            let (motion, others) = self.of.motion.split(own(<G::Cell as DescribeCell>::CHANNEL_STATES));
            let (at_v, nodes) = (&mut self.at_v, &mut self.nodes);
            group.with_cell(neuron, |cell| {
                if COUPLED && let Some(nodes) = nodes {
                    let place = |state| place.first + state * place.stride;
                    cell.joins(|a, b, g| {
                        let axial = (y.as_ref()[a] - y.as_ref()[b]) * g;
                        current.as_mut()[a] += axial;
                        current.as_mut()[b] -= axial;
                        nodes.join(g, [place(b), place(a)]);
                    });
                }
                let outside = Outside { current: current.as_mut(), slope: slope.as_mut(), drives: &mut self.of.drives };
                let channels = (exps, motion);
                cell::complete_step(
                    cell,
                    &mut self.of.moment,
                    step,
                    channels,
                    outside,
                    y.as_mut(),
                    |v, own, from, motion| {
                        if COUPLED {
                            let all = place.first + own * place.stride;
                            (at_v[0][all], at_v[1][all], at_v[2][all]) =
                                (motion.slope, motion.rate, motion.per_capacitance);
                        } else {
                            move_free_state(self.of.step.h, motion.slope, motion.rate, from, v);
                        }
                    },
                );
            });
            place.scatter(y.as_ref(), self.y);
            (self.of.exps, self.of.motion) = (other_exps, others);
        }
        self.begin += group_states(group);
    }
}
