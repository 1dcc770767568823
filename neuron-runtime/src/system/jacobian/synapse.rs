//! Passes over the synapses of a network, which are eliminated onto the membrane potentials.
//!
//! One connection has a set of synaptic states x, or several share it. The states depend on both membrane potentials,
//! and so does the current i of a connection. The states' rows of (β − J) u = b give
//!
//! ```text
//! u_x = (β − D)⁻¹ b_x + (β − D)⁻¹ (G_pre u_pre + G_post u_post)
//! ```
//!
//! which leaves equations for the membrane potentials alone. In these the current has the total derivatives
//!
//! ```text
//! di/dV_pre = ∂i/∂V_pre + ∂i/∂x (β − D)⁻¹ G_pre          di/dV_post = ∂i/∂V_post + ∂i/∂x (β − D)⁻¹ G_post
//! ```
//!
//! and adds ∂i/∂x (β − D)⁻¹ b_x to the right-hand side: times −1/C of the postsynaptic neuron, and times 1/C of the
//! presynaptic one if the synapse is electrical.

use super::block::Scratch;
use super::coupling::{Coupling, POST, PRE};
use super::nodes::NodeMatrix;
use super::record::{self, CondensedSynapses, SynapseDerivatives};
use super::{Indices, state};
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::info::MechanismKind;
use crate::model::mechanism::{At, Describe, Flow, Input, Mechanism, Slopes};
use crate::model::network::VisitSynapses;
use crate::model::network::states::{SynapseStates, set_states};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::system::moment::Moment;
use crate::system::synapse::{
    draw, each_block, each_shared_flow, set_ends, set_surroundings, with_connection, with_set,
};

/// Returns true if the current that leaves one neuron enters the other.
#[inline(always)]
fn electrical<S: Describe>() -> bool {
    matches!(S::INFO.kind, MechanismKind::Electrical)
}

/// The groups of synapses that follow: where their states begin, and their couplings.
pub(super) struct Groups<'a> {
    pub(super) begin: usize,
    pub(super) couplings: &'a [Coupling],
}

impl<'a> Groups<'a> {
    /// Returns where the states of the next group begin, and its couplings.
    #[inline(always)]
    fn next<T: Scalar, G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) -> (usize, &'a [Coupling]) {
        let begin = self.begin;
        self.begin += group.state_sets() * G::Synapse::STATES;
        let (couplings, rest) = self.couplings.split_at(group.connections());
        self.couplings = rest;
        (begin, couplings)
    }
}

/// Evaluates dy/dt of all synapses, their currents, and the derivatives of both.
pub(super) struct Evaluate<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) y: &'a [T],
    pub(super) currents: Currents<'a, T>,
    pub(super) derivatives: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for Evaluate<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, y, currents) = (self.begin, self.y, &mut self.currents);
        let moment = self.moment.group(group);
        let mut derivatives = SynapseDerivatives::next(group, &mut self.derivatives);
        let shared = group.shared_sets().is_some();
        each_block(group, moment, y, |block| {
            for (index, exps) in block.each() {
                let at = &set_surroundings(group, index, moment, y);
                let states = set_states(group, begin, index);
                let (mut x, mut rates) = (SynapseStates::<T, G>::zeros(), SynapseStates::<T, G>::zeros());
                states.gather(y, x.as_mut());
                with_set(group, index, |synapse| {
                    let x = x.as_ref();
                    synapse.derivatives(at, exps, x, rates.as_mut());
                    let mut slopes = <G::Synapse as Mechanism<T>>::Slopes::zeros();
                    synapse.partials(at, exps, x, &mut slopes);
                    let by_potentials = |a| [slopes.state(a, Input::Pre), slopes.state(a, Input::V)];
                    derivatives.kinetics(index).write(&slopes, by_potentials);
                    if G::Synapse::INFO.dependence.states.time {
                        (0..G::Synapse::STATES)
                            .for_each(|a| currents.time[state(states, a)] = slopes.state(a, Input::Time));
                    }
                    if !shared {
                        let connection @ Connection { pre, post, .. } = group.connection(index);
                        draw::<T, G::Synapse>(pre, post, synapse.flow(at, exps, x), currents.dy);
                        currents.slopes(connection, synapse, at, exps, x, derivatives.connection(index));
                    }
                });
                states.scatter(rates.as_ref(), currents.dy);
            }
        });
        // The currents are added up as those of the right-hand side, to the same last bit.
        each_shared_flow(group, moment, begin, y, |pre, post, flow| {
            draw::<T, G::Synapse>(pre, post, flow, currents.dy);
        });
        for index in 0..if shared { group.connections() } else { 0 } {
            with_connection(group, index, moment, begin, y, |synapse, at, exps, x| {
                currents.slopes(group.connection(index), synapse, at, exps, x, derivatives.connection(index));
            });
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

/// The outward currents of synapses (nA) in `dy`, and their derivatives with respect to the time (nA/ms) in `time`.
/// Both are at the index of V.
pub(super) struct Currents<'a, T> {
    pub(super) dy: &'a mut [T],
    pub(super) time: &'a mut [T],
}

