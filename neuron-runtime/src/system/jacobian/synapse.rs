//! The synapses of a network. The states of one source see the membrane potentials before and after it,
//!
//! ```text
//! D u_s − G_pre u_pre − G_post u_post = b_s
//! ```
//!
//! and move the potential after it, and that before it where what leaves one neuron enters the other. A record holds, per
//! source, D, G_pre and G_post, then, per connection, the slopes of its current: by the states and by both potentials.

use super::Indices;
use super::block;
use super::cell::take;
use super::compartment::Scratch;
use super::coupling::{Coupling, POST, PRE};
use super::nodes::NodeMatrix;
use crate::model::connect::{Connection, SynapseGroup};
use crate::model::info::MechanismKind;
use crate::model::mechanism::{Describe, Flow, Input, Mechanism, Slopes};
use crate::model::network::VisitSynapses;
use crate::model::network::states::{SynapseStates, source_states};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::system::synapse::{draw, each_block, source_ends, source_site, with_connection, with_source};

fn own<S: Describe>() -> usize {
    if S::INFO.dependence.coupled { S::STATES * S::STATES } else { S::STATES }
}

/// Numbers of a source.
fn of_source<S: Describe>() -> usize {
    own::<S>() + 2 * S::STATES
}

/// Numbers of a connection.
fn of_connection<S: Describe>() -> usize {
    S::STATES
}

/// Length of a group's records.
pub(super) fn length<T: Scalar, G: SynapseGroup<T> + ?Sized>(group: &G) -> usize {
    group.sources() * of_source::<G::Synapse>() + group.connections() * of_connection::<G::Synapse>()
}

/// The numbers of one source.
struct Source<'a, T> {
    own: &'a mut [T],
    pre: &'a mut [T],
    post: &'a mut [T],
}

#[inline(always)]
fn source<T, S: Describe>(numbers: &mut [T]) -> Source<'_, T> {
    let (own, rest) = numbers.split_at_mut(own::<S>());
    let (pre, post) = rest.split_at_mut(S::STATES);
    Source { own, pre, post }
}

/// Whether what leaves one neuron enters the other.
#[inline(always)]
fn electrical<S: Describe>() -> bool {
    matches!(S::INFO.kind, MechanismKind::Electrical)
}

pub(super) struct Evaluate<'a, T> {
    pub(super) t: T,
    pub(super) y: &'a [T],
    pub(super) dy: &'a mut [T],
    pub(super) time: &'a mut [T],
    pub(super) records: &'a mut [T],
    /// Written: ∂i/∂V of every connection.
    pub(super) slopes: &'a mut [[T; 2]],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for Evaluate<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let (begin, y) = (self.begin, self.y);
        let (dy, time) = (&mut *self.dy, &mut *self.time);
        let (mut sources, mut connections) = (
            take(&mut self.records, group.sources() * of_source::<G::Synapse>()),
            take(&mut self.records, group.connections() * of_connection::<G::Synapse>()),
        );
        let by_potentials = take(&mut self.slopes, group.connections());
        let shared = group.shared_sources().is_some();
        let states = G::Synapse::STATES;
        each_block(group, self.t, y, |block| {
            for (index, exps) in block.each() {
                let at = &source_site(group, index, self.t, y);
                let place = source_states(group, begin, index);
                let (mut own, mut rates) = (SynapseStates::<T, G>::zeros(), SynapseStates::<T, G>::zeros());
                place.gather(y, own.as_mut());
                with_source(group, index, |synapse| {
                    let own = own.as_ref();
                    synapse.derivatives(at, exps, own, rates.as_mut());
                    let mut slopes = <G::Synapse as Mechanism<T>>::Slopes::zeros();
                    synapse.partials(at, exps, own, &mut slopes);
                    let to = source::<T, G::Synapse>(take(&mut sources, of_source::<G::Synapse>()));
                    for a in 0..states {
                        if G::Synapse::INFO.dependence.coupled {
                            (0..states).for_each(|b| to.own[a * states + b] = slopes.own(a, b));
                        } else {
                            to.own[a] = slopes.own(a, a);
                        }
                        to.pre[a] = slopes.state(a, Input::Pre);
                        to.post[a] = slopes.state(a, Input::V);
                        if G::Synapse::INFO.dependence.states.time {
                            time[place.first + a * place.stride] = slopes.state(a, Input::Time);
                        }
                    }
                    if !shared {
                        synapse.current_partials(at, exps, own, &mut slopes);
                        let Connection { pre, post, .. } = group.connection(index);
                        draw::<T, G::Synapse>(pre, post, synapse.flow(at, exps, own), dy);
                        draw_slope::<T, G::Synapse>(pre, post, &slopes, time);
                        let by_states = take(&mut connections, states);
                        by_potentials[index] = write_current::<T, G::Synapse>(&slopes, by_states);
                    }
                });
                place.scatter(rates.as_ref(), dy);
            }
        });
        for index in 0..if shared { group.connections() } else { 0 } {
            let Connection { pre, post, .. } = group.connection(index);
            with_connection(group, index, self.t, begin, y, |synapse, at, exps, own| {
                draw::<T, G::Synapse>(pre, post, synapse.flow(at, exps, own), dy);
                let mut slopes = <G::Synapse as Mechanism<T>>::Slopes::zeros();
                synapse.current_partials(at, exps, own, &mut slopes);
                draw_slope::<T, G::Synapse>(pre, post, &slopes, time);
                let by_states = take(&mut connections, states);
                by_potentials[index] = write_current::<T, G::Synapse>(&slopes, by_states);
            });
        }
        self.begin += group.sources() * states;
    }
}

