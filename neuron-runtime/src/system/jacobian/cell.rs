//! Passes over the cells of a network, compartment by compartment.

use super::block::Scratch;
use super::condensation::{Complete, Condense, Eliminate};
use super::nodes::NodeMatrix;
use super::partials::{self, Partials};
use super::record::{Cursor, compartment_lengths};
use super::state;
use crate::model::cell::{Cell, Compartment, VisitCompartments};
use crate::model::group::CellGroup;
use crate::model::mechanism::Context;
use crate::model::network::VisitCells;
use crate::model::network::states::{CellStates, Strided, group_states, neuron_states, with_states, with_states_mut};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::simd::wide::widely;
use crate::system::drive::{self, Drive};
use crate::system::moment::{Moment, next_context};

/// Evaluates dy/dt of all cells and its derivatives.
pub(super) struct Evaluate<'a, T> {
    pub(super) moment: Moment<'a, T>,
    pub(super) y: &'a [T],
    /// One per compartment from the present cell on, or none.
    pub(super) drives: &'a [Drive<T>],
    pub(super) dy: &'a mut [T],
    /// True if no equation depends on the time. Then `time` is not used.
    pub(super) autonomous: bool,
    pub(super) time: &'a mut [T],
    pub(super) derivatives: &'a mut [T],
    /// Written: the conductance of each join, µS.
    pub(super) joins: &'a mut [T],
    /// Written: 1/C of each node, 1/nF.
    pub(super) per_capacitance: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitCells<T> for Evaluate<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, 'b, T> {
            context: Context<'a, T>,
            y: &'a [T],
            drives: &'a mut &'b [Drive<T>],
            dy: &'a mut [T],
            time: &'a mut [T],
            derivatives: &'a mut &'b mut [T],
            per_capacitance: &'a mut &'b mut [T],
        }
        impl<T: Scalar> VisitCompartments<T> for Compartments<'_, '_, T> {
            #[inline(always)]
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let (y, rest) = self.y.split_at(C::STATES);
                self.y = rest;
                let (dy, time) = (self.dy.field(C::STATES), self.time.field(C::STATES));
                let derivatives = self.derivatives.field(compartment_lengths(compartment)[0]);
                let per_capacitance = &mut self.per_capacitance.field(1)[0];
                let context = next_context(&mut self.context, compartment);
                let drive = drive::next(self.drives);
                let partials = Partials { compartment, context, drive, y, time, derivatives, per_capacitance };
                widely(partials::Evaluate { dy, partials });
            }
        }
        for neuron in 0..group.len() {
            let states = neuron_states(group, self.begin, neuron);
            let mut evaluate = |cell: &G::Cell, y: &[T], dy: &mut [T], time: &mut [T]| {
                cell.joins(|a, b, g| {
                    let current = (y[a] - y[b]) * g;
                    dy[a] += current;
                    dy[b] -= current;
                    self.joins.field(1)[0] = g;
                });
                let context = self.moment.context(cell);
                let (derivatives, per_capacitance) = (&mut self.derivatives, &mut self.per_capacitance);
                let drives = &mut self.drives;
                cell.compartments(&mut Compartments { context, y, drives, dy, time, derivatives, per_capacitance });
            };
            with_states::<T, G, _>(states, self.y, |y| {
                with_states_mut::<T, G, _>(states, self.dy, |dy| {
                    let mut evaluate = |time: &mut [T]| group.with_cell(neuron, |cell| evaluate(cell, y, dy, time));
                    if self.autonomous {
                        evaluate(CellStates::<T, G>::zeros().as_mut());
                    } else {
                        with_states_mut::<T, G, _>(states, self.time, evaluate);
                    }
                });
            });
        }
        self.begin += group_states(group);
    }
}

/// A pass over all compartments that reads neither parameters nor states.
pub(super) trait Pass<T: Scalar> {
    /// Visits a compartment with the index of its node. `states` are the places of its states in the
    /// state of the network.
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C, node: usize, states: Strided);
}

/// Shows all compartments to a pass. The neurons of a group have the structure of its first neuron.
pub(super) struct EachCompartment<P> {
    pub(super) pass: P,
    node: usize,
    begin: usize,
}

impl<P> EachCompartment<P> {
    pub(super) fn new(pass: P) -> Self {
        EachCompartment { pass, node: 0, begin: 0 }
    }
}

