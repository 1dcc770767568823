//! One compartment: its partial derivatives, and their condensation onto V.
//!
//! A channel's states couple only to the compartment's nodes: V and the states of its pools. With D u_x − G u_n = b_x for
//! a channel's states x, and the nodes' rows R,
//!
//! ```text
//! u_x = D⁻¹ b_x + D⁻¹G u_n          M = β − J_nn − R D⁻¹G          M u_n = b_n + R D⁻¹ b_x
//! ```
//!
//! and likewise the pools are eliminated onto V. A compartment's numbers follow each other in a record of fixed length: a
//! header for its nodes, then per channel D (its diagonal, or the whole block where states move each other), G and the row
//! of its current.

use super::block;
use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::mechanism::{At, Input, Mechanism, Slopes, Wiring};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::simd::wide::Work;
use crate::system::surroundings::{Place, Site, Source, Then, channels_begin, exponentials};
use crate::system::{compartment, tangent_rule};

/// Number of nodes: V and the states of the pools.
#[inline(always)]
pub(super) const fn nodes<T: Scalar, C: Compartment<T>>() -> usize {
    1 + C::FED.len()
}

/// Length of the numbers of the nodes in a record.
const fn header<T: Scalar, C: Compartment<T>>() -> usize {
    let pools = C::FED.len();
    1 + 3 * pools + pools * pools
}

/// How many numbers a mechanism's own derivatives by its own states take.
const fn own<T: Scalar, M: Mechanism<T>>() -> usize {
    if M::INFO.dependence.coupled { M::STATES * M::STATES } else { M::STATES }
}

/// On how many of the nodes a mechanism's states depend, V always among them.
const fn columns<T: Scalar, C: Compartment<T>, M: Mechanism<T>>() -> usize {
    if M::INFO.dependence.states.concentrations() { nodes::<T, C>() } else { 1 }
}

/// The record of one channel.
struct Record<'a, T> {
    own: &'a mut [T],
    columns: &'a mut [T],
    row: &'a mut [T],
}

/// The record of the next channel, and those of the others.
#[inline(always)]
fn split<'a, T: Scalar, C: Compartment<T>, M: Mechanism<T>>(records: &'a mut [T]) -> (Record<'a, T>, &'a mut [T]) {
    let (own, rest) = records.split_at_mut(own::<T, M>());
    let (columns, rest) = rest.split_at_mut(M::STATES * columns::<T, C, M>());
    let (row, rest) = rest.split_at_mut(M::STATES);
    (Record { own, columns, row }, rest)
}

/// Length of a compartment's record.
pub(super) fn length<T: Scalar, C: Compartment<T>>(compartment: &C) -> usize {
    struct Length<C>(usize, core::marker::PhantomData<C>);
    impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Length<C> {
        fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
            self.0 += own::<T, M>() + M::STATES * (columns::<T, C, M>() + 1);
        }
    }
    let mut length = Length::<C>(header::<T, C>(), core::marker::PhantomData);
    compartment.channels(&mut length);
    length.0
}

/// The most states of a mechanism or pools that are eliminated together.
pub(super) fn largest_block<T: Scalar, C: Compartment<T>>(compartment: &C) -> usize {
    struct Largest(usize);
    impl<T: Scalar> VisitMechanisms<T> for Largest {
        fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
            self.0 = self.0.max(M::STATES);
        }
    }
    let mut largest = Largest(C::FED.len());
    compartment.channels(&mut largest);
    largest.0
}

/// Numbers of the nodes while the derivatives are evaluated.
struct Evaluated<'a, T> {
    /// Of each pool's state, the derivative of its rate by the current of its ion.
    gains: &'a mut [T],
    /// ∂(dn/dt)/∂n', row by row.
    matrix: &'a mut [T],
}

#[inline(always)]
fn evaluated<T: Scalar, C: Compartment<T>>(header: &mut [T]) -> Evaluated<'_, T> {
    let (gains, matrix) = header.split_at_mut(C::FED.len());
    Evaluated { gains, matrix }
}