impl<T: Scalar> Currents<'_, T> {
    /// Writes the derivatives of the current of one connection.
    #[inline(always)]
    fn slopes<S: Mechanism<T>>(
        &mut self,
        Connection { pre, post, .. }: Connection,
        synapse: &S,
        at: &At<'_, T>,
        exps: &[T],
        x: &[T],
        record: record::Connection<&mut [T]>,
    ) {
        let mut slopes = S::Slopes::zeros();
        synapse.current_partials(at, exps, x, &mut slopes);
        if S::INFO.dependence.current.time {
            let slope = Flow { current: slopes.current(Input::Time), ..Flow::zero() };
            draw::<T, S>(pre, post, slope, self.time);
        }
        (0..S::STATES).for_each(|a| record.current_by_states[a] = slopes.current_by(a));
        record.current_by_potentials[PRE] = slopes.current(Input::Pre);
        record.current_by_potentials[POST] = slopes.current(Input::V);
    }
}

/// Condenses all synapses, and subtracts the couplings that are left from the matrix.
pub(super) struct Factorise<'a, T> {
    pub(super) beta: f64,
    /// True if the matrix has the couplings of synapses. If not, G_pre is left out.
    pub(super) complete: bool,
    pub(super) matrix: &'a mut NodeMatrix<T>,
    pub(super) derivatives: &'a mut [T],
    pub(super) condensed: &'a mut [T],
    pub(super) scratch: Scratch<'a, T>,
    pub(super) per_capacitance: &'a [T],
    pub(super) groups: Groups<'a>,
    pub(super) failed: Option<usize>,
}

impl<T: Scalar> VisitSynapses<T> for Factorise<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, couplings) = self.groups.next(group);
        let mut derivatives = SynapseDerivatives::next(group, &mut self.derivatives);
        let mut condensed = CondensedSynapses::next(group, &mut self.condensed);
        for index in 0..group.state_sets() {
            let mut kinetics = condensed.kinetics(index);
            if !kinetics.condense(&derivatives.kinetics(index), self.beta, &mut self.scratch) {
                self.failed = self.failed.or(Some(set_states(group, begin, index).first));
            }
            if !self.complete {
                kinetics.by_inputs.chunks_exact_mut(2).for_each(|slopes| slopes[PRE] = T::zero());
            }
        }
        for (index, coupling) in couplings.iter().enumerate() {
            let connection = derivatives.connection(index);
            let by_states = &*connection.current_by_states;
            condensed.connection(index).current_by_states.copy_from_slice(by_states);
            let kinetics = condensed.kinetics(group.connection(index).set);
            let mut slopes = [connection.current_by_potentials[PRE], connection.current_by_potentials[POST]];
            for (slope, by_inputs) in by_states.iter().zip(kinetics.by_inputs.chunks_exact(2)) {
                slopes[PRE] += *slope * by_inputs[PRE];
                slopes[POST] += *slope * by_inputs[POST];
            }
            coupling.subtract(slopes, electrical::<G::Synapse>(), self.per_capacitance, self.matrix);
        }
    }
}

