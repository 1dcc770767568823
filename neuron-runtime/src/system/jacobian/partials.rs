//! The partial derivatives of one compartment's equations.

use super::record::{self, Channels, Nodes, each_pool_of, nodes};
use crate::model::cell::{Compartment, VisitMechanisms};
use crate::model::info::Inputs;
use crate::model::mechanism::{At, Context, Describe, Input, Mechanism, Slopes, Wiring};
use crate::number::Scalar;
use crate::number::array::Array;
use crate::number::simd::wide::Work;
use crate::system::drive::Drive;
use crate::system::surroundings::{
    Exponentials, Offsets, Surroundings, WithIntermediates, channels_begin, exponentials,
};
use crate::system::{compartment, tangent_rule};

/// Writes the derivatives of a compartment's states, as [`crate::system::compartment::derivatives`] does, and their
/// partial derivatives.
pub(super) struct Evaluate<'a, T, C> {
    pub(super) dy: &'a mut [T],
    pub(super) partials: Partials<'a, T, C>,
}

impl<T: Scalar, C: Compartment<T>> Work for Evaluate<'_, T, C> {
    type Number = T;
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Partials { compartment, context, drive, y, .. } = self.partials;
        compartment::derivatives_and(compartment, context, drive, y, self.dy, self.partials);
    }
}

/// Writes the partial derivatives, from the intermediate values of the derivatives.
pub(super) struct Partials<'a, T, C> {
    pub(super) compartment: &'a C,
    pub(super) context: Context<'a, T>,
    pub(super) drive: Drive<T>,
    pub(super) y: &'a [T],
    /// Written: those with respect to the time. On entry the element of V holds the slope (nA/ms) of the external
    /// outward current, and the others are 0.
    pub(super) time: &'a mut [T],
    /// Written: those with respect to the states.
    pub(super) derivatives: &'a mut [T],
    /// Written: 1/C, 1/nF.
    pub(super) per_capacitance: &'a mut T,
}

impl<T: Scalar, C: Compartment<T>> WithIntermediates<T, C> for Partials<'_, T, C> {
    #[inline(always)]
    fn run(self, surroundings: &Surroundings<'_, T, C>, exps: Exponentials<'_, T>, by_ion: &[T]) {
        let Partials { compartment, context, drive, y, time, derivatives, per_capacitance } = self;
        let (nodes, channels) = record::derivatives::<T, C, _>(derivatives);
        *per_capacitance = surroundings.membrane.capacitance.recip();
        let per_capacitance = *per_capacitance;
        nodes.by_nodes.fill(T::zero());
        nodes.by_nodes[0] = drive.slope * per_capacitance;
        time[0] = -(time[0] * per_capacitance);
        let mut reversal = C::Ions::zeros();
        compartment.reversal_slopes(&context, surroundings.concentrations.as_ref(), reversal.as_mut());
        let (at, x, offsets) = (surroundings.at(), Exponentials::OfPool(by_ion), Offsets::POOLS);
        let mut partials =
            PartialsOfChannels::<T, C> { at, x, offsets, y, time, nodes, channels, reversal, per_capacitance };
        compartment.pools(&mut PartialsOfPools(&mut partials));
        (partials.x, partials.offsets) = (exps, channels_begin::<T, C>(compartment));
        compartment.channels(&mut partials);
    }
}

struct PartialsOfChannels<'a, T: Scalar, C: Compartment<T>> {
    at: At<'a, T>,
    x: Exponentials<'a, T>,
    offsets: Offsets,
    y: &'a [T],
    time: &'a mut [T],
    nodes: Nodes<&'a mut [T]>,
    channels: Channels<&'a mut [T], C>,
    reversal: C::Ions,
    per_capacitance: T,
}