/// Derivatives of a compartment's states, as [`crate::system::compartment::derivatives`] has them, with their partial derivatives:
/// by the states in `record`, by the time in `time`. On entry `time` is 0 but for V, where it holds the slope (nA/ms) of the
/// external outward current.
pub(super) struct EvaluateAll<'a, T, C> {
    pub(super) compartment: &'a C,
    pub(super) celsius: T,
    pub(super) t: T,
    pub(super) y: &'a [T],
    pub(super) dy: &'a mut [T],
    pub(super) time: &'a mut [T],
    pub(super) record: &'a mut [T],
    /// Written: 1/C.
    pub(super) per_capacitance: &'a mut T,
}

impl<T: Scalar, C: Compartment<T>> Work for EvaluateAll<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let EvaluateAll { compartment, celsius, t, y, dy, time, record, per_capacitance } = self;
        let partials = Partials { compartment, celsius, y, time, record, per_capacitance };
        compartment::derivatives_and(compartment, celsius, t, y, dy, partials);
    }
}

/// The partial derivatives.
struct Partials<'a, T, C> {
    compartment: &'a C,
    celsius: T,
    y: &'a [T],
    time: &'a mut [T],
    record: &'a mut [T],
    per_capacitance: &'a mut T,
}

impl<T: Scalar, C: Compartment<T>> Then<T, C> for Partials<'_, T, C> {
    #[inline(always)]
    fn run(self, site: &Site<T, C>, exps: Source<'_, T>, by_ion: &[T]) {
        let Partials { compartment, celsius, y, time, record, per_capacitance } = self;
        let (header, records) = record.split_at_mut(header::<T, C>());
        let nodes = evaluated::<T, C>(header);
        *per_capacitance = site.membrane.capacitance.recip();
        let per_capacitance = *per_capacitance;
        nodes.matrix.fill(T::zero());
        time[0] = -(time[0] * per_capacitance);
        let mut reversal = C::Ions::zeros();
        compartment.reversal_slopes(celsius, site.concentrations.as_ref(), reversal.as_mut());
        let (at, x, place) = (site.at(), Source::Own(by_ion), Place::POOLS);
        let mut evaluate = Evaluate::<T, C> { at, x, place, y, time, nodes, records, reversal, per_capacitance };
        compartment.pools(&mut EvaluatePools(&mut evaluate));
        (evaluate.x, evaluate.place) = (exps, channels_begin::<T, C>(compartment));
        compartment.channels(&mut evaluate);
    }
}

struct Evaluate<'a, T: Scalar, C: Compartment<T>> {
    at: At<'a, T>,
    x: Source<'a, T>,
    place: Place,
    y: &'a [T],
    time: &'a mut [T],
    nodes: Evaluated<'a, T>,
    records: &'a mut [T],
    reversal: C::Ions,
    per_capacitance: T,
}

impl<T: Scalar, C: Compartment<T>> Evaluate<'_, T, C> {
    /// The slope of a quantity by each node, from its slopes by the inputs of a mechanism.
    #[inline(always)]
    fn by_nodes(&self, reads: usize, reversal: bool, wiring: &Wiring, slope: impl Fn(Input) -> T) -> C::Nodes {
        let mut by_nodes = C::Nodes::zeros();
        let nodes = by_nodes.as_mut();
        nodes[0] = slope(Input::V);
        for k in 0..reads {
            if let Some(node) = nodes.get_mut(C::CONCENTRATION_NODES[wiring.reads[k]]) {
                *node += slope(Input::Read(k));
            }
        }
        if reversal && wiring.ion < C::REVERSAL_NODES.len() {
            let by_concentration = self.reversal.as_ref()[wiring.ion];
            if let Some(node) = nodes.get_mut(C::REVERSAL_NODES[wiring.ion]) {
                *node += slope(Input::Reversal) * by_concentration;
            }
        }
        by_nodes
    }
}

