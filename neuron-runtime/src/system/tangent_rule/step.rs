//! Exponential Euler steps by the tangent rule.

use super::{Plain, any, each_input, is_constant, is_gates, real_parts};
use crate::model::cell::{Cell, Compartment, VisitCompartments, VisitMechanisms};
use crate::model::group::CellGroup;
use crate::model::mechanism::{At, Context, Mechanism, Slopes, Wiring};
use crate::model::network::{Network, VisitCells};
use crate::number::array::Array;
use crate::number::{Real, as_grad, as_grad_mut, padded, value_of_grad};
use crate::system::coupled_states;
use crate::system::drive::External;
use crate::system::motion::{MovePools, Step, move_free_state, move_states};
use crate::system::surroundings::{Offsets, Surroundings, Values, channel_states, channels_begin, exponentials};

/// The largest number of channel states of a compartment that the tangent rule moves.
const ROOM: usize = 32;

/// Returns true if [`step_compartment`] applies to all cells of a network:
///
/// - Numbers have eight tangents.
/// - The length `h` of the step depends on no parameter.
/// - No temperature and no area depends on a parameter.
/// - No compartment has more than [`ROOM`] channel states.
#[inline(always)]
pub(crate) fn serves_network<T: Real, N: Network<T> + ?Sized>(network: &N, h: T) -> bool {
    struct Moved<T> {
        all: bool,
        celsius: T,
    }
    impl<T: Real> VisitCells<T> for Moved<T> {
        #[inline(always)]
        fn cells<G: CellGroup<T> + ?Sized>(&mut self, group: &G) {
            for neuron in 0..group.len() {
                group.with_cell(neuron, |cell| {
                    self.celsius = cell.celsius();
                    cell.compartments(self);
                });
            }
        }
    }
    impl<T: Real> VisitCompartments<T> for Moved<T> {
        #[inline(always)]
        fn compartment<C: Compartment<T>>(&mut self, compartment: &C) {
            let constant = is_constant(&self.celsius) && is_constant(&compartment.membrane().area);
            self.all &= constant && channel_states::<T, C>(compartment) <= ROOM;
        }
    }
    let mut moved = Moved { all: is_constant(&h), celsius: T::zero() };
    if moved.all {
        network.cells(&mut moved);
    }
    moved.all
}

/// Advances a compartment by a step of exponential Euler by the tangent rule.
#[inline(always)]
pub(crate) fn step_compartment<T: Real, C: Compartment<T>>(
    compartment: &C,
    context: Context<'_, T>,
    step: Step<'_, T, false>,
    external: External<T>,
    y: &mut [T],
) {
    let surroundings = Surroundings::<'_, T, C>::new(compartment, context, y).driven(external.drive.current);
    let plain = Plain::new(&surroundings);
    let exps = plain.exponentials(compartment);
    let (plain, exps) = (plain.at(), exps.as_ref());
    let offsets = channels_begin::<T, C>(compartment);
    let (first, mut motions) = (offsets.state, [[0.0; ROOM]; 3]);
    let [target, rate, decay] = &mut motions;
    compartment.channels(&mut Kinetics { plain, exps, offsets, first, y, target, rate });
    let moving = channel_states::<T, C>(compartment);
    let decay = &mut decay[..padded(moving)];
    f64::exp_scaled(&rate[..decay.len()], -value_of_grad(&step.h), decay, moving);
    compartment.channels(&mut MoveGates {
        at: surroundings.at(),
        plain,
        exps,
        offsets,
        first,
        motions: &motions,
        step,
        y,
    });

    let mut by_ion = C::Ions::zeros();
    let sum = surroundings.currents(compartment, offsets, Values(exps), y, by_ion.as_mut());
    let (at, by_ion) = (surroundings.at(), by_ion.as_ref());
    compartment.pools(&mut MovePools { at, offsets: Offsets::POOLS, by_ion, step, y });
    let per_capacitance = surroundings.membrane.capacitance.recip();
    let slope = (surroundings.membrane.injected - external.current - sum.current) * per_capacitance;
    let rate = (external.slope + sum.slope) * per_capacitance;
    move_free_state(step.h, slope, rate, None, &mut y[0]);
}

/// Returns true if the states of a mechanism are independent gates that depend on none of its parameters.
const fn is_chained<T: Real, M: Mechanism<T>>() -> bool {
    !any(M::INFO.kinetic) && is_gates::<T, M>()
}