impl<T: Scalar, P: Pass<T>> VisitCells<T> for EachCompartment<P> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, P> {
            each: &'a mut EachCompartment<P>,
            states: Strided,
        }
        impl<T: Scalar, P: Pass<T>> VisitCompartments<T> for Compartments<'_, P> {
            #[inline(always)]
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                self.each.pass.compartment(compartment, self.each.node, Strided { count: C::STATES, ..self.states });
                self.each.node += 1;
                self.states.first += C::STATES * self.states.stride;
            }
        }
        let begin = self.begin;
        self.begin += group_states(group);
        each_neuron(group, begin, |cell, states| cell.compartments(&mut Compartments { each: self, states }));
    }
}

/// Condenses every compartment onto its V, and adds the remaining diagonal entry to the matrix.
pub(super) struct Factorise<'a, T> {
    pub(super) beta: f64,
    pub(super) matrix: &'a mut NodeMatrix<T>,
    pub(super) derivatives: &'a mut [T],
    pub(super) condensed: &'a mut [T],
    pub(super) scratch: Scratch<'a, T>,
    pub(super) per_capacitance: &'a [T],
    /// Written: a copy of `per_capacitance`, which later evaluations do not change.
    pub(super) condensed_per_capacitance: &'a mut [T],
    /// The first state whose elimination failed.
    pub(super) failed: Option<usize>,
}

impl<T: Scalar> Pass<T> for Factorise<'_, T> {
    #[inline(always)]
    fn compartment<C: Compartment<T>>(&mut self, compartment: &C, node: usize, states: Strided) {
        let derivatives = self.derivatives.field(compartment_lengths(compartment)[0]);
        let condensed = self.condensed.field(compartment_lengths(compartment)[1]);
        let (beta, per_capacitance, scratch) = (self.beta, self.per_capacitance[node], &mut self.scratch);
        self.condensed_per_capacitance[node] = per_capacitance;
        match widely(Condense { compartment, beta, per_capacitance, derivatives, condensed, scratch }) {
            Ok(diagonal) => self.matrix.add(self.matrix.diagonal(node), diagonal),
            Err(a) => self.failed = self.failed.or(Some(state(states, a))),
        }
    }
}

/// Eliminates everything but V from the right-hand side `b` of every compartment; with `BACK`, completes the solution
/// from V.
pub(super) struct Sweep<'a, T, const BACK: bool> {
    pub(super) condensed: &'a mut [T],
    pub(super) b: &'a mut [T],
    /// By node: the right-hand side of V, which is written; with `BACK`, the solution.
    pub(super) v: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) work: &'a mut [T],
    pub(super) node: usize,
    pub(super) begin: usize,
}

impl<T: Scalar, const BACK: bool> VisitCells<T> for Sweep<'_, T, BACK> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, 'b, T, const BACK: bool> {
            all: &'a mut Sweep<'b, T, BACK>,
            b: &'a mut [T],
        }
        impl<T: Scalar, const BACK: bool> VisitCompartments<T> for Compartments<'_, '_, T, BACK> {
            #[inline(always)]
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let b = self.b.field(C::STATES);
                let condensed = self.all.condensed.field(compartment_lengths(compartment)[1]);
                let v = &mut self.all.v[self.all.node];
                if BACK {
                    b[0] = *v;
                    widely(Complete { compartment, condensed, b });
                } else {
                    let (per_capacitance, work) = (self.all.per_capacitance[self.all.node], &mut *self.all.work);
                    widely(Eliminate { compartment, per_capacitance, condensed, b: &mut *b, work });
                    *v = b[0];
                }
                self.all.node += 1;
            }
        }
        let begin = self.begin;
        self.begin += group_states(group);
        each_neuron(group, begin, |cell, states| {
            let all = core::mem::take(&mut self.b);
            with_states_mut::<T, G, _>(states, all, |b| cell.compartments(&mut Compartments { all: self, b }));
            self.b = all;
        });
    }
}

/// Visits every neuron of a group, with the first neuron in place of the others: all have the same structure.
#[inline(always)]
pub(super) fn each_neuron<T: Scalar, G: CellGroup<T> + ?Sized>(
    group: &G,
    begin: usize,
    mut visit: impl FnMut(&G::Cell, Strided),
) {
    let neurons = group.len();
    if neurons > 0 {
        group.with_cell(0, |cell| {
            for neuron in 0..neurons {
                visit(cell, neuron_states(group, begin, neuron));
            }
        });
    }
}