struct EvaluatePools<'b, 'a, T: Scalar, C: Compartment<T>>(&'b mut Evaluate<'a, T, C>);

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for EvaluatePools<'_, '_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let evaluate = &mut *self.0;
        let (exps, states) = evaluate.place.take::<M>();
        let mut slopes = M::Slopes::zeros();
        let y = &evaluate.y[states.clone()];
        let x = evaluate.x;
        x.with(mechanism, evaluate.at.wired(wiring), exps, |at, x| mechanism.partials(at, x, y, &mut slopes));
        let seen = &M::INFO.dependence.states;
        let count = nodes::<T, C>();
        for (a, node) in states.clone().enumerate() {
            let by_nodes = evaluate.by_nodes(seen.reads.len(), seen.reversal, wiring, |input| slopes.state(a, input));
            let row = &mut evaluate.nodes.matrix[node * count..][..count];
            row.copy_from_slice(by_nodes.as_ref());
            for (b, other) in states.clone().enumerate() {
                row[other] += slopes.own(a, b);
            }
            evaluate.nodes.gains[node - 1] = slopes.state(a, Input::IonCurrent);
            if seen.time {
                evaluate.time[node] = slopes.state(a, Input::Time);
            }
        }
    }
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Evaluate<'_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (exps, states) = self.place.take::<M>();
        let mut slopes = M::Slopes::zeros();
        let y = &self.y[states.clone()];
        let (x, at) = (self.x, self.at.wired(wiring));
        if const { tangent_rule::has_partials::<T, M>() }
            && let Source::Plain(x) = x
        {
            let x = &x[exps];
            tangent_rule::partials(mechanism, &at, x, y, &mut slopes);
            let exps = exponentials(mechanism, &at, Some(x));
            mechanism.current_partials(&at, exps.as_ref(), y, &mut slopes);
        } else {
            x.with(mechanism, at, exps, |at, x| {
                mechanism.partials(at, x, y, &mut slopes);
                mechanism.current_partials(at, x, y, &mut slopes);
            });
        }
        let (record, rest) = split::<T, C, M>(core::mem::take(&mut self.records));
        self.records = rest;
        let dependence = &M::INFO.dependence;
        let columns = columns::<T, C, M>();
        for a in 0..M::STATES {
            if dependence.coupled {
                for b in 0..M::STATES {
                    record.own[a * M::STATES + b] = slopes.own(a, b);
                }
            } else {
                record.own[a] = slopes.own(a, a);
            }
            let seen = &dependence.states;
            let by_nodes = self.by_nodes(seen.reads.len(), seen.reversal, wiring, |input| slopes.state(a, input));
            record.columns[a * columns..][..columns].copy_from_slice(&by_nodes.as_ref()[..columns]);
            record.row[a] = slopes.current_by(a) * self.at.area;
            if seen.time {
                self.time[states.start + a] = slopes.state(a, Input::Time);
            }
        }
        let seen = &dependence.current;
        let by_nodes = self.by_nodes(seen.reads.len(), seen.reversal, wiring, |input| slopes.current(input));
        let Evaluated { gains, matrix } = &mut self.nodes;
        let count = if seen.concentrations() { nodes::<T, C>() } else { 1 };
        for (n, slope) in by_nodes.as_ref()[..count].iter().enumerate() {
            let slope = *slope * self.at.area;
            matrix[n] -= slope * self.per_capacitance;
            each_fed::<T, C>(wiring, |pool| matrix[(pool + 1) * nodes::<T, C>() + n] += gains[pool] * slope);
        }
        if seen.time {
            let slope = slopes.current(Input::Time) * self.at.area;
            self.time[0] -= slope * self.per_capacitance;
            each_fed::<T, C>(wiring, |pool| self.time[pool + 1] += gains[pool] * slope);
        }
    }
}

/// The pools' states that the ion of a channel feeds.
#[inline(always)]
fn each_fed<T: Scalar, C: Compartment<T>>(wiring: &Wiring, mut visit: impl FnMut(usize)) {
    if wiring.ion != usize::MAX {
        for pool in 0..C::FED.len() {
            if C::FED[pool] == wiring.ion {
                visit(pool);
            }
        }
    }
}