impl<T: Scalar, C: Compartment<T>> PartialsOfChannels<'_, T, C> {
    /// Returns the derivative of a quantity with respect to each node. `slope` returns those with respect to a
    /// mechanism's inputs.
    #[inline(always)]
    fn by_nodes(&self, seen: &Inputs, wiring: &Wiring, slope: impl Fn(Input) -> T) -> C::Nodes {
        let mut by_nodes = C::Nodes::zeros();
        let nodes = by_nodes.as_mut();
        nodes[0] = slope(Input::V);
        for k in 0..seen.reads.len() {
            if let Some(node) = nodes.get_mut(C::CONCENTRATION_NODES[wiring.reads[k]]) {
                *node += slope(Input::Read(k));
            }
        }
        if seen.reversal && wiring.ion < C::REVERSAL_NODES.len() {
            let by_concentration = self.reversal.as_ref()[wiring.ion];
            if let Some(node) = nodes.get_mut(C::REVERSAL_NODES[wiring.ion]) {
                *node += slope(Input::Reversal) * by_concentration;
            }
        }
        by_nodes
    }
}

struct PartialsOfPools<'b, 'a, T: Scalar, C: Compartment<T>>(&'b mut PartialsOfChannels<'a, T, C>);

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for PartialsOfPools<'_, '_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let partials = &mut *self.0;
        let (exps, states, relations) = partials.offsets.take::<M>();
        let mut slopes = M::Slopes::zeros();
        let y = &partials.y[states.clone()];
        let x = partials.x;
        x.with(mechanism, partials.at.wired(wiring, relations), exps, |at, x| {
            mechanism.partials(at, x, y, &mut slopes)
        });
        let seen = &M::INFO.dependence.states;
        let count = nodes::<T, C>();
        for (a, node) in states.clone().enumerate() {
            let by_nodes = partials.by_nodes(seen, wiring, |input| slopes.state(a, input));
            let row = &mut partials.nodes.by_nodes[node * count..][..count];
            row.copy_from_slice(by_nodes.as_ref());
            for (b, other) in states.clone().enumerate() {
                row[other] += slopes.own(a, b);
            }
            partials.nodes.by_ion_current[node - 1] = slopes.state(a, Input::IonCurrent);
            if seen.time {
                partials.time[node] = slopes.state(a, Input::Time);
            }
        }
    }
}

impl<T: Scalar, C: Compartment<T>> VisitMechanisms<T> for PartialsOfChannels<'_, T, C> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (exps, states, relations) = self.offsets.take::<M>();
        let mut slopes = M::Slopes::zeros();
        let y = &self.y[states.clone()];
        let (x, at) = (self.x, self.at.wired(wiring, relations));
        if const { tangent_rule::has_partials::<T, M>() }
            && let Exponentials::Values(x) = x
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
        let mut channel = self.channels.next::<T, M>();
        let seen = &M::INFO.dependence.states;
        channel.kinetics.write(&slopes, |a| self.by_nodes(seen, wiring, |input| slopes.state(a, input)));
        for a in 0..M::STATES {
            channel.current_by_states[a] = of_compartment::<T, M>(slopes.current_by(a), self.at.area);
            if seen.time {
                self.time[states.start + a] = slopes.state(a, Input::Time);
            }
        }
        let seen = &M::INFO.dependence.current;
        let by_nodes = self.by_nodes(seen, wiring, |input| slopes.current(input));
        let Nodes { by_ion_current, by_nodes: matrix } = &mut self.nodes;
        let count = if seen.concentrations() { nodes::<T, C>() } else { 1 };
        for (n, slope) in by_nodes.as_ref()[..count].iter().enumerate() {
            let slope = of_compartment::<T, M>(*slope, self.at.area);
            matrix[n] -= slope * self.per_capacitance;
            each_pool_of::<T, C>(wiring.ion, |pool| {
                matrix[(pool + 1) * nodes::<T, C>() + n] += by_ion_current[pool] * slope
            });
        }
        if seen.time {
            let slope = of_compartment::<T, M>(slopes.current(Input::Time), self.at.area);
            self.time[0] -= slope * self.per_capacitance;
            each_pool_of::<T, C>(wiring.ion, |pool| self.time[pool + 1] += by_ion_current[pool] * slope);
        }
    }
}

/// A quantity of a mechanism that follows from its current (a current, or its slope), for the whole compartment: times
/// the area (mm²) if the current is per area.
#[inline(always)]
fn of_compartment<T: Scalar, M: Describe>(quantity: T, area: T) -> T {
    if const { M::INFO.density } { quantity * area } else { quantity }
}