/// Adds the slope by time of what a synapse draws, as [`draw`] adds the current itself.
#[inline(always)]
fn draw_slope<T: Scalar, S: Mechanism<T>>(pre: usize, post: usize, slopes: &S::Slopes, time: &mut [T]) {
    if S::INFO.dependence.current.time {
        draw::<T, S>(pre, post, Flow { current: slopes.current(Input::Time), ..Flow::zero() }, time);
    }
}

/// Writes the slopes of a connection's current by the states, and returns those by both potentials.
#[inline(always)]
fn write_current<T: Scalar, S: Mechanism<T>>(slopes: &S::Slopes, by_states: &mut [T]) -> [T; 2] {
    (0..S::STATES).for_each(|a| by_states[a] = slopes.current_by(a));
    [slopes.current(Input::Pre), slopes.current(Input::V)]
}

pub(super) struct Factorise<'a, T> {
    pub(super) beta: f64,
    pub(super) coupled: bool,
    pub(super) matrix: &'a mut NodeMatrix<T>,
    pub(super) from: &'a mut [T],
    pub(super) to: &'a mut [T],
    pub(super) scratch: Scratch<'a, T>,
    pub(super) per_capacitance: &'a [T],
    pub(super) couplings: &'a [Coupling],
    pub(super) slopes: &'a [[T; 2]],
    pub(super) begin: usize,
    pub(super) failed: Option<usize>,
}

impl<T: Scalar> VisitSynapses<T> for Factorise<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = G::Synapse::STATES;
        let (of_source, of_connection) = (of_source::<G::Synapse>(), of_connection::<G::Synapse>());
        let sources = take(&mut self.to, group.sources() * of_source);
        for (index, to) in sources.chunks_exact_mut(of_source.max(1)).enumerate() {
            let from = source::<T, G::Synapse>(take(&mut self.from, of_source));
            let to = source::<T, G::Synapse>(to);
            let place = source_states(group, self.begin, index);
            if G::Synapse::INFO.dependence.coupled {
                for (to, from) in to.own.iter_mut().zip(&*from.own) {
                    *to = -*from;
                }
                (0..states).for_each(|a| to.own[a * (states + 1)] += self.beta);
                if !block::invert(to.own, states, self.scratch.rows) {
                    self.failed = self.failed.or(Some(place.first));
                }
                to.pre.copy_from_slice(from.pre);
                to.post.copy_from_slice(from.post);
                block::multiply(to.own, to.pre, self.scratch.work);
                block::multiply(to.own, to.post, self.scratch.work);
            } else {
                for a in 0..states {
                    let inverse = (-from.own[a] + self.beta).recip();
                    to.own[a] = inverse;
                    to.pre[a] = from.pre[a] * inverse;
                    to.post[a] = from.post[a] * inverse;
                }
            }
            if !self.coupled {
                to.pre.fill(T::zero());
            }
        }
        let (couplings, rest) = self.couplings.split_at(group.connections());
        let (slopes, rest_of_slopes) = self.slopes.split_at(group.connections());
        (self.couplings, self.slopes) = (rest, rest_of_slopes);
        for (index, (coupling, slopes)) in couplings.iter().zip(slopes).enumerate() {
            let from = take(&mut self.from, of_connection);
            take(&mut self.to, of_connection).copy_from_slice(from);
            let source = group.connection(index).source;
            let of = self::source::<T, G::Synapse>(&mut sources[source * of_source..][..of_source]);
            let [mut by_pre, mut by_post] = *slopes;
            for a in 0..states {
                by_pre += from[a] * of.pre[a];
                by_post += from[a] * of.post[a];
            }
            let mutual = electrical::<G::Synapse>();
            coupling.subtract([by_pre, by_post], mutual, self.per_capacitance, self.matrix);
        }
        self.begin += group.sources() * states;
    }
}

pub(super) struct Forward<'a, T> {
    pub(super) couplings: &'a [Coupling],
    pub(super) records: &'a mut [T],
    pub(super) b: &'a mut [T],
    pub(super) v: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) work: &'a mut [T],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for Forward<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = G::Synapse::STATES;
        for index in 0..group.sources() {
            let of = source::<T, G::Synapse>(take(&mut self.records, of_source::<G::Synapse>()));
            let place = source_states(group, self.begin, index);
            if G::Synapse::INFO.dependence.coupled {
                let mut own = SynapseStates::<T, G>::zeros();
                place.gather(self.b, own.as_mut());
                block::multiply(of.own, own.as_mut(), self.work);
                place.scatter(own.as_ref(), self.b);
            } else {
                (0..states).for_each(|a| self.b[place.first + a * place.stride] *= of.own[a]);
            }
        }
        let (couplings, rest) = self.couplings.split_at(group.connections());
        self.couplings = rest;
        if states > 0 {
            for (index, coupling) in couplings.iter().enumerate() {
                let by_states = take(&mut self.records, states);
                let place = source_states(group, self.begin, group.connection(index).source);
                let mut current = T::zero();
                (0..states).for_each(|a| current += by_states[a] * self.b[place.first + a * place.stride]);
                coupling.each_row(electrical::<G::Synapse>(), self.per_capacitance, |side, factor| {
                    self.v[coupling.nodes[side]] += current * factor;
                });
            }
        }
        self.begin += group.sources() * states;
    }
}

