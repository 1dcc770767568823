//! The cells of a network: their compartments and the conductances that join these.

use super::compartment::{self, Scratch};
use super::nodes::NodeMatrix;
use crate::model::cell::{Cell, Compartment, VisitCompartments};
use crate::model::group::CellGroup;
use crate::model::network::VisitCells;
use crate::model::network::states::{CellStates, Strided, group_states, neuron_states, with_states, with_states_mut};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::simd::wide::widely;

/// The first so many numbers, which are taken away.
#[inline(always)]
pub(super) fn take<'a, T>(from: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    let (first, rest) = core::mem::take(from).split_at_mut(count);
    *from = rest;
    first
}

pub(super) struct Evaluate<'a, T> {
    pub(super) t: T,
    pub(super) y: &'a [T],
    pub(super) dy: &'a mut [T],
    /// Whether there are no slopes by time.
    pub(super) autonomous: bool,
    pub(super) time: &'a mut [T],
    pub(super) records: &'a mut [T],
    /// Written: the slopes of all joins, and 1/C of every node.
    pub(super) joins: &'a mut [[T; 2]],
    pub(super) per_capacitance: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitCells<T> for Evaluate<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, 'b, T> {
            celsius: T,
            t: T,
            y: &'a [T],
            dy: &'a mut [T],
            time: &'a mut [T],
            records: &'a mut &'b mut [T],
            per_capacitance: &'a mut &'b mut [T],
        }
        impl<T: Scalar> VisitCompartments<T> for Compartments<'_, '_, T> {
            #[inline(always)]
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let (y, rest) = self.y.split_at(C::STATES);
                self.y = rest;
                let (dy, time) = (take(&mut self.dy, C::STATES), take(&mut self.time, C::STATES));
                let record = take(self.records, compartment::length(compartment));
                let per_capacitance = &mut take(self.per_capacitance, 1)[0];
                let (celsius, t) = (self.celsius, self.t);
                widely(compartment::EvaluateAll { compartment, celsius, t, y, dy, time, record, per_capacitance });
            }
        }
        for neuron in 0..group.len() {
            let place = neuron_states(group, self.begin, neuron);
            let mut evaluate = |cell: &G::Cell, y: &[T], dy: &mut [T], time: &mut [T]| {
                cell.joins(|a, b, g| {
                    let current = (y[a] - y[b]) * g;
                    dy[a] += current;
                    dy[b] -= current;
                    take(&mut self.joins, 1)[0] = [-g, g];
                });
                let (celsius, t) = (cell.celsius(), self.t);
                let (records, per_capacitance) = (&mut self.records, &mut self.per_capacitance);
                cell.compartments(&mut Compartments { celsius, t, y, dy, time, records, per_capacitance });
            };
            with_states::<T, G, _>(place, self.y, |y| {
                with_states_mut::<T, G, _>(place, self.dy, |dy| {
                    let mut evaluate = |time: &mut [T]| group.with_cell(neuron, |cell| evaluate(cell, y, dy, time));
                    if self.autonomous {
                        evaluate(CellStates::<T, G>::zeros().as_mut());
                    } else {
                        with_states_mut::<T, G, _>(place, self.time, evaluate);
                    }
                });
            });
        }
        self.begin += group_states(group);
    }
}

pub(super) struct Factorise<'a, T> {
    pub(super) beta: f64,
    pub(super) matrix: &'a mut NodeMatrix<T>,
    pub(super) from: &'a mut [T],
    pub(super) to: &'a mut [T],
    pub(super) scratch: Scratch<'a, T>,
    pub(super) node: usize,
    pub(super) per_capacitance: &'a [T],
    pub(super) begin: usize,
    pub(super) failed: Option<usize>,
}

impl<T: Scalar> VisitCells<T> for Factorise<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, 'b, T> {
            factorise: &'a mut Factorise<'b, T>,
            place: Strided,
            state: usize,
        }
        impl<T: Scalar> VisitCompartments<T> for Compartments<'_, '_, T> {
            #[inline(always)]
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let all = &mut *self.factorise;
                let length = compartment::length(compartment);
                let (from, to) = (take(&mut all.from, length), take(&mut all.to, length));
                let (beta, scratch) = (all.beta, &mut all.scratch);
                let per_capacitance = all.per_capacitance[all.node];
                match widely(compartment::Condense { compartment, beta, per_capacitance, from, to, scratch }) {
                    Ok(diagonal) => all.matrix.add(all.matrix.diagonal(all.node), diagonal),
                    Err(state) => {
                        let index = self.place.first + (self.state + state) * self.place.stride;
                        all.failed = all.failed.or(Some(index));
                    }
                }
                all.node += 1;
                self.state += C::STATES;
            }
        }
        let begin = self.begin;
        self.begin += group_states(group);
        each_neuron(group, begin, |cell, place| {
            cell.compartments(&mut Compartments { factorise: self, place, state: 0 });
        });
    }
}