/// The fastest of the rates (per ms) at which a compartment's gates move on their own, and the rate of V.
#[inline(always)]
pub(super) fn rates<T: Scalar, C: Compartment<T>>(compartment: &C, record: &mut [T]) -> (f64, f64) {
    struct Rates<'a, T, C> {
        records: &'a mut [T],
        fastest: f64,
        compartment: core::marker::PhantomData<C>,
    }
    impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Rates<'_, T, C> {
        #[inline(always)]
        fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
            let (record, rest) = split::<T, C, M>(core::mem::take(&mut self.records));
            self.records = rest;
            let apart = if M::INFO.dependence.coupled { M::STATES + 1 } else { 1 };
            (0..M::STATES).for_each(|a| self.fastest = self.fastest.max(record.own[a * apart].re().abs()));
        }
    }
    let (header, records) = record.split_at_mut(header::<T, C>());
    let nodes = evaluated::<T, C>(header);
    let mut rates = Rates::<T, C> { records, fastest: 0.0, compartment: Default::default() };
    compartment.channels(&mut rates);
    (rates.fastest, nodes.matrix[0].re().abs())
}

/// Calls `entry(row, column, value)` for every derivative inside a compartment, by the states' numbers in it.
pub(super) fn entries<T: Scalar, C: Compartment<T>>(
    compartment: &C,
    per_capacitance: T,
    record: &mut [T],
    mut entry: impl FnMut(usize, usize, T),
) {
    struct Entries<'a, T, C, F> {
        state: usize,
        records: &'a mut [T],
        nodes: Evaluated<'a, T>,
        per_capacitance: T,
        entry: F,
        compartment: core::marker::PhantomData<C>,
    }
    impl<T: Scalar, C: Compartment<T>, F: FnMut(usize, usize, T)> VisitMechanisms<T> for Entries<'_, T, C, F> {
        fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
            let (record, rest) = split::<T, C, M>(core::mem::take(&mut self.records));
            self.records = rest;
            let columns = columns::<T, C, M>();
            for a in 0..M::STATES {
                let row = self.state + a;
                if M::INFO.dependence.coupled {
                    (0..M::STATES).for_each(|b| (self.entry)(row, self.state + b, record.own[a * M::STATES + b]));
                } else {
                    (self.entry)(row, row, record.own[a]);
                }
                (0..columns).for_each(|n| (self.entry)(row, n, record.columns[a * columns + n]));
                (self.entry)(0, row, -record.row[a] * self.per_capacitance);
                let gains = &self.nodes.gains;
                each_fed::<T, C>(wiring, |pool| (self.entry)(pool + 1, row, gains[pool] * record.row[a]));
            }
            self.state += M::STATES;
        }
    }
    let count = nodes::<T, C>();
    let (header, records) = record.split_at_mut(header::<T, C>());
    let nodes = evaluated::<T, C>(header);
    for row in 0..count {
        (0..count).for_each(|column| entry(row, column, nodes.matrix[row * count + column]));
    }
    let compartment_of = core::marker::PhantomData::<C>;
    compartment.channels(&mut Entries {
        state: count,
        records,
        nodes,
        per_capacitance,
        entry,
        compartment: compartment_of,
    });
}

/// Numbers of the nodes after the condensation.
struct Condensed<'a, T> {
    gains: &'a mut [T],
    /// Row of V, columns of the pools.
    row: &'a mut [T],
    /// Column of V, rows of the pools, times the inverse.
    column: &'a mut [T],
    /// Inverse of the pools' block.
    inverse: &'a mut [T],
}

#[inline(always)]
fn condensed<T: Scalar, C: Compartment<T>>(header: &mut [T]) -> Condensed<'_, T> {
    let pools = C::FED.len();
    let (gains, rest) = header.split_at_mut(pools);
    let (row, rest) = rest.split_at_mut(pools);
    let (column, rest) = rest.split_at_mut(pools);
    Condensed { gains, row, column, inverse: &mut rest[..pools * pools] }
}

/// Room for the eliminations of one mechanism.
pub(super) struct Scratch<'a, T> {
    pub(super) rows: &'a mut [usize],
    pub(super) work: &'a mut [T],
}