/// Writes the target and rate of every gate that moves by the chain rule, as
/// [`compartment::kinetics`](crate::system::compartment::kinetics) does.
struct Kinetics<'a, T> {
    plain: At<'a, f64>,
    exps: &'a [f64],
    offsets: Offsets,
    first: usize,
    y: &'a [T],
    target: &'a mut [f64],
    rate: &'a mut [f64],
}

impl<T: Real> VisitMechanisms<T> for Kinetics<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, y, relations) = self.offsets.take::<M>();
        if M::STATES == 0 || const { !is_chained::<T, M>() } {
            return;
        }
        let own = y.start - self.first..y.end - self.first;
        let mut real = <M::Of<f64> as Mechanism<f64>>::States::zeros();
        real_parts(&self.y[y], real.as_mut());
        let (target, rate) = (&mut self.target[own.clone()], &mut self.rate[own]);
        mechanism.convert(value_of_grad).kinetics(
            &self.plain.wired(wiring, relations),
            &self.exps[x],
            real.as_ref(),
            target,
            rate,
        );
    }
}

/// Advances the states of channels by a step.
struct MoveGates<'a, T> {
    at: At<'a, T>,
    plain: At<'a, f64>,
    exps: &'a [f64],
    offsets: Offsets,
    first: usize,
    /// Target, rate and decay of every gate that moves by the chain rule.
    motions: &'a [[f64; ROOM]; 3],
    step: Step<'a, T, false>,
    y: &'a mut [T],
}

impl<T: Real> VisitMechanisms<T> for MoveGates<'_, T> {
    #[inline(always)]
    fn mechanism<M: Mechanism<T>>(&mut self, mechanism: &M, wiring: &'static Wiring) {
        let (x, states, relations) = self.offsets.take::<M>();
        if M::STATES == 0 {
            return;
        }
        let (at, y) = (self.at.wired(wiring, relations.clone()), &mut self.y[states.clone()]);
        if const { !is_chained::<T, M>() } {
            let exps = exponentials(mechanism, &at, self.exps.get(x));
            if const { M::INFO.dependence.coupled } {
                return coupled_states::advance(mechanism, &at, exps.as_ref(), self.step.h, None, y);
            }
            let (mut target, mut rate) = (M::States::zeros(), M::States::zeros());
            mechanism.kinetics(&at, exps.as_ref(), y, target.as_mut(), rate.as_mut());
            let mut decay = rate;
            decay.as_mut().iter_mut().for_each(|z| *z *= -self.step.h);
            T::exp_all(decay.as_mut());
            return move_states::<T, M, false>(self.step, target.as_ref(), rate.as_ref(), Some(decay.as_ref()), y);
        }

        // From dx/dt = r (x∞ − x), the partial derivatives at x = 0 are those of r x∞, and at x = 1 those of r x∞ − r.
        let (mechanism, plain, x) =
            (mechanism.convert(value_of_grad), self.plain.wired(wiring, relations), &self.exps[x]);
        let mut real = <M::Of<f64> as Mechanism<f64>>::States::zeros();
        let (mut at_0, mut at_1) =
            (<M::Of<f64> as Mechanism<f64>>::Slopes::zeros(), <M::Of<f64> as Mechanism<f64>>::Slopes::zeros());
        mechanism.partials(&plain, x, real.as_ref(), &mut at_0);
        real.as_mut().fill(1.0);
        mechanism.partials(&plain, x, real.as_ref(), &mut at_1);
        let h = value_of_grad(&self.step.h);
        for a in 0..M::STATES {
            let k = states.start + a - self.first;
            let [target, rate, decay] = [self.motions[0][k], self.motions[1][k], self.motions[2][k]];
            let Some(y) = as_grad_mut(&mut y[a]) else { return };
            let rest = y.value() - target;
            let gained = if rate == 0.0 { h } else { (1.0 - decay) / rate };
            let lost = rest * decay * h;
            let mut next = y.chain(target + rest * decay, decay);
            each_input::<T, M>(&at, |input, by| {
                let of_product = at_0.state(a, input);
                let of_rate = of_product - at_1.state(a, input);
                if let Some(by) = as_grad(by) {
                    next.add_tangents(gained * (of_product - target * of_rate) - lost * of_rate, by);
                }
            });
            *y = next;
        }
    }
}