pub(super) struct Backward<'a, T> {
    pub(super) indices: &'a Indices,
    pub(super) records: &'a mut [T],
    pub(super) b: &'a mut [T],
    pub(super) v: &'a [T],
    pub(super) begin: usize,
}

impl<T: Scalar> VisitSynapses<T> for Backward<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = G::Synapse::STATES;
        for index in 0..group.sources() {
            let of = source::<T, G::Synapse>(take(&mut self.records, of_source::<G::Synapse>()));
            let place = source_states(group, self.begin, index);
            let (pre, post) = source_ends(group, index);
            let (pre, post) = (self.v[self.indices.node_of[pre]], self.v[self.indices.node_of[post]]);
            for a in 0..states {
                self.b[place.first + a * place.stride] += of.pre[a] * pre + of.post[a] * post;
            }
        }
        take(&mut self.records, group.connections() * of_connection::<G::Synapse>());
        self.begin += group.sources() * states;
    }
}

pub(super) struct Rates<'a, T> {
    pub(super) couplings: &'a [Coupling],
    pub(super) slopes: &'a [[T; 2]],
    pub(super) records: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) of_v: &'a mut [f64],
    pub(super) fastest: f64,
}

impl<T: Scalar> VisitSynapses<T> for Rates<'_, T> {
    #[inline]
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = G::Synapse::STATES;
        let apart = if G::Synapse::INFO.dependence.coupled { states + 1 } else { 1 };
        for _ in 0..group.sources() {
            let of = source::<T, G::Synapse>(take(&mut self.records, of_source::<G::Synapse>()));
            (0..states).for_each(|a| self.fastest = self.fastest.max(of.own[a * apart].re().abs()));
        }
        let count = group.connections();
        take(&mut self.records, count * of_connection::<G::Synapse>());
        for (coupling, slopes) in self.couplings[..count].iter().zip(self.slopes) {
            coupling.add_rates(*slopes, electrical::<G::Synapse>(), self.per_capacitance, self.of_v);
        }
        (self.couplings, self.slopes) = (&self.couplings[count..], &self.slopes[count..]);
    }
}

pub(super) struct Entries<'a, T, F> {
    pub(super) couplings: &'a [Coupling],
    pub(super) slopes: &'a [[T; 2]],
    pub(super) records: &'a mut [T],
    pub(super) per_capacitance: &'a [T],
    pub(super) begin: usize,
    pub(super) entry: &'a mut F,
}

impl<T: Scalar, F: FnMut(usize, usize, T)> VisitSynapses<T> for Entries<'_, T, F> {
    fn synapses<G: SynapseGroup<T> + ?Sized>(&mut self, group: &G) {
        let states = G::Synapse::STATES;
        for index in 0..group.sources() {
            let of = source::<T, G::Synapse>(take(&mut self.records, of_source::<G::Synapse>()));
            let place = source_states(group, self.begin, index);
            let at = |a: usize| place.first + a * place.stride;
            let (pre, post) = source_ends(group, index);
            for a in 0..states {
                if G::Synapse::INFO.dependence.coupled {
                    (0..states).for_each(|b| (self.entry)(at(a), at(b), of.own[a * states + b]));
                } else {
                    (self.entry)(at(a), at(a), of.own[a]);
                }
                if G::Synapse::INFO.dependence.states.pre {
                    (self.entry)(at(a), pre, of.pre[a]);
                }
                if G::Synapse::INFO.dependence.states.v {
                    (self.entry)(at(a), post, of.post[a]);
                }
            }
        }
        let count = group.connections();
        for (index, (coupling, slopes)) in self.couplings[..count].iter().zip(self.slopes).enumerate() {
            let by_states = take(&mut self.records, states);
            let Connection { pre, post, source } = group.connection(index);
            let place = source_states(group, self.begin, source);
            let v = [pre, post];
            coupling.each_row(electrical::<G::Synapse>(), self.per_capacitance, |side, factor| {
                let mut entry = |column: usize, slope: T| (self.entry)(v[side], column, slope * factor);
                (0..states).for_each(|a| entry(place.first + a * place.stride, by_states[a]));
                entry(post, slopes[POST]);
                if G::Synapse::INFO.dependence.current.pre {
                    entry(pre, slopes[PRE]);
                }
            });
        }
        (self.couplings, self.slopes) = (&self.couplings[count..], &self.slopes[count..]);
        self.begin += group.sources() * states;
    }
}