/// Condenses β − J onto V. Gives the diagonal that is left at V, or the first of the states whose elimination fails.
pub(super) struct Condense<'a, 'b, T, C> {
    pub(super) compartment: &'a C,
    pub(super) beta: f64,
    pub(super) per_capacitance: T,
    pub(super) from: &'a mut [T],
    pub(super) to: &'a mut [T],
    pub(super) scratch: &'a mut Scratch<'b, T>,
}

impl<T: Scalar, C: Compartment<T>> Work for Condense<'_, '_, T, C> {
    type Number = T;
    type Output = Result<T, usize>;

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Condense { compartment, beta, per_capacitance, from, to, scratch } = self;
        let count = nodes::<T, C>();
        let (from_header, from) = from.split_at_mut(header::<T, C>());
        let (to_header, to) = to.split_at_mut(header::<T, C>());
        let nodes = evaluated::<T, C>(from_header);
        let condensed = condensed::<T, C>(to_header);
        condensed.gains.copy_from_slice(nodes.gains);
        let mut matrix = C::Matrix::zeros();
        for (to, from) in matrix.as_mut().iter_mut().zip(&*nodes.matrix) {
            *to = -*from;
        }
        (0..count).for_each(|n| matrix.as_mut()[n * (count + 1)] += beta);
        let mut factorise = Factorise::<T, C> {
            beta,
            per_capacitance,
            state: count,
            from,
            to,
            nodes,
            matrix,
            scratch: &mut *scratch,
            failed: None,
        };
        compartment.channels(&mut factorise);
        let Factorise { matrix, failed, .. } = factorise;
        if let Some(state) = failed {
            return Err(state);
        }
        let (matrix, pools) = (matrix.as_ref(), count - 1);
        let mut diagonal = matrix[0];
        if pools > 0 {
            for a in 0..pools {
                condensed.row[a] = matrix[a + 1];
                condensed.column[a] = matrix[(a + 1) * count];
                for b in 0..pools {
                    condensed.inverse[a * pools + b] = matrix[(a + 1) * count + b + 1];
                }
            }
            if !block::invert(condensed.inverse, pools, scratch.rows) {
                return Err(1);
            }
            block::multiply(condensed.inverse, condensed.column, scratch.work);
            for (row, column) in condensed.row.iter().zip(&*condensed.column) {
                diagonal -= *row * *column;
            }
        }
        Ok(diagonal)
    }
}

struct Factorise<'a, 'b, T: Scalar, C: Compartment<T>> {
    beta: f64,
    per_capacitance: T,
    state: usize,
    from: &'a mut [T],
    to: &'a mut [T],
    nodes: Evaluated<'a, T>,
    matrix: C::Matrix,
    scratch: &'a mut Scratch<'b, T>,
    failed: Option<usize>,
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Factorise<'_, '_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
        let (from, rest) = split::<T, C, M>(core::mem::take(&mut self.from));
        self.from = rest;
        let (to, rest) = split::<T, C, M>(core::mem::take(&mut self.to));
        self.to = rest;
        let columns = columns::<T, C, M>();
        to.row.copy_from_slice(from.row);
        if M::INFO.dependence.coupled {
            let k = M::STATES;
            for (to, from) in to.own.iter_mut().zip(&*from.own) {
                *to = -*from;
            }
            (0..k).for_each(|a| to.own[a * (k + 1)] += self.beta);
            if !block::invert(to.own, k, self.scratch.rows) {
                self.failed = self.failed.or(Some(self.state));
            }
            for a in 0..k {
                for n in 0..columns {
                    let mut sum = T::zero();
                    (0..k).for_each(|b| sum += to.own[a * k + b] * from.columns[b * columns + n]);
                    to.columns[a * columns + n] = sum;
                }
            }
        } else {
            for a in 0..M::STATES {
                let inverse = (-from.own[a] + self.beta).recip();
                to.own[a] = inverse;
                for n in 0..columns {
                    to.columns[a * columns + n] = from.columns[a * columns + n] * inverse;
                }
            }
        }
        let gains = &self.nodes.gains;
        let matrix = self.matrix.as_mut();
        for n in 0..columns {
            let mut sum = T::zero();
            for a in 0..M::STATES {
                sum += to.row[a] * to.columns[a * columns + n];
            }
            matrix[n] += sum * self.per_capacitance;
            each_fed::<T, C>(wiring, |pool| matrix[(pool + 1) * nodes::<T, C>() + n] -= gains[pool] * sum);
        }
        self.state += M::STATES;
    }
}