/// Through all compartments, to eliminate everything but V, or back, to complete the solution from V.
pub(super) struct Sweep<'a, T, const BACK: bool> {
    pub(super) records: &'a mut [T],
    pub(super) b: &'a mut [T],
    /// The right-hand side between membrane potentials, which is written, or on the way back the solution.
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
                let b = take(&mut self.b, C::STATES);
                let record = take(&mut self.all.records, compartment::length(compartment));
                let v = &mut self.all.v[self.all.node];
                if BACK {
                    b[0] = *v;
                    widely(compartment::Complete { compartment, record, b });
                } else {
                    let per_capacitance = self.all.per_capacitance[self.all.node];
                    let work = &mut *self.all.work;
                    widely(compartment::Eliminate { compartment, per_capacitance, record, b: &mut *b, work });
                    *v = b[0];
                }
                self.all.node += 1;
            }
        }
        let begin = self.begin;
        self.begin += group_states(group);
        each_neuron(group, begin, |cell, place| {
            let all = core::mem::take(&mut self.b);
            with_states_mut::<T, G, _>(place, all, |b| cell.compartments(&mut Compartments { all: self, b }));
            self.b = all;
        });
    }
}

pub(super) struct Rates<'a, T> {
    pub(super) records: &'a mut [T],
    /// Written: the rate at which V of every node moves on its own.
    pub(super) of_v: &'a mut [f64],
    pub(super) fastest: f64,
    pub(super) node: usize,
}

impl<T: Scalar> VisitCells<T> for Rates<'_, T> {
    #[inline]
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, 'b, T>(&'a mut Rates<'b, T>);
        impl<T: Scalar> VisitCompartments<T> for Compartments<'_, '_, T> {
            #[inline(always)]
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let record = take(&mut self.0.records, compartment::length(compartment));
                let (fastest, of_v) = compartment::rates(compartment, record);
                self.0.fastest = self.0.fastest.max(fastest);
                self.0.of_v[self.0.node] = of_v;
                self.0.node += 1;
            }
        }
        each_neuron(group, 0, |cell, _| cell.compartments(&mut Compartments(self)));
    }
}

pub(super) struct Entries<'a, T, F> {
    pub(super) records: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) node: usize,
    pub(super) begin: usize,
    pub(super) entry: &'a mut F,
}

impl<T: Scalar, F: FnMut(usize, usize, T)> VisitCells<T> for Entries<'_, T, F> {
    fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
        struct Compartments<'a, 'b, T, F> {
            all: &'a mut Entries<'b, T, F>,
            place: Strided,
            state: usize,
        }
        impl<T: Scalar, F: FnMut(usize, usize, T)> VisitCompartments<T> for Compartments<'_, '_, T, F> {
            fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
                let record = take(&mut self.all.records, compartment::length(compartment));
                let per_capacitance = self.all.per_capacitance[self.all.node];
                self.all.node += 1;
                let (place, first) = (self.place, self.state);
                let index = |state: usize| place.first + (first + state) * place.stride;
                compartment::entries(compartment, per_capacitance, record, |row, column, value| {
                    (self.all.entry)(index(row), index(column), value);
                });
                self.state += C::STATES;
            }
        }
        let begin = self.begin;
        self.begin += group_states(group);
        each_neuron(group, begin, |cell, place| {
            cell.compartments(&mut Compartments { all: self, place, state: 0 });
        });
    }
}

/// Visits every neuron of a group for its structure, which is that of the first.
#[inline(always)]
fn each_neuron<T: Scalar, G: CellGroup<T> + ?Sized>(group: &G, begin: usize, mut visit: impl FnMut(&G::Cell, Strided)) {
    let neurons = group.len();
    if neurons > 0 {
        group.with_cell(0, |cell| {
            for neuron in 0..neurons {
                visit(cell, neuron_states(group, begin, neuron));
            }
        });
    }
}