/// Eliminates the states of synapses from the right-hand side.
pub(super) struct Eliminate<'a, T> {
    pub(super) groups: Groups<'a>,
    pub(super) condensed: &'a mut [T],
    pub(super) b: &'a mut [T],
    pub(super) v: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) work: &'a mut [T],
}

impl<T: Scalar> VisitSynapses<T> for Eliminate<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, couplings) = self.groups.next(group);
        let mut condensed = CondensedSynapses::next(group, &mut self.condensed);
        if G::Synapse::STATES == 0 {
            return;
        }
        for index in 0..group.state_sets() {
            let states = set_states(group, begin, index);
            let mut x = SynapseStates::<T, G>::zeros();
            states.gather(self.b, x.as_mut());
            condensed.kinetics(index).eliminate(x.as_mut(), self.work);
            states.scatter(x.as_ref(), self.b);
        }
        for (index, coupling) in couplings.iter().enumerate() {
            let by_states = condensed.connection(index).current_by_states;
            let states = set_states(group, begin, group.connection(index).set);
            let mut current = T::zero();
            (0..G::Synapse::STATES).for_each(|a| current += by_states[a] * self.b[state(states, a)]);
            coupling.each_row(electrical::<G::Synapse>(), self.per_capacitance, |side, factor| {
                self.v[coupling.nodes[side]] += current * factor;
            });
        }
    }
}

/// Completes the solution for the states of synapses from that for the membrane potentials.
pub(super) struct Complete<'a, T> {
    pub(super) indices: &'a Indices,
    pub(super) condensed: &'a mut [T],
    pub(super) b: &'a mut [T],
    pub(super) v: &'a [T],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for Complete<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let mut condensed = CondensedSynapses::next(group, &mut self.condensed);
        for index in 0..group.state_sets() {
            let kinetics = condensed.kinetics(index);
            let states = set_states(group, self.begin, index);
            let (pre, post) = set_ends(group, index);
            let (pre, post) = (self.v[self.indices.node_of[pre]], self.v[self.indices.node_of[post]]);
            for (a, by_inputs) in kinetics.by_inputs.chunks_exact(2).enumerate() {
                self.b[state(states, a)] += by_inputs[PRE] * pre + by_inputs[POST] * post;
            }
        }
        self.begin += group.state_sets() * G::Synapse::STATES;
    }
}

/// Calls `entry(row, column, value)` for every derivative of a synapse.
pub(super) struct Entries<'a, T, F> {
    pub(super) groups: Groups<'a>,
    pub(super) derivatives: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) entry: &'a mut F,
}

impl<T: Scalar, F: FnMut(usize, usize, T)> VisitSynapses<T> for Entries<'_, T, F> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, couplings) = self.groups.next(group);
        let mut derivatives = SynapseDerivatives::next(group, &mut self.derivatives);
        let dependence = &G::Synapse::INFO.dependence;
        for index in 0..group.state_sets() {
            let kinetics = derivatives.kinetics(index);
            let states = set_states(group, begin, index);
            let (pre, post) = set_ends(group, index);
            for (a, by_inputs) in kinetics.by_inputs.chunks_exact(2).enumerate() {
                kinetics.each_by_states(a, |b, slope| (self.entry)(state(states, a), state(states, b), slope));
                if dependence.states.pre {
                    (self.entry)(state(states, a), pre, by_inputs[PRE]);
                }
                if dependence.states.v {
                    (self.entry)(state(states, a), post, by_inputs[POST]);
                }
            }
        }
        for (index, coupling) in couplings.iter().enumerate() {
            let record = derivatives.connection(index);
            let Connection { pre, post, set } = group.connection(index);
            let (v, states) = ([pre, post], set_states(group, begin, set));
            coupling.each_row(electrical::<G::Synapse>(), self.per_capacitance, |side, factor| {
                let mut entry = |column: usize, slope: T| (self.entry)(v[side], column, slope * factor);
                (0..states.count).for_each(|a| entry(state(states, a), record.current_by_states[a]));
                entry(post, record.current_by_potentials[POST]);
                if dependence.current.pre {
                    entry(pre, record.current_by_potentials[PRE]);
                }
            });
        }
    }
}