/// Eliminates everything but V from a right-hand side: `b[0]` becomes that of V alone.
pub(super) struct Eliminate<'a, T, C> {
    pub(super) compartment: &'a C,
    pub(super) per_capacitance: T,
    pub(super) record: &'a mut [T],
    pub(super) b: &'a mut [T],
    pub(super) work: &'a mut [T],
}

impl<T: Scalar, C: Compartment<T>> Work for Eliminate<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Eliminate { compartment, per_capacitance, record, b, work } = self;
        let (own, states) = b.split_at_mut(nodes::<T, C>());
        let (header, records) = record.split_at_mut(header::<T, C>());
        let nodes = condensed::<T, C>(header);
        let mut forward =
            Forward::<T, C> { nodes, records, b: own, states, work, sum: T::zero(), place: Default::default() };
        compartment.channels(&mut forward);
        let Forward { nodes, b, sum, work, .. } = forward;
        let (v, pools) = b.split_at_mut(1);
        v[0] -= sum * per_capacitance;
        if !pools.is_empty() {
            block::multiply(nodes.inverse, pools, work);
            for (row, pool) in nodes.row.iter().zip(pools) {
                v[0] -= *row * *pool;
            }
        }
    }
}

struct Forward<'a, T: Scalar, C: Compartment<T>> {
    nodes: Condensed<'a, T>,
    records: &'a mut [T],
    b: &'a mut [T],
    states: &'a mut [T],
    work: &'a mut [T],
    /// Σ of currents over all channels.
    sum: T,
    place: core::marker::PhantomData<C>,
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Forward<'_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, wiring: &'static Wiring) {
        let (record, rest) = split::<T, C, M>(core::mem::take(&mut self.records));
        self.records = rest;
        let (b, rest) = core::mem::take(&mut self.states).split_at_mut(M::STATES);
        self.states = rest;
        if M::INFO.dependence.coupled {
            block::multiply(record.own, b, self.work);
        } else {
            for a in 0..M::STATES {
                b[a] *= record.own[a];
            }
        }
        let mut current = T::zero();
        for a in 0..M::STATES {
            current += record.row[a] * b[a];
        }
        self.sum += current;
        each_fed::<T, C>(wiring, |pool| self.b[pool + 1] += self.nodes.gains[pool] * current);
    }
}

/// Completes a solution from that of V in `b[0]`.
pub(super) struct Complete<'a, T, C> {
    pub(super) compartment: &'a C,
    pub(super) record: &'a mut [T],
    pub(super) b: &'a mut [T],
}

impl<T: Scalar, C: Compartment<T>> Work for Complete<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Complete { compartment, record, b } = self;
        let (own, states) = b.split_at_mut(nodes::<T, C>());
        let (header, records) = record.split_at_mut(header::<T, C>());
        let nodes = condensed::<T, C>(header);
        let (v, pools) = own.split_at_mut(1);
        for (pool, column) in pools.iter_mut().zip(&*nodes.column) {
            *pool -= *column * v[0];
        }
        compartment.channels(&mut Backward::<T, C> { records, nodes: own, states, compartment: Default::default() });
    }
}

struct Backward<'a, T: Scalar, C: Compartment<T>> {
    records: &'a mut [T],
    nodes: &'a [T],
    states: &'a mut [T],
    compartment: core::marker::PhantomData<C>,
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for Backward<'_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, _: &M, _: &'static Wiring) {
        let (record, rest) = split::<T, C, M>(core::mem::take(&mut self.records));
        self.records = rest;
        let (b, rest) = core::mem::take(&mut self.states).split_at_mut(M::STATES);
        self.states = rest;
        let columns = columns::<T, C, M>();
        for a in 0..M::STATES {
            for n in 0..columns {
                b[a] += record.columns[a * columns + n] * self.nodes[n];
            }
        }
    }
}
